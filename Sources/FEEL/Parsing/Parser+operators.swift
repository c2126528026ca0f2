/// How tightly operators bind, loosest first (DMN 1.5 §10.3.1.2 rules 1 to 8). Unary minus binds tighter than `**`.
enum Precedence: Int, Comparable {
    case disjunction, conjunction, comparison, sum, product, power, unary

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    /// The next tighter one.
    var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .unary }
}

extension Parser {
    private enum Operator {
        case or, and, between, `in`
        case comparison(ComparisonOperator)
        case arithmetic(ArithmeticOperator)

        var precedence: Precedence {
            switch self {
            case .or: .disjunction
            case .and: .conjunction
            case .between, .in, .comparison: .comparison
            case .arithmetic(.add), .arithmetic(.subtract): .sum
            case .arithmetic(.multiply), .arithmetic(.divide): .product
            case .arithmetic(.power): .power
            }
        }
    }

    /// An operand and the operators after it that bind at least as tightly as `minimum`.
    mutating func binary(_ minimum: Precedence) throws(FEELSyntaxError) -> Expression {
        try scanner.skipSpace()
        let start = scanner.place
        let operand = try unary()
        return try binary(minimum, from: operand, start: start)
    }

    mutating func binary(
        _ minimum: Precedence, from operand: Expression, start: Int
    ) throws(FEELSyntaxError) -> Expression {
        var left = operand
        while true {
            let end = scanner.place
            try scanner.skipSpace()
            guard let next = takeOperator(atLeast: minimum) else {
                scanner.place = end
                return left
            }
            left = try combine(left, next, start: start)
        }
    }

    private mutating func takeOperator(atLeast minimum: Precedence) -> Operator? {
        let start = scanner.place
        guard let found = readOperator() else { return nil }
        if found.precedence >= minimum { return found }
        scanner.place = start
        return nil
    }

    private mutating func readOperator() -> Operator? {
        switch scanner.current {
        case "o": return scanner.takeWord("or") ? .or : nil
        case "a": return scanner.takeWord("and") ? .and : nil
        case "b": return scanner.takeWord("between") ? .between : nil
        case "i": return scanner.takeWord("in") ? .in : nil
        case "+": return scanner.take("+") ? .arithmetic(.add) : nil
        case "-": return takeOne(.arithmetic(.subtract))
        case "*": return scanner.take("**") ? .arithmetic(.power) : takeOne(.arithmetic(.multiply))
        case "/": return takeOne(.arithmetic(.divide))
        default: return readComparison().map(Operator.comparison)
        }
    }

    private mutating func takeOne(_ result: Operator) -> Operator {
        scanner.place += 1
        return result
    }

    mutating func readComparison() -> ComparisonOperator? {
        if scanner.take("<=") { return .lessOrEqual }
        if scanner.take(">=") { return .greaterOrEqual }
        if scanner.take("!=") { return .notEqual }
        if scanner.take("<") { return .less }
        if scanner.take(">") { return .greater }
        return scanner.take("=") ? .equal : nil
    }

    private mutating func combine(
        _ left: Expression, _ found: Operator, start: Int
    ) throws(FEELSyntaxError) -> Expression {
        switch found {
        case .or: return try node(.disjunction(chain(from: left, "or", .conjunction)), from: start)
        case .and: return try node(.conjunction(chain(from: left, "and", .comparison)), from: start)
        case .comparison(let comparison):
            return try node(.comparison(comparison, left, operand(.sum)), from: start)
        case .arithmetic(let arithmetic):
            return try node(.arithmetic(arithmetic, left, operand(found.precedence.tighter)), from: start)
        case .between:
            let lower = try operand(.sum)
            try expectWord("and")
            return try node(.between(left, lower: lower, upper: operand(.sum)), from: start)
        case .in:
            return try node(.membership(left, membershipTests()), from: start)
        }
    }

    /// The operands of `and` or `or` one after the other, after the first of the words.
    private mutating func chain(
        from first: Expression, _ word: StaticString, _ minimum: Precedence
    ) throws(FEELSyntaxError) -> [Expression] {
        var operands = [first]
        while true {
            operands.append(try operand(minimum))
            let end = scanner.place
            try scanner.skipSpace()
            guard scanner.takeWord(word) else {
                scanner.place = end
                return operands
            }
        }
    }

    private mutating func operand(_ minimum: Precedence) throws(FEELSyntaxError) -> Expression {
        try nested { (parser) throws(FEELSyntaxError) in try parser.binary(minimum) }
    }

    private mutating func unary() throws(FEELSyntaxError) -> Expression {
        let start = scanner.place
        guard scanner.current == "-" else { return try postfix() }
        scanner.place += 1
        try scanner.skipSpace()
        let operand = try nested { (parser) throws(FEELSyntaxError) in try parser.unary() }
        return try node(.negation(operand), from: start)
    }

    // MARK: Tests

    /// What follows `in`: one test, or tests in parentheses.
    private mutating func membershipTests() throws(FEELSyntaxError) -> [Expression.Test] {
        try scanner.skipSpace()
        let start = scanner.place
        guard scanner.take("(") else { return [try test(.sum)] }
        try scanner.skipSpace()
        if scanner.at("..") {
            let range = try rangeRest(from: missingEnd(), includesStart: false, start: start)
            return [Expression.Test(comparison: nil, operand: range)]
        }
        let found = try nested { (parser) throws(FEELSyntaxError) in try parser.tests() }
        try scanner.skipSpace()
        if found.count == 1, let only = found.first, only.comparison == nil {
            // A single operand in parentheses may go on as an expression, and `(1..5)` is a range.
            let inner: Expression
            if scanner.at("..") {
                inner = try rangeRest(from: only.operand, includesStart: false, start: start)
            } else {
                try expect(")")
                inner = only.operand
            }
            let whole = try binary(.sum, from: postfix(from: inner, start: start), start: start)
            return [Expression.Test(comparison: nil, operand: whole)]
        }
        try expect(")")
        return found
    }

    /// Tests separated by commas.
    mutating func tests() throws(FEELSyntaxError) -> [Expression.Test] {
        var found: [Expression.Test] = []
        repeat { found.append(try test(.disjunction)) } while try takeComma()
        return found
    }

    private mutating func test(_ minimum: Precedence) throws(FEELSyntaxError) -> Expression.Test {
        try scanner.skipSpace()
        if let comparison = readComparison() {
            return Expression.Test(comparison: comparison, operand: try operand(.sum))
        }
        return Expression.Test(comparison: nil, operand: try operand(minimum))
    }

    mutating func takeComma() throws(FEELSyntaxError) -> Bool {
        let end = scanner.place
        try scanner.skipSpace()
        if scanner.take(",") { return true }
        scanner.place = end
        return false
    }
}
