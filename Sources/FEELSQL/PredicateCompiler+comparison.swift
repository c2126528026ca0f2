import Basics
import FEEL
import FEELValues
import SQLStore

extension PredicateCompiler {
    /// One comparison: the values of two terms, or of a term and a constant.
    func comparison(
        _ operation: ComparisonOperator, _ left: Expression, _ right: Expression, _ mode: FEELSQL.Mode, _ span: Span
    ) throws(Refusal) -> SQL {
        if let value = try constant(right) {
            if let year = try yearComparison(operation, left, value, mode, span) { return year }
            return try compare(operation, term(left), value, mode, span)
        }
        if let value = try constant(left) {
            if let year = try yearComparison(operation.mirrored, right, value, mode, span) { return year }
            return try compare(operation.mirrored, term(right), value, mode, span)
        }
        let (first, second) = (try term(left), try term(right))
        guard let (first, second) = try aligned(first, second, span) else {
            throw Refusal(.wrongKinds, span, "\(first.kind.feel), \(second.kind.feel)")
        }
        let (one, other) = (ordered(first, operation), ordered(second, operation))
        switch (operation, mode, dialect) {
        // Null equals null, and only null.
        case (.equal, .filter, _): return "(\(one) = \(other) OR (\(one) IS NULL AND \(other) IS NULL))"
        case (.equal, .threeValued, .sqlite): return "(\(one) IS \(other))"
        case (.equal, .threeValued, .postgres): return "(\(one) IS NOT DISTINCT FROM \(other))"
        case (.notEqual, _, .sqlite): return "(\(one) IS NOT \(other))"
        case (.notEqual, _, .postgres): return "(\(one) IS DISTINCT FROM \(other))"
        default: return "(\(one) \(operator: operation) \(other))"
        }
    }

    /// A term compared with a constant.
    func compare(
        _ operation: ComparisonOperator, _ term: Term, _ value: Value, _ mode: FEELSQL.Mode, _ span: Span
    ) throws(Refusal) -> SQL {
        if value.isNull {
            switch operation {
            case .equal: return "(\(term.sql) IS NULL)"
            case .notEqual: return "(\(term.sql) IS NOT NULL)"
            default: return Self.unknown
            }
        }
        switch (term.kind, value) {
        case (.boolean, .boolean(let truth)):
            guard operation == .equal || operation == .notEqual else { throw Refusal(.wrongKinds, span, "boolean") }
            return equality(operation, term.sql, .integer(truth ? 1 : 0), mode)
        case (.string, .string(let text)):
            guard !text.utf8.contains(0) else { throw Refusal(.differs, span, "\\u0000") }
            if operation == .equal || operation == .notEqual {
                return equality(operation, term.sql, .text(text), mode)
            }
            return "(\(ordered(term, operation)) \(operator: operation) \(text))"
        case (.number(let scale, _), .number(let number)):
            return compare(operation, term.sql, number, scale: scale, mode)
        case (.date, .date(let date)):
            return compare(operation, term.sql, Decimal128(date.daysSinceEpoch), scale: 0, mode)
        case (.dateAndTime, .dateAndTime(let moment)):
            guard moment.zone != .local, let nanoseconds = Decimal128("\(moment.nanosecondsSinceEpoch)E-6") else {
                throw Refusal(.wrongKinds, span, "date and time without a zone")
            }
            return compare(operation, term.sql, nanoseconds, scale: 0, mode)
        case (.time, .time(let time)):
            guard time.zone == .local else { throw Refusal(.wrongKinds, span, "time with a zone") }
            let seconds = Decimal128(time.nanoseconds / 1_000_000_000)
            return compare(operation, wholeSeconds(term).sql, seconds, scale: 0, mode)
        case (.duration, .daysAndTimeDuration(let duration)):
            return compare(operation, term.sql, duration.seconds, scale: 3, mode)
        default: throw Refusal(.wrongKinds, span, "\(term.kind.feel), \(value.type)")
        }
    }

