import FEELValues

// DMN 1.5 §10.3.4.8, table 78: Allen's relations between points and ranges.
extension BuiltIns {
    static let rangeFunctions: [BuiltIn] = [
        relation("before", ["point1; point2", "point; range", "range; point", "range1; range2"]) { $0.isBefore($1) },
        relation("after", ["point1; point2", "point; range", "range; point", "range1; range2"]) { $1.isBefore($0) },
        relation("meets", ["range1; range2"], needsRanges: true) { $0.meets($1) },
        relation("met by", ["range1; range2"], needsRanges: true) { $1.meets($0) },
        relation("overlaps", ["range1; range2"], needsRanges: true) { $0.overlaps($1) },
        relation("overlaps before", ["range1; range2"], needsRanges: true) { $0.overlapsBefore($1) },
        relation("overlaps after", ["range1; range2"], needsRanges: true) { $1.overlapsBefore($0) },
        relation("finishes", ["point; range", "range1; range2"]) { $0.finishes($1) },
        relation("finished by", ["range; point", "range1; range2"]) { $1.finishes($0) },
        relation("includes", ["range; point", "range1; range2"]) { $0.includes($1) },
        relation("during", ["point; range", "range1; range2"]) { $1.includes($0) },
        relation("starts", ["point; range", "range1; range2"]) { $0.starts($1) },
        relation("started by", ["range; point", "range1; range2"]) { $1.starts($0) },
        relation("coincides", ["point1; point2", "range1; range2"]) { $0.coincides($1) },
    ]

    private static func relation(
        _ name: String, _ parameters: [String], needsRanges: Bool = false,
        _ holds: @escaping @Sendable (Extent, Extent) -> Bool?
    ) -> BuiltIn {
        let body: BuiltIn.Body = { call in
            guard let first = Extent(call[0]), let second = Extent(call[1]) else { return nil }
            if needsRanges, first.isPoint || second.isPoint { return nil }
            return holds(first, second).map(Value.boolean)
        }
        let signatures = parameters.map { "\(name)(\($0)) -> boolean" }
        switch signatures.count {
        case 1: return BuiltIn(signatures[0], body: body)
        case 2: return BuiltIn(signatures[0], signatures[1], body: body)
        default: return BuiltIn(signatures[0], signatures[1], signatures[2], signatures[3], body: body)
        }
    }
}

/// A point or a range. A relation that cannot be told, or has no meaning for the two, is `nil`.
private struct Extent {
    let start: Value
    let end: Value
    let hasStart: Bool
    let hasEnd: Bool
    let isPoint: Bool

    init?(_ value: Value) {
        switch value {
        case .range(let range):
            if range.isComplement { return nil }
            (start, end, hasStart, hasEnd) = (range.start, range.end, range.includesStart, range.includesEnd)
            isPoint = false
        default:
            guard Value.compare(value, value) != nil else { return nil }
            (start, end, hasStart, hasEnd) = (value, value, true, true)
            isPoint = true
        }
    }

    /// How two ends compare, where a missing start lies below and a missing end above everything.
    private static func order(_ left: Value, isEnd leftIsEnd: Bool, _ right: Value, isEnd rightIsEnd: Bool) -> Int? {
        switch (left.isNull, right.isNull) {
        case (false, false): Value.compare(left, right)
        case (true, false): leftIsEnd ? 1 : -1
        case (false, true): rightIsEnd ? -1 : 1
        case (true, true): leftIsEnd == rightIsEnd ? 0 : leftIsEnd ? 1 : -1
        }
    }

    func isBefore(_ other: Extent) -> Bool? {
        Self.order(end, isEnd: true, other.start, isEnd: false).map { order in
            order < 0 || (order == 0 && !(hasEnd && other.hasStart))
        }
    }

    func meets(_ other: Extent) -> Bool? {
        Self.order(end, isEnd: true, other.start, isEnd: false).map { $0 == 0 && hasEnd && other.hasStart }
    }

    /// Whether this one ends at or after the start of the other.
    private func reaches(_ other: Extent) -> Bool? { isBefore(other).map { !$0 } }

    func overlaps(_ other: Extent) -> Bool? {
        guard let first = reaches(other), let second = other.reaches(self) else { return nil }
        return first && second
    }

    /// How the starts compare, an included one lying before one that is not.
    private func startOrder(_ other: Extent) -> Int? {
        Self.order(start, isEnd: false, other.start, isEnd: false).map { order in
            order != 0 || hasStart == other.hasStart ? order : hasStart ? -1 : 1
        }
    }

    /// How the ends compare, an included one lying after one that is not.
    private func endOrder(_ other: Extent) -> Int? {
        Self.order(end, isEnd: true, other.end, isEnd: true).map { order in
            order != 0 || hasEnd == other.hasEnd ? order : hasEnd ? 1 : -1
        }
    }

    func overlapsBefore(_ other: Extent) -> Bool? {
        guard let starts = startOrder(other), let reaches = reaches(other), let ends = endOrder(other) else {
            return nil
        }
        return starts < 0 && reaches && ends <= 0
    }

    func finishes(_ other: Extent) -> Bool? {
        if other.isPoint, !isPoint { return nil }
        if isPoint {
            return Self.order(start, isEnd: false, other.end, isEnd: true).map { $0 == 0 && other.hasEnd }
        }
        guard let starts = startOrder(other), let ends = endOrder(other) else { return nil }
        return ends == 0 && starts >= 0
    }

    func starts(_ other: Extent) -> Bool? {
        if other.isPoint, !isPoint { return nil }
        if isPoint {
            return Self.order(start, isEnd: false, other.start, isEnd: false).map { $0 == 0 && other.hasStart }
        }
        guard let starts = startOrder(other), let ends = endOrder(other) else { return nil }
        return starts == 0 && ends <= 0
    }

    func includes(_ other: Extent) -> Bool? {
        if isPoint { return nil }
        guard let starts = startOrder(other), let ends = endOrder(other) else { return nil }
        return starts <= 0 && ends >= 0
    }

    func coincides(_ other: Extent) -> Bool? {
        guard isPoint == other.isPoint, let starts = startOrder(other), let ends = endOrder(other) else { return nil }
        return starts == 0 && ends == 0
    }
}
