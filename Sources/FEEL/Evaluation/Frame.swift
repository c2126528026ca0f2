import FEELValues

/// Compiled code: a value from a frame.
typealias Code = @Sendable (Frame) -> Value

/// The variables of one expression or of one function's body, by slot.
final class Frame {
    let slots: UnsafeMutablePointer<Value>
    private let count: Int
    let evaluator: Evaluator

    init(count: Int, evaluator: Evaluator) {
        self.count = count
        self.evaluator = evaluator
        slots = .allocate(capacity: count)
        slots.initialize(repeating: .null, count: count)
    }

    deinit {
        slots.deinitialize(count: count)
        slots.deallocate()
    }

    @inline(never)
    func fail(_ problem: Diagnostic.Problem, _ span: Span, _ arguments: @autoclosure () -> [String] = []) -> Value {
        evaluator.report(problem, span, arguments())
        return .null
    }
}
