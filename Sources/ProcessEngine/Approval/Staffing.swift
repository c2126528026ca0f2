import Basics

extension Run {
    /// 加签.
    func add(_ people: [String], _ placement: ApprovalCommand.Placement, by place: Int, in key: Int) {
        guard var (_, _, group) = approval(key) else { return }
        let asker = group.seats[place]
        let purpose: ApprovalGroup.Seat.Purpose =
            switch placement {
            case .before: .before
            case .after: .after
            case .beside: .beside
            }
        var insertion = place + 1
        for person in people {
            let number = (group.seats.map(\.number).max() ?? 0) + 1
            group.seats.insert(newSeat(number: number, person, purpose, addedBy: asker.number), at: insertion)
            insertion += 1
        }
        if placement == .before { group.seats[place].status = .consulting }
        store(group, in: key)
        record(.approval(key: asker.task, .added(by: asker.actor, people: people, placement)))
        if placement == .before { closeTask(of: place, in: key, as: .unneeded) }
        advance(key)
    }

    /// 减签.
    func remove(_ people: [String], by person: String, in key: Int) {
        guard let (_, _, group) = approval(key) else { return }
        record(.approval(key: key, .removed(by: person, people: people)))
        for (place, seat) in group.seats.enumerated()
        where people.contains(seat.person) && seat.addedBy != 0 && !seat.isSettled {
            closeTask(of: place, in: key, as: .unneeded)
            decide(place, in: key, .removed)
        }
        advance(key)
    }

    /// 转办.
    func transfer(_ place: Int, in key: Int, to person: String) {
        guard var (_, _, group) = approval(key) else { return }
        let seat = group.seats[place]
        group.seats[place].person = person
        group.seats[place].delegate = nil
        group.seats[place].proxy = environment.directory.proxy(person, environment.now)
        group.seats[place].isRead = false
        store(group, in: key)
        record(.approval(key: seat.task, .transferred(from: seat.person, to: person)))
        if seat.task != 0 { emit(.assignTask(seat.task, to: group.seats[place].actor)) }
    }

    /// 委派.
    func delegate(_ place: Int, in key: Int, to person: String) {
        guard var (_, _, group) = approval(key) else { return }
        let seat = group.seats[place]
        group.seats[place].delegate = person
        group.seats[place].isRead = false
        store(group, in: key)
        record(.approval(key: seat.task, .delegated(from: seat.actor, to: person)))
        emit(.assignTask(seat.task, to: person))
    }

    /// 离职交接: everything open of one person goes to another, who decides only once in each step.
    func handOver(from old: String, to new: String) {
        for key in state.activeKeys {
            switch state.elements[key]?.detail {
            case .task(var task) where task.assignee == old:
                task.assignee = new
                state.elements[key]?.detail = .task(task)
                record(.taskAssigned(key: key, to: new))
                emit(.assignTask(key, to: new))
            case .approval(let group): handOver(group, in: key, from: old, to: new)
            default: continue
            }
        }
    }

    private func handOver(_ group: ApprovalGroup, in key: Int, from old: String, to new: String) {
        for (place, seat) in group.seats.enumerated() where !seat.isSettled {
            if seat.delegate == old { delegate(place, in: key, to: new) }
            guard seat.person == old else { continue }
            let isThere = group.seats.contains { $0.person == new && !$0.isSettled }
            if isThere, group.voters.count > 1 {
                closeTask(of: place, in: key, as: .transferred)
                decide(place, in: key, .removed)
            } else {
                transfer(place, in: key, to: new)
            }
        }
        advance(key)
    }

    /// Somebody has looked at a task of an approval.
    func readSeat(_ task: Int, of key: Int) {
        guard var (_, _, group) = approval(key),
            let place = group.seats.firstIndex(where: { $0.task == task })
        else { return }
        group.seats[place].isRead = true
        store(group, in: key)
    }
}
