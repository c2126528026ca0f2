import ArgumentParser
import Basics
import DMN
import FEEL
import FEELValues
import Foundation
import TimeZones

/// `sanbu dmn …`: evaluates and checks decision models.
struct DMNCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dmn", abstract: "Evaluate and check DMN decision models.",
        subcommands: [DMNEvaluateCommand.self, DMNCheckCommand.self])
}

/// The file of a model and the models that it imports.
struct ModelFile: ParsableArguments {
    @Argument(help: "The model, DMN 1.1 to 1.5.")
    var model: String

    @Option(name: .customLong("import"), help: "A model that it imports; the files beside the model are found alone.")
    var imports: [String] = []

    /// The model and its imports, with the problems of reading the model.
    func read() throws -> (model: DMN.Model, imports: [DMN.Model], problems: [DMN.Problem]) {
        let (model, problems) = DMN.read(try Self.bytes(model))
        var others = try imports.map { DMN.read(try Self.bytes($0)).model }
        if !model.imports.isEmpty { others += beside() }
        return (model, others, problems)
    }

    private func beside() -> [DMN.Model] {
        let folder = (model as NSString).deletingLastPathComponent
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        return names.filter { $0.hasSuffix(".dmn") && $0 != (model as NSString).lastPathComponent }.sorted()
            .compactMap { FileManager.default.contents(atPath: folder.isEmpty ? $0 : folder + "/" + $0) }
            .map { DMN.read(Array($0)).model }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("The file '\(path)' cannot be read.")
        }
        return Array(data)
    }
}

/// `sanbu dmn eval MODEL.dmn --decision NAME --input FILE.json`.
struct DMNEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Evaluate a decision and print its result as JSON.")

    @OptionGroup var file: ModelFile

    @Option(help: "The decision's name; without it, every decision is evaluated.")
    var decision: String?

    @Option(help: "A decision service's name, in place of a decision.")
    var service: String?

    @Option(help: "A JSON object with the inputs by name; '-' reads standard input.")
    var input: String?

    @Flag(help: "Treat every problem as a failure.")
    var strict = false

    func run() throws {
        let (model, imports, problems) = try file.read()
        guard !problems.contains(where: { $0.severity == .error }) else {
            for problem in problems { Terminal.print(problem, file.model) }
            throw ExitCode(1)
        }
        let decisions = DMN.compile(model, imports: imports, options: DMN.Options(timeZones: SystemTimeZones()))
        let inputs = try self.inputs(decisions)
        let environment = Environment(now: Moment.now, timeZones: SystemTimeZones())
        var failed = false
        if let service {
            failed = show(decisions.evaluate(service: service, with: inputs, in: environment))
        } else if let decision {
            failed = show(decisions.evaluate(decision, with: inputs, in: environment))
        } else {
            var all = Context()
            for name in decisions.decisionNames {
                let outcome = decisions.evaluate(name, with: inputs, in: environment)
                all[name] = outcome.value
                failed = report(outcome) || failed
            }
            print(JSON(feel: .context(all)).text)
        }
        if failed && strict { throw ExitCode(1) }
    }

    private func inputs(_ decisions: DMN.Decisions) throws -> Context {
        guard let input else { return Context() }
        let bytes = input == "-" ? Array(FileHandle.standardInput.readDataToEndOfFile()) : try ModelFile.bytes(input)
        let json = try JSON.parse(bytes)
        guard case .object(let object) = json else { throw ValidationError("The input is not a JSON object.") }
        var context = Context()
        for (name, value) in object {
            let type = decisions.inputs.first { $0.name == name }?.type ?? .any
            context[name] = value.feel(as: type, zones: SystemTimeZones())
        }
        return context
    }

    private func show(_ outcome: DMN.Outcome) -> Bool {
        print(JSON(feel: outcome.value).text)
        return report(outcome)
    }

    private func report(_ outcome: DMN.Outcome) -> Bool {
        for problem in outcome.problems { Terminal.print(problem, file.model) }
        return !outcome.problems.isEmpty
    }
}

/// `sanbu dmn check MODEL.dmn`.
struct DMNCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a model: its form, its FEEL expressions and its decision tables.",
        discussion: "Exits with 1 when there is an error.")

    @OptionGroup var file: ModelFile

    @Flag(help: "Print one JSON array instead of text.")
    var json = false

    func run() throws {
        let (model, imports, read) = try file.read()
        var problems = read
        if !problems.contains(where: { $0.code == "dmn.not-dmn" || $0.code.hasPrefix("xml.") }) {
            problems += DMN.check(model, imports: imports, options: DMN.Options(timeZones: SystemTimeZones()))
        }
        problems.sort { $0.place < $1.place }
        if json {
            print(JSON.array(problems.map(\.json)).text)
        } else {
            for problem in problems { Terminal.print(problem, file.model, to: .standardOutput) }
            let errors = problems.count { $0.severity == .error }
            print("\(errors) errors, \(problems.count - errors) warnings and notes")
        }
        if problems.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }
}
