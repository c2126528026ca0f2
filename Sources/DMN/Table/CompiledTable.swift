import FEEL
import FEELValues

/// A decision table made ready: cells indexed where they can be, the rest as compiled tests; results evaluated only
/// for the rules that match, and constant ones not even then.
struct CompiledTable: Sendable {
    let name: String
    let place: DMN.Place
    let policy: DMN.HitPolicy
    let aggregation: DMN.Aggregation?
    let columns: [Column]
    let outputs: [Output]
    let rules: [Rule]
    /// The result when no rule matches; nil when the table names none.
    let fallback: [Step]?

    struct Column: Sendable {
        let name: String
        let input: Step
        let type: ItemType
        /// The values that the column lists, when it does.
        let allowed: ValueTest?
        /// What the cells ask, a cell a rule; nil for those that ask nothing.
        let tests: [CellCode?]
        let index: ColumnIndex
    }

    struct Output: Sendable {
        let name: String
        let type: ItemType
        /// The column's values, the best first, when it lists them.
        let order: [Value]?
    }

    struct Rule: Sendable {
        let results: [Step]
        /// The rule's whole result, when it is the same in every evaluation.
        let constant: Value?
        /// Columns whose index alone does not decide this rule.
        let doubtful: [Int]
    }

    /// Whether an input passes a cell.
    typealias CellCode = @Sendable (Value, inout Bindings) -> Bool

    func callAsFunction(_ bindings: inout Bindings) -> Value {
        var inputs: [Value] = []
        inputs.reserveCapacity(columns.count)
        for column in columns {
            guard let value = admitted(column, &bindings) else { return .null }
            inputs.append(value)
        }
        return result(of: matching(inputs, &bindings), &bindings)
    }

    /// The column's input, or nil when it is none that the column allows.
    private func admitted(_ column: Column, _ bindings: inout Bindings) -> Value? {
        // A value of another type than the column's stays as it is; its cells tell that they do not match.
        let raw = column.input(&bindings)
        let value = column.type.admit(raw, bindings.run.evaluator) ?? raw
        guard let allowed = column.allowed, !allowed.holds(value, bindings.run.evaluator) else { return value }
        bindings.run.report(
            "input-value", at: place, in: name,
            DMN.Wording(
                "The input '\(column.name)' is not one of the column's values.", "输入 '\(column.name)' 不在该列允许的取值之内。"))
        return nil
    }

    // MARK: Matching

