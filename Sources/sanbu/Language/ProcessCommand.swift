import ArgumentParser
import Basics
import Foundation
import ProcessSimulation
import TimeZones

/// `sanbu process …`: plays process models in memory, and looks after a company's processes.
struct ProcessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "process", abstract: "Process models in memory, and a company's processes.",
        subcommands: [
            ProcessRunCommand.self, ProcessDeployCommand.self, ProcessListCommand.self, ProcessStartCommand.self, ProcessShowCommand.self,
            ProcessMessageCommand.self,
        ])
}

/// `sanbu process run MODEL.bpmn --scenario FILE`.
struct ProcessRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Play a scenario on a model and say at which step it differs.",
        discussion: "Exits with 1 unless everything holds.")

    @Argument(help: "The model, BPMN 2.0.")
    var model: String

    @Option(help: "The scenario, a JSON file.")
    var scenario: String

    @Option(parsing: .upToNextOption, help: "Further models: called processes and decisions.")
    var also: [String] = []

    func run() throws {
        let outcome = ScenarioFiles.suite().play(scenario, model: model, also: also)
        let report = ScenarioSuite.Report([outcome])
        print(report.text)
        if !report.isPassed { throw ExitCode(1) }
    }
}

/// `sanbu conformance scenarios DIR`.
struct ScenarioConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios", abstract: "Play every *.scenario.json of a folder.",
        discussion: "Prints what differs at the first step that differs, and the total. Exits with 1 unless all hold.")

    @Argument(help: "The folder to search, with all folders in it.")
    var directory: String

    @Option(help: "A further folder in which models are looked for.")
    var models: String?

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        let paths = try ScenarioFiles.paths(below: directory)
        guard !paths.isEmpty else { throw ValidationError("There are no scenarios under '\(directory)'.") }
        let suite = ScenarioFiles.suite(models: models)
        let report = ScenarioSuite.Report(paths.map(suite.play))
        print(json ? report.json.text : report.text)
        if !report.isPassed { throw ExitCode(1) }
    }
}

/// The files of scenarios.
enum ScenarioFiles {
    static func suite(models: String? = nil) -> ScenarioSuite {
        ScenarioSuite(models: models, timeZones: SystemTimeZones()) {
            FileManager.default.contents(atPath: $0).map(Array.init)
        }
    }

    static func paths(below root: String) throws -> [String] {
        guard let paths = FileManager.default.enumerator(atPath: root) else {
            throw ValidationError("The folder '\(root)' cannot be read.")
        }
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".scenario.json") }.sorted()
            .map { root + "/" + $0 }
    }
}
