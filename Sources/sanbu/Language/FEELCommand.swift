import ArgumentParser
import Basics
import FEEL
import FEELValues
import Foundation
import TimeZones

/// `sanbu feel 'EXPR' [--context FILE.json]`: evaluates an expression.
struct FEELCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feel", abstract: "Evaluate a FEEL expression (DMN 1.5) and print its value.",
        discussion: """
            What became null on the way is told on standard error with line and column.
            Exits with 1 for a text that is no expression and, with --strict, for every problem.
            """)

    @Argument(help: "The expression; '-' reads standard input.")
    var expression: String

    @Option(help: "A JSON object with the variables by name; '-' reads standard input.")
    var context: String?

    @Option(help: "Read the expression as unary tests, as in a decision table's cell, on this FEEL value.")
    var input: String?

    @Option(help: "The language of messages: en or zh-CN.")
    var language = "en"

    @Flag(help: "Only check names and types against those of the context; nothing is evaluated.")
    var check = false

    @Flag(help: "Print the value as JSON instead of FEEL.")
    var json = false

    @Flag(help: "Treat every problem as a failure.")
    var strict = false

    func validate() throws {
        guard Messages.Language(rawValue: language) != nil else {
            throw ValidationError("There are messages in en and zh-CN only.")
        }
    }

    func run() throws {
        let text = expression == "-" ? String(decoding: try Self.bytes("-"), as: UTF8.self) : expression
        let zones = SystemTimeZones()
        let variables = try variables(zones)
        let scope = Scope(names: variables.names, timeZones: zones)
        if check { return try findings(text, variables, zones) }
        let environment = Environment(now: Moment.now, timeZones: zones)
        let evaluation: Evaluation
        do throws(FEELSyntaxError) {
            if let input {
                let value = try FEEL.compile(input, scope: scope).evaluate(in: variables, environment: environment)
                    .value
                let tests = try FEEL.compileUnaryTests(text, scope: scope)
                evaluation = tests.evaluate(value, slots: variables.values, environment: environment)
            } else {
                evaluation = try FEEL.compile(text, scope: scope).evaluate(in: variables, environment: environment)
            }
        } catch {
            report(error.code, error.arguments, error.span, text)
            throw ExitCode(1)
        }
        print(json ? JSON(feel: evaluation.value).text : evaluation.value.description)
        for diagnostic in evaluation.diagnostics {
            report(diagnostic.code, diagnostic.arguments, diagnostic.span, text)
        }
        if evaluation.omittedDiagnostics > 0 {
            Self.printError("… and \(evaluation.omittedDiagnostics) more")
        }
        if strict, !evaluation.diagnostics.isEmpty { throw ExitCode(1) }
    }

    private func findings(_ text: String, _ variables: Context, _ zones: any TimeZoneDatabase) throws {
        let scope = Scope(
            variables.entries.map { Scope.Variable($0, $1.isNull ? .any : $1.type) }, timeZones: zones)
        let findings = FEEL.check(text, scope: scope)
        for finding in findings { report(finding.code, finding.arguments, finding.span, text) }
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }

    private func variables(_ zones: any TimeZoneDatabase) throws -> Context {
        guard let context else { return Context() }
        guard case .object(let members) = try JSON.parse(Self.bytes(context)) else {
            throw ValidationError("The context is not a JSON object.")
        }
        return Context(members.map { name, value in (name, value.feel(as: .any, zones: zones)) })
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("The file '\(path)' cannot be read.")
        }
        return Array(data)
    }

    /// The message with its place, and a mark below the line.
    private func report(_ code: String, _ arguments: [String], _ span: Span, _ text: String) {
        let message = Messages.text(code, arguments, language: Messages.Language(rawValue: language) ?? .english)
        Self.printError("\(span): \(message) [\(code)]")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard span.line >= 1, span.line <= lines.count, lines[span.line - 1].count < 200 else { return }
        let line = lines[span.line - 1]
        let width = max(1, min(span.end - span.start, line.count - span.column + 1))
        Self.printError("  \(line)")
        Self.printError("  " + String(repeating: " ", count: span.column - 1) + String(repeating: "^", count: width))
    }

    private static func printError(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
