import ArgumentParser
import Cryptography
import Foundation

/// A secret of 32 bytes in a file of its own, in hexadecimal digits, readable by its owner only.
enum KeyFile {
    /// Reads the file; where there is none, makes one.
    static func bytes(_ path: String) throws -> [UInt8] {
        if FileManager.default.fileExists(atPath: path) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8),
                let bytes = Cryptography.bytes(hex: text.trimmingCharacters(in: .whitespacesAndNewlines)),
                bytes.count == 32
            else {
                // Making a new one would lose for good what the old one opens.
                throw ValidationError(
                    "\(path) holds no key: 64 hexadecimal digits are expected; put the right file back")
            }
            return bytes
        }
        let bytes = Cryptography.randomBytes(32)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(Cryptography.hex(bytes).utf8), attributes: [.posixPermissions: 0o600])
        guard isMade else { throw ValidationError("the key file \(path) cannot be written") }
        return bytes
    }
}