    /// `due.year = 2026` as the days from the first of January to the next; `nil` for anything else.
    private func yearComparison(
        _ operation: ComparisonOperator, _ side: Expression, _ value: Value, _ mode: FEELSQL.Mode, _ span: Span
    ) throws(Refusal) -> SQL? {
        guard case .path(let base, "year") = side.kind, let number = value.number, let year = Int(exactly: number),
            let path = Self.path(side), columns.meaning(path) == nil, let term = try? term(base),
            term.kind == .date || term.kind == .dateAndTime, (-99_999...99_999).contains(year),
            let first = CalendarDate(year: year, month: 1, day: 1)?.daysSinceEpoch,
            let next = CalendarDate(year: year + 1, month: 1, day: 1)?.daysSinceEpoch
        else { return nil }
        let (start, end) = (try boundary(first, term.kind, span), try boundary(next, term.kind, span))
        let column = term.sql
        switch operation {
        case .equal where mode == .filter: return "(\(column) >= \(start) AND \(column) < \(end))"
        case .equal: return "(\(column) IS NOT NULL AND \(column) >= \(start) AND \(column) < \(end))"
        case .notEqual: return "(\(column) IS NULL OR \(column) < \(start) OR \(column) >= \(end))"
        case .less: return "(\(column) < \(start))"
        case .lessOrEqual: return "(\(column) < \(end))"
        case .greater: return "(\(column) >= \(end))"
        case .greaterOrEqual: return "(\(column) >= \(start))"
        }
    }

    /// The start of a day as a column of the kind holds it.
    private func boundary(_ days: Int, _ kind: ColumnKind, _ span: Span) throws(Refusal) -> Int64 {
        if kind == .date { return Int64(days) }
        return Int64(days * Self.millisecondsPerDay - (try zoneOffset(span)) * 1000)
    }

    /// `=` and `!=` with a value: a null column is not equal to it, which SQL alone would not say.
    private func equality(
        _ operation: ComparisonOperator, _ column: SQL, _ value: SQLValue, _ mode: FEELSQL.Mode
    ) -> SQL {
        if operation == .notEqual { return "(\(column) IS NULL OR \(column) <> \(value))" }
        return mode == .filter ? "(\(column) = \(value))" : "(\(column) IS NOT NULL AND \(column) = \(value))"
    }

    /// An integer column that counts units of 10^−scale, compared with a number that may have more digits.
    private func compare(
        _ operation: ComparisonOperator, _ column: SQL, _ number: Decimal128, scale: Int, _ mode: FEELSQL.Mode
    ) -> SQL {
        let units = number.multiplied(by: PowerOfTen.decimal(scale))
        if let units, let exact = Int64(exactly: units) {
            if operation == .equal || operation == .notEqual {
                return equality(operation, column, .integer(exact), mode)
            }
            return "(\(column) \(operator: operation) \(exact))"
        }
        // No value of the column equals the number; it lies between two integers or beyond all of them.
        let floor = units?.roundedDownToInteger ?? number
        let below = Int64(exactly: floor) ?? (number.isNegative ? nil : Int64.max)
        switch operation {
        case .equal: return Self.falsehood
        case .notEqual: return Self.truth
        case .less, .lessOrEqual:
            guard let below else { return "(\(column) < \(Int64.min))" }
            return "(\(column) <= \(below))"
        case .greater, .greaterOrEqual:
            guard let below else { return "(\(column) >= \(Int64.min))" }
            return "(\(column) > \(below))"
        }
    }

    /// Strings are ordered by code point: SQLite does so by itself, PostgreSQL with collation C.
    func ordered(_ term: Term, _ operation: ComparisonOperator) -> SQL {
        let needsOrder = operation != .equal && operation != .notEqual
        return needsOrder && term.kind == .string && dialect == .postgres ? "\(term.sql) COLLATE \"C\"" : term.sql
    }

    // MARK: Membership

