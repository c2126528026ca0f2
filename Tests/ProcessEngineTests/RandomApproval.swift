import BPMN
import Basics
import FEELValues
import ProcessEngine

/// A random approval process: steps one after the other, beside each other, under conditions, and in sub-processes.
struct RandomApprovalProcess {
    private var random: Randomness
    private var lines: [String] = []
    private var count = 0
    private var budget: Int

    init(seed: UInt64, size: Int) {
        random = Randomness(seed: seed)
        budget = size
    }

    mutating func xml() -> String {
        let (first, last) = block(depth: 0)
        lines.append("<startEvent id=\"begin\"/><endEvent id=\"end\"/>")
        let fill = random.chance(70)
        if fill { lines.append("<userTask id=\"fill\"/>") }
        if fill { flow("begin", "fill") }
        flow(fill ? "fill" : "begin", first)
        flow(last, "end")
        return """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" \
            id="d" targetNamespace="t"><process id="p" isExecutable="true">\(lines.joined(separator: "\n"))</process></definitions>
            """
    }

    private mutating func id(_ prefix: String) -> String {
        count += 1
        return "\(prefix)\(count)"
    }

    private mutating func flow(_ source: String, _ target: String, _ condition: String? = nil, id given: String? = nil)
    {
        let inner = condition.map { "<conditionExpression>\($0)</conditionExpression>" } ?? ""
        lines.append(
            "<sequenceFlow id=\"\(given ?? id("f"))\" sourceRef=\"\(source)\" targetRef=\"\(target)\">\(inner)</sequenceFlow>"
        )
    }

    private mutating func block(depth: Int) -> (String, String) {
        budget -= 1
        if budget <= 0 || depth > 4 { return step() }
        switch random.below(7) {
        case 0, 1: return sequence(depth)
        case 2: return branches("parallel", depth)
        case 3: return branches("inclusive", depth)
        case 4: return branches("exclusive", depth)
        case 5: return subprocess(depth)
        default: return step()
        }
    }

    private mutating func step() -> (String, String) {
        let id = self.id("a")
        let mode = ["all", "any", "sequential", "ratio", "random"][random.below(5)]
        let people = (0...random.below(3)).map { "p\($0)" }.joined(separator: ",")
        lines.append(
            "<userTask id=\"\(id)\"><extensionElements><sanbu:approval mode=\"\(mode)\" ratio=\"50\" "
                + "onReject=\"\(["continue", "previous", "initiator"][random.below(3)])\">"
                + "<sanbu:approver kind=\"user\" value=\"\(people)\"/></sanbu:approval></extensionElements></userTask>")
        return (id, id)
    }

    private mutating func sequence(_ depth: Int) -> (String, String) {
        let first = block(depth: depth + 1)
        var last = first.1
        for _ in 0...random.below(2) {
            let next = block(depth: depth + 1)
            flow(last, next.0)
            last = next.1
        }
        return (first.0, last)
    }

    private mutating func branches(_ kind: String, _ depth: Int) -> (String, String) {
        let (split, join, usual) = (id("g"), id("g"), id("f"))
        let marked = kind == "parallel" ? "" : " default=\"\(usual)\""
        lines.append("<\(kind)Gateway id=\"\(split)\"\(marked)/><\(kind)Gateway id=\"\(join)\"/>")
        for index in 0...1 + random.below(2) {
            let branch = block(depth: depth + 1)
            let condition = "r &gt;= \(random.below(100))"
            flow(split, branch.0, index == 0 || kind == "parallel" ? nil : condition, id: index == 0 ? usual : nil)
            flow(branch.1, join)
        }
        return (split, join)
    }

