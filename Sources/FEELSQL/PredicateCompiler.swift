import Basics
import FEEL
import FEELValues
import SQLStore

/// Writes the predicate of one condition.
struct PredicateCompiler {
    let columns: ColumnMap
    let dialect: Dialect
    let environment: Environment

    static let truth: SQL = "1 = 1"
    static let falsehood: SQL = "1 = 0"
    static let unknown: SQL = "NULL = 1"

    /// A boolean expression of SQL for a condition.
    func predicate(_ condition: Expression, _ mode: FEELSQL.Mode) throws(Refusal) -> SQL {
        if let value = try constant(condition) { return Self.literal(value.boolean) }
        switch condition.kind {
        case .conjunction(let operands): return try joined(operands, " AND ", mode)
        case .disjunction(let operands): return try joined(operands, " OR ", mode)
        case .comparison(let operation, let left, let right):
            return try comparison(operation, left, right, mode, condition.span)
        case .between(let value, let lower, let upper):
            let above = try comparison(.greaterOrEqual, value, lower, mode, condition.span)
            let below = try comparison(.lessOrEqual, value, upper, mode, condition.span)
            return "(\(above) AND \(below))"
        case .membership(let value, let tests): return try membership(value, tests, mode, condition.span)
        case .call(let callee, let arguments): return try call(callee, arguments, mode, condition.span)
        case .conditional(let test, let then, let otherwise):
            let (test, then, otherwise) = (
                try predicate(test, .filter), try predicate(then, mode), try predicate(otherwise, mode)
            )
            return "CASE WHEN \(test) THEN \(then) ELSE \(otherwise) END"
        case .name, .path: return try flag(condition)
        default: throw Refusal(.notSupported, condition.span, Self.name(of: condition))
        }
    }

    private func joined(
        _ operands: [Expression], _ separator: String, _ mode: FEELSQL.Mode
    ) throws(Refusal) -> SQL {
        var parts: [SQL] = []
        for operand in operands { parts.append(try predicate(operand, mode)) }
        return "(\(parts.joined(separator: separator)))"
    }

    /// A boolean column as a condition.
    private func flag(_ condition: Expression) throws(Refusal) -> SQL {
        let term = try term(condition)
        guard term.kind == .boolean else { throw Refusal(.wrongKinds, condition.span, "boolean") }
        return "(\(term.sql) = 1)"
    }

    static func literal(_ truth: Bool?) -> SQL {
        switch truth {
        case true: Self.truth
        case false: Self.falsehood
        case nil: unknown
        }
    }

    // MARK: Functions

    private func call(
        _ callee: Expression, _ arguments: Expression.Arguments, _ mode: FEELSQL.Mode, _ span: Span
    ) throws(Refusal) -> SQL {
        guard case .name(let name) = callee.kind, let function = builtIn(name),
            let values = Self.ordered(arguments, of: function)
        else { throw Refusal(.notSupported, span, Self.name(of: callee)) }
        switch (name, values.count) {
        case ("not", 1):
            // What is null under `not` stays null, so the inside has to tell null from false.
            return "NOT \(try predicate(values[0], .threeValued))"
        case ("starts with", 2), ("ends with", 2), ("contains", 2):
            return try affix(name, values[0], values[1], span)
        case ("list contains", 2):
            guard let list = try constant(values[0])?.list else {
                let term = try term(values[0])
                guard term.kind == .texts else { throw Refusal(.notSupported, span, name) }
                return try isElement(values[1], of: term, span)
            }
            return try isAny(values[1], of: list, mode, span)
        default: throw Refusal(.notSupported, span, name)
        }
    }

    /// The built-in function of a name, unless the name stands for something of the query.
    func builtIn(_ name: String) -> BuiltIn? {
        columns.meaning([name]) == nil ? BuiltIns.function(named: name) : nil
    }

