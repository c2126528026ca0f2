import Foundation
import Testing

@testable import HTML

/// Pictures that cameras read. The golden texts were read back by another program's decoder when they were made.
@Suite("A QR code") struct QRCodeTests {
    static let texts = [
        "Sanbu", "三步走",
        "otpauth://totp/%E4%B8%89%E6%AD%A5:admin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E4%B8%89%E6%AD%A5",
        String(repeating: "https://example.org/channel/", count: 10),
    ]

    @Test("is the same as when it was read back", arguments: texts.indices) func golden(_ place: Int) throws {
        let code = try #require(QRCode(Self.texts[place]))
        let lines = code.modules.map { row in row.map { $0 ? "#" : "." }.joined() }
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "QRCodes/\(place).txt")
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try (lines.joined(separator: "\n") + "\n").write(to: url, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(lines == golden)
    }

    @Test("refuses what it cannot hold, and says what it shows") func limits() throws {
        #expect(QRCode(String(repeating: "a", count: 412)) != nil)
        #expect(QRCode(String(repeating: "a", count: 413)) == nil)
        #expect(try #require(QRCode("a")).svg(label: "<b>").text.contains("aria-label=\"&lt;b&gt;\""))
    }
}
