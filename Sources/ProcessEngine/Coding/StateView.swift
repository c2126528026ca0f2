public import Basics
import FEELValues

extension InstanceState {
    /// The state as JSON for people: what is active with its variables, timers, subscriptions and incidents.
    public func json(_ graph: ProcessGraph) -> JSON {
        [
            "status": .string(status.rawValue), "suspended": .bool(isSuspended),
            "startedAt": .string(startedAt.rfc3339), "initiator": initiator.map(JSON.string) ?? .null,
            "variables": Self.json(variables),
            "elements": .array(activeKeys.compactMap { elements[$0]?.json(graph) }),
            "waits": .array(waits.keys.sorted().compactMap { waits[$0]?.json(graph) }),
            "incidents": .array(incidents.keys.sorted().compactMap { incidents[$0]?.json(graph) }),
            "passed": .array(
                passed.map {
                    [
                        "element": .string(graph.nodes[$0.node].id), "people": .array($0.people.map(JSON.string)),
                        "at": .string($0.at.rfc3339),
                    ]
                }),
        ]
    }

    static func json(_ variables: Variables) -> JSON {
        .object(OrderedMap(variables.map { ($0, json($1)) }))
    }

    /// A value as JSON: dates and durations by their texts.
    static func json(_ value: Value) -> JSON {
        switch value {
        case .null, .function: .null
        case .boolean(let truth): .bool(truth)
        case .number(let number): Int64(exactly: number).map(JSON.integer) ?? .decimal(number)
        case .string(let text): .string(text)
        case .list(let list): .array(list.elements.map { Self.json($0) })
        case .context(let context): .object(OrderedMap(context.entries.map { ($0, Self.json($1)) }))
        default: .string(value.text)
        }
    }
}

extension ElementInstance {
    fileprivate func json(_ graph: ProcessGraph) -> JSON {
        let node = graph.nodes[node]
        var members: [(String, JSON)] = [
            ("key", .integer(Int64(key))), ("element", .string(node.id)), ("name", .string(node.name)),
            ("type", .string(node.type)), ("scope", .integer(Int64(parent))), ("waitsFor", .string(detail.name)),
        ]
        if run > 0 { members.append(("run", .integer(Int64(run)))) }
        if !variables.isEmpty { members.append(("variables", InstanceState.json(variables))) }
        if let scope, !scope.joins.isEmpty {
            let joins = scope.joins.sorted { $0.key < $1.key }.map { place, join in
                (graph.nodes[place].id, JSON.array(join.arrived.map { .integer(Int64($0)) }))
            }
            members.append(("joins", .object(OrderedMap(joins))))
        }
        return .object(OrderedMap(members))
    }
}

extension ElementInstance.Detail {
    fileprivate var name: String {
        switch self {
        case .none: "nothing"
        case .task: "task"
        case .job: "job"
        case .called: "called instance"
        case .loop: "runs"
        case .thrower: "compensation"
        case .approval: "approval"
        case .event: "event"
        case .adHoc: "activities"
        case .parked: "returned step"
        }
    }
}

extension Wait {
    fileprivate func json(_ graph: ProcessGraph) -> JSON {
        let what: JSON
        switch kind {
        case .timer(let timer): what = ["timer": .string(timer.due.rfc3339)]
        case .message(let name, let key): what = ["message": .string(name), "key": key.map(JSON.string) ?? .null]
        case .signal(let name): what = ["signal": .string(name)]
        case .condition(let held): what = ["condition": .bool(held)]
        }
        return ["key": .integer(Int64(key)), "event": .string(graph.nodes[node].id), "for": what]
    }
}

extension Incident {
    fileprivate func json(_ graph: ProcessGraph) -> JSON {
        [
            "key": .integer(Int64(key)), "element": .string(graph.nodes[node].id), "code": .string(code),
            "arguments": .array(arguments.map(JSON.string)), "at": .string(at.rfc3339),
        ]
    }
}
