import Basics
import FEELValues

extension Run {
    // MARK: Copies

    /// 抄送 at a moment of the step.
    func sendCopies(_ moment: ApprovalDefinition.Copy.Moment, of definition: ApprovalDefinition, in key: Int) {
        let people = definition.copies.filter { $0.moment == moment }.flatMap { self.people($0.people, in: key) }
        if !people.isEmpty { sendCopies(to: people, by: nil, in: key) }
    }

    func sendCopies(to people: [String], by person: String?, in key: Int) {
        guard var (_, _, group) = approval(key), let element = state.elements[key] else { return }
        var told: [String] = []
        for person in people where !group.copies.contains(where: { $0.person == person }) {
            let copy = ApprovalGroup.Copy(key: state.allocateKey(), person: person)
            group.copies.append(copy)
            told.append(person)
            emit(.sendCopy(copy.key, to: [person], node: element.node))
        }
        store(group, in: key)
        if !told.isEmpty { record(.approval(key: key, .copied(by: person, to: told))) }
    }

    /// The copies that go out when the instance ends, for each step that has been passed.
    func sendEndingCopies() {
        for place in state.passed.indices {
            let step = state.passed[place]
            guard case .user(let work) = graph.nodes[step.node].kind, let definition = work.approval else { continue }
            let people = definition.copies.filter { $0.moment == .ended }.flatMap {
                self.people($0.people, in: InstanceState.rootKey)
            }
            for person in people {
                emit(.sendCopy(state.allocateKey(), to: [person], node: step.node))
            }
            if !people.isEmpty { record(.approval(key: step.key, .copied(by: nil, to: people))) }
        }
    }

    /// A copy has been read; `false` when there is none of that key for the person.
    func readCopy(_ copy: Int, by person: String) -> Bool {
        for key in state.activeKeys {
            guard case .approval(var group) = state.elements[key]?.detail,
                group.read(copy, by: person, at: environment.now)
            else { continue }
            store(group, in: key)
            record(.approval(key: copy, .copyRead(by: person)))
            return true
        }
        let now = environment.now
        let isSent = state.passed.contains { step in
            step.group?.copies.contains { $0.key == copy && $0.person == person } ?? false
        }
        guard isSent else { return false }
        state.revisePassed { step in
            guard var group = step.group, group.read(copy, by: person, at: now) else { return step }
            return PassedStep(
                node: step.node, key: step.key, scope: step.scope, people: step.people, at: step.at, group: group)
        }
        record(.approval(key: copy, .copyRead(by: person)))
        return true
    }

    // MARK: Reminders

    /// 催办.
    func remind(_ place: Int, in key: Int, by person: String) {
        guard let (definition, _, opened) = approval(key), let element = state.elements[key] else { return }
        var group = opened
        group.remindedAt = environment.now
        group.reminders += 1
        store(group, in: key)
        let seat = group.seats[place]
        record(.approval(key: seat.task, .reminded(by: person, people: [seat.actor])))
        emit(.notify(Notice(kind: .reminder, people: [seat.actor], node: element.node, task: seat.task)))
        if group.reminders > definition.remindersBeforeEscalation,
            let superior = environment.directory.manager(seat.actor)
        {
            emit(.notify(Notice(kind: .escalation, people: [superior], node: element.node, task: seat.task)))
        }
    }

    // MARK: Deadlines

    func setDeadline(_ definition: ApprovalDefinition, in key: Int) {
        guard let element = state.elements[key], let deadline = definition.deadline,
            let timer = schedule(deadline.after, in: key)
        else { return }
        let state = TimerState(
            due: timer.due, repetitions: 0, step: timer.step, calendar: timer.calendar, purpose: .approvalDeadline)
        addTimer(state, element.node, 0, key)
    }

    func closeDeadline(of key: Int) {
        closeWaits(of: key) { wait in
            if case .timer(let timer) = wait.kind { timer.purpose == .approvalDeadline } else { false }
        }
    }

    /// 超时: reminders first, then the action.
    func deadline(_ wait: Wait, _ timer: TimerState) {
        let key = wait.owner
        guard let (definition, _, opened) = approval(key), let element = state.elements[key],
            let deadline = definition.deadline
        else { return }
        var group = opened
        let open = group.seats.filter { $0.status == .open }
        if group.deadlineReminders < deadline.reminders {
            group.deadlineReminders += 1
            store(group, in: key)
            let people = open.map(\.actor)
            record(.approval(key: key, .reminded(by: nil, people: people)))
            for seat in open {
                emit(.notify(Notice(kind: .overdue, people: [seat.actor], node: element.node, task: seat.task)))
            }
            if deadline.action != .remind || group.deadlineReminders < deadline.reminders {
                setDeadline(definition, in: key)
            }
            return
        }
        act(on: deadline.action, open, in: key)
    }

    private func act(on action: ApprovalDefinition.Deadline.Action, _ open: [ApprovalGroup.Seat], in key: Int) {
        for seat in open {
            guard let (_, _, group) = approval(key),
                let place = group.seats.firstIndex(where: { $0.number == seat.number }),
                group.seats[place].status == .open
            else { continue }
            switch action {
            case .remind: continue
            case .approve, .reject:
                let approves = action == .approve
                record(.approval(key: seat.task, .settledAlone(person: seat.person, .deadline)))
                closeTask(of: place, in: key, as: approves ? .approved : .rejected)
                decide(place, in: key, approves ? .approved : .rejected, .deadline)
            case .transfer(let person): transfer(place, in: key, to: person)
            case .escalate:
                guard let superior = environment.directory.manager(seat.actor) else { continue }
                transfer(place, in: key, to: superior)
                emit(
                    .notify(
                        Notice(
                            kind: .escalation, people: [superior], node: state.elements[key]?.node ?? 0, task: seat.task
                        )))
            }
        }
        advance(key)
    }
}

extension ApprovalGroup {
    mutating func read(_ key: Int, by person: String, at now: Timestamp) -> Bool {
        guard let place = copies.firstIndex(where: { $0.key == key && $0.person == person }) else { return false }
        copies[place].readAt = copies[place].readAt ?? now
        return true
    }
}
