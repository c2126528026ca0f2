import Basics
import FEELValues

extension BinaryWriter {
    mutating func element(_ element: ElementInstance) {
        int(element.key)
        int(element.node)
        int(element.parent)
        int(element.role.rawValue)
        int(element.run)
        variables(element.variables)
        ints(element.waits)
        list(element.partial) { writer, partial in
            writer.int(partial.node)
            writer.unsigned(partial.occurred)
        }
        int(element.compensates)
        ints(element.resumes)
        bool(element.goesOn)
        optional(element.scope) { $0.scope($1) }
        detail(element.detail)
    }

    private mutating func scope(_ scope: ScopeState) {
        int(scope.tokens)
        list(scope.joins.keys.sorted()) { writer, place in
            writer.int(place)
            if let join = scope.joins[place] { writer.join(join) }
        }
        list(scope.compensations) { $0.compensation($1) }
        bool(scope.isInterrupted)
        int(scope.ending.rawValue)
    }

    private mutating func join(_ join: JoinState) {
        ints(join.arrived)
        bool(join.awaitsReset)
        list(join.spent) { $0.bool($1) }
    }

    private mutating func compensation(_ record: CompensationRecord) {
        int(record.node)
        int(record.key)
        bool(record.isBody)
        variables(record.variables)
        list(record.nested) { $0.compensation($1) }
    }

    private mutating func detail(_ detail: ElementInstance.Detail) {
        switch detail {
        case .none: byte(0)
        case .task(let task):
            byte(1)
            string(task.assignee)
            bool(task.isRead)
        case .job(let job):
            byte(2)
            int(job.retries)
        case .called: byte(3)
        case .loop(let loop):
            byte(4)
            self.loop(loop)
        case .thrower(let thrower):
            byte(5)
            list(thrower.queue) { $0.compensation($1) }
            int(thrower.scope)
            int(thrower.then.rawValue)
        case .approval(let group):
            byte(6)
            self.group(group)
        case .event: byte(7)
        case .adHoc(let adHoc):
            byte(8)
            int(adHoc.completed)
            ints(adHoc.waiting)
            bool(adHoc.isDone)
        case .parked(let group):
            byte(9)
            optional(group) { $0.group($1) }
        }
    }

    private mutating func loop(_ loop: LoopState) {
        for number in [loop.total, loop.started, loop.completed, loop.terminated] { int(number) }
        list(loop.items) { $0.value($1) }
        list(loop.outputs) { $0.value($1) }
    }
}

extension BinaryReader {
    mutating func element() throws(StateDecodingError) -> ElementInstance {
        var element = ElementInstance(
            key: try int(), node: try int(), parent: try int(), role: try choice(ElementInstance.Role.self))
        element.run = try int()
        element.variables = try variables()
        element.waits = try ints()
        element.partial = try list { (reader) throws(StateDecodingError) in
            PartialTrigger(node: try reader.int(), occurred: try reader.unsigned())
        }
        element.compensates = try int()
        element.resumes = try ints()
        element.goesOn = try bool()
        element.scope = try optional { (reader) throws(StateDecodingError) in try reader.scope() }
        element.detail = try detail()
        return element
    }

    private mutating func scope() throws(StateDecodingError) -> ScopeState {
        var scope = ScopeState()
        scope.tokens = try int()
        for _ in 0..<(try count()) {
            let place = try int()
            scope.joins[place] = try join()
        }
        scope.compensations = try compensations(depth: 0)
        scope.isInterrupted = try bool()
        scope.ending = try choice(ScopeState.Ending.self)
        return scope
    }

    private mutating func join() throws(StateDecodingError) -> JoinState {
        let arrived = try ints()
        var join = JoinState(flows: arrived.count)
        for (flow, tokens) in arrived.enumerated() { join.setTokens(tokens, on: flow) }
        join.awaitsReset = try bool()
        join.spent = try list { (reader) throws(StateDecodingError) in try reader.bool() }
        return join
    }

    private mutating func compensations(depth: Int) throws(StateDecodingError) -> [CompensationRecord] {
        guard depth < 512 else { throw failure }
        return try list { (reader) throws(StateDecodingError) in
            CompensationRecord(
                node: try reader.int(), key: try reader.int(), isBody: try reader.bool(),
                variables: try reader.variables(),
                nested: try reader.compensations(depth: depth + 1))
        }
    }

    private mutating func detail() throws(StateDecodingError) -> ElementInstance.Detail {
        switch try byte() {
        case 0: return .none
        case 1: return .task(TaskState(assignee: try optionalString(), isRead: try bool()))
        case 2: return .job(JobState(retries: try int()))
        case 3: return .called
        case 4: return .loop(try loop())
        case 5:
            return .thrower(
                Thrower(
                    queue: try compensations(depth: 0), scope: try int(),
                    then: try choice(Thrower.Continuation.self)))
        case 6: return .approval(try group())
        case 7: return .event
        case 8: return .adHoc(AdHocState(completed: try int(), waiting: try ints(), isDone: try bool()))
        case 9: return .parked(try optional { (reader) throws(StateDecodingError) in try reader.group() })
        default: throw failure
        }
    }

    private mutating func loop() throws(StateDecodingError) -> LoopState {
        var loop = LoopState(total: try int(), items: [], outputs: [])
        loop.started = try int()
        loop.completed = try int()
        loop.terminated = try int()
        loop.items = try list { (reader) throws(StateDecodingError) in try reader.value() }
        loop.outputs = try list { (reader) throws(StateDecodingError) in try reader.value() }
        return loop
    }
}
