import Basics
import FEELValues

extension Run {
    /// 驳回: the request goes back from a step.
    func sendBack(_ key: Int, to target: ReturnTarget, _ mode: ReturnMode) {
        switch target {
        case .end: end(.terminated, message: "rejected")
        case .initiator:
            if let step = initiatorStep { return goBack(from: key, to: step.node, mode) }
            restart()
        case .previous:
            guard let element = state.elements[key], let step = previousStep(of: element.node) else { return restart() }
            goBack(from: key, to: step.node, mode)
        case .passed(let id):
            if let node = graph.node(id) { goBack(from: key, to: node, mode) }
        }
    }

    /// The step at which the initiator filled in the request: the first that the initiator did.
    var initiatorStep: PassedStep? {
        guard let initiator = state.initiator else { return nil }
        return state.passed.filter { $0.people.contains(initiator) }.min { $0.key < $1.key }
    }

    /// The latest passed step from which a node can be reached.
    func previousStep(of node: Int) -> PassedStep? {
        state.passed.last { step in
            step.node != node && graph.canReach(node, from: step.node)
        }
    }

    /// Moves the request from one step back to another.
    private func goBack(from key: Int, to target: Int, _ mode: ReturnMode) {
        guard let (_, _, group) = approval(key), let anchor = commonScope(of: key, and: target) else { return }
        closeSeats(of: group, as: .returned)
        closeDeadline(of: key)
        park(key)
        switch mode {
        case .straight: beginReturned(target, in: anchor, role: .detour, resumes: [key], goesOn: false)
        case .rerun:
            if state.elements[key]?.isDetour == true { return rerunDetour(target, key) }
            rerun(target, in: anchor, from: key)
        }
    }

    /// A step that is done only for another one goes further back: the request goes back from that other one, for
    /// which nothing is done any more.
    private func rerunDetour(_ target: Int, _ key: Int) {
        var origin = key
        var waiting: [Int] = []
        while let element = state.elements[origin], element.isDetour, let next = element.resumes.first {
            waiting += element.resumes.dropFirst()
            state.elements[origin]?.resumes = []
            terminate(origin)
            origin = next
        }
        if let anchor = commonScope(of: origin, and: target) { rerun(target, in: anchor, from: origin) }
        for other in waiting where !state.elements.values.contains(where: { $0.resumes.contains(other) }) {
            unpark(other)
        }
    }

    /// Keeps a step as it is, without tasks, until it gets control back.
    private func park(_ key: Int) {
        guard var (_, _, group) = approval(key) else { return }
        for place in group.seats.indices where group.seats[place].task != 0 {
            state.seats[group.seats[place].task] = nil
            group.seats[place].task = 0
        }
        state.elements[key]?.detail = .parked(group)
    }

    /// The innermost active scope around an element that also lies around a node.
    func commonScope(of key: Int, and node: Int) -> Int? {
        let around = Set(graph.scopes(around: node))
        var scope = state.elements[key]?.parent ?? 0
        while let element = state.elements[scope] {
            if around.contains(element.node), element.role != .body, element.scope != nil { return scope }
            scope = element.parent
        }
        return nil
    }

    /// Everything that came after the target is taken back, and the request goes on from there.
    func rerun(_ target: Int, in anchor: Int, from key: Int) {
        let top = graph.child(of: state.elements[anchor]?.node ?? 0, around: target)
        let region = graph.reachable(from: top)
        let own = child(of: anchor, above: key)
        let isBehind = own.flatMap { state.elements[$0]?.node }.map { region.contains($0) } ?? false
        takeBack(region, in: anchor)
        forgetPassed(region, in: anchor)
        // A step on a branch that does not follow the target keeps its token: it waits, and both go on later.
        beginReturned(target, in: anchor, role: .single, resumes: isBehind ? [] : [key], goesOn: true)
    }

    /// The element directly inside a scope that holds another, or is it.
    private func child(of scope: Int, above key: Int) -> Int? {
        var key = key
        while let element = state.elements[key] {
            if element.parent == scope { return key }
            key = element.parent
        }
        return nil
    }

    /// Takes all tokens out of a region, and gives the joins in it back what other branches have brought.
    private func takeBack(_ region: Set<Int>, in anchor: Int) {
        for key in state.elements[anchor]?.scope?.children ?? [] {
            guard let element = state.elements[key], region.contains(element.node), element.role != .compensation else {
                continue
            }
            terminate(key)
        }
        for place in region.sorted() where graph.nodes[place].isGateway { restoreJoin(place, region, in: anchor) }
    }