    func membership(
        _ value: Expression, _ tests: [Expression.Test], _ mode: FEELSQL.Mode, _ span: Span
    ) throws(Refusal) -> SQL {
        var parts: [SQL] = []
        for test in tests {
            if let operation = test.comparison {
                parts.append(try comparison(operation, value, test.operand, mode, test.operand.span))
            } else {
                parts.append(try membership(value, test.operand, mode, span))
            }
        }
        return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: " OR ")))"
    }

    private func membership(
        _ value: Expression, _ target: Expression, _ mode: FEELSQL.Mode, _ span: Span
    ) throws(Refusal) -> SQL {
        if case .range(let start, let includesStart, let end, let includesEnd) = target.kind,
            try constant(target) == nil
        {
            // Ends that are columns may come in the wrong order, which makes the range null in memory.
            _ = (start, includesStart, end, includesEnd)
            throw Refusal(.notSupported, target.span, "range of columns")
        }
        guard let constant = try constant(target) else {
            if let term = try? term(target), term.kind == .texts { return try isElement(value, of: term, span) }
            let equal = try comparison(.equal, value, target, mode, span)
            if mode == .filter { return equal }
            // Nothing but null is in null, and of anything else that cannot be told.
            let (one, other) = (try operand(value), try operand(target))
            return "CASE WHEN \(other) IS NULL AND \(one) IS NOT NULL THEN \(Self.unknown) ELSE \(equal) END"
        }
        switch constant {
        case .range(let range): return try isIn(range, term(value), mode, span)
        case .list(let list): return try isAny(value, of: list.elements, mode, span)
        case .null:
            // `x in null` is true for null and null otherwise.
            return "CASE WHEN \(try term(value).sql) IS NULL THEN \(Self.truth) ELSE \(Self.unknown) END"
        default: return try compare(.equal, term(value), constant, mode, span)
        }
    }

    /// Whether a text is an element of a column of texts; null when the column is.
    func isElement(_ element: Expression, of term: Term, _ span: Span) throws(Refusal) -> SQL {
        guard let text = try constant(element)?.string, !text.utf8.contains(0) else {
            throw Refusal(.notSupported, element.span, Self.name(of: element))
        }
        switch dialect {
        case .sqlite:
            let found: SQL = "EXISTS (SELECT 1 FROM json_each(\(term.sql)) WHERE json_each.value = \(text))"
            return "CASE WHEN \(term.sql) IS NULL THEN \(Self.unknown) ELSE \(found) END"
        case .postgres: return "jsonb_exists(CAST(\(term.sql) AS jsonb), \(text))"
        }
    }

    /// A term, or a constant as something that is null or not.
    private func operand(_ expression: Expression) throws(Refusal) -> SQL {
        guard let value = try constant(expression) else { return try term(expression).sql }
        return value.isNull ? "NULL" : "1"
    }

    private func isIn(_ range: RangeValue, _ term: Term, _ mode: FEELSQL.Mode, _ span: Span) throws(Refusal) -> SQL {
        if range.isComplement { return try compare(.notEqual, term, range.start, mode, span) }
        var parts: [SQL] = []
        if !range.start.isNull {
            parts.append(try compare(range.includesStart ? .greaterOrEqual : .greater, term, range.start, mode, span))
        }
        if !range.end.isNull {
            parts.append(try compare(range.includesEnd ? .lessOrEqual : .less, term, range.end, mode, span))
        }
        return "(\(parts.joined(separator: " AND ")))"
    }

    /// Whether a term is one of the elements or in one of the ranges; never null, as in memory.
    func isAny(
        _ value: Expression, of elements: [Value], _ mode: FEELSQL.Mode, _ span: Span
    ) throws(Refusal) -> SQL {
        let term = try term(value)
        var exact: [SQLValue] = []
        var parts: [SQL] = []
        for element in elements {
            if element.isNull {
                parts.append("\(term.sql) IS NULL")
            } else if case .range(let range) = element {
                parts.append("(\(term.sql) IS NOT NULL AND \(try isIn(range, term, mode, span)))")
            } else if let argument = Self.argument(element, term.kind) {
                exact.append(argument)
            } else {
                parts.append(try compare(.equal, term, element, mode, span))
            }
        }
        if !exact.isEmpty { parts.append("(\(term.sql) IS NOT NULL AND \(term.sql) IN \(list: exact))") }
        return parts.isEmpty ? Self.falsehood : "(\(parts.joined(separator: " OR ")))"
    }

    /// What a column of the kind holds for exactly this value.
    private static func argument(_ value: Value, _ kind: ColumnKind) -> SQLValue? {
        switch (kind, value) {
        case (.string, .string(let text)): text.utf8.contains(0) ? nil : .text(text)
        case (.boolean, .boolean(let truth)): .integer(truth ? 1 : 0)
        case (.date, .date(let date)): .integer(Int64(date.daysSinceEpoch))
        case (.number(let scale, _), .number(let number)):
            number.multiplied(by: PowerOfTen.decimal(scale)).flatMap { Int64(exactly: $0) }.map(SQLValue.integer)
        default: nil
        }
    }
}

extension SQL.StringInterpolation {
    /// A comparison as SQL writes it.
    mutating func appendInterpolation(operator operation: ComparisonOperator) {
        appendLiteral(operation == .notEqual ? "<>" : operation.rawValue)
    }
}

enum PowerOfTen {
    static func decimal(_ exponent: Int) -> Decimal128 { Decimal128("1E\(exponent)") ?? .one }
}
