import Basics
import FEEL
import FEELValues

/// One command under way: a worklist over the state. Nothing here calls itself along the model, so that neither long
/// sequences nor loops use up the thread's stack.
final class Run {
    let graph: ProcessGraph
    let environment: ProcessEnvironment
    var state: InstanceState
    var outcome = Outcome()
    private var queue: [Step] = []
    private var head = 0
    private var stepsLeft: Int
    /// Whether conditions must be looked at again.
    var hasNewVariables = false
    /// Scopes in which an inclusive or complex join may have become free.
    var touchedJoins: Set<Int> = []
    /// What FEEL takes from outside; made when first needed.
    lazy var feel = Environment(
        now: DateAndTime(
            nanosecondsSinceEpoch: Int128(environment.now.milliseconds) * 1_000_000, zone: environment.zone),
        timeZones: environment.timeZones)

    /// A piece of work.
    enum Step {
        /// A token arrives at a node, along a flow or from nowhere (-1).
        case enter(node: Int, scope: Int, flow: Int)
        /// An element begins.
        case begin(Int)
        /// An element is done.
        case complete(Int)
        /// A scope may be empty.
        case check(Int)
        /// The next run of a loop.
        case nextRun(Int)
        /// The next record of a compensation.
        case compensate(Int)
        /// A timer, message, signal or condition has occurred.
        case trigger(Int, Context)
    }

    init(_ graph: ProcessGraph, _ state: InstanceState, _ environment: ProcessEnvironment) {
        self.graph = graph
        self.state = state
        self.environment = environment
        stepsLeft = environment.stepBudget
    }

    func enqueue(_ step: Step) { queue.append(step) }

    /// Whether something is still on its way.
    var hasWork: Bool { head < queue.count }

    /// Tokens on their way in a scope are gone.
    func dropTokens(of key: Int) {
        guard head < queue.count else { return }
        for place in head..<queue.count {
            if case .enter(_, key, _) = queue[place] { queue[place] = .check(key) }
        }
    }

    /// Works until nothing is left to do.
    func drain() {
        repeat {
            while head < queue.count {
                if state.status != .active { break }
                stepsLeft -= 1
                if stepsLeft < 0 { return overrun() }
                perform(queue[head])
                head += 1
            }
            queue.removeAll(keepingCapacity: true)
            head = 0
            if state.status == .active { wakeConditions() }
            if queue.isEmpty, state.status == .active { wakeJoins() }
        } while !queue.isEmpty
    }

    private func perform(_ step: Step) {
        switch step {
        case .enter(let node, let scope, let flow): arrive(at: node, in: scope, along: flow)
        case .begin(let key): begin(key)
        case .complete(let key): complete(key)
        case .check(let key): checkScope(key)
        case .nextRun(let key): nextRun(key)
        case .compensate(let key): compensateNext(key)
        case .trigger(let wait, let variables): trigger(wait, variables)
        }
    }

    /// A loop without a wait has used up the budget: each piece of work left becomes an incident at its element.
    private func overrun() {
        let left = queue[head...]
        queue.removeAll()
        head = 0
        for step in left {
            switch step {
            case .enter(let node, let scope, _):
                guard state.elements[scope]?.scope != nil else { continue }
                state.elements[scope]?.scope?.tokens -= 1
                let key = add(node, to: scope)
                report(.tooManySteps, at: key, phase: .begin)
            case .begin(let key): report(.tooManySteps, at: key, phase: .begin)
            case .complete(let key): report(.tooManySteps, at: key, phase: .complete)
            case .nextRun(let key): report(.tooManySteps, at: key, phase: .loop)
            case .compensate(let key): report(.tooManySteps, at: key, phase: .loop)
            case .check, .trigger: continue
            }
        }
        stepsLeft = environment.stepBudget
    }

    // MARK: Elements

    func node(of key: Int) -> Node? { state.elements[key].map { graph.nodes[$0.node] } }

    /// A new element instance in a scope; nothing of it runs yet.
    func add(_ node: Int, to scope: Int, role: ElementInstance.Role = .single) -> Int {
        let key = state.allocateKey()
        state.elements[key] = ElementInstance(key: key, node: node, parent: scope, role: role)
        state.elements[scope]?.scope?.children.append(key)
        return key
    }

    /// Takes an element out of the state; it has no waits and nothing inside any more.
    func remove(_ key: Int) {
        guard let element = state.elements.removeValue(forKey: key) else { return }
        detach(key, from: element.parent)
    }

    private func detach(_ key: Int, from parent: Int) {
        state.elements[parent]?.scope?.removeChild(key)
        leftScope(parent)
    }

    /// Something has left a scope: it may be empty, and a join may be free.
    func leftScope(_ key: Int) {
        guard let scope = state.elements[key]?.scope else { return }
        if scope.children.isEmpty, scope.tokens == 0 { enqueue(.check(key)) }
        if !scope.joins.isEmpty { touchedJoins.insert(key) }
    }

    // MARK: History

    func record(_ kind: Event.Kind) { outcome.events.append(Event(at: environment.now, kind: kind)) }
    func emit(_ effect: Effect) { outcome.effects.append(effect) }

    func recordActivated(_ key: Int) {
        guard let element = state.elements[key] else { return }
        record(.activated(node: element.node, key: key, scope: element.parent))
    }

    func recordCompleted(_ key: Int) {
        guard let element = state.elements[key] else { return }
        record(.completed(node: element.node, key: key, scope: element.parent))
    }
}
