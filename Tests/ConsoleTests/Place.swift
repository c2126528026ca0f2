import Foundation

/// Where the project's files are, told from this file.
enum Place {
    static let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent()
    static let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    static let texts = root.appendingPathComponent("Web/text").path
    static let snapshots = root.appendingPathComponent("Tests/__Snapshots__/Console")

    static var swiftFiles: [URL] { files(root.appendingPathComponent("Sources/Console"), ending: ".swift") }

    static func files(_ folder: URL, ending: String) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL]
        return (found ?? []).filter { $0.lastPathComponent.hasSuffix(ending) }
    }
}
