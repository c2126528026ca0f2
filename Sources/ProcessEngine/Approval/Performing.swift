import Basics
import FEELValues

extension Run {
    /// Carries out what people do to approvals. All checks come before any change.
    func perform(_ command: ApprovalCommand) throws(CommandError) {
        switch command {
        case .approve(let task, let decision): try vote(task, approves: true, decision)
        case .reject(let task, let decision): try vote(task, approves: false, decision)
        case .sendBack(let task, let decision, let target, let mode): try sendBack(task, decision, target, mode)
        case .add(let task, let person, let people, let placement): try add(task, person, people, placement)
        case .remove(let task, let person, let people): try remove(task, person, people)
        case .transfer(let task, let person, let other):
            let (key, place) = try seat(task, actedOnBy: person)
            try refuseSeated([other], task, key)
            transfer(place, in: key, to: other)
        case .delegate(let task, let person, let other):
            let (key, place) = try seat(task, actedOnBy: person)
            try refuseSeated([other], task, key)
            delegate(place, in: key, to: other)
        case .handOver(let old, let new): handOver(from: old, to: new)
        case .withdraw(let person):
            guard state.initiator == person else { throw .unfit(.element, InstanceState.rootKey, reason: "initiator") }
            withdraw(by: person)
        case .takeBack(let id, let person): try takeBack(id, person)
        case .copy(let task, let person, let people):
            let (key, _) = try seat(task)
            sendCopies(to: people, by: person, in: key)
        case .readCopy(let copy, let person):
            if !readCopy(copy, by: person) { throw .unknown(.task, copy) }
        case .remind(let task, let person): try remind(task, person)
        }
    }

    /// The element and the seat of an open approval task.
    private func seat(_ task: Int) throws(CommandError) -> (key: Int, place: Int) {
        guard let key = state.seats[task], let (_, _, group) = approval(key),
            let place = group.seats.firstIndex(where: { $0.task == task })
        else { throw .unknown(.task, task) }
        return (key, place)
    }

    /// The same, when the person may act on it: the one who has it, or its owner while a proxy stands in.
    private func seat(_ task: Int, actedOnBy person: String) throws(CommandError) -> (key: Int, place: Int) {
        let (key, place) = try seat(task)
        guard let (_, _, group) = approval(key) else { throw .unknown(.task, task) }
        let seat = group.seats[place]
        let isOwner = seat.delegate == nil && seat.person == person
        guard seat.actor == person || isOwner else { throw .unfit(.task, task, reason: "actor:\(seat.actor)") }
        return (key, place)
    }

    private func check(
        _ decision: ApprovalCommand.Decision, _ task: Int, _ key: Int
    ) throws(CommandError) {
        guard let (definition, _, _) = approval(key) else { throw .unknown(.task, task) }
        if definition.needsOpinion, decision.opinion.isEmpty { throw .unfit(.task, task, reason: "opinion") }
        if definition.needsSignature, !decision.isSigned { throw .unfit(.task, task, reason: "signature") }
        for name in decision.variables.names {
            let right = definition.fields.first { $0.field == name }?.right
            if right == .hidden || right == .read { throw .unfit(.task, task, reason: "field:\(name)") }
        }
    }

    private func vote(
        _ task: Int, approves: Bool, _ decision: ApprovalCommand.Decision
    ) throws(CommandError) {
        let (key, place) = try seat(task, actedOnBy: decision.by)
        try check(decision, task, key)
        if approves, let (definition, _, _) = approval(key) {
            for field in definition.fields where field.right == .required {
                let given = decision.variables[field.field] ?? value(field.field, seenBy: key) ?? .null
                if given.isNull { throw .unfit(.task, task, reason: "field:\(field.field)") }
            }
        }
        vote(place, in: key, approves: approves, decision)
    }