    /// The rules that match, in order; only the first one where that is enough.
    func matching(_ inputs: [Value], _ bindings: inout Bindings) -> [Int] {
        let words = (rules.count + 63) / 64
        guard words > 0 else { return [] }
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words * 2) { buffer in
            let candidates = UnsafeMutableBufferPointer(rebasing: buffer[..<words])
            let unsure = UnsafeMutableBufferPointer(rebasing: buffer[words...])
            candidates.initialize(repeating: .max)
            unsure.initialize(repeating: 0)
            if rules.count & 63 != 0 { candidates[words - 1] = (1 << UInt64(rules.count & 63)) - 1 }
            var unknown: [Int] = []
            for (number, column) in columns.enumerated()
            where !column.index.narrow(candidates, unsure, by: inputs[number]) {
                unknown.append(number)
            }
            return chosen(candidates, unsure, unknown, inputs, &bindings)
        }
    }

    private func chosen(
        _ candidates: UnsafeMutableBufferPointer<UInt64>, _ unsure: UnsafeMutableBufferPointer<UInt64>,
        _ unknown: [Int], _ inputs: [Value], _ bindings: inout Bindings
    ) -> [Int] {
        var found: [Int] = []
        for word in candidates.indices {
            var bits = candidates[word]
            while bits != 0 {
                let bit = bits.trailingZeroBitCount
                bits &= bits - 1
                let rule = word * 64 + bit
                let isSure = unsure[word] & (1 << UInt64(bit)) == 0
                guard isSure || passes(rule, rules[rule].doubtful, inputs, &bindings),
                    unknown.isEmpty || passes(rule, unknown, inputs, &bindings)
                else { continue }
                found.append(rule)
                if policy.takesFirst { return found }
            }
        }
        return found
    }

    private func passes(_ rule: Int, _ columns: [Int], _ inputs: [Value], _ bindings: inout Bindings) -> Bool {
        for column in columns {
            guard let test = self.columns[column].tests[rule] else { continue }
            if !test(inputs[column], &bindings) { return false }
        }
        return true
    }

    /// The same answer as ``matching(_:_:)`` without any index; what the index is measured against.
    func matchingByScan(_ inputs: [Value], _ bindings: inout Bindings) -> [Int] {
        var found: [Int] = []
        for rule in rules.indices where passes(rule, Array(columns.indices), inputs, &bindings) {
            found.append(rule)
            if policy.takesFirst { return found }
        }
        return found
    }

    // MARK: Results

    private func result(of matching: [Int], _ bindings: inout Bindings) -> Value {
        guard let first = matching.first else { return nothing(&bindings) }
        switch policy {
        case .first: return result(first, &bindings)
        case .unique:
            guard matching.count == 1 else {
                return contradiction(
                    "unique", matching, "match together, but the hit policy is UNIQUE", "同时匹配，但命中策略为 UNIQUE", &bindings)
            }
            return result(first, &bindings)
        case .any:
            let value = result(first, &bindings)
            for rule in matching.dropFirst() where Value.isEqual(result(rule, &bindings), value) != true {
                return contradiction(
                    "any", [first, rule], "match together and differ, but the hit policy is ANY",
                    "同时匹配且结果不同，但命中策略为 ANY", &bindings)
            }
            return value
        case .priority:
            return ordered(matching.map { result($0, &bindings) }).first ?? .null
        case .outputOrder:
            return .list(ordered(matching.map { result($0, &bindings) }))
        case .ruleOrder: return .list(matching.map { result($0, &bindings) })
        case .collect:
            let values = matching.map { result($0, &bindings) }
            return aggregation.map { $0.of(values) } ?? .list(values)
        }
    }

    private func nothing(_ bindings: inout Bindings) -> Value {
        if let fallback { return assembled(fallback.map { $0(&bindings) }, bindings) }
        return aggregation == .count ? .number(0) : .null
    }

    private func contradiction(
        _ code: String, _ rules: [Int], _ english: String, _ chinese: String, _ bindings: inout Bindings
    ) -> Value {
        let numbers = rules.prefix(10).map { String($0 + 1) }.joined(separator: ", ")
        bindings.run.report(
            "hit-policy-\(code)", at: place, in: name,
            DMN.Wording("Rules \(numbers) \(english).", "规则 \(numbers) \(chinese)。"))
        return .null
    }

    private func result(_ rule: Int, _ bindings: inout Bindings) -> Value {
        rules[rule].constant ?? assembled(rules[rule].results.map { $0(&bindings) }, bindings)
    }

    /// One value for one column, a context for several.
    private func assembled(_ values: [Value], _ bindings: Bindings) -> Value {
        Self.assembled(values, outputs, bindings.run.evaluator)
    }

    static func assembled(_ values: [Value], _ outputs: [Output], _ evaluator: Evaluator) -> Value {
        let admitted = zip(values, outputs).map { value, output in output.type.admit(value, evaluator) ?? .null }
        if outputs.count == 1, let value = admitted.first { return value }
        return .context(Context(zip(outputs, admitted).map { ($0.name, $1) }))
    }

    /// Results by the places that their values have in the columns' lists, the best first; a stable order.
    private func ordered(_ values: [Value]) -> [Value] {
        let ranked = values.enumerated().map { (place: $0, rank: rank($1), value: $1) }
        return ranked.sorted {
            $0.rank == $1.rank ? $0.place < $1.place : $0.rank.lexicographicallyPrecedes($1.rank)
        }.map(\.value)
    }

    func rank(_ value: Value) -> [Int] {
        outputs.map { output in
            let part = outputs.count == 1 ? value : value.context?[output.name] ?? .null
            guard let order = output.order else { return 0 }
            return order.firstIndex { Value.isEqual($0, part) == true } ?? order.count
        }
    }
}
