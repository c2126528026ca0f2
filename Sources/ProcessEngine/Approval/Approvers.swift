import Basics
import FEELValues

extension Run {
    /// The people of an approval step, in order and each once.
    func approvers(of definition: ApprovalDefinition, in key: Int) -> [String] {
        var people: [String] = []
        var seen: Set<String> = []
        for source in definition.approvers {
            for person in self.people(source, in: key) where !person.isEmpty && seen.insert(person).inserted {
                people.append(person)
            }
        }
        return people
    }

    /// The people of one source, by the ids of the directory.
    func people(_ source: ApproverSource, in key: Int) -> [String] {
        named(source, in: key).map(environment.directory.identify)
    }

    /// The people of one source, as the model or the directory names them.
    private func named(_ source: ApproverSource, in key: Int) -> [String] {
        let directory = environment.directory
        switch source {
        case .users(let names): return names
        case .role(let name): return directory.members(.role, name)
        case .department(let name): return directory.members(.department, name)
        case .departmentHead(let name): return directory.head(name).map { [$0] } ?? []
        case .position(let name): return directory.members(.position, name)
        case .group(let name): return directory.members(.group, name)
        case .manager(let level): return manager(of: state.initiator, level: level).map { [$0] } ?? []
        case .managers(let levels, let until): return managers(levels: levels, until: until)
        case .initiator: return state.initiator.map { [$0] } ?? []
        case .initiatorPick, .previousPick: return state.picks[node(of: key)?.id ?? ""] ?? []
        case .field(let path): return Self.names(field(path, in: key))
        case .fieldHead(let path): return Self.names(field(path, in: key)).compactMap(directory.head)
        case .expression(let formula): return Self.names(evaluate(formula, in: key))
        }
    }

    private func manager(of person: String?, level: Int) -> String? {
        var person = person
        for _ in 0..<level { person = person.flatMap(environment.directory.manager) }
        return person
    }

    /// 连续多级主管: from the initiator upwards, each once, up to one who holds the position.
    private func managers(levels: Int, until position: String?) -> [String] {
        var chain: [String] = []
        var person = state.initiator
        while chain.count < levels, let next = person.flatMap(environment.directory.manager), !chain.contains(next) {
            chain.append(next)
            if let position, environment.directory.holds(next, position) { break }
            person = next
        }
        return chain
    }

    private func field(_ path: [String], in key: Int) -> Value {
        guard let first = path.first, var value = value(first, seenBy: key) else { return .null }
        for name in path.dropFirst() { value = value.context?[name] ?? .null }
        return value
    }

    // MARK: Seats

    /// The seats of a new group, with the policies for nobody, for the initiator and for those who approved before.
    func seats(of definition: ApprovalDefinition, in key: Int) -> [ApprovalGroup.Seat] {
        var people = approvers(of: definition, in: key)
        if people.isEmpty {
            switch definition.whenEmpty {
            case .approve: return [automaticSeat(.approved)]
            case .reject: return [automaticSeat(.rejected)]
            case .person(let person): people = [environment.directory.identify(person)]
            case .administrator: people = environment.directory.administrators()
            }
        }
        if definition.mode == .random, people.count > 1 { people = [pick(from: people, for: key)] }
        var seats: [ApprovalGroup.Seat] = []
        var seen: Set<String> = []
        for person in people {
            let seat = self.seat(number: seats.count + 1, person, definition)
            if seen.insert(seat.person).inserted { seats.append(seat) }
        }
        return seats
    }

    private func seat(number: Int, _ person: String, _ definition: ApprovalDefinition) -> ApprovalGroup.Seat {
        var person = person
        var automatic: ApprovalGroup.Seat.Automatic?
        if person == state.initiator {
            switch definition.whenInitiator {
            case .approve: break
            case .skip: automatic = .isInitiator
            case .manager: person = environment.directory.manager(person) ?? person
            }
        }
        if automatic == nil, hasApproved(person, definition.whenRepeated) { automatic = .approvedBefore }
        var seat = newSeat(number: number, person, .approver, addedBy: 0)
        if let automatic { settle(&seat, .approved, automatic) }
        return seat
    }

    func newSeat(
        number: Int, _ person: String, _ purpose: ApprovalGroup.Seat.Purpose, addedBy: Int
    ) -> ApprovalGroup.Seat {
        ApprovalGroup.Seat(
            number: number, person: person, delegate: nil, proxy: environment.directory.proxy(person, environment.now),
            purpose: purpose, addedBy: addedBy, status: .waiting)
    }

    private func automaticSeat(_ status: ApprovalGroup.Seat.Status) -> ApprovalGroup.Seat {
        var seat = ApprovalGroup.Seat(
            number: 1, person: "", delegate: nil, proxy: nil, purpose: .approver, addedBy: 0, status: .waiting)
        settle(&seat, status, .nobodyFound)
        return seat
    }

    func settle(
        _ seat: inout ApprovalGroup.Seat, _ status: ApprovalGroup.Seat.Status,
        _ automatic: ApprovalGroup.Seat.Automatic? = nil
    ) {
        seat.status = status
        seat.automatic = automatic
        seat.at = environment.now
    }

    private func hasApproved(_ person: String, _ policy: ApprovalDefinition.RepetitionPolicy) -> Bool {
        switch policy {
        case .keep: return false
        case .adjacent: return state.passed.last?.hasApproved(person) ?? false
        case .first: return state.passed.contains { $0.hasApproved(person) }
        case .all: return person == state.initiator || state.passed.contains { $0.hasApproved(person) }
        }
    }

    /// 随机: the same for the same instance and step, and even over many.
    private func pick(from people: [String], for key: Int) -> String {
        // The finaliser of SplitMix64 over seed and key.
        var mixed = state.seed &+ UInt64(key) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return people[Int((mixed ^ mixed >> 31) % UInt64(people.count))]
    }
}

extension PassedStep {
    /// Whether the person approved here by a decision of their own.
    func hasApproved(_ person: String) -> Bool {
        group?.seats.contains { $0.person == person && $0.status == .approved && $0.automatic == nil } ?? false
    }
}
