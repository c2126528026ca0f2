import FEELValues

/// A compiled test: whether a value passes, with null for what cannot be told.
typealias TestCode = @Sendable (Value, Frame) -> Bool?

extension Compiler {
    @inline(never)
    func membership(_ value: Expression, _ tests: [Expression.Test], _ span: Span) throws(FEELSyntaxError) -> Operand {
        let value = try compile(value).code
        var codes: [TestCode] = []
        for test in tests { codes.append(try compile(test, span)) }
        let any = Self.any(codes)
        return Operand { frame in Value(any(value(frame), frame)) }
    }

    /// Whether any test holds, as a disjunction of three values.
    static func any(_ tests: [TestCode]) -> TestCode {
        if tests.count == 1, let only = tests.first { return only }
        return { value, frame in
            var sawNull = false
            for test in tests {
                let result = test(value, frame)
                if result == true { return true }
                if result == nil { sawNull = true }
            }
            return sawNull ? nil : false
        }
    }

    @inline(never)
    private func compile(_ test: Expression.Test, _ span: Span) throws(FEELSyntaxError) -> TestCode {
        let operand = try compile(test.operand).code
        if let comparison = test.comparison {
            return { value, frame in
                Self.compare(comparison, value, operand(frame), frame, span).boolean
            }
        }
        return { value, frame in Self.isIn(value, operand(frame), frame, span) }
    }

    /// Whether a value is equal to, in the list of or in the range of what the test gives (DMN 1.5 table 55).
    static func isIn(_ value: Value, _ target: Value, _ frame: Frame, _ span: Span) -> Bool? {
        switch target {
        case .range(let range):
            if case .range(let other) = value { return range == other }
            let work = Int(value.measure.weight)
            guard work < 8 || frame.evaluator.spend(steps: work, at: span) else { return nil }
            if let result = range.contains(value) { return result }
            return note(value, target, frame, span)
        case .list(let list):
            if case .list = value, isEqual(value, target, frame, span) == true { return true }
            return isAny(value, of: list, frame, span)
        case .null: return value.isNull ? true : nil
        default: return isEqual(value, target, frame, span)
        }
    }

    private static func isAny(_ value: Value, of list: List, _ frame: Frame, _ span: Span) -> Bool? {
        guard frame.evaluator.spend(steps: list.count, at: span) else { return nil }
        for element in list {
            let result: Bool?
            if case .range(let range) = element, !isRange(value) {
                result = range.contains(value)
            } else if case .list(let inner) = element, !isList(value) {
                result = isAny(value, of: inner, frame, span)
            } else {
                result = compare(.equal, value, element, evaluator: frame.evaluator, span)
            }
            // What cannot be compared is not it, as in `list contains`.
            if result == true { return true }
        }
        return false
    }

    private static func isEqual(_ left: Value, _ right: Value, _ frame: Frame, _ span: Span) -> Bool? {
        if let result = compare(.equal, left, right, evaluator: frame.evaluator, span) { return result }
        return note(left, right, frame, span)
    }

    private static func note(_ left: Value, _ right: Value, _ frame: Frame, _ span: Span) -> Bool? {
        if !left.isNull, !right.isNull {
            frame.evaluator.report(.incomparable, span, ["in", left.type.description, right.type.description])
        }
        return nil
    }

    private static func isRange(_ value: Value) -> Bool {
        if case .range = value { return true }
        return false
    }

    private static func isList(_ value: Value) -> Bool {
        if case .list = value { return true }
        return false
    }

    // MARK: Unary tests

    /// The tests of a decision table's cell on the input in `slot` (DMN 1.5 §7.3.3 and §10.3.2.8).
    func unaryTests(_ tests: UnaryTests, input slot: Int) throws(FEELSyntaxError) -> Code {
        if tests.tests.isEmpty { return { _ in .true } }
        var codes: [TestCode] = []
        for test in tests.tests { codes.append(try unaryTest(test, tests.span)) }
        let any = Self.any(codes)
        if tests.isNegated { return { frame in Value(any(frame.slots[slot], frame).map { !$0 }) } }
        return { frame in Value(any(frame.slots[slot], frame)) }
    }

    private func unaryTest(_ test: Expression.Test, _ span: Span) throws(FEELSyntaxError) -> TestCode {
        guard test.comparison == nil else { return try compile(test, span) }
        let operand = try compile(test.operand)
        let code = operand.code
        if test.operand.mentions("?") { return { _, frame in code(frame).boolean } }
        return { value, frame in
            let target = code(frame)
            // A condition that does not mention the input decides by itself, unless the input is a boolean too.
            if case .boolean(let truth) = target, value.boolean == nil, operand.constant == nil { return truth }
            return Self.isIn(value, target, frame, span)
        }
    }
}
