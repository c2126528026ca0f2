public import Basics
public import Metadata

/// The days that a dashboard is about, both ends with them.
public struct Period: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable { case month, quarter, year, custom }

    public let kind: Kind
    public let from: CivilDate
    public let to: CivilDate

    /// Periods of the calendar around a day; a custom one is the day alone.
    public init(_ kind: Kind, around day: CivilDate) {
        let start: CivilDate
        switch kind {
        case .month: start = day.adding(days: 1 - day.day)
        case .quarter: start = day.adding(days: 1 - day.day).adding(months: -((day.month - 1) % 3))
        case .year: start = day.adding(days: 1 - day.day).adding(months: 1 - day.month)
        case .custom: start = day
        }
        self.kind = kind
        from = start
        to = kind == .custom ? day : start.adding(months: Self.months(kind)).adding(days: -1)
    }

    /// Any days; turned round when they are the wrong way, and cut to ten years.
    public init(from: CivilDate, to: CivilDate) {
        kind = .custom
        self.from = min(from, to)
        self.to = min(max(from, to), min(from, to).adding(days: 3653))
    }

    private static func months(_ kind: Kind) -> Int64 { kind == .month ? 1 : kind == .quarter ? 3 : 12 }

    /// Reads `2026-11`, `2026-Q4`, `2026` or `2026-11-01..2026-11-15`.
    public init?(_ text: String) {
        let ends = text.split(separator: ".", omittingEmptySubsequences: true)
        if ends.count == 2, let from = CivilDate(ends[0]), let to = CivilDate(ends[1]) {
            self.init(from: from, to: to)
        } else if text.count == 4, let day = CivilDate(text + "-01-01") {
            self.init(.year, around: day)
        } else if let mark = text.firstRange(of: "-Q"), let quarter = Int64(text[mark.upperBound...]),
            (1...4).contains(quarter),
            let day = CivilDate(text[..<mark.lowerBound] + "-01-01")
        {
            self.init(.quarter, around: day.adding(months: quarter * 3 - 3))
        } else if text.count == 7, let day = CivilDate(text + "-01") {
            self.init(.month, around: day)
        } else {
            return nil
        }
    }

    /// As it stands in addresses.
    public var text: String {
        switch kind {
        case .month: String(from.description.prefix(7))
        case .quarter: "\(from.description.prefix(4))-Q\((from.month + 2) / 3)"
        case .year: String(from.description.prefix(4))
        case .custom: "\(from)..\(to)"
        }
    }

    /// As many of the same before or after.
    public func moved(by count: Int64) -> Period {
        guard kind != .custom else {
            let days = (to.dayNumber - from.dayNumber + 1) * count
            return Period(from: from.adding(days: days), to: to.adding(days: days))
        }
        return Period(kind, around: from.adding(months: Self.months(kind) * count))
    }

    /// The steps in which a line shows it: not too many and not too few.
    public var bucket: DateBucket {
        let days = to.dayNumber - from.dayNumber + 1
        return days <= 35 ? .day : days <= 130 ? .week : .month
    }

    /// The part of a step that lies in the period, by the step's first day.
    func part(of bucket: DateBucket, from start: CivilDate) -> Period {
        Period(from: max(start, from), to: min(bucket.next(start).adding(days: -1), to))
    }

    /// The first days of all steps that the period touches.
    func starts(_ bucket: DateBucket) -> [CivilDate] {
        var starts: [CivilDate] = []
        var start = bucket.start(of: from)
        while start <= to {
            starts.append(start)
            start = bucket.next(start)
        }
        return starts
    }
}

extension DateBucket {
    /// The first day of the step with a day in it; weeks begin on Monday.
    func start(of day: CivilDate) -> CivilDate {
        switch self {
        case .day: day
        case .week: day.adding(days: 1 - day.weekday)
        case .month: day.adding(days: 1 - day.day)
        }
    }

    func next(_ start: CivilDate) -> CivilDate {
        switch self {
        case .day: start.adding(days: 1)
        case .week: start.adding(days: 7)
        case .month: start.adding(months: 1)
        }
    }
}
