/// Odds from counts: naive Bayes with add-one smoothing, by which each factor's part can be told.
public struct NaiveBayes: Sendable, Equatable {
    /// How many records with a value were won and lost.
    public struct Count: Sendable, Equatable {
        public var won: Int
        public var lost: Int

        public init(won: Int, lost: Int) { (self.won, self.lost) = (won, lost) }
    }

    /// One value's part in a score: how many times likelier it is among the won than among the lost.
    public struct Factor: Sendable, Equatable {
        public let field: String
        public let value: String
        public let ratio: Double
        public let count: Count

        /// The same for twice as likely and half as likely.
        var strength: Double { max(ratio, 1 / ratio) }
    }

    public private(set) var total = Count(won: 0, lost: 0)
    public private(set) var counts: [String: [String: Count]] = [:]

    public init() {}

    public mutating func setTotal(_ count: Count) { total = count }

    public mutating func set(_ count: Count, of value: String, in field: String) { counts[field, default: [:]][value] = count }

    /// Fewer than this many ends tell nothing.
    public static let leastEnds = 20

    public var isTelling: Bool { total.won > 0 && total.lost > 0 && total.won + total.lost >= Self.leastEnds }

    /// The factors of some values, the strongest first. A value that never occurred says nothing.
    public func factors(_ values: [(field: String, value: String)]) -> [Factor] {
        values.compactMap { field, value -> Factor? in
            guard let known = counts[field], let count = known[value] else { return nil }
            let kinds = Double(max(known.count, 1))
            let won = (Double(count.won) + 1) / (Double(total.won) + kinds)
            let lost = (Double(count.lost) + 1) / (Double(total.lost) + kinds)
            return Factor(field: field, value: value, ratio: won / lost, count: count)
        }.sorted { ($0.strength, $1.field) > ($1.strength, $0.field) }
    }

    /// The chance in per cent; nil while too little has ended.
    public func score(_ factors: [Factor]) -> Int? {
        guard isTelling else { return nil }
        let odds = factors.reduce((Double(total.won) + 1) / (Double(total.lost) + 1)) { $0 * $1.ratio }
        return Int((100 * odds / (1 + odds)).rounded())
    }
}
