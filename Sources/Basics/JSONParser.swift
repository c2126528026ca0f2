/// Why a text is no JSON, and where. Lines and columns count from 1.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: String
    public let line: Int
    public let column: Int

    public var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSON {
    /// Reads one JSON text (RFC 8259, strict: no comments, no duplicate keys, nothing after the value).
    /// - Parameter depth: how deep arrays and objects may nest.
    public static func parse(_ bytes: [UInt8], depth: Int = 64) throws(JSONError) -> JSON {
        var parser = JSONParser(bytes: bytes, depth: depth)
        return try parser.document()
    }

    public static func parse(_ text: String, depth: Int = 64) throws(JSONError) -> JSON {
        try parse(Array(text.utf8), depth: depth)
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    var place = 0
    var depth: Int

    init(bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        self.depth = depth
    }

    mutating func document() throws(JSONError) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        let value = try value()
        skipBlanks()
        guard place == bytes.count else { throw failure("nothing may follow the value") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipBlanks()
        guard place < bytes.count else { throw failure("the text ends where a value is expected") }
        switch bytes[place] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("a value is expected")
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        try enter()
        var members = OrderedMap<JSON>()
        place += 1
        skipBlanks()
        if take("}") { return leave(.object(members)) }
        while true {
            skipBlanks()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
                throw failure("a member's name in quotes is expected")
            }
            let start = place
            let key = try string()
            guard members[key] == nil else { throw failure("the member \"\(key)\" occurs twice", at: start) }
            skipBlanks()
            guard take(":") else { throw failure("a colon is expected after the member's name") }
            members[key] = try value()
            skipBlanks()
            if take(",") { continue }
            guard take("}") else { throw failure("a comma or a closing brace is expected") }
            return leave(.object(members))
        }
    }

    private mutating func array() throws(JSONError) -> JSON {
        try enter()
        var elements: [JSON] = []
        place += 1
        skipBlanks()
        if take("]") { return leave(.array(elements)) }
        while true {
            elements.append(try value())
            skipBlanks()
            if take(",") { continue }
            guard take("]") else { throw failure("a comma or a closing bracket is expected") }
            return leave(.array(elements))
        }
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = place
        _ = take("-")
        let first = place
        skipDigits()
        let digits = place - first
        guard digits > 0, digits == 1 || bytes[first] != UInt8(ascii: "0") else {
            throw failure("a number has digits and no leading zero", at: start)
        }
        var whole = true
        if take(".") {
            whole = false
            let fraction = place
            skipDigits()
            guard place > fraction else { throw failure("digits are expected after the decimal point") }
        }
        if take("e") || take("E") {
            whole = false
            if !take("+") { _ = take("-") }
            let exponent = place
            skipDigits()
            guard place > exponent else { throw failure("digits are expected in the exponent") }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if whole, let value = Int64(text) { return .integer(value) }
        guard let value = Decimal128(text) else { throw failure("the number is out of range", at: start) }
        return .decimal(value)
    }

    private mutating func string() throws(JSONError) -> String {
        let start = place
        place += 1
        var run = place
        var out: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                out += bytes[run..<place]
                place += 1
                guard let text = String(validating: out, as: UTF8.self) else {
                    throw failure("the string is no valid UTF-8", at: start)
                }
                return text
            }
            guard byte >= 0x20 else { throw failure("control characters in strings are escaped") }
            if byte == UInt8(ascii: "\\") {
                out += bytes[run..<place]
                out += try escape()
                run = place
            } else {
                place += 1
            }
        }
        throw failure("the string does not end", at: start)
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard place + 1 < bytes.count else { throw failure("the text ends inside an escape") }
        let sign = bytes[place + 1]
        place += 2
        switch sign {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [sign]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("there is no such escape", at: place - 2)
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> [UInt8] {
        var code = try hex4()
        if (0xD800..<0xDC00).contains(code) {
            guard take("\\"), take("u") else { throw failure("the second half of a surrogate pair is missing") }
            let low = try hex4()
            guard (0xDC00..<0xE000).contains(low) else { throw failure("the surrogate pair is broken") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("a lone surrogate is no character") }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func hex4() throws(JSONError) -> UInt32 {
        guard place + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits are expected") }
        place += 4
        return code
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let count = word.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: count)
        guard place + count <= bytes.count, bytes[place..<place + count].elementsEqual(expected) else {
            throw failure("a value is expected")
        }
        place += count
        return value
    }

    private mutating func enter() throws(JSONError) {
        guard depth > 0 else { throw failure("arrays and objects nest too deep") }
        depth -= 1
    }

    private mutating func leave(_ value: JSON) -> JSON {
        depth += 1
        return value
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: sign) else { return false }
        place += 1
        return true
    }

    private mutating func skipDigits() {
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
    }

    private mutating func skipBlanks() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private func failure(_ reason: String, at position: Int? = nil) -> JSONError {
        let before = bytes[..<min(position ?? place, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
        return JSONError(reason: reason, line: line, column: column)
    }
}
