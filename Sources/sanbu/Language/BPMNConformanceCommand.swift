import ArgumentParser
import BPMN
import Basics
import Foundation

/// `sanbu conformance bpmn DIR`: reads, writes and reads again every model, and compares.
struct BPMNConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bpmn",
        abstract: "Read, write and read again every model (*.bpmn), and compare model, diagram and foreign attributes.",
        discussion: "Prints a line for each file, and the totals. Exits with 1 unless all pass.")

    @Argument(help: "The folder to search, with all folders in it.")
    var directory: String

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        let files = try Self.files(below: directory)
        guard !files.isEmpty else { throw ValidationError("There are no models under '\(directory)'.") }
        var results: [JSON] = []
        var passed = 0
        for file in files {
            let bytes = FileManager.default.contents(atPath: directory + "/" + file).map(Array.init) ?? []
            let trip = BPMN.roundTrip(bytes)
            if trip.isLossless { passed += 1 }
            if json { results.append(Self.json(file, trip)) } else { print(Self.line(file, trip)) }
        }
        if json {
            let report: JSON = [
                "passed": .integer(Int64(passed)), "total": .integer(Int64(files.count)), "files": .array(results),
            ]
            print(report.text)
        } else {
            print("\(passed)/\(files.count)")
        }
        if passed < files.count { throw ExitCode(1) }
    }

    private static func files(below root: String) throws -> [String] {
        guard let paths = FileManager.default.enumerator(atPath: root) else {
            throw ValidationError("The folder '\(root)' cannot be read.")
        }
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".bpmn") }.sorted()
    }

    private static func line(_ file: String, _ trip: BPMN.RoundTrip) -> String {
        trip.isLossless ? "\(file): same" : "\(file): \(reason(trip))"
    }

    private static func reason(_ trip: BPMN.RoundTrip) -> String {
        if let difference = trip.difference { return difference }
        if let problem = trip.problems.first(where: \.isFatal) { return problem.description }
        return trip.keepsModel ? "the diagram differs" : "the model differs"
    }

    private static func json(_ file: String, _ trip: BPMN.RoundTrip) -> JSON {
        [
            "file": .string(file), "passed": .bool(trip.isLossless), "model": .bool(trip.keepsModel),
            "diagram": .bool(trip.keepsDiagram), "text": .bool(trip.keepsText),
            "reason": trip.isLossless ? .null : .string(reason(trip)),
        ]
    }
}
