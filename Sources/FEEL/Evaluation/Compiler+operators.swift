import Basics
import FEELValues

extension Compiler {
    @inline(never)
    func negation(_ operand: Expression, _ span: Span) throws(FEELSyntaxError) -> Operand {
        let operand = try compile(operand)
        let code = operand.code
        let result = Operand { frame in
            let value = code(frame)
            return Arithmetic.negate(value) ?? frame.fail(.wrongOperands, span, ["-", value.type.description])
        }
        return fold(result, when: operand.constant != nil)
    }

    @inline(never)
    func arithmetic(
        _ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let (left, right) = (try compile(left), try compile(right))
        let result = Operand(Self.arithmetic(operation, left.code, right.code, span))
        return fold(result, when: left.constant != nil && right.constant != nil)
    }

    private static func arithmetic(
        _ operation: ArithmeticOperator, _ left: @escaping Code, _ right: @escaping Code, _ span: Span
    ) -> Code {
        switch operation {
        case .add:
            { frame in
                let (first, second) = (left(frame), right(frame))
                if case .number(let first) = first, case .number(let second) = second,
                    let sum = first.adding(second)
                {
                    return .number(sum)
                }
                return general(.add, first, second, frame, span)
            }
        case .subtract:
            { frame in
                let (first, second) = (left(frame), right(frame))
                if case .number(let first) = first, case .number(let second) = second,
                    let difference = first.subtracting(second)
                {
                    return .number(difference)
                }
                return general(.subtract, first, second, frame, span)
            }
        case .multiply:
            { frame in
                let (first, second) = (left(frame), right(frame))
                if case .number(let first) = first, case .number(let second) = second,
                    let product = first.multiplied(by: second)
                {
                    return .number(product)
                }
                return general(.multiply, first, second, frame, span)
            }
        case .divide, .power: { frame in general(operation, left(frame), right(frame), frame, span) }
        }
    }

    @inline(never)
    private static func general(
        _ operation: ArithmeticOperator, _ left: Value, _ right: Value, _ frame: Frame, _ span: Span
    ) -> Value {
        // A power may take a logarithm of 126 digits.
        if operation == .power, !frame.evaluator.spend(steps: 100, at: span) { return .null }
        guard let result = Arithmetic.apply(operation, left, right) else {
            return frame.fail(
                .wrongOperands, span, [operation.rawValue, left.type.description, right.type.description])
        }
        if case .string(let string) = result { return frame.evaluator.string(string, at: span) }
        return result
    }

    // MARK: Comparison

    @inline(never)
    func comparison(
        _ operation: ComparisonOperator, _ left: Operand, _ right: Operand, _ span: Span
    ) -> Operand {
        if let slot = left.slot, case .number(let limit)? = right.constant {
            return Operand(Self.comparison(operation, slot: slot, limit: limit, span))
        }
        let (first, second) = (left.code, right.code)
        return Operand { frame in Self.compare(operation, first(frame), second(frame), frame, span) }
    }

    /// A variable compared with a constant number, the commonest condition there is.
    private static func comparison(
        _ operation: ComparisonOperator, slot: Int, limit: Decimal128, _ span: Span
    ) -> Code {
        { frame in
            guard case .number(let number) = frame.slots[slot] else {
                return compare(operation, frame.slots[slot], .number(limit), frame, span)
            }
            return .boolean(holds(operation, number, limit))
        }
    }

    @inline(__always)
    private static func holds(_ operation: ComparisonOperator, _ left: Decimal128, _ right: Decimal128) -> Bool {
        switch operation {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    static func compare(
        _ operation: ComparisonOperator, _ left: Value, _ right: Value, _ frame: Frame, _ span: Span
    ) -> Value {
        if case .number(let left) = left, case .number(let right) = right {
            return .boolean(holds(operation, left, right))
        }
        if let result = compare(operation, left, right, evaluator: frame.evaluator, span) { return .boolean(result) }
        if left.isNull || right.isNull { return .null }
        return frame.fail(
            .incomparable, span, [operation.rawValue, left.type.description, right.type.description])
    }

    /// The three-valued result of a comparison.
    static func compare(
        _ operation: ComparisonOperator, _ left: Value, _ right: Value, evaluator: Evaluator, _ span: Span
    ) -> Bool? {
        let work = Int(min(left.measure.weight, right.measure.weight))
        guard work < 8 || evaluator.spend(steps: work, at: span) else { return nil }
        switch operation {
        case .equal, .notEqual:
            guard let equal = Value.isEqual(left, right) else { return nil }
            return equal == (operation == .equal)
        case .less: return Value.compare(left, right).map { $0 < 0 }
        case .lessOrEqual: return Value.compare(left, right).map { $0 <= 0 }
        case .greater: return Value.compare(left, right).map { $0 > 0 }
        case .greaterOrEqual: return Value.compare(left, right).map { $0 >= 0 }
        }
    }

    @inline(never)
    func between(
        _ value: Expression, _ lower: Expression, _ upper: Expression, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let (value, lower, upper) = (try compile(value).code, try compile(lower).code, try compile(upper).code)
        return Operand { frame in
            let (value, lower, upper) = (value(frame), lower(frame), upper(frame))
            let above = Self.compare(.greaterOrEqual, value, lower, frame, span)
            let below = Self.compare(.lessOrEqual, value, upper, frame, span)
            if above.boolean == false || below.boolean == false { return .false }
            return above.boolean == true && below.boolean == true ? .true : .null
        }
    }

    // MARK: Logic

    /// `and` and `or` of three values (DMN 1.5 table 44): one `absorbing` operand decides, anything that is no
    /// boolean counts as null.
    @inline(never)
    func logic(_ operands: [Expression], absorbing: Bool, _ span: Span) throws(FEELSyntaxError) -> Operand {
        var codes: [Code] = []
        for operand in operands { codes.append(try compile(operand).code) }
        if codes.count == 2 {
            let (left, right) = (codes[0], codes[1])
            return Operand { frame in
                let first = left(frame).boolean
                if first == absorbing { return .boolean(absorbing) }
                let second = right(frame).boolean
                if second == absorbing { return .boolean(absorbing) }
                return first == nil || second == nil ? .null : .boolean(!absorbing)
            }
        }
        let all = codes
        return Operand { frame in
            var sawNull = false
            for code in all {
                let value = code(frame).boolean
                if value == absorbing { return .boolean(absorbing) }
                if value == nil { sawNull = true }
            }
            return sawNull ? .null : .boolean(!absorbing)
        }
    }

    @inline(never)
    func conditional(
        _ condition: Expression, _ then: Expression, _ otherwise: Expression, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let (condition, then, otherwise) = (
            try compile(condition).code, try compile(then).code, try compile(otherwise).code
        )
        return Operand { frame in
            let value = condition(frame)
            if case .boolean(true) = value { return then(frame) }
            if value.boolean == nil, !value.isNull {
                frame.evaluator.report(.notBoolean, span, [value.type.description])
            }
            return otherwise(frame)
        }
    }
}