    /// In a scope that is opened again for a node inside, branches beside it count as done: the joins behind it get
    /// back what those had brought.
    func restoreJoins(before node: Int, in scope: Int) {
        let region = graph.reachable(from: graph.child(of: state.elements[scope]?.node ?? 0, around: node))
        for place in region.sorted() where graph.nodes[place].isGateway { restoreJoin(place, region, in: scope) }
    }

    /// A join in the region: tokens that came through the region go, those from other branches stay; one that had
    /// been used up is put back, because the request will come here again and only once.
    private func restoreJoin(_ place: Int, _ region: Set<Int>, in anchor: Int) {
        let incoming = graph.nodes[place].incoming
        guard incoming.count > 1, var scope = state.elements[anchor]?.scope else { return }
        var join = scope.joins[place] ?? JoinState(flows: incoming.count)
        for (arrival, flow) in incoming.enumerated() {
            let source = graph.flows[flow].source
            if region.contains(source) {
                scope.tokens -= join.arrived[arrival]
                join.setTokens(0, on: arrival)
            } else if join.arrived[arrival] == 0, graph.nodes[place].needsEveryFlow,
                !isExpected(on: flow, outside: region, in: anchor)
            {
                join.setTokens(1, on: arrival)
                scope.tokens += 1
            }
        }
        join.awaitsReset = false
        join.spent = []
        scope.joins[place] = join.isIdle ? nil : join
        state.elements[anchor]?.scope = scope
    }

    /// Whether a token outside the region is still on its way to a flow.
    private func isExpected(on flow: Int, outside region: Set<Int>, in anchor: Int) -> Bool {
        guard let scope = state.elements[anchor]?.scope else { return false }
        let source = graph.flows[flow].source
        // What runs only to give control back brings no token.
        let running = scope.children.compactMap { state.elements[$0] }.filter {
            !$0.isDetour && $0.role != .detour && $0.role != .compensation
        }
        let active = running.map(\.node) + scope.joins.keys
        return active.contains { node in
            !region.contains(node) && (node == source || graph.canReach(source, from: node))
        }
    }

    private func forgetPassed(_ region: Set<Int>, in anchor: Int) {
        guard let home = state.elements[anchor]?.node else { return }
        state.revisePassed { step in
            guard graph.scopes(around: step.node).contains(home) else { return step }
            return region.contains(graph.child(of: home, around: step.node)) ? nil : step
        }
    }

    /// Begins the step to which a request was returned.
    private func beginReturned(
        _ target: Int, in anchor: Int, role: ElementInstance.Role, resumes: [Int], goesOn: Bool
    ) {
        guard let scope = openScopes(around: target, from: anchor, role: role) else { return }
        if let active = state.elements[scope]?.scope?.children.first(where: { state.elements[$0]?.node == target }) {
            if let asker = resumes.first, serves(asker, active) { return handBack(to: active, from: asker) }
            // The step is being done already: one task serves all who wait for it.
            if state.elements[active]?.resumes.isEmpty == true { state.elements[active]?.goesOn = true }
            state.elements[active]?.resumes += resumes
            return
        }
        let key = add(target, to: scope)
        state.elements[key]?.resumes = resumes
        state.elements[key]?.goesOn = goesOn
        begin(key)
    }

    /// Whether a step is being done for another one that waits for it, perhaps through further ones.
    private func serves(_ key: Int, _ waiting: Int) -> Bool {
        var pending = [key]
        var seen: Set<Int> = []
        while let next = pending.popLast() {
            guard seen.insert(next).inserted else { continue }
            let served = state.elements[next]?.resumes ?? []
            if served.contains(waiting) { return true }
            pending += served
        }
        return false
    }

    /// The request is returned to the very step that waits for this one: it gets control back, and what was opened
    /// for it ends. Waiting for each other they would wait for ever.
    private func handBack(to waiting: Int, from key: Int) {
        let servers = state.elements.values.filter { $0.resumes.contains(waiting) }.map(\.key).sorted()
        for server in servers {
            guard let element = state.elements[server] else { continue }
            if element.isDetour {
                terminate(server)
            } else {
                state.elements[server]?.resumes.removeAll { $0 == waiting }
            }
        }
        unpark(waiting)
        guard state.elements[key] != nil else { return }
        if state.elements[waiting]?.resumes.isEmpty == true { state.elements[waiting]?.goesOn = true }
        state.elements[waiting]?.resumes.append(key)
    }

