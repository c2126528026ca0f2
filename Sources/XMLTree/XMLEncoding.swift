/// The encodings that are read, and how they become UTF-8.
enum XMLEncoding: Sendable, Equatable {
    case utf8, utf16, latin1

    /// Finds the encoding (XML 1.0 appendix F) and gives the text as UTF-8 without byte order mark.
    static func toUTF8(_ bytes: [UInt8]) throws(XMLProblem) -> (text: [UInt8], encoding: XMLEncoding) {
        let head = bytes.prefix(4)
        if head.starts(with: [0xFE, 0xFF]) {
            return (try utf16(bytes, from: 2, bigEndian: true), .utf16)
        }
        if head.starts(with: [0xFF, 0xFE]) {
            return (try utf16(bytes, from: 2, bigEndian: false), .utf16)
        }
        if head.starts(with: [0x00, 0x3C]) {
            return (try utf16(bytes, from: 0, bigEndian: true), .utf16)
        }
        if head.starts(with: [0x3C, 0x00]) {
            return (try utf16(bytes, from: 0, bigEndian: false), .utf16)
        }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (withoutMark(bytes), .utf8) }
        switch declaredName(bytes) {
        case "iso-8859-1", "latin1", "windows-1252": return (latin1(bytes), .latin1)
        default: return (bytes, .utf8)
        }
    }

    static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The encoding's name in the first line, in lower case; only needed for single-byte encodings.
    private static func declaredName(_ bytes: [UInt8]) -> String {
        guard bytes.starts(with: "<?xml".utf8) else { return "" }
        let line = String(decoding: bytes.prefix(200).prefix { $0 != 0x3E }, as: UTF8.self)
        guard let key = line.firstRange(of: "encoding") else { return "" }
        let value = line[key.upperBound...].drop { $0 != "\"" && $0 != "'" }.dropFirst()
        return value.prefix { $0 != "\"" && $0 != "'" }.lowercased()
    }

    private static func latin1(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                text.append(0xC0 | byte >> 6)
                text.append(0x80 | byte & 0x3F)
            }
        }
        return text
    }

    private static func utf16(_ bytes: [UInt8], from start: Int, bigEndian: Bool) throws(XMLProblem)
        -> [UInt8]
    {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = start
        while index + 1 < bytes.count {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(bigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        let failed = transcode(
            units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true,
            into: { text.append($0) })
        guard !failed, index == bytes.count else {
            throw XMLProblem(
                "utf-16", at: XMLPosition(line: 1, column: 1),
                "The text begins like UTF-16 but holds half a character; save it as UTF-8.",
                "文本以 UTF-16 开头，但含有半个字符；请另存为 UTF-8。")
        }
        return text
    }
}
