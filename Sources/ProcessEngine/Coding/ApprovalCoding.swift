import Basics

extension BinaryWriter {
    mutating func group(_ group: ApprovalGroup) {
        list(group.seats) { $0.seat($1) }
        list(group.copies) { writer, copy in
            writer.int(copy.key)
            writer.string(copy.person)
            writer.moment(copy.readAt)
        }
        moment(group.remindedAt)
        int(group.reminders)
        int(group.deadlineReminders)
        optional(group.isApproved) { $0.bool($1) }
    }

    private mutating func moment(_ moment: Timestamp?) { optional(moment) { $0.int(Int($1.milliseconds)) } }

    private mutating func seat(_ seat: ApprovalGroup.Seat) {
        int(seat.number)
        string(seat.person)
        string(seat.delegate)
        string(seat.proxy)
        int(seat.purpose.rawValue)
        int(seat.addedBy)
        int(seat.status.rawValue)
        int(seat.task)
        bool(seat.isRead)
        string(seat.opinion)
        string(seat.advice)
        moment(seat.at)
        optional(seat.automatic) { $0.int($1.rawValue) }
    }

    mutating func passedStep(_ step: PassedStep) {
        int(step.node)
        int(step.key)
        int(step.scope)
        strings(step.people)
        int(Int(step.at.milliseconds))
        optional(step.group) { $0.group($1) }
    }
}

extension BinaryReader {
    mutating func group() throws(StateDecodingError) -> ApprovalGroup {
        var group = ApprovalGroup(seats: try list { (reader) throws(StateDecodingError) in try reader.seat() })
        group.copies = try list { (reader) throws(StateDecodingError) in
            ApprovalGroup.Copy(key: try reader.int(), person: try reader.string(), readAt: try reader.moment())
        }
        group.remindedAt = try moment()
        group.reminders = try int()
        group.deadlineReminders = try int()
        group.isApproved = try optional { (reader) throws(StateDecodingError) in try reader.bool() }
        return group
    }

    private mutating func moment() throws(StateDecodingError) -> Timestamp? {
        try optional { (reader) throws(StateDecodingError) in Timestamp(milliseconds: Int64(try reader.int())) }
    }

    private mutating func seat() throws(StateDecodingError) -> ApprovalGroup.Seat {
        let (number, person, delegate, proxy) = (try int(), try string(), try optionalString(), try optionalString())
        var seat = ApprovalGroup.Seat(
            number: number, person: person, delegate: delegate, proxy: proxy,
            purpose: try choice(ApprovalGroup.Seat.Purpose.self), addedBy: try int(),
            status: try choice(ApprovalGroup.Seat.Status.self))
        seat.task = try int()
        seat.isRead = try bool()
        seat.opinion = try optionalString()
        seat.advice = try optionalString()
        seat.at = try moment()
        seat.automatic = try optional { (reader) throws(StateDecodingError) in
            try reader.choice(ApprovalGroup.Seat.Automatic.self)
        }
        return seat
    }

    mutating func passedStep() throws(StateDecodingError) -> PassedStep {
        PassedStep(
            node: try int(), key: try int(), scope: try int(), people: try strings(),
            at: Timestamp(milliseconds: Int64(try int())),
            group: try optional { (reader) throws(StateDecodingError) in try reader.group() })
    }
}
