import ArgumentParser
import BPMN
import Basics
import FEEL
import Foundation
import XMLTree

/// `sanbu bpmn …`: checks, formats, lays out and draws process models.
struct BPMNCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bpmn", abstract: "Check, format, lay out and draw BPMN process models.",
        subcommands: [
            BPMNCheckCommand.self, BPMNFormatCommand.self, BPMNLayoutCommand.self, BPMNDrawCommand.self,
        ])
}

/// The file of a process model.
struct ProcessModelFile: ParsableArguments {
    @Argument(help: "The model, BPMN 2.0 XML; '-' reads standard input.")
    var model: String

    /// The model with the problems of reading it.
    func read() throws -> (definitions: BPMN.Definitions, problems: [BPMN.Problem]) {
        BPMN.read(try bytes())
    }

    func bytes() throws -> [UInt8] {
        model == "-" ? Array(FileHandle.standardInput.readDataToEndOfFile()) : try ModelFile.bytes(model)
    }

    /// The model; when it cannot be read, its problems are printed and the command ends.
    func readable() throws -> BPMN.Definitions {
        let (definitions, problems) = try read()
        guard !problems.contains(where: \.isFatal) else {
            for problem in problems { Terminal.print(problem, model) }
            throw ExitCode(1)
        }
        return definitions
    }
}

/// Where a command writes a file.
struct OutputFile: ParsableArguments {
    @Option(name: [.short, .long], help: "The file to write; without it, standard output.")
    var output: String?

    func write(_ text: String) throws {
        guard let output else {
            FileHandle.standardOutput.write(Data(text.utf8))
            return
        }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw ValidationError("The file '\(output)' cannot be written: \(error.localizedDescription)")
        }
    }
}

/// `sanbu bpmn check MODEL.bpmn`.
struct BPMNCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check whether a model can run: its form, its flows and its expressions.",
        discussion: "Processes that are not marked executable get warnings where an engine would need more. "
            + "Exits with 1 when there is an error.")

    @OptionGroup var file: ProcessModelFile

    @Flag(help: "Check every process as one that is to run.")
    var executable = false

    @Flag(help: "Print one JSON array instead of text.")
    var json = false

    func run() throws {
        let (definitions, read) = try file.read()
        var problems = read
        if !read.contains(where: \.isFatal) {
            problems += definitions.check(asExecutable: executable ? true : nil, feel: Self.problem)
        }
        problems = problems.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element)
        if json {
            print(JSON.array(problems.map(\.json)).text)
        } else {
            for problem in problems { Terminal.print(problem, file.model, to: .standardOutput) }
            let errors = problems.count { $0.severity == .error }
            print("\(errors) errors, \(problems.count - errors) warnings and notes")
        }
        if problems.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }

    /// What is wrong with an expression in FEEL.
    private static func problem(_ text: String) -> BPMN.Wording? {
        do throws(FEELSyntaxError) {
            _ = try FEEL.parse(text)
            return nil
        } catch {
            return BPMN.Wording(
                Messages.text(error.code, error.arguments, language: .english),
                Messages.text(error.code, error.arguments, language: .chinese))
        }
    }
}

/// `sanbu bpmn format MODEL.bpmn`.
struct BPMNFormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format", abstract: "Write a model again, indented; nothing is lost.",
        discussion: "Other tools' elements and attributes stay where they are.")

    @OptionGroup var file: ProcessModelFile
    @OptionGroup var output: OutputFile

    @Flag(name: .customLong("in-place"), help: "Write the file itself.")
    var inPlace = false

    func run() throws {
        let text = try file.readable().text()
        var output = output
        if inPlace { output.output = file.model }
        try output.write(text)
    }
}

/// `sanbu bpmn layout MODEL.bpmn`.
struct BPMNLayoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layout", abstract: "Draw a model anew: columns, level lines, lanes and pools.",
        discussion: "Writes the model with one new diagram in place of its diagrams.")

    @OptionGroup var file: ProcessModelFile
    @OptionGroup var output: OutputFile

    @Flag(name: .customLong("in-place"), help: "Write the file itself.")
    var inPlace = false

    func run() throws {
        let text = try file.readable().laidOut().text()
        var output = output
        if inPlace { output.output = file.model }
        try output.write(text)
    }
}

/// `sanbu bpmn svg MODEL.bpmn`.
struct BPMNDrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "svg", abstract: "Draw a diagram as SVG; a model without one is laid out first.")

    @OptionGroup var file: ProcessModelFile
    @OptionGroup var output: OutputFile

    @Option(help: "Which of the file's diagrams, from 1.")
    var diagram = 1

    @Option(help: "The colours: automatic, light, dark or inherited.")
    var theme = "automatic"

    private static let themes: [String: BPMN.Drawing.Theme] = [
        "automatic": .automatic, "light": .light, "dark": .dark, "inherited": .inherited,
    ]

    func validate() throws {
        guard Self.themes[theme] != nil else {
            throw ValidationError("There is no theme '\(theme)'. Use automatic, light, dark or inherited.")
        }
    }

    func run() throws {
        var definitions = try file.readable()
        if definitions.diagrams.allSatisfy(\.plane.elements.isEmpty) { definitions = definitions.laidOut() }
        guard definitions.diagrams.indices.contains(diagram - 1) else {
            throw ValidationError(
                "The model has \(definitions.diagrams.count) diagrams; there is no number \(diagram).")
        }
        let drawing = BPMN.Drawing(theme: Self.themes[theme] ?? .automatic)
        try output.write(definitions.svg(drawing, diagram: diagram - 1))
    }
}
