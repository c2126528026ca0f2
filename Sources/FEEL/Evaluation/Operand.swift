import FEELValues

/// Compiled code together with what is known about it before it runs.
struct Operand: Sendable {
    let code: Code
    /// The value, when it is the same in every evaluation.
    let constant: Value?
    /// The slot, when the code only reads one.
    let slot: Int?

    init(_ code: @escaping Code) {
        self.code = code
        constant = nil
        slot = nil
    }

    init(constant value: Value) {
        code = { _ in value }
        constant = value
        slot = nil
    }

    init(slot: Int) {
        code = { $0.slots[slot] }
        constant = nil
        self.slot = slot
    }
}
