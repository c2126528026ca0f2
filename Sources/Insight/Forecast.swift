import Foundation
import Records

/// How often records that were once in a state came about.
public struct WinRate: Sendable, Equatable {
    public let won: Int64
    public let closed: Int64

    public init(won: Int64, closed: Int64) {
        self.won = won
        self.closed = closed
    }
}

/// Open records of one state: how much they are worth together, and the sum of the squares.
public struct OpenAmount: Sendable, Equatable {
    public let state: String
    public let sum: Double
    public let squares: Double

    public init(state: String, sum: Double, squares: Double) {
        self.state = state
        self.sum = sum
        self.squares = squares
    }
}

/// What open records are going to bring: stage-conditional win rates of a cohort of closed records, and the interval
/// in which four of five outcomes lie. A pure function of its input.
public enum Expectation {
    public struct Range: Sendable, Equatable {
        public let expected: Double
        public let low: Double
        public let high: Double
    }

    /// Two imagined records at the overall rate keep a state with few closed records near what is usual.
    static let weight = 2.0
    /// The tenth and the ninetieth part of a hundred of the normal distribution.
    static let width = 1.2815515655446004

    /// The rate of each state and how uncertain it is, as a Beta distribution around the rate of all.
    static func rate(_ rate: WinRate?, overall: WinRate) -> (mean: Double, variance: Double) {
        let usual = (Double(overall.won) + 1) / (Double(overall.closed) + 2)
        let a = Double(rate?.won ?? 0) + weight * usual
        let b = Double((rate?.closed ?? 0) - (rate?.won ?? 0)) + weight * (1 - usual)
        let n = a + b
        return (a / n, a * b / (n * n * (n + 1)))
    }

    /// - Parameters:
    ///   - open: amounts by state; one state may stand there several times.
    ///   - rates: of closed records, by the states that they were in.
    public static func range(_ open: [OpenAmount], _ rates: [String: WinRate], overall: WinRate) -> Range {
        var (expected, variance, most) = (0.0, 0.0, 0.0)
        for (state, parts) in Dictionary(grouping: open, by: \.state).sorted(by: { $0.key < $1.key }) {
            let (mean, uncertainty) = rate(rates[state], overall: overall)
            let sum = parts.reduce(0) { $0 + $1.sum }
            let squares = parts.reduce(0) { $0 + $1.squares }
            most += sum
            expected += sum * mean
            // Each record comes about or does not; and the rate itself is known only so well.
            variance += squares * (mean * (1 - mean) - uncertainty) + sum * sum * uncertainty
        }
        let spread = width * max(variance, 0).squareRoot()
        return Range(expected: expected, low: max(0, expected - spread), high: min(most, expected + spread))
    }
}

/// What is to come and what came, by month and by person.
public struct Forecast: Sendable, Equatable {
    /// A month, a person with all who report to them, or everything.
    public struct Line: Sendable, Equatable {
        public let key: String
        public let label: String
        /// What came about.
        public var won: Int64 = 0
        /// What is open, in the order of the categories.
        public var open: [Int64]
        public var expected: Int64 = 0
        public var low: Int64 = 0
        public var high: Int64 = 0
    }

    public var months: [Line]
    public var people: [Line]
    public var total: Line
    /// The categories' names.
    public var categories: [String]
    /// How many closed records the rates come from.
    public var cohort: Int64
}
