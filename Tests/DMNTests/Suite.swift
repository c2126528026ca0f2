import Foundation

/// Files that tests read at run time from beside the project; absent ones make their tests skip.
enum Suite {
    /// The shared folder: `SANBU_SHARED`, or `../shared` from the package's root.
    static let shared: String = {
        if let path = ProcessInfo.processInfo.environment["SANBU_SHARED"] { return path }
        return FileManager.default.currentDirectoryPath + "/../shared"
    }()

    /// The conformance suite's folder.
    static let conformance = shared + "/conformance/dmn-tck"

    static var isPresent: Bool { FileManager.default.fileExists(atPath: conformance) }

    /// Every file below a folder whose name ends so, in order.
    static func files(_ folder: String, ending: String) -> [String] {
        guard let paths = FileManager.default.enumerator(atPath: folder) else { return [] }
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.map { folder + "/" + $0 }.sorted()
    }

    static func bytes(_ path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map(Array.init) ?? [] }
}
