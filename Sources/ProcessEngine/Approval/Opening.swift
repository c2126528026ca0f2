import Basics
import FEELValues

extension Run {
    /// Opens an approval step: finds its people and gives tasks to those whose turn it is.
    func openApproval(_ key: Int, _ work: UserWork, _ definition: ApprovalDefinition) {
        let group = ApprovalGroup(seats: seats(of: definition, in: key))
        guard !group.seats.isEmpty else { return report(.noApprover, at: key, phase: .begin) }
        state.elements[key]?.detail = .approval(group)
        record(.approval(key: key, .opened(people: group.seats.map(\.person))))
        for seat in group.seats {
            if let automatic = seat.automatic {
                record(.approval(key: key, .settledAlone(person: seat.person, automatic)))
            }
        }
        sendCopies(.opened, of: definition, in: key)
        setDeadline(definition, in: key)
        advance(key)
    }

    /// The definition and group of an open approval.
    func approval(_ key: Int) -> (definition: ApprovalDefinition, work: UserWork, group: ApprovalGroup)? {
        guard let element = state.elements[key], case .approval(let group) = element.detail,
            case .user(let work) = graph.nodes[element.node].kind, let definition = work.approval
        else { return nil }
        return (definition, work, group)
    }

    func store(_ group: ApprovalGroup, in key: Int) { state.elements[key]?.detail = .approval(group) }

    /// Opens the seats whose turn it is, or closes the step when it is decided.
    func advance(_ key: Int) {
        guard let (definition, _, group) = approval(key) else { return }
        if let result = group.result(by: definition) { return closeApproval(key, isApproved: result) }
        for place in group.seats.indices where group.seats[place].status == .waiting {
            let seat = group.seats[place]
            switch seat.purpose {
            case .before: openSeat(place, of: key)
            case .after: continue
            case .approver, .beside:
                let isBlocked = definition.mode == .sequential && group.hasUnsettled(before: place)
                if !isBlocked { openSeat(place, of: key) }
            }
        }
    }

    /// Gives a seat its task.
    func openSeat(_ place: Int, of key: Int) {
        guard let (_, work, opened) = approval(key) else { return }
        var group = opened
        let task = state.allocateKey()
        group.seats[place].status = .open
        group.seats[place].task = task
        group.seats[place].isRead = false
        store(group, in: key)
        state.seats[task] = key
        let seat = group.seats[place]
        emit(.openTask(opening(of: task, element: key, work, assignee: seat.actor, purpose: seat.purpose)))
    }

    /// Takes a seat's task away.
    func closeTask(of place: Int, in key: Int, as closing: TaskClosing) {
        guard var (_, _, group) = approval(key), group.seats[place].task != 0 else { return }
        let task = group.seats[place].task
        group.seats[place].task = 0
        store(group, in: key)
        state.seats[task] = nil
        emit(.closeTask(task, closing))
    }

    /// Takes all tasks of a group away.
    func closeSeats(of group: ApprovalGroup, as closing: TaskClosing) {
        for seat in group.seats where seat.task != 0 {
            state.seats[seat.task] = nil
            emit(.closeTask(seat.task, closing))
        }
    }

    /// The step is decided.
    private func closeApproval(_ key: Int, isApproved: Bool) {
        guard let (definition, _, opened) = approval(key), let element = state.elements[key] else { return }
        var group = opened
        closeSeats(of: group, as: .unneeded)
        for place in group.seats.indices {
            group.seats[place].task = 0
            if !group.seats[place].isSettled { group.seats[place].status = .unneeded }
        }
        group.isApproved = isApproved
        store(group, in: key)
        record(.approval(key: key, .closed(isApproved: isApproved)))
        closeDeadline(of: key)
        propagate(definition.resultVariable, .boolean(isApproved), from: element.parent)
        sendCopies(isApproved ? .approved : .rejected, of: definition, in: key)
        guard let (_, _, final) = approval(key) else { return }
        if isApproved || definition.onReject == .continue {
            pass(element, by: final.deciders, group: final)
            state.elements[key]?.detail = .none
            return enqueue(.complete(key))
        }
        reject(key, definition)
    }

    private func reject(_ key: Int, _ definition: ApprovalDefinition) {
        let mode = definition.returnMode ?? .rerun
        switch definition.onReject {
        case .initiator: sendBack(key, to: .initiator, mode)
        case .previous: sendBack(key, to: .previous, mode)
        case .end, .continue: end(.terminated, message: "rejected")
        }
    }
}

extension ApprovalGroup {
    /// The seats that vote: those of the step and those added beside them.
    var voters: [Seat] { seats.filter { ($0.purpose == .approver || $0.purpose == .beside) && $0.status != .removed } }

    func hasUnsettled(before place: Int) -> Bool {
        seats[..<place].contains { ($0.purpose == .approver || $0.purpose == .beside) && !$0.isSettled }
    }

    /// Whether the step is approved; nil while that is open.
    func result(by definition: ApprovalDefinition) -> Bool? {
        let voters = voters
        let approved = voters.count { $0.status == .approved }
        let rejected = voters.count { $0.status == .rejected }
        switch definition.mode {
        case .all, .sequential, .random:
            if rejected > 0 { return false }
            return approved == voters.count ? true : nil
        case .any:
            if approved > 0 { return true }
            if rejected > 0, definition.firstDecides { return false }
            return rejected == voters.count ? false : nil
        case .ratio:
            if definition.hasVeto, rejected > 0 { return false }
            if approved * 100 >= definition.ratio * voters.count { return true }
            return (voters.count - rejected) * 100 < definition.ratio * voters.count ? false : nil
        }
    }
}
