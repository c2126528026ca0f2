import FEELValues

/// One evaluation under way: its environment, what is left of its budget and what went wrong so far.
///
/// An evaluator belongs to one thread. Several expressions may share one, as the parts of a decision do; then they
/// share the budget and the diagnostics.
public final class Evaluator {
    public let environment: Environment
    private var stepsLeft: Int
    private var memoryLeft: Int
    private var depthLeft: Int
    /// The first problems in order.
    public private(set) var diagnostics: [Diagnostic] = []
    /// How many problems came after those kept.
    public private(set) var omittedDiagnostics = 0
    /// Whether the budget is used up: everything is null from here on.
    public private(set) var isExhausted = false
    /// What a host keeps with the evaluation; FEEL itself never looks at it.
    public var attachment: AnyObject?

    public init(_ environment: Environment = Environment()) {
        self.environment = environment
        stepsLeft = environment.budget.steps
        memoryLeft = environment.budget.memory
        depthLeft = environment.budget.depth
    }

    /// Notes a problem. The arguments are made only when there is room to keep them.
    public func report(_ problem: Diagnostic.Problem, _ span: Span, _ arguments: @autoclosure () -> [String] = []) {
        guard diagnostics.count < environment.budget.diagnostics else {
            omittedDiagnostics += 1
            return
        }
        diagnostics.append(Diagnostic(problem, span, arguments()))
    }

    /// Pays for work; `false` when the budget has run out.
    public func spend(steps: Int, at span: Span) -> Bool {
        stepsLeft -= steps
        return stepsLeft >= 0 ? !isExhausted : exhaust(.outOfSteps, span)
    }

    /// Pays for memory in bytes; `false` when the budget has run out.
    public func spend(memory: Int, at span: Span) -> Bool {
        memoryLeft -= memory
        return memoryLeft >= 0 ? !isExhausted : exhaust(.outOfMemory, span)
    }

    private func exhaust(_ problem: Diagnostic.Problem, _ span: Span) -> Bool {
        if !isExhausted {
            isExhausted = true
            report(problem, span)
        }
        return false
    }

    /// Goes `levels` nodes deeper for the time of `body`; null when that is too deep.
    func descend(_ levels: Int, at span: Span, _ body: () -> Value) -> Value {
        guard depthLeft >= levels else {
            report(.tooDeep, span)
            return .null
        }
        depthLeft -= levels
        defer { depthLeft += levels }
        return body()
    }

    /// A list, or null when it is larger or deeper than values may be.
    func list(_ elements: [Value], at span: Span) -> Value {
        guard spend(memory: 24 * elements.count, at: span) else { return .null }
        return bounded(.list(List(elements)), at: span)
    }

    func list(_ list: List, at span: Span) -> Value {
        guard spend(memory: 24 * list.count, at: span) else { return .null }
        return bounded(.list(list), at: span)
    }

    /// A context, or null when it is larger or deeper than values may be.
    func context(_ context: Context, at span: Span) -> Value {
        guard spend(memory: 24 * context.count, at: span) else { return .null }
        return bounded(.context(context), at: span)
    }

    /// A string, paid for.
    func string(_ string: String, at span: Span) -> Value {
        guard spend(memory: string.utf8.count, at: span) else { return .null }
        return .string(string)
    }

    private func bounded(_ value: Value, at span: Span) -> Value {
        let measure = value.measure
        if Int(measure.depth) <= environment.budget.valueDepth, Int(measure.weight) <= environment.budget.valueWeight {
            return value
        }
        report(.valueTooLarge, span)
        return .null
    }
}
