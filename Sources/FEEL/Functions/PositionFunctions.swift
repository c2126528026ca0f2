import Basics
import FEELValues

// DMN 1.5 §10.3.4.4, table 74: functions that work at a place of a list. Places count from 1, from the end with
// negative numbers.
extension BuiltIns {
    static let positionFunctions: [BuiltIn] = [
        BuiltIn("sublist(list: list; start position: number; length?: number) -> list") { call in
            guard let list = call.elements(0), let first = place(call[1], in: list.count) else { return nil }
            var end = list.count
            if call.arguments.count > 2, !call[2].isNull {
                guard let length = integer(call[2]), length > 0, length <= list.count - first else { return nil }
                end = first + length
            }
            return call.list(Array(list[first..<end]))
        },
        BuiltIn("insert before(list: list; position: number; newItem: Any) -> list") { call in
            guard var list = call.elements(0), let first = place(call[1], in: list.count) else { return nil }
            list.insert(call[2], at: first)
            return call.list(list)
        },
        BuiltIn("remove(list: list; position: number) -> list") { call in
            guard var list = call.elements(0), let first = place(call[1], in: list.count) else { return nil }
            list.remove(at: first)
            return call.list(list)
        },
        BuiltIn(
            "list replace(list: list; position: Any; newItem: Any) -> list",
            "list replace(list: list; match: Any; newItem: Any) -> list"
        ) { call in
            replace(call)
        },
    ]

    /// The index of a place in a list of `count` elements.
    private static func place(_ value: Value, in count: Int) -> Int? {
        guard let position = integer(value), position != 0, position.magnitude <= count else { return nil }
        return position > 0 ? position - 1 : count + position
    }

    private static func replace(_ call: BuiltIn.Call) -> Value? {
        guard var list = call.elements(0) else { return nil }
        if case .function(let match) = call[1] {
            for (index, element) in list.enumerated() {
                guard call.spend(1), let truth = call.call(match, [element, call[2]]).boolean else { return nil }
                if truth { list[index] = call[2] }
            }
            return call.list(list)
        }
        guard let index = place(call[1], in: list.count) else { return nil }
        list[index] = call[2]
        return call.list(list)
    }
}
