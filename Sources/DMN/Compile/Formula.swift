import FEEL
import FEELValues

/// A text in FEEL made ready in the place where it stands.
struct Formula {
    let step: Step
    /// The value, when it is the same in every evaluation.
    let constant: Value?
    /// Whether the text could be read.
    let isValid: Bool
    private let syntax: (expression: Expression, scope: Scope)?

    init(
        _ step: @escaping Step, constant: Value? = nil, isValid: Bool = true,
        syntax: (expression: Expression, scope: Scope)? = nil
    ) {
        self.step = step
        self.constant = constant
        self.isValid = isValid
        self.syntax = syntax
    }

    static let null = Formula({ _ in .null }, constant: .null)
    static let invalid = Formula({ _ in .null }, isValid: false)

    /// The type of the result, as far as it can be told; worked out when asked for.
    var type: FEELType {
        guard let syntax else { return .any }
        return FEEL.check(syntax.expression, scope: syntax.scope).type
    }
}

/// A cell of a table made ready.
struct Cell {
    let test: CellTest
    /// Nil when the cell asks nothing.
    let code: CompiledTable.CellCode?
}

extension LogicCompiler {
    /// Compiles an expression; a text that cannot be read is a problem of the model, and null.
    func formula(_ text: DMN.Text, _ language: String?) -> Formula {
        if text.text.allSatisfy(\.isWhitespace) { return .null }
        guard isFEEL(language, text) else { return .invalid }
        do throws(FEELSyntaxError) {
            let (scope, names) = scope
            let expression = try FEEL.parse(text.text, names: names)
            models.check(expression, text, scope, element)
            return formula(expression, try FEEL.compile(expression, scope: scope), scope, text)
        } catch {
            report(error, text)
            return .invalid
        }
    }

    private func formula(
        _ expression: Expression, _ compiled: CompiledExpression, _ scope: Scope, _ text: DMN.Text
    ) -> Formula {
        let syntax = (expression, scope)
        if let constant = compiled.constant { return Formula({ _ in constant }, constant: constant, syntax: syntax) }
        // A name alone needs no frame of its own.
        if case .name(let name) = expression.kind, let slot = names.lastIndex(where: { $0.name == name }) {
            return Formula({ $0.values[slot] }, syntax: syntax)
        }
        let element = element
        let step: Step = { bindings in
            let value = compiled.evaluate(slots: bindings.values, with: bindings.run.evaluator)
            bindings.run.locate(in: text, of: element)
            return value
        }
        return Formula(step, syntax: syntax)
    }

    /// Compiles the tests of a cell on inputs of a type.
    func cell(_ tests: DMN.UnaryTests, on type: FEELType) -> Cell {
        if tests.text.text.allSatisfy(\.isWhitespace) { return Cell(test: .any, code: nil) }
        let never = Cell(test: .opaque) { _, _ in false }
        guard isFEEL(tests.expressionLanguage, tests.text) else { return never }
        do throws(FEELSyntaxError) {
            let (scope, names) = scope
            let syntax = try FEEL.parseUnaryTests(tests.text.text, names: names)
            models.check(tests.text, type, scope, element)
            let compiled = try FEEL.compile(syntax, scope: scope)
            let test = CellReader { expression in self.models.constant(expression, scope) }.test(syntax)
            if test == .any { return Cell(test: .any, code: nil) }
            let (text, element) = (tests.text, element)
            return Cell(test: test) { value, bindings in
                let result = compiled.evaluate(value, slots: bindings.values, with: bindings.run.evaluator)
                bindings.run.locate(in: text, of: element)
                return result.boolean == true
            }
        } catch {
            report(error, tests.text)
            return never
        }
    }

    /// The values of a list of constants, as output values are written.
    func constants(_ tests: DMN.UnaryTests) -> [Value]? { models.constants(tests, in: model) }

    /// Whether a text is an expression.
    func canRead(_ text: DMN.Text) -> Bool { (try? FEEL.parse(text.text, names: scope.names)) != nil }

    private func isFEEL(_ language: String?, _ text: DMN.Text) -> Bool {
        guard let language = language ?? models.graph.models[model].expressionLanguage, !language.isEmpty,
            !DMN.Version.isFEEL(language)
        else { return true }
        report(
            .error, "expression-language", at: text.place,
            DMN.Wording("The expression language '\(language)' is not FEEL.", "表达式语言 '\(language)' 不是 FEEL。"))
        return false
    }

    func report(_ error: FEELSyntaxError, _ text: DMN.Text) {
        models.problems.append(
            DMN.Problem(
                .error, error.code, at: text.place(of: error.span), in: element,
                DMN.Wording(
                    Messages.text(error.code, error.arguments, language: .english),
                    Messages.text(error.code, error.arguments, language: .chinese))))
    }
}

extension DMN.Text {
    /// Where a part of the text stands in the file. `<` and `&` are longer there than in the text; `>` is taken to be
    /// written as it is.
    func place(of span: Span) -> DMN.Place {
        guard place != .none else { return place }
        let before = text.unicodeScalars.prefix(span.start)
        let line = before.lastIndex(of: "\n").map { before[before.index(after: $0)...] } ?? before[...]
        let column = line.reduce(1) { sum, scalar in
            sum + (place.isVerbatim ? 1 : scalar == "<" ? "&lt;".utf8.count : scalar == "&" ? "&amp;".utf8.count : 1)
        }
        return span.line <= 1
            ? DMN.Place(line: place.line, column: place.column + column - 1)
            : DMN.Place(line: place.line + span.line - 1, column: column)
    }
}

/// Bindings of `external` functions to the table of Java's pure functions.
struct JavaBindings: ExternalFunctions {
    func function(_ mapping: FEELValues.Context, parameters: [FunctionValue.Parameter]) -> Callable? {
        guard let method = JavaFunction(mapping: mapping) else { return nil }
        return NativeFunction(parameters: parameters) { arguments, _ in method(arguments) }
    }
}
