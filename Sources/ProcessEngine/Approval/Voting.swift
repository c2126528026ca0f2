import Basics
import FEELValues

extension Run {
    /// A person has decided. A delegate only advises.
    func vote(_ place: Int, in key: Int, approves: Bool, _ decision: ApprovalCommand.Decision) {
        guard var (_, _, group) = approval(key), let element = state.elements[key] else { return }
        propagate(decision.variables, from: element.parent)
        for (step, people) in decision.picks { state.picks[step] = people }
        if group.seats[place].delegate == decision.by {
            return advise(place, in: key, approves: approves, decision)
        }
        group.seats[place].opinion = decision.opinion
        store(group, in: key)
        let task = group.seats[place].task
        record(
            .approval(
                key: task,
                approves
                    ? .approved(by: decision.by, opinion: decision.opinion)
                    : .rejected(by: decision.by, opinion: decision.opinion)))
        closeTask(of: place, in: key, as: approves ? .approved : .rejected)
        if approves, startFollowers(of: place, in: key) { return }
        decide(place, in: key, approves ? .approved : .rejected)
        advance(key)
    }

    /// A delegate has answered: the task goes back to its owner.
    private func advise(_ place: Int, in key: Int, approves: Bool, _ decision: ApprovalCommand.Decision) {
        guard var (_, _, group) = approval(key) else { return }
        let task = group.seats[place].task
        group.seats[place].delegate = nil
        group.seats[place].advice = decision.opinion
        group.seats[place].isRead = false
        store(group, in: key)
        record(.approval(key: task, .advised(by: decision.by, approves: approves, opinion: decision.opinion)))
        record(.taskAssigned(key: task, to: group.seats[place].actor))
        emit(.assignTask(task, to: group.seats[place].actor))
    }

    /// Opens the people who were asked to decide after this one; `false` when there are none.
    private func startFollowers(of place: Int, in key: Int) -> Bool {
        guard var (_, _, group) = approval(key) else { return false }
        let number = group.seats[place].number
        let followers = group.seats.indices.filter {
            group.seats[$0].addedBy == number && group.seats[$0].purpose == .after && !group.seats[$0].isSettled
        }
        guard !followers.isEmpty else { return false }
        group.seats[place].status = .confirming
        store(group, in: key)
        for follower in followers { openSeat(follower, of: key) }
        return true
    }

    /// Settles a seat, and with it those that have waited for it.
    func decide(
        _ place: Int, in key: Int, _ status: ApprovalGroup.Seat.Status,
        _ automatic: ApprovalGroup.Seat.Automatic? = nil
    ) {
        guard var (_, _, group) = approval(key) else { return }
        var seat = group.seats[place]
        settle(&seat, status, automatic)
        group.seats[place] = seat
        store(group, in: key)
        dropDependants(of: seat.number, in: key)
        guard seat.purpose == .before || seat.purpose == .after else { return }
        settleAsker(of: seat, in: key)
    }

    /// Those who were asked by somebody who has decided are not needed any more.
    private func dropDependants(of number: Int, in key: Int) {
        guard let (_, _, group) = approval(key) else { return }
        for (place, seat) in group.seats.enumerated()
        where seat.addedBy == number && seat.purpose != .beside && !seat.isSettled {
            closeTask(of: place, in: key, as: .unneeded)
            guard var (_, _, now) = approval(key) else { return }
            now.seats[place].status = .unneeded
            store(now, in: key)
        }
    }

    /// What the decision of somebody who was asked means for the one who asked.
    private func settleAsker(of seat: ApprovalGroup.Seat, in key: Int) {
        guard let (_, _, group) = approval(key),
            let place = group.seats.firstIndex(where: { $0.number == seat.addedBy })
        else { return }
        let asker = group.seats[place]
        if seat.status == .rejected, !asker.isSettled { return decide(place, in: key, .rejected) }
        let waits = group.seats.contains {
            $0.addedBy == asker.number && $0.purpose == seat.purpose && !$0.isSettled
        }
        if waits { return }
        switch asker.status {
        case .consulting: openSeat(place, of: key)
        case .confirming: decide(place, in: key, .approved)
        default: break
        }
    }
}
