import ArgumentParser
import Basics
import DMN
import DMNConformance
import FEELValues
import Foundation
import TimeZones

/// `sanbu conformance …`: runs public conformance suites.
struct ConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance", abstract: "Run a public conformance suite.",
        subcommands: [DMNConformanceCommand.self, BPMNConformanceCommand.self, ScenarioConformanceCommand.self])
}

/// `sanbu conformance dmn DIR`: runs any folder laid out as the DMN TCK.
struct DMNConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dmn",
        abstract: "Run the test cases of every folder that holds models (*.dmn) and tests (*-test-*.xml).",
        discussion: "Prints every failing case, a line for each folder, and the totals. Exits with 1 unless all pass.")

    @Argument(help: "The folder to search, with all folders in it.")
    var directory: String

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        let folders = try Self.folders(below: directory)
        guard !folders.isEmpty else { throw ValidationError("There are no test cases under '\(directory)'.") }
        let runner = DMNConformance(zones: SystemTimeZones(), now: Moment.now)
        let report = DMNConformance.Report(folders.map(runner.run))
        print(json ? report.json.text : report.text)
        if !report.isPassed { throw ExitCode(1) }
    }

    /// The folders that hold models and tests, in order of their paths.
    private static func folders(below root: String) throws -> [DMNConformance.Folder] {
        var names: [String: [String]] = [:]
        guard let paths = FileManager.default.enumerator(atPath: root) else {
            throw ValidationError("The folder '\(root)' cannot be read.")
        }
        for case let path as String in paths where path.hasSuffix(".dmn") || path.hasSuffix(".xml") {
            let folder = (path as NSString).deletingLastPathComponent
            names[folder, default: []].append((path as NSString).lastPathComponent)
        }
        return names.filter { $0.value.contains(where: DMNConformance.isTest) }.sorted { $0.key < $1.key }
            .map { folder, files in
                DMNConformance.Folder(
                    path: folder.isEmpty ? "." : folder,
                    files: files.sorted().map { name in
                        let path = [root, folder, name].filter { !$0.isEmpty }.joined(separator: "/")
                        return DMNConformance.File(
                            name: name, bytes: FileManager.default.contents(atPath: path).map(Array.init) ?? [])
                    })
            }
    }
}
