import Basics
import FEEL
import FEELValues
import SQLStore

/// An expression of SQL with the kind of its values.
struct Term {
    let sql: SQL
    let kind: ColumnKind
    /// No value is larger than this, in units of the scale.
    let bound: Decimal128
}

extension ColumnKind {
    /// The type in FEEL.
    var feel: String {
        switch self {
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .date: "date"
        case .dateAndTime: "date and time"
        case .time: "time"
        case .duration: "days and time duration"
        case .texts: "list<string>"
        }
    }

    var scale: Int {
        if case .number(let scale, _) = self { return scale }
        return 0
    }
}

extension PredicateCompiler {
    /// The largest magnitude that arithmetic on 64 bits may reach.
    private static let limit = Decimal128(Int64.max)
    /// Days and milliseconds that a date or moment may be away from 1970: a hundred thousand years.
    private static let dayBound: Decimal128 = 36_600_000
    private static let millisecondBound: Decimal128 = 3_200_000_000_000_000
    static let millisecondsPerDay = 86_400_000

    /// Seconds east of UTC of the days that moments fall on.
    func zoneOffset(_ span: Span) throws(Refusal) -> Int {
        switch environment.now?.zone ?? .local {
        case .local: return 0
        case .offset(let seconds): return Int(seconds)
        case .region(let region): throw Refusal(.notSupported, span, region.name)
        }
    }

    /// The term of an expression in which a column takes part.
    func term(_ expression: Expression) throws(Refusal) -> Term {
        if let path = Self.path(expression) { return try column(path, expression) }
        switch expression.kind {
        case .negation(let operand):
            let term = try term(operand)
            guard case .number = term.kind else { throw Refusal(.wrongKinds, expression.span, term.kind.feel) }
            return Term(sql: "(-\(term.sql))", kind: term.kind, bound: term.bound)
        case .arithmetic(let operation, let left, let right):
            return try arithmetic(operation, left, right, expression.span)
        case .call(let callee, .positional(let arguments)):
            guard case .name(let name) = callee.kind, arguments.count == 1, builtIn(name) != nil else { break }
            return try function(name, arguments[0], expression.span)
        default: break
        }
        throw Refusal(.notSupported, expression.span, Self.name(of: expression))
    }

    private func column(_ path: [String], _ expression: Expression) throws(Refusal) -> Term {
        guard case .column(let column)? = columns.meaning(path) else {
            throw Refusal(.unknownName, expression.span, path.joined(separator: "."))
        }
        var bound = Decimal128.zero
        switch column.kind {
        case .number(_, let digits): bound = PowerOfTen.decimal(min(max(digits, 1), 18))
        case .date: bound = Self.dayBound
        case .dateAndTime, .duration: bound = Self.millisecondBound
        default: break
        }
        return Term(sql: column.sql, kind: column.kind, bound: bound)
    }

    private func function(_ name: String, _ argument: Expression, _ span: Span) throws(Refusal) -> Term {
        let term = try term(argument)
        switch (name, term.kind) {
        case ("string length", .string):
            let length: SQL = dialect == .sqlite ? "length(\(term.sql))" : "char_length(\(term.sql))"
            return Term(sql: length, kind: .number(scale: 0, digits: 10), bound: 10_000_000_000)
        case ("upper case", .string), ("lower case", .string):
            // SQLite folds ASCII only and PostgreSQL by its locale; neither is Unicode's full mapping.
            throw Refusal(.differs, span, name)
        case ("date", .date): return term
        case ("date", .dateAndTime):
            // Both databases cut division off towards zero; days before 1970 need the floor.
            let shift = try zoneOffset(span) * 1000
            let local: SQL = shift == 0 ? term.sql : "(\(term.sql) + \(raw: shift))"
            let day: SQL = "((\(local) - ((\(local) % 86400000) + 86400000) % 86400000) / 86400000)"
            return Term(sql: day, kind: .date, bound: Self.dayBound)
        case ("count", .texts):
            let count: SQL =
                dialect == .sqlite ? "json_array_length(\(term.sql))" : "jsonb_array_length(CAST(\(term.sql) AS jsonb))"
            return Term(sql: count, kind: .number(scale: 0, digits: 7), bound: 10_000_000)
        default: throw Refusal(.notSupported, span, name)
        }
    }

    // MARK: Arithmetic

    private func arithmetic(
        _ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, _ span: Span
    ) throws(Refusal) -> Term {
        if let shifted = try shiftedDate(operation, left, right, span) { return shifted }
        if operation == .subtract, let difference = try difference(left, right, span) { return difference }
        let (first, second) = (try number(left), try number(right))
        switch operation {
        case .add, .subtract:
            guard let (first, second) = try aligned(first, second, span) else {
                throw Refusal(.wrongKinds, span, operation.rawValue)
            }
            let bound = try checked(first.bound.adding(second.bound), span, operation)
            let sql: SQL = operation == .add ? "(\(first.sql) + \(second.sql))" : "(\(first.sql) - \(second.sql))"
            return Term(sql: sql, kind: first.kind, bound: bound)
        case .multiply:
            let bound = try checked(first.bound.multiplied(by: second.bound), span, operation)
            let kind = ColumnKind.number(scale: first.kind.scale + second.kind.scale, digits: 18)
            return Term(sql: "(\(first.sql) * \(second.sql))", kind: kind, bound: bound)
        case .divide, .power: throw Refusal(.notSupported, span, operation.rawValue)
        }
    }

