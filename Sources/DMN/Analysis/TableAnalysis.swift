import FEELValues

extension DMN {
    /// What can be said of a decision table without running it.
    public struct Finding: Sendable, Equatable {
        /// What kind of flaw.
        public enum Kind: String, Sendable, Equatable {
            /// No rule matches these inputs.
            case gap
            /// Several rules match these inputs, where the hit policy wants one.
            case overlap
            /// Rules that match together give different results, where the hit policy wants the same.
            case contradiction
            /// Rules before it, or of higher priority, match whatever this one matches.
            case unreachable
            /// A cell that no allowed value passes.
            case neverMatches = "never-matches"
        }

        /// What kind of flaw.
        public let kind: Kind
        /// The rules concerned, counted from 1; empty for a gap.
        public let rules: [Int]
        /// The inputs concerned: column and unary test, in the order of the columns.
        public let inputs: [Input]

        /// One input of the region that a finding is about.
        public struct Input: Sendable, Equatable {
            /// The column's name.
            public let column: String
            /// The values concerned, as a unary test.
            public let test: String

            /// An input from column and test.
            public init(_ column: String, _ test: String) {
                self.column = column
                self.test = test
            }
        }

        /// A finding from its parts.
        public init(_ kind: Kind, rules: [Int] = [], inputs: [Input] = []) {
            self.kind = kind
            self.rules = rules
            self.inputs = inputs
        }
    }
}

/// Looks for gaps, overlaps, contradictions and rules that cannot be reached.
///
/// Every rule is a box: a set of segments on each axis. Overlaps are boxes that meet; gaps are found by sweeping the
/// axes one by one with the rules still alive, which is the usual way (Calvanese and others, BPM 2016).
struct TableAnalysis {
    let axes: [Axis]
    let count: Int
    /// Rules with a cell that only FEEL can tell; they are left out wherever certainty is needed.
    let uncertain: RuleSet
    /// For each axis the rules that hold on it and all behind it, whatever the value.
    private let wholeFrom: [RuleSet]
    /// For each axis and rule the segments on which the rule's cell holds.
    private let boxes: [[RuleSet]]

    /// Findings of one kind are enough at some point.
    static let mostFindings = 25
    /// Larger tables are not looked over; the work grows with rules times ends.
    static let mostRules = 3000
    private static let mostSteps = 200_000
    private static let mostPairs = 3_000_000

    init(_ columns: [(name: String, cells: [CellTest], allowed: [Interval]?)], count: Int) {
        axes = columns.map { Axis($0.name, $0.cells, allowed: $0.allowed) }
        self.count = count
        var uncertain = RuleSet(none: count)
        for column in columns {
            let kinds = Set(column.cells.compactMap(\.kind))
            for (rule, cell) in column.cells.enumerated() {
                let isMixed = kinds.count > 1 && cell != .any
                if cell == .opaque || isMixed || (cell != .any && cell.kind == nil) { uncertain.insert(rule) }
            }
        }
        self.uncertain = uncertain
        var whole = [RuleSet(all: count)]
        for axis in axes.reversed() {
            var rules = whole[0]
            for segment in axis.segments { rules = rules.intersection(segment.rules) }
            whole.insert(rules, at: 0)
        }
        wholeFrom = whole
        boxes = axes.map { $0.boxes(count) }
    }

    // MARK: Gaps

    /// Regions in which no rule matches.
    func gaps() -> [DMN.Finding] {
        var search = Search()
        sweep(0, RuleSet(all: count), [], within: nil, &search)
        return search.found.map { DMN.Finding(.gap, inputs: $0) }
    }

    private struct Search {
        var found: [[DMN.Finding.Input]] = []
        var steps = 0
        var most = mostFindings
        var isOver: Bool { found.count >= most || steps > mostSteps }
    }

    /// Looks for regions that none of the rules covers, within a rule's box or everywhere.
    private func sweep(
        _ column: Int, _ alive: RuleSet, _ path: [Range<Int>], within rule: Int?, _ search: inout Search
    ) {
        search.steps += 1
        if search.isOver || alive.intersects(wholeFrom[column]) { return }
        if alive.isEmpty {
            search.found.append(region(path))
            return
        }
        guard column < axes.count else { return }
        let segments = axes[column].segments
        var start = 0
        while start < segments.count {
            if let rule, !segments[start].rules.contains(rule) {
                start += 1
                continue
            }
            let here = alive.intersection(segments[start].rules)
            var end = start + 1
            while end < segments.count, alive.intersection(segments[end].rules) == here,
                rule.map({ segments[end].rules.contains($0) }) ?? true
            {
                end += 1
            }
            sweep(column + 1, here, path + [start..<end], within: rule, &search)
            start = end
        }
    }

