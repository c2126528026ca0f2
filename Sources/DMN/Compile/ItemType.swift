import FEEL
import FEELValues

/// An item definition made ready: the structure as FEEL knows it, and the constraints that FEEL's types do not have.
///
/// Types without constraints anywhere inside skip the second look at the value.
final class ItemType: Sendable {
    /// The structure.
    let type: FEELType
    /// Tests that a value (or each item of a collection) must pass; `?` is the value.
    let allowed: ValueTest?
    /// Tests that the value as a whole must pass (DMN 1.5 §7.3.2.1, `typeConstraint`).
    let constraint: ValueTest?
    /// The item's type, for collections.
    let element: ItemType?
    /// The named parts, for contexts.
    let components: [(name: String, type: ItemType)]
    /// Whether there is a constraint here or below.
    let isConstrained: Bool

    init(
        _ type: FEELType, allowed: ValueTest? = nil, constraint: ValueTest? = nil, element: ItemType? = nil,
        components: [(name: String, type: ItemType)] = []
    ) {
        self.type = type
        self.allowed = allowed
        self.constraint = constraint
        self.element = element
        self.components = components
        isConstrained =
            allowed != nil || constraint != nil || element?.isConstrained == true
            || components.contains { $0.type.isConstrained }
    }

    static let any = ItemType(.any)

    /// The value brought to the type (DMN 1.5 §10.3.2.9.4), or nil when it does not conform.
    ///
    /// Constraints are FEEL, so they take from the evaluation's budget.
    func admit(_ value: Value, _ evaluator: Evaluator) -> Value? {
        if type == .any, !isConstrained { return value }
        guard let coerced = type.coerce(value) else { return nil }
        guard isConstrained, !coerced.isNull else { return coerced }
        // Not by "? :", where `nil` would be FEEL's null.
        guard passes(coerced, evaluator) else { return nil }
        return coerced
    }

    private func passes(_ value: Value, _ evaluator: Evaluator) -> Bool {
        if value.isNull { return true }
        if let element, case .list(let items) = value {
            let areGood = !element.isConstrained || items.allSatisfy { element.passes($0, evaluator) }
            return areGood && holds(constraint, value, evaluator)
        }
        if case .context(let context) = value {
            for component in components where component.type.isConstrained {
                guard component.type.passes(context[component.name] ?? .null, evaluator) else { return false }
            }
        }
        return holds(allowed, value, evaluator) && holds(constraint, value, evaluator)
    }

    private func holds(_ test: ValueTest?, _ value: Value, _ evaluator: Evaluator) -> Bool {
        test.map { $0.holds(value, evaluator) } ?? true
    }
}

/// Unary tests that need nothing but the value.
struct ValueTest: Sendable {
    let holds: @Sendable (Value, Evaluator) -> Bool
}
