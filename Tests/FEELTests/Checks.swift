import FEEL
import FEELValues
import Testing
import TimeZones

let zones = SystemTimeZones()

let testEnvironment = Environment(
    now: DateAndTime("2026-11-23T10:00:00Z", zones: NoTimeZones()), timeZones: zones)

/// Evaluates an expression and compares the text of its value: the one door of all tables below.
func check(
    feel text: String, gives expected: String, in variables: Context = Context(),
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let scope = Scope(names: variables.names, timeZones: zones)
    let found = try FEEL.compile(text, scope: scope).evaluate(in: variables, environment: testEnvironment)
    #expect(
        found.value.description == expected, "\(text): \(found.diagnostics)", sourceLocation: sourceLocation)
}

/// Cells of a table written as lines `expression => value`; empty lines and lines with `#` are passed over.
struct Table: Sendable, CustomTestStringConvertible {
    let expression: String
    let value: String

    var testDescription: String { expression }

    static func read(_ text: String) -> [Table] {
        text.split(separator: "\n").compactMap { line in
            guard !line.hasPrefix("#"), let arrow = line.firstRange(of: " => ") else { return nil }
            return Table(
                expression: String(line[..<arrow.lowerBound]), value: String(line[arrow.upperBound...]))
        }
    }

    func check() throws { try FEELTests.check(feel: expression, gives: value) }
}
