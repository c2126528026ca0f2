import Basics
import FEELValues

// DMN 1.5 §10.3.4.4, table 74: functions that make lists out of lists.
extension BuiltIns {
    static let listFunctions: [BuiltIn] = [
        BuiltIn("list contains(list: list; element: Any) -> boolean") { call in
            guard let list = call.elements(0) else { return nil }
            return .boolean(firstIndex(of: call[1], in: list, call) != nil)
        },
        BuiltIn("append(list: list; item...: Any) -> list") { call in
            call.elements(0).map { call.list($0 + call.arguments.dropFirst()) }
        },
        BuiltIn("concatenate(list...: list) -> list") { call in
            joined(call).map(call.list)
        },
        BuiltIn("reverse(list: list) -> list") { call in
            call.elements(0).map { call.list($0.reversed()) }
        },
        BuiltIn("index of(list: list; match: Any) -> list<number>") { call in
            guard let list = call.elements(0) else { return nil }
            var places: [Value] = []
            for (index, element) in list.enumerated() where isEqual(element, call[1], call) {
                places.append(.number(index + 1))
            }
            return call.list(places)
        },
        BuiltIn("union(list...: list) -> list") { call in
            joined(call).flatMap { distinct($0, call) }.map(call.list)
        },
        BuiltIn("distinct values(list: list) -> list") { call in
            call.elements(0).flatMap { distinct($0, call) }.map(call.list)
        },
        BuiltIn("flatten(list: list) -> list") { call in
            guard let list = call.elements(0), call.spend(Int(call[0].measure.weight)) else { return nil }
            var flat: [Value] = []
            flatten(list, into: &flat)
            return call.list(flat)
        },
        BuiltIn("sort(list: list; precedes?: function) -> list") { call in
            guard let list = call.elements(0) else { return nil }
            if call.arguments.count < 2 { return naturalOrder(list, call) }
            guard case .function(let precedes) = call[1], precedes.parameters.count == 2 || precedes is BuiltIn
            else { return nil }
            return mergeSort(list, call) { first, second in call.call(precedes, [first, second]).boolean }
                .map(call.list)
        },
    ]

    /// The elements of all the lists of a call, none of which may be null.
    private static func joined(_ call: BuiltIn.Call) -> [Value]? {
        var all: [Value] = []
        for argument in call.arguments {
            guard let list = argument.list, call.spend(list.count) else { return nil }
            all += list
        }
        return all
    }

    static func isEqual(_ left: Value, _ right: Value, _ call: BuiltIn.Call) -> Bool {
        call.spend(Int(min(left.measure.weight, right.measure.weight))) && Value.isEqual(left, right) == true
    }

    static func firstIndex(of value: Value, in list: [Value], _ call: BuiltIn.Call) -> Int? {
        list.firstIndex { isEqual($0, value, call) }
    }

    /// Values whose FEEL equality is their identity go through a set; the rest are compared one by one.
    private static func distinct(_ list: [Value], _ call: BuiltIn.Call) -> [Value]? {
        var result: [Value] = []
        var simple = Set<Value>()
        var others: [Value] = []
        for value in list {
            guard call.spend(1) else { return nil }
            switch value {
            case .null, .number, .string, .boolean, .date, .yearsAndMonthsDuration, .daysAndTimeDuration:
                if simple.insert(value).inserted { result.append(value) }
            default:
                if firstIndex(of: value, in: others, call) == nil {
                    others.append(value)
                    result.append(value)
                }
            }
        }
        return result
    }

    private static func flatten(_ list: [Value], into flat: inout [Value]) {
        for value in list {
            if case .list(let inner) = value { flatten(inner.elements, into: &flat) } else { flat.append(value) }
        }
    }

    private static func naturalOrder(_ list: [Value], _ call: BuiltIn.Call) -> Value? {
        mergeSort(list, call) { first, second in
            guard call.spend(Int(min(first.measure.weight, second.measure.weight)) / 8) else { return nil }
            return Value.compare(first, second).map { $0 < 0 }
        }.map(call.list)
    }

    /// A stable sort that any function for `precedes` leaves in a defined state; `nil` when it answers null.
    private static func mergeSort(
        _ list: [Value], _ call: BuiltIn.Call, _ precedes: (Value, Value) -> Bool?
    ) -> [Value]? {
        var source = list
        var width = 1
        while width < source.count {
            var merged: [Value] = []
            merged.reserveCapacity(source.count)
            for start in stride(from: 0, to: source.count, by: 2 * width) {
                let middle = min(start + width, source.count)
                let end = min(start + 2 * width, source.count)
                guard call.spend(end - start) else { return nil }
                var (left, right) = (start, middle)
                while left < middle, right < end {
                    guard let second = precedes(source[right], source[left]) else { return nil }
                    merged.append(source[second ? right : left])
                    if second { right += 1 } else { left += 1 }
                }
                merged += source[left..<middle]
                merged += source[right..<end]
            }
            source = merged
            width *= 2
        }
        return source
    }
}

extension BuiltIn.Call {
    /// The elements of a list argument.
    func elements(_ index: Int) -> [Value]? { self[index].list }
}
