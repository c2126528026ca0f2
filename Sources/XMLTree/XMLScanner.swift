/// Bytes with a cursor that knows its line and column; what the parser looks at.
struct XMLScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    // The last place whose line and column are known; counting goes on from here, so a document of one long
    // line costs no more than one of many short lines.
    private var knownIndex = 0
    private var line = 1
    private var column = 1

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { index >= bytes.count }

    /// The byte under the cursor, or 0 at the end (a NUL is never valid XML).
    var byte: UInt8 { index < bytes.count ? bytes[index] : 0 }

    func byte(ahead: Int) -> UInt8 { index + ahead < bytes.count ? bytes[index + ahead] : 0 }

    func starts(with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[index + offset] != text.utf8Start[offset] { return false }
        return true
    }

    mutating func skip(_ text: StaticString) -> Bool {
        guard starts(with: text) else { return false }
        index += text.utf8CodeUnitCount
        return true
    }

    @discardableResult
    mutating func skipSpace() -> Bool {
        let start = index
        while index < bytes.count, XMLCharacter.isSpace(bytes[index]) { index += 1 }
        return index > start
    }

    /// Moves to where `text` stands and gives false when it stands nowhere.
    mutating func find(_ text: StaticString) -> Bool {
        let first = text.utf8Start[0]
        while index < bytes.count {
            if bytes[index] == first, starts(with: text) { return true }
            index += 1
        }
        return false
    }

    func string(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// Line and column of the cursor; the cursor only ever moves forward between two calls that matter.
    mutating func position() -> XMLPosition { position(at: index) }

    mutating func position(at target: Int) -> XMLPosition {
        if target < knownIndex { (knownIndex, line, column) = (0, 1, 1) }
        let end = min(target, bytes.count)
        while knownIndex < end {
            let byte = bytes[knownIndex]
            knownIndex += 1
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte == 0x0D {
                // A carriage return before a line feed belongs to it (XML 1.0 §2.11).
                if knownIndex < bytes.count, bytes[knownIndex] == 0x0A { continue }
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return XMLPosition(line: line, column: column)
    }
}

/// Which characters may stand where (XML 1.0 §2.2, §2.3).
enum XMLCharacter {
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
    }

    /// `Char`: what may stand in a document at all.
    static func isAllowed(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20...0xD7FF, 0x9, 0xA, 0xD, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    @inline(__always)
    static func isASCIINameStart(_ byte: UInt8) -> Bool {
        byte &- 0x61 < 26 || byte &- 0x41 < 26 || byte == 0x5F
    }

    @inline(__always)
    static func isASCIIName(_ byte: UInt8) -> Bool {
        isASCIINameStart(byte) || byte &- 0x30 < 10 || byte == 0x2D || byte == 0x2E
    }

    /// `NameStartChar` beyond ASCII.
    static func isNameStart(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D,
            0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD,
            0x10000...0xEFFFF:
            true
        default: false
        }
    }

    /// `NameChar` beyond ASCII.
    static func isName(_ scalar: UInt32) -> Bool {
        isNameStart(scalar) || scalar == 0xB7 || (0x300...0x36F).contains(scalar)
            || (0x203F...0x2040).contains(scalar)
    }
}

extension XMLScanner {
    /// The scalar that begins at the offset and its length in bytes, or nil when the bytes are not UTF-8.
    func scalar(at offset: Int) -> (value: UInt32, length: Int)? {
        let first = bytes[offset]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, offset + length <= bytes.count else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for next in 1..<length {
            let byte = bytes[offset + next]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        // Overlong forms and surrogates are not UTF-8.
        let least: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard value >= least, !(0xD800...0xDFFF).contains(value), value <= 0x10FFFF else { return nil }
        return (value, length)
    }

    /// The first byte that is not UTF-8 or not allowed in XML, if any.
    func firstForbidden() -> Int? {
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte &- 0x20 < 0x60 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                offset += 1
                continue
            }
            guard let scalar = scalar(at: offset), XMLCharacter.isAllowed(scalar.value) else {
                return offset
            }
            offset += scalar.length
        }
        return nil
    }
}