    /// The arguments in the order of the parameters.
    private static func ordered(_ arguments: Expression.Arguments, of function: BuiltIn) -> [Expression]? {
        switch arguments {
        case .positional(let values): return values
        case .named(let pairs):
            let parameters = function.parameters.prefix(pairs.count)
            let values = parameters.compactMap { parameter in pairs.first { $0.name == parameter.name }?.value }
            return values.count == pairs.count ? values : nil
        }
    }

    /// Prefix, suffix and part of a string, by code point and without folding: `LIKE` would fold on SQLite.
    private func affix(
        _ name: String, _ text: Expression, _ match: Expression, _ span: Span
    ) throws(Refusal) -> SQL {
        let term = try term(text)
        guard term.kind == .string else { throw Refusal(.wrongKinds, text.span, "string") }
        guard let constant = try constant(match) else { throw Refusal(.notSupported, match.span, name) }
        if constant.isNull { return Self.unknown }
        guard let match = constant.string, !match.utf8.contains(0) else { throw Refusal(.wrongKinds, span, "string") }
        let count = match.unicodeScalars.count
        let column = term.sql
        if count == 0 { return "(\(column) = \(column))" }
        switch (name, dialect) {
        case ("starts with", _): return "(substr(\(column), 1, \(raw: count)) = \(match))"
        case ("ends with", .sqlite): return "(substr(\(column), \(raw: -count)) = \(match))"
        case ("ends with", .postgres): return "(right(\(column), \(raw: count)) = \(match))"
        case (_, .sqlite): return "(instr(\(column), \(match)) > 0)"
        case (_, .postgres): return "(strpos(\(column), \(match)) > 0)"
        }
    }

    // MARK: Constants

    /// The value of an expression in which no column takes part; `nil` when one does.
    func constant(_ expression: Expression) throws(Refusal) -> Value? {
        guard let names = try constantNames(expression) else { return nil }
        let scope = Scope(names.map { Scope.Variable($0.name) }, timeZones: environment.timeZones)
        guard let compiled = try? FEEL.compile(expression, scope: scope) else {
            throw Refusal(.notSupported, expression.span, Self.name(of: expression))
        }
        return compiled.evaluate(slots: names.map(\.value), environment: environment).value
    }

    /// The constants that an expression names, or `nil` when it depends on a column or declares names of its own.
    private func constantNames(_ expression: Expression) throws(Refusal) -> [(name: String, value: Value)]? {
        switch expression.kind {
        case .name(let name):
            switch columns.meaning([name]) {
            case .column: return nil
            case .constant(let value): return [(name, value)]
            case nil: return BuiltIns.function(named: name) == nil ? nil : []
            }
        case .path:
            if let path = Self.path(expression), case .column? = columns.meaning(path) { return nil }
        case .iteration, .quantified, .function, .externalFunction, .filter: return nil
        default: break
        }
        var names: [(name: String, value: Value)] = []
        for child in expression.children {
            guard let found = try constantNames(child) else { return nil }
            names += found
        }
        return names
    }

    /// The names of `a.b.c`.
    static func path(_ expression: Expression) -> [String]? {
        switch expression.kind {
        case .name(let name): [name]
        case .path(let base, let member): path(base).map { $0 + [member] }
        default: nil
        }
    }

    /// What a refusal calls an expression.
    static func name(of expression: Expression) -> String {
        switch expression.kind {
        case .name(let name): name
        case .path(_, let member): member
        case .call(let callee, _): name(of: callee)
        case .filter: "[ ]"
        case .iteration: "for"
        case .quantified(let isUniversal, _, _): isUniversal ? "every" : "some"
        case .arithmetic(let operation, _, _): operation.rawValue
        case .instanceOf: "instance of"
        case .conditional: "if"
        case .context: "{ }"
        case .function, .externalFunction: "function"
        default: "…"
        }
    }
}

extension SQL.StringInterpolation {
    /// A number that is part of the text, not an argument.
    mutating func appendInterpolation(raw number: Int) { appendLiteral(String(number)) }
}
