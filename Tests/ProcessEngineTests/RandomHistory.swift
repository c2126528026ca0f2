import BPMN
import Basics
import FEELValues
import ProcessEngine

/// One random process played with random events, with everything that must hold checked after each command.
struct RandomHistory {
    let engine: ProcessEngine
    private var random: Randomness
    private var now = Timestamp(milliseconds: 1_767_600_000_000)
    private(set) var state: InstanceState
    private var commands: [(Command, Timestamp)] = []
    private var ledger = Ledger()
    private let request: StartRequest

    /// What is wrong, in words.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    init(seed: UInt64, size: Int) throws {
        var process = RandomProcess(seed: seed, size: size)
        let (definitions, problems) = BPMN.read(process.xml())
        let (graph, found) = ProcessEngine.compile(definitions)
        guard let graph else { throw Fault(description: "the model cannot run: \(problems + found)") }
        engine = ProcessEngine(graph)
        random = Randomness(seed: seed &* 31 &+ 7)
        request = StartRequest(variables: ["r": .number(random.below(100))])
        let (state, outcome) = engine.start(request, in: ProcessEnvironment(now: now))
        self.state = state
        try ledger.enter(outcome)
    }

    /// Plays until the instance ends.
    mutating func play() throws {
        try StateChecks.check(state, engine.graph)
        for step in 0..<2000 {
            if state.status != .active { return try checkEnd() }
            // Non-interrupting events could go on for ever: after a while only what holds up the way happens.
            guard let command = choose(onlyOnTheWay: step > 800) else {
                throw Fault(description: "stuck after \(step) commands: \(open)")
            }
            try apply(command)
            if random.chance(10) { try checkCoding() }
            if state.status == .active, random.chance(3) { try checkRefusal() }
        }
        throw Fault(description: "no end after 2000 commands: \(open)")
    }

    private mutating func apply(_ command: Command) throws {
        now = now.adding(seconds: 1)
        commands.append((command, now))
        let outcome = try engine.apply(command, to: &state, in: ProcessEnvironment(now: now))
        if case .timerDue(let key) = command { ledger.fired(key) }
        try ledger.enter(outcome)
        try StateChecks.check(state, engine.graph)
    }

    /// A random command that fits the state.
    private mutating func choose(onlyOnTheWay: Bool) -> Command? {
        var choices: [Command] = []
        for key in state.activeKeys {
            guard let element = state.elements[key] else { continue }
            switch element.detail {
            case .task: choices.append(.completeTask(key))
            case .job(let job):
                if job.retries > 0 {
                    choices.append(.completeJob(key))
                    if random.chance(30) { choices.append(.failJob(key, message: "no", retries: random.below(2))) }
                    if engine.graph.nodes[element.node].id.hasPrefix("j") || random.chance(5) {
                        choices.append(.throwError(key, code: "E"))
                    }
                }
            default: break
            }
        }
        for key in state.waits.keys.sorted() {
            guard let wait = state.waits[key], !onlyOnTheWay || isOnTheWay(wait) else { continue }
            switch wait.kind {
            case .timer: choices.append(.timerDue(key))
            case .message: choices.append(.correlate(subscription: key))
            case .signal:
                let isWide = !onlyOnTheWay && random.chance(50)
                choices.append(isWide ? .signal("Alarm") : .correlate(subscription: key))
            default: break
            }
        }
        choices += state.incidents.keys.sorted().map { .retryIncident($0) }
        return choices.isEmpty ? nil : choices[random.below(choices.count)]
    }

    private func isOnTheWay(_ wait: Wait) -> Bool {
        if case .event = state.elements[wait.owner]?.detail { true } else { false }
    }

    private var open: String {
        state.activeKeys.map { key in
            let element = state.elements[key]
            let node = engine.graph.nodes[element?.node ?? 0].id
            return "\(key):\(node) \(element?.role ?? .single) tokens \(element?.scope?.tokens ?? 0)"
        }.joined(separator: ", ")
    }

    // MARK: Checks

    private func checkCoding() throws {
        let bytes = state.encode()
        let decoded = try InstanceState(decoding: bytes)
        guard decoded == state, decoded.encode() == bytes else {
            throw Fault(description: "decode(encode(state)) differs")
        }
    }

    private mutating func checkRefusal() throws {
        let before = state
        do {
            _ = try engine.apply(.completeTask(1_000_000), to: &state, in: ProcessEnvironment(now: now))
            throw Fault(description: "an unknown task was completed")
        } catch let error as CommandError {
            guard error == .unknown(.task, 1_000_000), state == before else {
                throw Fault(description: "a refused command changed the state")
            }
        }
    }

    private func checkEnd() throws {
        try checkCoding()
        try ledger.checkClosed()
        if state.status == .completed {
            let ends = ledger.completions[engine.graph.node("end") ?? -1] ?? 0
            guard ends == 1 else { throw Fault(description: "the end was reached \(ends) times") }
        }
        var (again, _) = engine.start(request, in: ProcessEnvironment(now: Timestamp(milliseconds: 1_767_600_000_000)))
        for (command, time) in commands {
            _ = try engine.apply(command, to: &again, in: ProcessEnvironment(now: time))
        }
        guard again == state else { throw Fault(description: "replay differs from the live state") }
    }
}

