/// What became of open records between two moments. A pure function of what they were at both.
public struct Movements: Sendable, Equatable {
    /// One kind of change; opening, those that count, and closing add up exactly.
    public enum Kind: String, Sendable, CaseIterable {
        case opening, added, reopened, grew, shrank, won, lost, removed, closing
        /// Steps along the way, which change no sum.
        case forward, back

        /// Whether it stands between opening and closing in the sum.
        public var counts: Bool { ![.opening, .closing, .forward, .back].contains(self) }
    }

    public struct Line: Sendable, Equatable {
        public var amount: Int64 = 0
        public var records: [Int64] = []
    }

    /// A record's state and amount at a moment.
    public struct Moment: Sendable, Equatable {
        public let state: String
        public let amount: Int64

        public init(state: String, amount: Int64) {
            self.state = state
            self.amount = amount
        }
    }

    public private(set) var lines: [Kind: Line] = [:]
    /// The open states from first to last.
    private let steps: [String]
    private let won: String

    public init(steps: [String], won: String) {
        self.steps = steps
        self.won = won
    }

    public subscript(kind: Kind) -> Line { lines[kind] ?? Line() }

    private mutating func note(_ kind: Kind, _ amount: Int64, _ record: Int64) {
        lines[kind, default: Line()].amount += amount
        lines[kind, default: Line()].records.append(record)
    }

    /// Adds a record: what it was at the beginning and at the end; nil when it was not there.
    public mutating func add(_ record: Int64, from before: Moment?, to after: Moment?) {
        let first = before.flatMap { steps.firstIndex(of: $0.state) }
        let last = after.flatMap { steps.firstIndex(of: $0.state) }
        if let before, first != nil { note(.opening, before.amount, record) }
        if let after, last != nil { note(.closing, after.amount, record) }
        switch (before, after) {
        case (nil, let after?):
            note(.added, after.amount, record)
            if last == nil { close(after, record) }
        case (let before?, nil):
            if first != nil { note(.removed, -before.amount, record) }
        case (let before?, let after?):
            if first == nil, last != nil { note(.reopened, after.amount, record) }
            guard let first else { return }
            let change = after.amount - before.amount
            if change != 0 { note(change > 0 ? .grew : .shrank, change, record) }
            if let last {
                if last != first { note(last > first ? .forward : .back, after.amount, record) }
            } else {
                close(after, record)
            }
        case (nil, nil): break
        }
    }

    private mutating func close(_ after: Moment, _ record: Int64) {
        note(after.state == won ? .won : .lost, -after.amount, record)
    }
}
