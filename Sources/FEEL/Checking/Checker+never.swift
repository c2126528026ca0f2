import FEELValues

// Conditions that never hold: parts of a conjunction that leave no value of one variable over.
extension Checker {
    /// Notes a condition that is never true, with the place of the part that contradicts those before it.
    mutating func findNever(_ condition: Expression) {
        switch condition.kind {
        case .conjunction(let operands):
            var bounds: [String: Bounds] = [:]
            for operand in operands where !narrow(&bounds, operand) {
                note("never-true", operand.span, severity: .warning)
                return
            }
            for operand in operands { findNever(operand) }
        case .disjunction(let operands): for operand in operands { findNever(operand) }
        case .comparison(let operation, let left, let right):
            guard let first = constant(left), let second = constant(right) else { return noteNull(condition) }
            let evaluator = Evaluator()
            let truth = Compiler.compare(operation, first, second, evaluator: evaluator, condition.span)
            note(truth == true ? "always-true" : "never-true", condition.span, severity: .warning)
        case .between, .membership:
            var bounds: [String: Bounds] = [:]
            if !narrow(&bounds, condition) { note("never-true", condition.span, severity: .warning) }
        case .boolean(false), .null: note("never-true", condition.span, severity: .warning)
        default: break
        }
    }

    /// An order with null is null for every input.
    private mutating func noteNull(_ condition: Expression) {
        guard case .comparison(let operation, let left, let right) = condition.kind,
            operation != .equal, operation != .notEqual
        else { return }
        for side in [left, right] {
            if case .null = side.kind { return note("never-true", condition.span, severity: .warning) }
        }
    }

    /// Takes one more part into account; `false` when nothing is left over.
    private func narrow(_ bounds: inout [String: Bounds], _ part: Expression) -> Bool {
        switch part.kind {
        case .comparison(let operation, let left, let right):
            if let path = Self.path(left), let value = constant(right) {
                return bounds[path, default: Bounds()].narrow(operation, value)
            }
            if let path = Self.path(right), let value = constant(left) {
                return bounds[path, default: Bounds()].narrow(operation.mirrored, value)
            }
        case .between(let value, let lower, let upper):
            guard let path = Self.path(value) else { return true }
            if let low = constant(lower), !bounds[path, default: Bounds()].narrow(.greaterOrEqual, low) { return false }
            if let high = constant(upper), !bounds[path, default: Bounds()].narrow(.lessOrEqual, high) { return false }
        case .membership(let value, let tests):
            guard let path = Self.path(value), tests.count == 1, let test = tests.first,
                let target = constant(test.operand)
            else { return true }
            if let comparison = test.comparison { return bounds[path, default: Bounds()].narrow(comparison, target) }
            return bounds[path, default: Bounds()].narrow(to: target)
        default: break
        }
        return true
    }

    /// `a.b.c` as one text.
    private static func path(_ expression: Expression) -> String? {
        switch expression.kind {
        case .name(let name): name
        case .path(let base, let member): path(base).map { $0 + "\u{1F}" + member }
        default: nil
        }
    }

    func isVariable(_ name: String) -> Bool {
        scope.variables.contains { $0.name == name } || hasLocal(name)
    }
}

/// The values that a variable may still have.
private struct Bounds {
    private var low: (value: Value, isIncluded: Bool)?
    private var high: (value: Value, isIncluded: Bool)?
    private var excluded: [Value] = []

    /// `false` when nothing is left. Kinds that do not compare are another check's business.
    mutating func narrow(_ operation: ComparisonOperator, _ value: Value) -> Bool {
        guard Value.compare(value, value) != nil else { return true }
        switch operation {
        case .equal:
            raise(value, true)
            lower(value, true)
        case .notEqual: excluded.append(value)
        case .less: lower(value, false)
        case .lessOrEqual: lower(value, true)
        case .greater: raise(value, false)
        case .greaterOrEqual: raise(value, true)
        }
        return !isEmpty
    }

    mutating func narrow(to target: Value) -> Bool {
        switch target {
        case .range(let range):
            if range.isComplement { return narrow(.notEqual, range.start) }
            if !range.start.isNull { raise(range.start, range.includesStart) }
            if !range.end.isNull { lower(range.end, range.includesEnd) }
            return !isEmpty
        case .list(let list):
            if list.isEmpty { return false }
            return list.contains { element in
                var copy = self
                return copy.narrow(to: element)
            }
        default: return narrow(.equal, target)
        }
    }

    private mutating func raise(_ value: Value, _ isIncluded: Bool) {
        guard let low, let order = Value.compare(value, low.value) else {
            if low == nil { low = (value, isIncluded) }
            return
        }
        if order > 0 || (order == 0 && !isIncluded) { self.low = (value, isIncluded) }
    }

    private mutating func lower(_ value: Value, _ isIncluded: Bool) {
        guard let high, let order = Value.compare(value, high.value) else {
            if high == nil { high = (value, isIncluded) }
            return
        }
        if order < 0 || (order == 0 && !isIncluded) { self.high = (value, isIncluded) }
    }

    private var isEmpty: Bool {
        guard let low, let high, let order = Value.compare(low.value, high.value) else { return false }
        if order != 0 { return order > 0 }
        return !low.isIncluded || !high.isIncluded || excluded.contains { Value.isEqual($0, low.value) == true }
    }
}
