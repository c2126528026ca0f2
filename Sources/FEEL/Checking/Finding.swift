public import FEELValues

/// Something that is wrong with an expression, found before it runs.
public struct Finding: Sendable, Hashable {
    public enum Severity: String, Sendable {
        /// The part is null whatever the inputs are, or cannot be read at all.
        case error
        /// The part is legal but surely not meant: a condition that never holds.
        case warning
    }

    /// A stable code, such as `feel.check.unknown-name`; texts are in ``Messages``.
    public let code: String
    public let severity: Severity
    public let span: Span
    /// What the message names.
    public let arguments: [String]
    /// What to write instead, when there is something close.
    public let suggestion: String?

    init(
        _ code: String, _ span: Span, _ arguments: [String] = [], severity: Severity = .error,
        suggestion: String? = nil
    ) {
        self.code = suggestion == nil ? code : code + "-suggest"
        self.severity = severity
        self.span = span
        self.arguments = arguments + (suggestion.map { [$0] } ?? [])
        self.suggestion = suggestion
    }

    /// The message in a language.
    public func text(_ language: Messages.Language) -> String { Messages.text(code, arguments, language: language) }
}

extension Finding: CustomStringConvertible {
    /// The message in English with line and column.
    public var description: String { "\(span): \(text(.english))" }
}

extension FEEL {
    /// What is wrong with an expression, given the types of its variables: syntax, unknown names, types that do not
    /// go together, calls that cannot succeed and conditions that never hold. Nothing is evaluated on inputs.
    ///
    /// - Parameter expecting: the type wanted of the result.
    public static func check(_ text: String, scope: Scope, expecting: FEELType = .any) -> [Finding] {
        do throws(FEELSyntaxError) {
            return check(try parse(text, names: scope.names), scope: scope, expecting: expecting).findings
        } catch {
            return [Finding(error.code, error.span, error.arguments)]
        }
    }

    /// The same from a syntax tree, with the type of the result; Any when it is not known.
    public static func check(
        _ expression: Expression, scope: Scope, expecting: FEELType = .any
    ) -> (type: FEELType, findings: [Finding]) {
        var checker = Checker(scope: scope)
        let type = checker.infer(expression)
        checker.expect(expecting, type, expression.span)
        if expecting == .boolean { checker.findNever(expression) }
        return (type, checker.findings)
    }

    /// What is wrong with a decision table's cell for inputs of a type.
    public static func checkUnaryTests(_ text: String, input: FEELType, scope: Scope) -> [Finding] {
        do throws(FEELSyntaxError) {
            let tests = try parseUnaryTests(text, names: scope.names)
            var checker = Checker(scope: scope)
            checker.declare("?", input)
            for test in tests.tests { checker.check(test, against: input, at: test.operand.span, isCell: true) }
            return checker.findings
        } catch {
            return [Finding(error.code, error.span, error.arguments)]
        }
    }
}
