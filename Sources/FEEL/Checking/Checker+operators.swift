import FEELValues

extension Checker {
    @inline(never)
    mutating func negation(_ operand: Expression, _ span: Span) -> FEELType {
        let type = infer(operand)
        switch type {
        case .any, .null, .number, .daysAndTimeDuration, .yearsAndMonthsDuration: return type
        default:
            note("wrong-operands", span, ["-", type.description, type.description])
            return .any
        }
    }

    @inline(never)
    mutating func arithmetic(
        _ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, _ span: Span
    ) -> FEELType {
        let (first, second) = (infer(left), infer(right))
        guard let result = Self.result(operation, first, second) else {
            note("wrong-operands", span, [operation.rawValue, first.description, second.description])
            return .any
        }
        return result
    }

    /// The type of a sum, a product and so on; `nil` when the operands never go together.
    private static func result(_ operation: ArithmeticOperator, _ left: FEELType, _ right: FEELType) -> FEELType? {
        if left == .null || right == .null { return .any }
        let results = table(operation).filter { row in
            (left == .any || left == row.left) && (right == .any || right == row.right)
        }.map(\.result)
        guard let first = results.first else { return nil }
        return results.allSatisfy { $0 == first } ? first : .any
    }

    private static func table(
        _ operation: ArithmeticOperator
    ) -> [(left: FEELType, right: FEELType, result: FEELType)] {
        let number = FEELType.number
        let (days, months) = (FEELType.daysAndTimeDuration, FEELType.yearsAndMonthsDuration)
        switch operation {
        case .add:
            return sums + shifts + shifts.map { ($0.right, $0.left, $0.result) }
        case .subtract: return sums.dropFirst() + shifts + differences
        case .multiply:
            return [
                (number, number, number), (days, number, days), (number, days, days), (months, number, months),
                (number, months, months),
            ]
        case .divide:
            return [
                (number, number, number), (days, number, days), (months, number, months), (days, days, number),
                (months, months, number),
            ]
        case .power: return [(number, number, number)]
        }
    }

    private static let sums: [(left: FEELType, right: FEELType, result: FEELType)] = [
        (.string, .string, .string), (.number, .number, .number),
        (.daysAndTimeDuration, .daysAndTimeDuration, .daysAndTimeDuration),
        (.yearsAndMonthsDuration, .yearsAndMonthsDuration, .yearsAndMonthsDuration),
    ]
    private static let shifts: [(left: FEELType, right: FEELType, result: FEELType)] = [
        (.date, .daysAndTimeDuration, .date), (.date, .yearsAndMonthsDuration, .date),
        (.dateAndTime, .daysAndTimeDuration, .dateAndTime), (.dateAndTime, .yearsAndMonthsDuration, .dateAndTime),
        (.time, .daysAndTimeDuration, .time),
    ]
    private static let differences: [(left: FEELType, right: FEELType, result: FEELType)] = [
        (.date, .date, .daysAndTimeDuration), (.date, .dateAndTime, .daysAndTimeDuration),
        (.dateAndTime, .date, .daysAndTimeDuration), (.dateAndTime, .dateAndTime, .daysAndTimeDuration),
        (.time, .time, .daysAndTimeDuration),
    ]

    // MARK: Comparison

    /// Notes a comparison of kinds that have no equality or no order among them.
    mutating func compare(_ operation: ComparisonOperator, _ left: FEELType, _ right: FEELType, _ span: Span) {
        if left == .any || right == .any || left == .null || right == .null { return }
        let isSameKind = left.isSameKind(as: right)
        let needsOrder = operation != .equal && operation != .notEqual
        if isSameKind, !needsOrder || left.isOrdered { return }
        note("incomparable", span, [operation.rawValue, left.description, right.description])
    }

    @inline(never)
    mutating func check(_ test: Expression.Test, against type: FEELType, at span: Span, isCell: Bool = false) {
        let operand = infer(test.operand)
        if let comparison = test.comparison { return compare(comparison, type, operand, span) }
        if isCell, operand == .boolean { return }
        switch operand {
        case .range(let element) where !type.isSameKind(as: operand): compare(.less, type, element, span)
        case .list(let element) where !type.isSameKind(as: operand):
            if case .range(let inner) = element {
                compare(.less, type, inner, span)
            } else {
                compare(.equal, type, element, span)
            }
        default: compare(.equal, type, operand, span)
        }
    }

    // MARK: Expectations

    /// Notes a condition that is no boolean.
    mutating func expectCondition(_ expression: Expression) {
        let type = infer(expression)
        if type != .boolean, type != .any, type != .null {
            note("not-boolean", expression.span, [type.description])
        }
    }

    /// Notes a result that cannot be brought to the type wanted.
    mutating func expect(_ wanted: FEELType, _ type: FEELType, _ span: Span) {
        if !type.mayBecome(wanted) { note("wrong-result", span, [wanted.description, type.description]) }
    }
}

extension FEELType {
    /// Whether values of the two types may be equal: the same simple kind, or both lists, contexts and so on.
    func isSameKind(as other: FEELType) -> Bool {
        switch (self, other) {
        case (.any, _), (_, .any), (.null, _), (_, .null), (.context, .context), (.function, .function): true
        case (.list(let left), .list(let right)), (.range(let left), .range(let right)): left.isSameKind(as: right)
        default: self == other
        }
    }

    /// Whether some value of this type conforms to the other, conversions included (DMN 1.5 §10.3.2.9.4).
    func mayBecome(_ other: FEELType) -> Bool {
        switch (self, other) {
        case (.any, _), (_, .any), (.null, _), (.date, .dateAndTime), (.function, .function): return true
        case (.list(let element), .list(let wanted)): return element.mayBecome(wanted)
        case (.range(let element), .range(let wanted)): return element.mayBecome(wanted)
        case (.context(let entries), .context(let wanted)):
            if entries.isEmpty { return true }
            return wanted.allSatisfy { need in
                entries.first { $0.name == need.name }.map { $0.type.mayBecome(need.type) } ?? false
            }
        case (.list(let element), _): return element.mayBecome(other)
        case (_, .list(let wanted)): return mayBecome(wanted)
        default: return self == other
        }
    }
}