    private mutating func subprocess(_ depth: Int) -> (String, String) {
        let host = id("sub")
        let outside = lines
        lines = []
        let body = block(depth: depth + 1)
        let (start, end) = (id("n"), id("n"))
        lines.append("<startEvent id=\"\(start)\"/><endEvent id=\"\(end)\"/>")
        flow(start, body.0)
        flow(body.1, end)
        let content = lines.joined(separator: "\n")
        lines = outside
        lines.append("<subProcess id=\"\(host)\">\(content)</subProcess>")
        return (host, host)
    }
}

/// One random approval process with random people's actions.
struct RandomApproval {
    let engine: ProcessEngine
    private var random: Randomness
    private var now = Timestamp(milliseconds: 1_767_600_000_000)
    private(set) var state: InstanceState
    private var commands: [(Command, Timestamp)] = []
    private var tasks: Set<Int> = []
    private var ends = 0
    private let request: StartRequest

    typealias Fault = RandomHistory.Fault

    init(seed: UInt64, size: Int) throws {
        var process = RandomApprovalProcess(seed: seed, size: size)
        let (definitions, problems) = BPMN.read(process.xml())
        let (graph, found) = ProcessEngine.compile(definitions)
        guard let graph else { throw Fault(description: "the model cannot run: \(problems + found)") }
        engine = ProcessEngine(graph)
        random = Randomness(seed: seed &* 17 &+ 3)
        request = StartRequest(variables: ["r": .number(random.below(100))], initiator: "ini", seed: seed)
        let (state, outcome) = engine.start(request, in: ProcessEnvironment(now: now))
        self.state = state
        try enter(outcome)
    }

    mutating func play() throws {
        try check()
        for step in 0..<1500 {
            if state.status != .active { return try checkEnd() }
            // After a while people only approve, so that the request comes to its end.
            guard let command = choose(onlyApproves: step > 60) else { throw Fault(description: "stuck: \(open)") }
            try apply(command)
        }
        throw Fault(description: "no end: \(open)")
    }

    private mutating func apply(_ command: Command) throws {
        now = now.adding(seconds: 5)
        let before = state
        do {
            let outcome = try engine.apply(command, to: &state, in: ProcessEnvironment(now: now))
            commands.append((command, now))
            try enter(outcome)
        } catch let error as CommandError {
            guard state == before else { throw Fault(description: "refused with \(error), yet changed") }
        }
        try check()
        let bytes = state.encode()
        guard try InstanceState(decoding: bytes) == state else {
            throw Fault(description: "decode(encode(state)) differs")
        }
    }

    private mutating func choose(onlyApproves: Bool) -> Command? {
        var plain: [Command] = []
        var seats: [(task: Int, ApprovalGroup.Seat)] = []
        for key in state.activeKeys {
            switch state.elements[key]?.detail {
            case .task: plain.append(.completeTask(key, by: "ini"))
            case .approval(let group): seats += group.seats.filter { $0.task != 0 }.map { ($0.task, $0) }
            default: continue
            }
        }
        let count = plain.count + seats.count
        guard count > 0 else { return nil }
        let pick = random.below(count)
        if pick < plain.count { return plain[pick] }
        let (task, seat) = seats[pick - plain.count]
        return .approval(action(task, seat, onlyApproves))
    }

    private mutating func action(_ task: Int, _ seat: ApprovalGroup.Seat, _ onlyApproves: Bool) -> ApprovalCommand {
        let decision = ApprovalCommand.Decision(by: seat.actor)
        if onlyApproves || random.chance(50) { return .approve(task: task, decision) }
        let other = "q\(random.below(5))"
        let mode: ReturnMode = random.chance(50) ? .rerun : .straight
        switch random.below(11) {
        case 0: return .reject(task: task, decision)
        case 1: return .sendBack(task: task, decision, to: .initiator, mode: mode)
        case 2: return .sendBack(task: task, decision, to: .previous, mode: mode)
        case 3, 4:
            guard !state.passed.isEmpty else { return .approve(task: task, decision) }
            let step = state.passed[random.below(state.passed.count)]
            return .sendBack(task: task, decision, to: .passed(engine.graph.nodes[step.node].id), mode: mode)
        case 5:
            return .add(
                task: task, by: seat.actor, people: [other],
                placement: ApprovalCommand.Placement.allCases[random.below(3)])
        case 6: return .remove(task: task, by: seat.actor, people: [other])
        case 7: return .transfer(task: task, by: seat.actor, to: other)
        case 8: return .delegate(task: task, by: seat.actor, to: other)
        case 9:
            guard let step = state.passed.last, let person = step.people.first else { return .withdraw(by: "ini") }
            return .takeBack(step: engine.graph.nodes[step.node].id, by: person)
        default: return random.chance(20) ? .withdraw(by: "ini") : .handOver(from: seat.person, to: other)
        }
    }

