import FEEL
import Foundation
import Testing

@Suite("Reference of the functions") struct ReferenceTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("every function has a sentence in both languages", arguments: Messages.Language.allCases)
    func sentences(_ language: Messages.Language) {
        let missing = BuiltIns.all.map(\.name).filter { BuiltIns.summary(of: $0, language: language) == nil }
        #expect(missing == [])
    }

    /// `UPDATE_SNAPSHOTS=1` writes the pages anew.
    @Test(
        "the pages are those of the functions",
        arguments: [
            (Messages.Language.english, "docs/reference/feel-functions.md"),
            (Messages.Language.chinese, "docs/zh/reference/feel-functions.md"),
        ])
    func pages(_ language: Messages.Language, _ path: String) throws {
        let file = Self.root.appending(path: path)
        let page = FunctionReference.markdown(language: language)
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(page.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == page)
    }
}
