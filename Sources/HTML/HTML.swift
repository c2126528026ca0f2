/// A piece of HTML as UTF-8 bytes, written as an interpolated literal that escapes by default.
///
///     let row: HTML = "<td>\(name)</td>"          // `name` is escaped, the literal is not
///
/// The literal parts are the author's; whatever is interpolated as a `String` is data and cannot become markup.
/// A page is built from small functions that return `HTML`; interpolating one piece in another copies its bytes.
public struct HTML: Sendable, Equatable {
    /// The bytes as they go to the wire.
    public private(set) var bytes: [UInt8]

    /// Nothing at all.
    public static let empty = HTML()

    /// An empty piece.
    public init() { bytes = [] }

    /// Escaped text.
    public init(text: String) {
        bytes = []
        bytes.reserveCapacity(text.utf8.count)
        HTML.escape(text, into: &bytes)
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes read as text: for tests and logs.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Adds a piece at the end.
    public mutating func append(_ piece: HTML) { bytes.append(contentsOf: piece.bytes) }

    /// Adds the text with `& < > " '` written as entities, copying runs of harmless bytes at once.
    static func escape(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { source in
            var clean = 0
            for index in source.indices {
                guard let entity = entity(for: source[index]) else { continue }
                bytes.append(contentsOf: source[clean..<index])
                bytes.append(contentsOf: entity.utf8)
                clean = index + 1
            }
            bytes.append(contentsOf: source[clean...])
        }
    }

    @inline(__always)
    private static func entity(for byte: UInt8) -> String? {
        // All five lie below U+0040; one comparison lets letters and Chinese text through.
        guard byte < 0x3F else { return nil }
        switch byte {
        case 0x26: return "&amp;"
        case 0x3C: return "&lt;"
        case 0x3E: return "&gt;"
        case 0x22: return "&quot;"
        case 0x27: return "&#39;"
        default: return nil
        }
    }
}

extension Sequence {
    /// The pieces of all elements, one after the other.
    public func html(_ piece: (Element) -> HTML) -> HTML {
        var all = HTML()
        for element in self { all.append(piece(element)) }
        return all
    }
}

extension Optional {
    /// The piece of the value, or nothing.
    public func html(_ piece: (Wrapped) -> HTML) -> HTML { map(piece) ?? .empty }
}