    // MARK: Checks

    private mutating func enter(_ outcome: Outcome) throws {
        for effect in outcome.effects {
            switch effect {
            case .openTask(let task):
                guard tasks.insert(task.key).inserted else { throw Fault(description: "task \(task.key) doubled") }
            case .closeTask(let key, _):
                guard tasks.remove(key) != nil else { throw Fault(description: "task \(key) closed twice") }
            default: continue
            }
        }
        for event in outcome.events {
            if case .completed(let node, _, _) = event.kind, engine.graph.nodes[node].id == "end" { ends += 1 }
        }
    }

    private func check() throws {
        try StateChecks.check(state, engine.graph)
        var seen: Set<[Int]> = []
        for (key, element) in state.elements {
            guard seen.insert([element.parent, element.node]).inserted else {
                throw Fault(description: "\(engine.graph.nodes[element.node].id) is active twice: \(open)")
            }
            guard case .approval(let group) = element.detail else { continue }
            let open = group.seats.filter { $0.status == .open }
            guard !open.isEmpty, open.allSatisfy({ $0.task != 0 && state.seats[$0.task] == key }) else {
                throw Fault(description: "an approval without an open task")
            }
        }
        guard Set(state.seats.keys).isSubset(of: tasks) else { throw Fault(description: "a task is lost") }
    }

    private func checkEnd() throws {
        guard tasks.isEmpty else { throw Fault(description: "tasks left open: \(tasks)") }
        if state.status == .completed {
            guard ends == 1 else { throw Fault(description: "the end was reached \(ends) times") }
        } else if state.status != .cancelled {
            throw Fault(description: "ended as \(state.status)")
        }
        var (again, _) = engine.start(request, in: ProcessEnvironment(now: Timestamp(milliseconds: 1_767_600_000_000)))
        for (command, time) in commands {
            _ = try engine.apply(command, to: &again, in: ProcessEnvironment(now: time))
        }
        guard again == state else { throw Fault(description: "replay differs from the live state") }
    }

    private var open: String {
        state.activeKeys.map { key in
            let element = state.elements[key]
            let node = engine.graph.nodes[element?.node ?? 0].id
            let joins = element?.scope?.joins.map { "\(engine.graph.nodes[$0].id)\($1.arrived)" } ?? []
            return
                "\(key):\(node) in \(element?.parent ?? 0) \(element?.role ?? .single) joins \(joins) resumes \(element?.resumes ?? [])"
        }.joined(separator: ", ") + " after " + commands.suffix(12).map { Self.short($0.0) }.joined(separator: "; ")
    }

    private static func short(_ command: Command) -> String {
        guard case .approval(let approval) = command else { return "\(command)".prefix(20) + "" }
        return switch approval {
        case .approve(let task, _): "approve \(task)"
        case .reject(let task, _): "reject \(task)"
        case .sendBack(let task, _, let to, let mode): "return \(task) to \(to) \(mode?.rawValue ?? "")"
        case .takeBack(let step, let by): "take back \(step) by \(by)"
        case .withdraw: "withdraw"
        default: "\(approval)".prefix(24) + ""
        }
    }
}