    private func sendBack(
        _ task: Int, _ decision: ApprovalCommand.Decision, _ target: ReturnTarget, _ mode: ReturnMode?
    ) throws(CommandError) {
        let (key, place) = try seat(task, actedOnBy: decision.by)
        try check(decision, task, key)
        guard let (definition, _, opened) = approval(key), let element = state.elements[key] else {
            throw .unknown(.task, task)
        }
        var group = opened
        guard definition.returnTargets.contains(target.kind) else {
            throw .unfit(.task, task, reason: "return:\(target.kind.rawValue)")
        }
        if let fixed = definition.returnMode, let mode, mode != fixed { throw .unfit(.task, task, reason: "mode") }
        if case .passed(let id) = target {
            guard let node = graph.node(id) else { throw .unknownElement(id) }
            guard node != element.node, state.passed.contains(where: { $0.node == node }) else {
                throw .unfit(.task, task, reason: "passed:\(id)")
            }
        }
        if case .previous = target, previousStep(of: element.node) == nil {
            throw .unfit(.task, task, reason: "previous")
        }
        let chosen = mode ?? definition.returnMode ?? .rerun
        propagate(decision.variables, from: element.parent)
        group.seats[place].opinion = decision.opinion
        store(group, in: key)
        record(
            .approval(
                key: task,
                .returned(by: decision.by, to: target.name, mode: chosen, opinion: decision.opinion)))
        if case .end = target { propagate(definition.resultVariable, false, from: element.parent) }
        sendBack(key, to: target, chosen)
    }

    private func add(
        _ task: Int, _ person: String, _ people: [String], _ placement: ApprovalCommand.Placement
    ) throws(CommandError) {
        let (key, place) = try seat(task, actedOnBy: person)
        guard !people.isEmpty, Set(people).count == people.count else { throw .unfit(.task, task, reason: "people") }
        try refuseSeated(people, task, key)
        if placement != .beside, people.contains(person) { throw .unfit(.task, task, reason: "people") }
        add(people, placement, by: place, in: key)
    }

    /// Nobody decides twice in one step.
    private func refuseSeated(_ people: [String], _ task: Int, _ key: Int) throws(CommandError) {
        guard let (_, _, group) = approval(key) else { throw .unknown(.task, task) }
        for person in people
        where group.seats.contains(where: { ($0.person == person || $0.delegate == person) && !$0.isSettled }) {
            throw .unfit(.task, task, reason: "seated:\(person)")
        }
    }

    private func remove(_ task: Int, _ person: String, _ people: [String]) throws(CommandError) {
        let (key, _) = try seat(task, actedOnBy: person)
        guard let (_, _, group) = approval(key) else { throw .unknown(.task, task) }
        for name in people {
            let isRemovable = group.seats.contains {
                $0.person == name && $0.addedBy != 0 && !$0.isSettled && $0.task != task
            }
            if !isRemovable { throw .unfit(.task, task, reason: "added:\(name)") }
        }
        remove(people, by: person, in: key)
    }

    private func takeBack(_ id: String, _ person: String) throws(CommandError) {
        guard let node = graph.node(id) else { throw .unknownElement(id) }
        guard let step = state.passed.last(where: { $0.node == node && $0.people.contains(person) }) else {
            throw .unfit(.element, node, reason: "passed:\(id)")
        }
        guard isUntouched(after: step) else { throw .unfit(.element, node, reason: "handled") }
        takeBack(step, by: person)
    }

    private func remind(_ task: Int, _ person: String) throws(CommandError) {
        let (key, place) = try seat(task)
        guard let (definition, _, group) = approval(key) else { throw .unknown(.task, task) }
        if let last = group.remindedAt, environment.now.seconds(since: last) < definition.reminderInterval {
            throw .unfit(.task, task, reason: "reminded")
        }
        remind(place, in: key, by: person)
    }
}

extension ReturnTarget {
    /// The target in a word: its kind, or the id of the step.
    var name: String {
        if case .passed(let id) = self { id } else { kind.rawValue }
    }
}