    private func region(_ path: [Range<Int>]) -> [DMN.Finding.Input] {
        axes.enumerated().map { index, axis in
            DMN.Finding.Input(axis.name, index < path.count ? axis.text(path[index]) : "-")
        }
    }

    // MARK: Single rules

    /// Rules of which one cell holds nowhere.
    func neverMatching() -> [DMN.Finding] {
        var found: [DMN.Finding] = []
        for rule in 0..<count {
            guard let axis = axes.indices.first(where: { boxes[$0][rule].isEmpty }) else { continue }
            found.append(DMN.Finding(.neverMatches, rules: [rule + 1], inputs: [.init(axes[axis].name, "-")]))
        }
        return found
    }

    /// Rules whose whole box is covered by rules that win over them.
    func unreachable(_ winners: (Int) -> [Int]) -> [DMN.Finding] {
        var found: [DMN.Finding] = []
        var steps = 0
        for rule in 0..<count
        where found.count < Self.mostFindings && steps < 10 * Self.mostSteps && isPossible(rule) {
            var others = RuleSet(none: count)
            for winner in winners(rule) where !uncertain.contains(winner) { others.insert(winner) }
            guard !others.isEmpty else { continue }
            var search = Search()
            search.most = 1
            sweep(0, others, [], within: rule, &search)
            steps += search.steps
            if search.found.isEmpty, search.steps <= Self.mostSteps {
                let masking = winners(rule).filter { others.contains($0) && doMeet($0, rule) }
                found.append(DMN.Finding(.unreachable, rules: [rule + 1] + masking.map { $0 + 1 }))
            }
        }
        return found
    }

    private func isPossible(_ rule: Int) -> Bool { boxes.allSatisfy { !$0[rule].isEmpty } }

    // MARK: Pairs

    /// Pairs of rules that match together, as far as that is certain.
    ///
    /// Only rules that share a segment of the most telling axis are compared.
    func overlaps(_ kind: DMN.Finding.Kind, where matters: (Int, Int) -> Bool) -> [DMN.Finding] {
        var found: [(one: Int, two: Int)] = []
        var pairs = 0
        guard let axis = axes.indices.min(by: { cost(of: $0) < cost(of: $1) }) else { return [] }
        for (number, segment) in axes[axis].segments.enumerated() {
            let alive = segment.rules.members.filter { !uncertain.contains($0) }
            for (index, one) in alive.enumerated() {
                for two in alive[(index + 1)...] {
                    pairs += 1
                    // A pair that shares several segments is looked at in the first of them.
                    guard boxes[axis][one].first(sharedWith: boxes[axis][two]) == number, matters(one, two),
                        doMeet(one, two)
                    else { continue }
                    found.append((one, two))
                }
                if pairs > Self.mostPairs || found.count > 20 * Self.mostFindings { break }
            }
        }
        let sorted = found.sorted { ($0.one, $0.two) < ($1.one, $1.two) }.prefix(Self.mostFindings)
        return sorted.map { DMN.Finding(kind, rules: [$0.one + 1, $0.two + 1], inputs: meeting($0.one, $0.two)) }
    }

    private func cost(of axis: Int) -> Int {
        axes[axis].segments.reduce(0) { sum, segment in
            let alive = segment.rules.count
            return sum + alive * alive
        }
    }

    private func doMeet(_ one: Int, _ two: Int) -> Bool {
        boxes.allSatisfy { $0[one].intersects($0[two]) }
    }

    /// Where two boxes that meet do so.
    private func meeting(_ one: Int, _ two: Int) -> [DMN.Finding.Input] {
        axes.enumerated().map { number, axis in
            let first = boxes[number][one].first(sharedWith: boxes[number][two]) ?? 0
            var end = first + 1
            while end < axis.segments.count, axis.segments[end].rules.contains(one),
                axis.segments[end].rules.contains(two)
            {
                end += 1
            }
            return DMN.Finding.Input(axis.name, axis.text(first..<end))
        }
    }
}
