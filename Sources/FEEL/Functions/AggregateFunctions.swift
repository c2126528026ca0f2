import Basics
import FEELValues

// DMN 1.5 §10.3.4.4, table 74: one value out of a list, or out of the arguments themselves.
extension BuiltIns {
    static let aggregateFunctions: [BuiltIn] = [
        BuiltIn("count(list: list) -> number", "count(c...: Any) -> number") { call in
            call.items.map { .number($0.count) }
        },
        BuiltIn("min(list: list)", "min(c...: Any)") { call in call.items.flatMap { extreme($0, -1) } },
        BuiltIn("max(list: list)", "max(c...: Any)") { call in call.items.flatMap { extreme($0, 1) } },
        BuiltIn("sum(list: list) -> number", "sum(n...: Any) -> number") { call in
            call.numbers.flatMap(sum).map(Value.number)
        },
        BuiltIn("mean(list: list) -> number", "mean(n...: Any) -> number") { call in
            call.numbers.flatMap(mean).map(Value.number)
        },
        BuiltIn("all(list: list) -> boolean", "all(b...: Any) -> boolean") { call in
            call.items.flatMap { truth($0, absorbing: false) }
        },
        BuiltIn("any(list: list) -> boolean", "any(b...: Any) -> boolean") { call in
            call.items.flatMap { truth($0, absorbing: true) }
        },
        BuiltIn("product(list: list) -> number", "product(n...: Any) -> number") { call in
            guard let numbers = call.numbers, !numbers.isEmpty else { return nil }
            return fold(numbers, from: .one) { $0.multiplied(by: $1) }.map(Value.number)
        },
        BuiltIn("median(list: list) -> number", "median(n...: Any) -> number") { call in
            guard let numbers = call.numbers?.sorted() else { return nil }
            if numbers.isEmpty { return .null }
            let middle = numbers.count / 2
            if numbers.count % 2 == 1 { return .number(numbers[middle]) }
            return mean(Array(numbers[(middle - 1)...middle])).map(Value.number)
        },
        BuiltIn("stddev(list: list) -> number", "stddev(n...: Any) -> number") { call in
            call.numbers.flatMap(deviation).map(Value.number)
        },
        BuiltIn("mode(list: list) -> list<number>", "mode(n...: Any) -> list<number>") { call in
            call.numbers.map { call.list(modes($0).map(Value.number)) }
        },
    ]

    private static func extreme(_ values: [Value], _ sign: Int) -> Value? {
        guard var best = values.first else { return .null }
        // A single value of a kind without order has no extreme either.
        guard Value.compare(best, best) != nil else { return nil }
        for value in values.dropFirst() {
            guard let order = Value.compare(value, best) else { return nil }
            if order * sign > 0 { best = value }
        }
        return best
    }

    private static func fold(
        _ numbers: [Decimal128], from start: Decimal128, _ step: (Decimal128, Decimal128) -> Decimal128?
    ) -> Decimal128? {
        var result = start
        for number in numbers {
            guard let next = step(result, number) else { return nil }
            result = next
        }
        return result
    }

    private static func sum(_ numbers: [Decimal128]) -> Decimal128? {
        numbers.isEmpty ? nil : fold(numbers, from: .zero) { $0.adding($1) }
    }

    private static func mean(_ numbers: [Decimal128]) -> Decimal128? {
        sum(numbers)?.divided(by: Decimal128(numbers.count))
    }

    /// One absorbing value decides; otherwise all must be booleans.
    private static func truth(_ values: [Value], absorbing: Bool) -> Value? {
        if values.contains(where: { $0.boolean == absorbing }) { return .boolean(absorbing) }
        if values.allSatisfy({ $0.boolean != nil }) { return .boolean(!absorbing) }
        return values.allSatisfy { $0.boolean != nil || $0.isNull } ? .null : nil
    }

    /// The standard deviation of a sample: divided by one less than the count.
    private static func deviation(_ numbers: [Decimal128]) -> Decimal128? {
        guard numbers.count > 1, let mean = mean(numbers) else { return nil }
        let squares = fold(numbers, from: .zero) { total, number in
            guard let distance = number.subtracting(mean), let square = distance.multiplied(by: distance) else {
                return nil
            }
            return total.adding(square)
        }
        return squares?.divided(by: Decimal128(numbers.count - 1))?.squareRoot
    }

    /// The most frequent numbers in ascending order.
    private static func modes(_ numbers: [Decimal128]) -> [Decimal128] {
        var counts: [Decimal128: Int] = [:]
        for number in numbers { counts[number, default: 0] += 1 }
        let most = counts.values.max()
        return counts.filter { $0.value == most }.keys.sorted()
    }
}

extension BuiltIn.Call {
    /// The elements of the list argument, or the arguments of a variadic call; paid for.
    var items: [Value]? {
        guard let items = signature == 0 ? self[0].list : arguments, spend(items.count) else { return nil }
        return items
    }

    /// The same when all are numbers.
    var numbers: [Decimal128]? {
        guard let items else { return nil }
        let numbers = items.compactMap(\.number)
        return numbers.count == items.count ? numbers : nil
    }
}
