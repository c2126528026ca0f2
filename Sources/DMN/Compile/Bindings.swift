import FEELValues

/// The variables in force at one place of a decision's logic, by slot, and the evaluation they belong to.
struct Bindings {
    var values: [Value]
    let run: Run
}

/// A piece of decision logic made ready.
typealias Step = @Sendable (inout Bindings) -> Value
