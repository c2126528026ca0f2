/// The tags and texts of a workbook's part, one after the other, without a tree: a sheet may have millions of cells.
///
/// Only what Office Open XML uses is read: elements, attributes, texts, the five entities, character references and
/// CDATA. A document type is refused, so nothing can expand or reach out.
struct XMLEvents {
    enum Event: Equatable {
        /// The name without its prefix; attributes without theirs.
        case start(String, attributes: [String: String], isEmpty: Bool)
        case end(String)
        case text(String)
    }

    private let part: PartStream
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private let limit: Int

    init(_ part: PartStream, limit: Int) {
        self.part = part
        self.limit = limit
    }

    /// The next event; nil at the end.
    mutating func next() throws(TableError) -> Event? {
        while let byte = try peek() {
            if byte != UInt8(ascii: "<") { return .text(Self.decoded(try take(until: UInt8(ascii: "<")))) }
            position += 1
            switch try peek() {
            case UInt8(ascii: "?"): _ = try take(through: "?>")
            case UInt8(ascii: "!"): if let text = try declaration() { return .text(text) }
            case UInt8(ascii: "/"):
                position += 1
                let name = try take(until: UInt8(ascii: ">"))
                position += 1
                return .end(Self.local(String(decoding: name, as: UTF8.self).trimmed))
            default: return try startTag()
            }
        }
        return nil
    }

    /// A comment, which is passed over, or CDATA, whose text is returned.
    private mutating func declaration() throws(TableError) -> String? {
        position += 1
        if try starts(with: "--") {
            _ = try take(through: "-->")
            return nil
        }
        guard try starts(with: "[CDATA[") else { throw TableError.notAWorkbook("a part has a document type") }
        position += 7
        return String(decoding: try take(through: "]]>"), as: UTF8.self)
    }

    private mutating func startTag() throws(TableError) -> Event {
        var inside: [UInt8] = []
        var quote: UInt8?
        while let byte = try peek() {
            position += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                let isEmpty = inside.last == UInt8(ascii: "/")
                if isEmpty { inside.removeLast() }
                return Self.tag(inside, isEmpty)
            }
            inside.append(byte)
            if inside.count > limit { break }
        }
        throw TableError.notAWorkbook("a tag does not end")
    }

    private static func tag(_ inside: [UInt8], _ isEmpty: Bool) -> Event {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        let nameEnd = inside.firstIndex(where: isBlank) ?? inside.endIndex
        let name = local(String(decoding: inside[..<nameEnd], as: UTF8.self))
        var attributes: [String: String] = [:]
        var rest = inside[nameEnd...]
        while let equals = rest.firstIndex(of: UInt8(ascii: "=")) {
            let key = local(String(decoding: rest[..<equals], as: UTF8.self).trimmed)
            let after = rest[(equals + 1)...].drop(while: isBlank)
            guard let quote = after.first, let end = after.dropFirst().firstIndex(of: quote) else { break }
            attributes[key] = decoded(Array(after[(after.startIndex + 1)..<end]))
            rest = rest[(end + 1)...]
        }
        return .start(name, attributes: attributes, isEmpty: isEmpty)
    }

    private static func local(_ name: String) -> String {
        name.utf8.contains(UInt8(ascii: ":")) ? String(name.split(separator: ":").last ?? "") : name
    }

    static func decoded(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        var out = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            out += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else { break }
            out += entity(rest[rest.index(after: start)..<end])
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }

    private static func entity(_ name: Substring) -> String {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
            return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
        }
    }

    // MARK: Bytes

    private mutating func peek() throws(TableError) -> UInt8? {
        if position < buffer.count { return buffer[position] }
        while !isAtEnd {
            buffer = try part.next()
            position = 0
            isAtEnd = buffer.isEmpty
            if let first = buffer.first { return first }
        }
        return nil
    }

    private mutating func take(until end: UInt8) throws(TableError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = try peek(), byte != end {
            bytes.append(byte)
            position += 1
            guard bytes.count <= limit else { throw TableError.cellTooLong(line: 0, limit: limit) }
        }
        return bytes
    }

    /// The bytes before a sign, which is taken too.
    private mutating func take(through end: StaticString) throws(TableError) -> [UInt8] {
        let wanted = Array(end.description.utf8)
        var bytes: [UInt8] = []
        while let byte = try peek() {
            bytes.append(byte)
            position += 1
            if byte == wanted.last, bytes.suffix(wanted.count).elementsEqual(wanted) {
                return Array(bytes.dropLast(wanted.count))
            }
            guard bytes.count <= limit else { break }
        }
        throw TableError.notAWorkbook("a part ends in the middle")
    }

    /// Whether these signs come next; they need not lie in one piece.
    private mutating func starts(with text: StaticString) throws(TableError) -> Bool {
        let wanted = Array(text.description.utf8)
        while buffer.count - position < wanted.count, !isAtEnd {
            let more = try part.next()
            isAtEnd = more.isEmpty
            buffer = Array(buffer[position...]) + more
            position = 0
        }
        return buffer[position...].starts(with: wanted)
    }
}
