import Foundation
import HTML
import Testing

@testable import Console

/// Compares a piece with its file in `Tests/__Snapshots__/Console`.
/// `UPDATE_SNAPSHOTS=1` writes it; a missing one is written and fails once.
func expectSnapshot(_ name: String, _ piece: HTML, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = Place.snapshots.appendingPathComponent("\(name).html")
    let text = piece.text.replacingOccurrences(of: "><", with: ">\n<") + "\n"
    let kept = try? String(contentsOf: file, encoding: .utf8)
    guard kept == nil || ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil else {
        #expect(
            text == kept, "\(name) differs; look, then run again with UPDATE_SNAPSHOTS=1",
            sourceLocation: sourceLocation)
        return
    }
    try FileManager.default.createDirectory(at: Place.snapshots, withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    if kept == nil { Issue.record("\(name) was recorded; look at it and commit it", sourceLocation: sourceLocation) }
}

/// Pages as the tests make them.
enum Pages {
    static func context(_ locale: String = "zh-CN") throws -> PageContext {
        PageContext(t: try Strings(locale: locale, folder: Place.texts), csrf: "token")
    }
}
