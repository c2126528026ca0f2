public import FEELValues

/// The expression language of DMN 1.5 (§10.3): read, check, compile and evaluate.
///
/// ```swift
/// let scope = Scope(names: ["amount", "客户等级"])
/// let rule = try FEEL.compile("amount > 1000 and 客户等级 = \"金\"", scope: scope)
/// rule.evaluate(slots: [1200, "金"]).value   // true
/// ```
///
/// Reading throws ``FEELSyntaxError`` with line and column. Evaluation never throws: what cannot be told is null, with
/// a ``Diagnostic`` that names the place.
public enum FEEL {
    /// The syntax tree of an expression.
    public static func parse(
        _ text: String, names: ScopeNames = ScopeNames()
    ) throws(FEELSyntaxError) -> Expression {
        var parser = try Parser(text, names: names)
        return try parser.wholeExpression()
    }

    /// The syntax tree of a decision table's cell (§10.3.1.2 rules 12 to 16).
    public static func parseUnaryTests(
        _ text: String, names: ScopeNames = ScopeNames()
    ) throws(FEELSyntaxError) -> UnaryTests {
        var parser = try Parser(text, names: names)
        return try parser.wholeUnaryTests()
    }

    /// An expression ready to evaluate as often as wished, from any thread.
    public static func compile(_ text: String, scope: Scope = Scope()) throws(FEELSyntaxError) -> CompiledExpression {
        try compile(parse(text, names: scope.names), scope: scope)
    }

    /// The same from a syntax tree.
    public static func compile(
        _ expression: Expression, scope: Scope = Scope()
    ) throws(FEELSyntaxError) -> CompiledExpression {
        let layout = Layout(parent: nil)
        for variable in scope.variables { _ = layout.declare(variable.name) }
        let operand = try Compiler(scope: scope, layout: layout).compile(expression)
        return CompiledExpression(
            names: scope.variables.map(\.name), slotCount: layout.slotCount, height: expression.height,
            code: operand.code, constant: operand.constant)
    }

    /// The tests of a decision table's cell as a predicate on the input.
    public static func compileUnaryTests(
        _ text: String, scope: Scope = Scope()
    ) throws(FEELSyntaxError) -> CompiledUnaryTests {
        try compile(parseUnaryTests(text, names: scope.names), scope: scope)
    }

    /// The same from a syntax tree.
    public static func compile(
        _ tests: UnaryTests, scope: Scope = Scope()
    ) throws(FEELSyntaxError) -> CompiledUnaryTests {
        let layout = Layout(parent: nil)
        for variable in scope.variables { _ = layout.declare(variable.name) }
        let input = layout.declare("?")
        let code = try Compiler(scope: scope, layout: layout).unaryTests(tests, input: input)
        let height = tests.tests.reduce(2) { max($0, $1.operand.height + 2) }
        return CompiledUnaryTests(
            names: scope.variables.map(\.name), input: input, slotCount: layout.slotCount, height: height, code: code)
    }
}

/// An expression turned into closures.
public struct CompiledExpression: Sendable {
    /// The variables in the order of their slots.
    public let names: [String]
    let slotCount: Int
    let height: Int
    let code: Code
    /// The value, when no input can change it.
    public let constant: Value?

    /// Evaluates with the variables in the order of ``names``; missing ones are null.
    public func evaluate(slots: [Value], environment: Environment = Environment()) -> Evaluation {
        let evaluator = Evaluator(environment)
        let value = evaluate(slots: slots, with: evaluator)
        return Evaluation(
            value: value, diagnostics: evaluator.diagnostics, omittedDiagnostics: evaluator.omittedDiagnostics)
    }

    /// Evaluates with the variables taken from a context by name.
    public func evaluate(in context: Context = Context(), environment: Environment = Environment()) -> Evaluation {
        evaluate(slots: names.map { context[$0] ?? .null }, environment: environment)
    }

    /// Evaluates as part of an evaluation under way, which lends its budget and takes the diagnostics.
    public func evaluate(slots: [Value], with evaluator: Evaluator) -> Value {
        if let constant { return constant }
        let frame = Frame(count: slotCount, evaluator: evaluator)
        for index in 0..<min(names.count, slots.count) { frame.slots[index] = slots[index] }
        return evaluator.descend(height, at: .nowhere) { code(frame) }
    }
}

/// Unary tests turned into a predicate.
public struct CompiledUnaryTests: Sendable {
    /// The variables in the order of their slots.
    public let names: [String]
    let input: Int
    let slotCount: Int
    let height: Int
    let code: Code

    /// Whether the input passes: true, false, or null when it cannot be told.
    public func evaluate(
        _ value: Value, slots: [Value] = [], environment: Environment = Environment()
    ) -> Evaluation {
        let evaluator = Evaluator(environment)
        let result = evaluate(value, slots: slots, with: evaluator)
        return Evaluation(
            value: result, diagnostics: evaluator.diagnostics, omittedDiagnostics: evaluator.omittedDiagnostics)
    }

    /// The same as part of an evaluation under way.
    public func evaluate(_ value: Value, slots: [Value] = [], with evaluator: Evaluator) -> Value {
        let frame = Frame(count: slotCount, evaluator: evaluator)
        for index in 0..<min(names.count, slots.count) { frame.slots[index] = slots[index] }
        frame.slots[input] = value
        return evaluator.descend(height, at: .nowhere) { code(frame) }
    }
}