    /// Everything begins again from the start of the process.
    func restart() {
        empty(InstanceState.rootKey)
        state.revisePassed { _ in nil }
        state.elements[InstanceState.rootKey]?.scope?.compensations = []
        for entry in graph.nodes[0].entries { send(to: entry, in: InstanceState.rootKey) }
    }

    // MARK: Coming back

    /// The step to which a request was returned is done: control goes to the one that returned it.
    func resume(_ key: Int) {
        guard let element = state.elements[key] else { return }
        state.elements[key]?.resumes = []
        if element.goesOn {
            enqueue(.complete(key))
        } else {
            if element.role == .body {
                record(.loopCompleted(node: element.node, key: key, scope: element.parent))
            } else {
                recordCompleted(key)
            }
            remove(key)
        }
        for parked in element.resumes { unpark(parked) }
    }

    /// Opens again what was open in a parked step.
    func unpark(_ key: Int) {
        guard case .parked(let group?) = state.elements[key]?.detail else { return }
        state.elements[key]?.detail = .approval(group)
        for place in group.seats.indices where group.seats[place].status == .open { openSeat(place, of: key) }
        if let (definition, _, _) = approval(key) { setDeadline(definition, in: key) }
        advance(key)
    }

    // MARK: By the initiator and by an approver

    /// 撤回: the initiator takes the request back.
    func withdraw(by person: String) {
        record(.approval(key: InstanceState.rootKey, .withdrawn(by: person)))
        guard let step = initiatorStep else { return end(.cancelled, message: "withdrawn") }
        empty(InstanceState.rootKey)
        state.revisePassed { _ in nil }
        beginReturned(step.node, in: InstanceState.rootKey, role: .single, resumes: [], goesOn: true)
    }

    /// 取回: an approver takes a decision back.
    func takeBack(_ step: PassedStep, by person: String) {
        guard let anchor = anchor(for: step) else { return }
        record(.approval(key: step.key, .takenBack(by: person)))
        let top = graph.child(of: state.elements[anchor]?.node ?? 0, around: step.node)
        let region = graph.reachable(from: top)
        takeBack(region, in: anchor)
        forgetPassed(region, in: anchor)
        guard let scope = openScopes(around: step.node, from: anchor) else { return }
        let key = add(step.node, to: scope)
        guard var group = step.group else { return begin(key) }
        recordActivated(key)
        group.isApproved = nil
        for place in group.seats.indices {
            let seat = group.seats[place]
            let isOwn = seat.person == person && seat.automatic == nil
            if isOwn || seat.status == .unneeded { group.seats[place].status = .waiting }
        }
        state.elements[key]?.detail = .approval(group)
        _ = openBoundaries(of: key)
        advance(key)
    }

    /// The active scope from which a passed step can be begun again.
    func anchor(for step: PassedStep) -> Int? {
        if state.elements[step.scope]?.scope != nil { return step.scope }
        // Its own scope has ended: an outer one that was there before the step, and is the only one of its kind.
        for node in graph.scopes(around: step.node).dropFirst() {
            let found = state.activeKeys.filter { key in
                guard let element = state.elements[key], key < step.key, element.node == node else { return false }
                return element.scope != nil && element.role != .body && element.role != .detour
            }
            if found.count == 1 { return found[0] }
        }
        return nil
    }

    /// Whether nobody after a passed step has looked at the request yet.
    func isUntouched(after step: PassedStep) -> Bool {
        guard let anchor = anchor(for: step), let home = state.elements[anchor]?.node else { return false }
        let region = graph.reachable(from: graph.child(of: home, around: step.node))
        if state.passed.contains(where: { $0.at >= step.at && $0.key > step.key && region.contains($0.node) }) {
            return false
        }
        for key in state.elements[anchor]?.scope?.children ?? [] {
            guard let element = state.elements[key], region.contains(element.node) else { continue }
            switch element.detail {
            case .task(let task): if task.isRead { return false }
            case .approval(let group):
                let isTouched = group.seats.contains { $0.isRead || ($0.isSettled && $0.automatic == nil) }
                if isTouched { return false }
            default: return false
            }
        }
        return true
    }
}
