import Glibc

/// The encodings that separated text comes in.
enum TextEncoding: String {
    case utf8 = "UTF-8"
    case utf16Little = "UTF-16LE"
    case utf16Big = "UTF-16BE"
    case gb18030 = "GB18030"

    /// What the first bytes tell, and how many of them are a byte order mark.
    static func guess(_ head: ArraySlice<UInt8>, isWhole: Bool) -> (encoding: TextEncoding, markBytes: Int) {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if head.starts(with: [0xFF, 0xFE]) { return (.utf16Little, 2) }
        if head.starts(with: [0xFE, 0xFF]) { return (.utf16Big, 2) }
        if let unmarked = unmarkedUTF16(head) { return (unmarked, 0) }
        return (isUTF8(head, isWhole: isWhole) ? .utf8 : .gb18030, 0)
    }

    /// Latin letters and separators have a zero byte beside them in UTF-16.
    private static func unmarkedUTF16(_ head: ArraySlice<UInt8>) -> TextEncoding? {
        var zeros = [0, 0]
        for (offset, byte) in head.prefix(4096).enumerated() where byte == 0 { zeros[offset % 2] += 1 }
        let enough = max(2, min(head.count, 4096) / 8)
        if zeros[1] >= enough, zeros[0] * 4 < zeros[1] { return .utf16Little }
        if zeros[0] >= enough, zeros[1] * 4 < zeros[0] { return .utf16Big }
        return nil
    }

    private static func isUTF8(_ head: ArraySlice<UInt8>, isWhole: Bool) -> Bool {
        if String(validating: head, as: UTF8.self) != nil { return true }
        // The piece may end inside a character.
        return !isWhole && (1...3).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
    }
}

/// Turns bytes of an encoding into UTF-8, piece by piece.
final class Transcoder {
    private let descriptor: iconv_t
    private var rest: [UInt8] = []

    init?(_ encoding: TextEncoding) {
        descriptor = iconv_open("UTF-8", encoding.rawValue)
        if Int(bitPattern: descriptor) == -1 { return nil }
    }

    deinit { iconv_close(descriptor) }

    /// - Returns: nil when the bytes are none of the encoding's.
    func convert(_ piece: [UInt8], isLast: Bool) -> [UInt8]? {
        var input = (rest + piece).map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 2 + 16)
        var (inputLeft, outputLeft) = (input.count, output.count)
        let result = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var (from, to) = (source.baseAddress, target.baseAddress)
                return iconv(descriptor, &from, &inputLeft, &to, &outputLeft)
            }
        }
        // EINVAL: the piece ends inside a character, which waits for the next one.
        let isCut = result == -1 && errno == EINVAL
        guard result != -1 || isCut, !(isCut && isLast) else { return nil }
        rest = input.suffix(inputLeft).map { UInt8(bitPattern: $0) }
        return output.prefix(output.count - outputLeft).map { UInt8(bitPattern: $0) }
    }
}
