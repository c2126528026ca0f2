import Basics
import FEELValues

extension Run {
    /// Begins an element: its loop, its inputs, the events on its border, then what it does itself.
    func begin(_ key: Int) {
        guard let element = state.elements[key] else { return }
        let node = graph.nodes[element.node]
        if element.role == .single, node.loop != nil {
            beginLoop(key)
            return
        }
        if element.role == .body { return beginLoop(key) }
        recordActivated(key)
        if let skip = node.skip, holds(skip, in: key) == true {
            enqueue(.complete(key))
            return
        }
        mapInputs(key)
        if element.role == .single, !node.boundaries.isEmpty, !element.isDetour {
            guard openBoundaries(of: key) else { return }
        }
        execute(key)
    }

    /// What an element does when it has begun.
    func execute(_ key: Int) {
        guard let element = state.elements[key] else { return }
        switch graph.nodes[element.node].kind {
        case .pass, .exclusive, .parallel, .inclusive, .complex: enqueue(.complete(key))
        case .start: enqueue(.complete(key))
        case .boundary: enqueue(.complete(key))
        case .user(let work): openTask(key, work)
        case .job(let work): createJob(key, work)
        case .script(let work): runScript(key, work)
        case .decision(let work): decide(key, work)
        case .receive(let triggers), .intermediateCatch(let triggers): waitFor(triggers, key)
        case .send(let message): throwMessage(message, from: key, then: .complete(key))
        case .intermediateThrow(let triggers), .end(let triggers): throwEvents(triggers, from: key)
        case .call(let work): call(key, work)
        case .eventGateway: openGateway(key)
        case .process, .subprocess, .transaction, .adHoc, .eventSubprocess: openScope(key)
        }
    }

    private func waitFor(_ triggers: EventTriggers, _ key: Int) {
        guard let element = state.elements[key] else { return }
        // A link catch event is reached only from its throw event; an event without trigger passes.
        guard triggers.triggers.contains(where: \.isAwaited) else { return enqueue(.complete(key)) }
        state.elements[key]?.detail = .event
        _ = subscribe(to: element.node, owner: key)
    }
}