/// What has been opened and must be closed again.
struct Ledger {
    private var elements: Set<Int> = []
    private var outside: [String: Set<Int>] = [:]
    private(set) var completions: [Int: Int] = [:]

    mutating func enter(_ outcome: Outcome) throws {
        for event in outcome.events { try enter(event.kind) }
        for effect in outcome.effects { try enter(effect) }
    }

    mutating func fired(_ timer: Int) { outside["timer"]?.remove(timer) }

    private mutating func enter(_ event: Event.Kind) throws {
        switch event {
        case .activated(_, let key, let scope): if scope != 0 { try open(key) }
        case .loopStarted(_, let key, _): try open(key)
        case .completed(let node, let key, _):
            completions[node, default: 0] += 1
            try close(key)
        case .loopCompleted(_, let key, _), .terminated(_, let key, _): elements.remove(key)
        default: break
        }
    }

    private mutating func open(_ key: Int) throws {
        // A retry after an incident begins the element once more.
        elements.insert(key)
    }

    private mutating func close(_ key: Int) throws {
        guard elements.remove(key) != nil else {
            throw RandomHistory.Fault(description: "element \(key) ended without having begun, or twice")
        }
    }

    private mutating func enter(_ effect: Effect) throws {
        switch effect {
        case .openTask(let task): try open("task", task.key)
        case .closeTask(let key, _): try close("task", key)
        case .setTimer(let key, _, _): try open("timer", key)
        case .cancelTimer(let key): try close("timer", key)
        case .openSubscription(let key, _, _): try open("subscription", key)
        case .closeSubscription(let key): try close("subscription", key)
        case .openIncident(let key): try open("incident", key)
        case .closeIncident(let key): try close("incident", key)
        default: break
        }
    }

    private mutating func open(_ kind: String, _ key: Int) throws {
        guard outside[kind, default: []].insert(key).inserted else {
            throw RandomHistory.Fault(description: "\(kind) \(key) was opened twice")
        }
    }

    private mutating func close(_ kind: String, _ key: Int) throws {
        guard outside[kind]?.remove(key) != nil else {
            throw RandomHistory.Fault(description: "\(kind) \(key) was closed, but is not open")
        }
    }

    func checkClosed() throws {
        guard elements.isEmpty else {
            throw RandomHistory.Fault(description: "elements without end: \(elements.sorted())")
        }
        for (kind, keys) in outside where !keys.isEmpty {
            throw RandomHistory.Fault(description: "\(kind)s left open: \(keys.sorted())")
        }
    }
}