    /// The time between two dates or moments, in milliseconds; `nil` when the operands are something else.
    private func difference(_ left: Expression, _ right: Expression, _ span: Span) throws(Refusal) -> Term? {
        guard let first = try milliseconds(left), let second = try milliseconds(right) else { return nil }
        return Term(sql: "(\(first) - \(second))", kind: .duration, bound: Self.millisecondBound)
    }

    /// A date or a moment in milliseconds since 1970; a date counts as midnight in UTC, as in memory beside moments.
    private func milliseconds(_ expression: Expression) throws(Refusal) -> SQL? {
        guard let value = try constant(expression) else {
            guard let term = try? term(expression) else { return nil }
            switch term.kind {
            case .date: return "(\(term.sql) * \(raw: Self.millisecondsPerDay))"
            case .dateAndTime: return term.sql
            default: return nil
            }
        }
        switch value {
        case .date(let date):
            let days = date.daysSinceEpoch
            guard Decimal128(days).magnitude < Self.dayBound else {
                throw Refusal(.mayOverflow, expression.span, date.description)
            }
            return SQL(text: "?", arguments: [.integer(Int64(days * Self.millisecondsPerDay))])
        case .dateAndTime(let moment):
            let (whole, rest) = moment.nanosecondsSinceEpoch.quotientAndRemainder(dividingBy: 1_000_000)
            guard moment.zone != .local, rest == 0, let units = Int64(exactly: whole),
                Decimal128(units).magnitude < Self.millisecondBound
            else { throw Refusal(.notSupported, expression.span, moment.description) }
            return SQL(text: "?", arguments: [.integer(units)])
        default: return nil
        }
    }

    private func checked(
        _ bound: Decimal128?, _ span: Span, _ operation: ArithmeticOperator
    ) throws(Refusal) -> Decimal128 {
        guard let bound, bound <= Self.limit else { throw Refusal(.mayOverflow, span, operation.rawValue) }
        return bound
    }

    /// A number as a term, constants included.
    private func number(_ expression: Expression) throws(Refusal) -> Term {
        guard let value = try constant(expression) else {
            let term = try term(expression)
            guard case .number = term.kind else { throw Refusal(.wrongKinds, expression.span, term.kind.feel) }
            return term
        }
        if value.isNull { return Term(sql: "NULL", kind: .number(scale: 0, digits: 1), bound: .zero) }
        guard case .number(let number) = value else { throw Refusal(.wrongKinds, expression.span, "\(value.type)") }
        let exact = number.normalized
        let scale = max(0, -exact.exponent)
        guard let units = exact.multiplied(by: PowerOfTen.decimal(scale)).flatMap({ Int64(exactly: $0) }) else {
            throw Refusal(.mayOverflow, expression.span, exact.description)
        }
        return Term(
            sql: SQL(text: "?", arguments: [.integer(units)]), kind: .number(scale: scale, digits: 18),
            bound: Decimal128(units).magnitude)
    }

    /// Two terms of one kind in the same units; `nil` for different kinds.
    func aligned(_ first: Term, _ second: Term, _ span: Span) throws(Refusal) -> (Term, Term)? {
        switch (first.kind, second.kind) {
        case (.number(let left, _), .number(let right, _)):
            let scale = max(left, right)
            return (try scaled(first, to: scale, span), try scaled(second, to: scale, span))
        case (.string, .string), (.boolean, .boolean), (.date, .date), (.dateAndTime, .dateAndTime),
            (.duration, .duration):
            return (first, second)
        case (.time, .time): return (wholeSeconds(first), wholeSeconds(second))
        default: return nil
        }
    }

    private func scaled(_ term: Term, to scale: Int, _ span: Span) throws(Refusal) -> Term {
        let distance = scale - term.kind.scale
        if distance == 0 { return term }
        let factor = PowerOfTen.decimal(distance)
        guard let bound = term.bound.multiplied(by: factor), bound <= Self.limit, let units = Int64(exactly: factor)
        else { throw Refusal(.mayOverflow, span, "scale \(scale)") }
        return Term(sql: "(\(term.sql) * \(raw: Int(units)))", kind: .number(scale: scale, digits: 18), bound: bound)
    }

    /// FEEL compares times of day by whole seconds.
    func wholeSeconds(_ term: Term) -> Term { Term(sql: "(\(term.sql) / 1000)", kind: .time, bound: term.bound) }

    /// A date moved by a days-and-time duration: only its whole days count, rounded towards the past.
    private func shiftedDate(
        _ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, _ span: Span
    ) throws(Refusal) -> Term? {
        let (date, shift): (Expression, Value)
        if let value = try constant(right) {
            (date, shift) = (left, value)
        } else if operation == .add, let value = try constant(left) {
            (date, shift) = (right, value)
        } else {
            return nil
        }
        guard case .daysAndTimeDuration(let duration) = shift else { return nil }
        let term = try term(date)
        let seconds = operation == .subtract ? -duration.nanoseconds : duration.nanoseconds
        guard operation == .add || operation == .subtract else { throw Refusal(.wrongKinds, span, operation.rawValue) }
        let unit: Int128
        switch term.kind {
        case .date: unit = 86_400_000_000_000
        case .dateAndTime where duration.nanoseconds % 1_000_000 == 0: unit = 1_000_000
        default: throw Refusal(.notSupported, span, operation.rawValue)
        }
        let back: Int128 = seconds % unit < 0 ? 1 : 0
        guard let amount = Int64(exactly: seconds / unit - back), amount.magnitude < 1 << 50 else {
            throw Refusal(.mayOverflow, span, operation.rawValue)
        }
        return Term(sql: "(\(term.sql) + \(amount))", kind: term.kind, bound: term.bound)
    }
}
