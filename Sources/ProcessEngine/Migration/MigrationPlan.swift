/// How the elements of one version of a process become those of another.
public struct MigrationPlan: Sendable {
    /// The version that instances run on.
    public let source: ProcessGraph
    /// The version that they shall run on.
    public let target: ProcessGraph
    /// New ids by old ones; an element that is not named keeps its id.
    public let mapping: [String: String]

    /// A plan.
    public init(from source: ProcessGraph, to target: ProcessGraph, mapping: [String: String] = [:]) {
        self.source = source
        self.target = target
        self.mapping = mapping
    }

    /// Why an instance cannot be moved, or what it loses.
    public struct Problem: Sendable, Hashable {
        /// The old element's id.
        public let element: String
        /// A stable code, for example `migration.no-target`.
        public let code: String
        /// Whether the instance can be moved all the same.
        public let isWarning: Bool
        /// What is wrong and what would be right, in English.
        public let english: String
        /// The same in Chinese (zh-CN).
        public let chinese: String
    }

    /// The new place of an old node; nil when it has none.
    func place(of node: Int) -> Int? {
        if node == 0 { return 0 }
        let id = source.nodes[node].id
        return target.node(mapping[id] ?? id)
    }

    /// The new flow of an old one; nil when it has none.
    func flow(of flow: Int) -> Int? {
        let id = source.flows[flow].id
        let wanted = mapping[id] ?? id
        return target.flows.firstIndex { $0.id == wanted }
    }

    /// What keeps an instance from being moved, and what it would lose: a dry run.
    public func problems(for state: InstanceState) -> [Problem] {
        guard state.status == .active else { return [.ended(state.status.rawValue)] }
        return state.activeKeys.flatMap { key in state.elements[key].map { problems(of: $0, in: state) } ?? [] }
    }

    private func problems(of element: ElementInstance, in state: InstanceState) -> [Problem] {
        let old = source.nodes[element.node]
        guard let place = place(of: element.node) else { return [.noTarget(old.label, old.id)] }
        let new = target.nodes[place]
        var found: [Problem] = []
        if new.type != old.type { found.append(.otherKind(old.label, old.id, new.type)) }
        if (new.loop == nil) != (old.loop == nil) { found.append(.otherLoop(old.label, old.id)) }
        if element.role == .single || element.role == .body, let parent = state.elements[element.parent],
            parent.node != element.node, self.place(of: parent.node) != new.scope
        {
            found.append(.otherScope(old.label, old.id))
        }
        return found + joinProblems(element) + lossProblems(element)
    }

    /// Tokens that wait at a join must find their flow again.
    private func joinProblems(_ element: ElementInstance) -> [Problem] {
        (element.scope?.joins ?? [:]).sorted { $0.key < $1.key }.flatMap { join, state -> [Problem] in
            let node = source.nodes[join]
            guard let place = place(of: join) else { return [.noTarget(node.label, node.id)] }
            return node.incoming.enumerated().compactMap { arrival, flow in
                guard state.arrived[arrival] > 0 else { return nil }
                let new = self.flow(of: flow)
                return new.map { target.flows[$0].target } == place ? nil : .noFlow(node.label, source.flows[flow].id)
            }
        }
    }

    private func lossProblems(_ element: ElementInstance) -> [Problem] {
        (element.scope?.compensations ?? []).compactMap { record in
            place(of: record.node) == nil
                ? .lostCompensation(source.nodes[record.node].label, source.nodes[record.node].id) : nil
        }
    }
}

extension MigrationPlan.Problem {
    private init(_ code: String, _ element: String, isWarning: Bool = false, _ english: String, _ chinese: String) {
        self.init(
            element: element, code: "migration." + code, isWarning: isWarning, english: english, chinese: chinese)
    }

    static func ended(_ status: String) -> Self {
        Self(
            "ended", "", "The instance has ended (\(status)); only running ones can be moved.",
            "实例已结束（\(status)）；只能迁移运行中的实例。")
    }

    static func noTarget(_ label: String, _ id: String) -> Self {
        Self(
            "no-target", id, "'\(label)' is active and not in the new version; map it to an element there.",
            "“\(label)”正在运行，但新版本中没有；请映射到新版本的元素。")
    }

    static func otherKind(_ label: String, _ id: String, _ kind: String) -> Self {
        Self(
            "other-kind", id, "'\(label)' would become a \(kind); map it to an element of its own kind.",
            "“\(label)”会变成 \(kind)；请映射到同类元素。")
    }

    static func otherLoop(_ label: String, _ id: String) -> Self {
        Self(
            "other-loop", id, "'\(label)' repeats in one version only; wait until it is done.",
            "“\(label)”只在一个版本中循环；请等它完成。")
    }

    static func otherScope(_ label: String, _ id: String) -> Self {
        Self(
            "other-scope", id, "'\(label)' lies in another sub-process in the new version; move its token by hand.",
            "“\(label)”在新版本中位于另一个子流程；请手动移动令牌。")
    }

    static func noFlow(_ label: String, _ id: String) -> Self {
        Self(
            "no-flow", id,
            "A token waits at '\(label)' on the flow '\(id)', which the new version does not have there.",
            "有令牌在“\(label)”的顺序流“\(id)”上等待，而新版本在该处没有这条流。")
    }

    static func lostCompensation(_ label: String, _ id: String) -> Self {
        Self(
            "lost-compensation", id, isWarning: true,
            "'\(label)' has been completed and can no longer be compensated, because the new version does not have it.",
            "“\(label)”已完成，但新版本中没有它，之后无法补偿。")
    }
}
