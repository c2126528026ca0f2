public import Basics
public import FEELValues
public import ProcessEngine

/// Processes in memory under a virtual clock: what the shell of the engine does, without a database.
///
/// Instances, called processes, timers, messages and signals work together as they do in the platform. Nothing runs by
/// itself: every call works until everything rests.
public final class ProcessSimulation {
    /// A deployed process.
    struct Deployment {
        let engine: ProcessEngine
        /// Whether messages, signals and timers may begin instances of it.
        let isStartable: Bool
        /// The timers of its start events.
        var timers: [(start: ProcessGraph.Start, state: TimerState)] = []
    }

    /// An instance with who called it.
    public struct Instance {
        /// Its number, from 1.
        public let number: Int
        /// The process.
        public let engine: ProcessEngine
        /// Where it is.
        public internal(set) var state: InstanceState
        /// The caller's number and the key of its call activity.
        public let caller: (instance: Int, key: Int)?
        /// How it ended.
        public internal(set) var finish: Finish?
    }

    /// A completion, in the order in which it happened.
    public struct Completion: Sendable, Equatable {
        /// The instance, by its number.
        public let instance: Int
        /// The element, by its place in the graph.
        public let node: Int
    }

    /// The virtual clock.
    public internal(set) var now: Timestamp
    /// What every step takes from outside, apart from the time.
    public var environment: ProcessEnvironment
    /// Whether jobs complete at once without output.
    public var completesJobs = true
    /// The first variables of instances that a message, signal or timer begins.
    public var startVariables = Context()
    /// How long a message is kept, in seconds.
    public var messageLife: Int64 = 86_400
    /// The instances by number.
    public internal(set) var instances: [Int: Instance] = [:]
    /// What has been completed.
    public internal(set) var completions: [Completion] = []
    /// Copies that have been sent and notices that have been given, in order.
    public internal(set) var copies: [(key: Int, person: String)] = []
    /// Notices that have been given, in order.
    public internal(set) var notices: [Notice] = []
    /// Called with everything that happens, and the process in which it does.
    public var observer: ((ProcessGraph, Outcome) -> Void)?

    var deployments: [String: Deployment] = [:]
    var deploymentOrder: [String] = []
    var buffer = MessageBuffer()
    /// Effects that are still to be carried out, with their instances.
    var pending: [(instance: Int, effect: Effect)] = []
    private var pendingHead = 0
    private var lastNumber = 0

    /// A simulation that begins at a moment.
    public init(environment: ProcessEnvironment) {
        self.environment = environment
        now = environment.now
    }

    // MARK: Deploying and starting

    /// Makes a process known.
    public func deploy(_ graph: ProcessGraph, isStartable: Bool = true) {
        var deployment = Deployment(engine: ProcessEngine(graph), isStartable: isStartable)
        if isStartable {
            for start in graph.starts {
                if let state = deployment.engine.schedule(of: start, in: moment) {
                    deployment.timers.append((start, state))
                }
            }
        }
        if deployments[graph.id] == nil { deploymentOrder.append(graph.id) }
        deployments[graph.id] = deployment
    }

    /// The environment at the present moment.
    var moment: ProcessEnvironment {
        var environment = environment
        environment.now = now
        return environment
    }

    /// Begins an instance and works until everything rests.
    /// - Returns: its number; nil when no such process is deployed.
    @discardableResult
    public func start(
        _ process: String, _ request: StartRequest = StartRequest(), caller: (instance: Int, key: Int)? = nil
    ) -> Int? {
        guard let number = begin(process, request, caller: caller) else { return nil }
        settle()
        return number
    }

    func begin(_ process: String, _ request: StartRequest, caller: (instance: Int, key: Int)? = nil) -> Int? {
        guard let engine = deployments[process]?.engine else { return nil }
        lastNumber += 1
        let (state, outcome) = engine.start(request, in: moment)
        instances[lastNumber] = Instance(number: lastNumber, engine: engine, state: state, caller: caller)
        take(outcome, of: lastNumber)
        return lastNumber
    }

    // MARK: Commands

    /// Carries out a command on an instance and works until everything rests.
    public func apply(_ command: Command, to instance: Int) throws(CommandError) {
        try applyAlone(command, to: instance)
        settle()
    }

    func applyAlone(_ command: Command, to number: Int) throws(CommandError) {
        guard var instance = instances[number] else { throw .unknown(.call, number) }
        // The state leaves the table while it is changed, so that it is not copied.
        instances[number] = nil
        let result: Result<Outcome, CommandError>
        do throws(CommandError) {
            result = .success(try instance.engine.apply(command, to: &instance.state, in: moment))
        } catch {
            result = .failure(error)
        }
        instances[number] = instance
        take(try result.get(), of: number)
    }

    private func take(_ outcome: Outcome, of number: Int) {
        if let observer, let graph = instances[number]?.engine.graph { observer(graph, outcome) }
        for event in outcome.events {
            if case .completed(let node, _, _) = event.kind {
                completions.append(Completion(instance: number, node: node))
            }
        }
        for effect in outcome.effects { pending.append((number, effect)) }
    }

    /// Carries out effects, and timers that are due at once, until there are none.
    func settle() {
        repeat { carryOutEffects() } while fireOverdue()
    }

    private func carryOutEffects() {
        while pendingHead < pending.count {
            let (number, effect) = pending[pendingHead]
            pendingHead += 1
            carryOut(effect, of: number)
        }
        pending.removeAll(keepingCapacity: true)
        pendingHead = 0
    }
}
