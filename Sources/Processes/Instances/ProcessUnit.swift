import Basics
import DMN
import FEELValues
import ProcessEngine
import Records
import SQLStore
import Tenancy

/// One transaction of the processes: instances that are loaded, changed, and written once at its end.
///
/// What one instance asks of another (messages, signals, called processes) waits in a queue and is done here too, so
/// that an outsider sees all of it or none.
final class ProcessUnit {
    let processes: Processes
    let actor: Actor
    let now: Timestamp
    let transaction: any Transaction
    var loaded: [EntityID: LoadedInstance] = [:]
    /// Effects that are still to be carried out.
    private var pending: [(instance: LoadedInstance, effect: Effect)] = []
    private var head = 0
    /// Called when a unit has done more than any sensible model asks for.
    private static let most = 100_000
    lazy var environment = makeEnvironment()
    lazy var membership = makeMembership()
    /// Whether the actor may do everything with processes.
    lazy var isAdministrator = makeIsAdministrator()
    /// People by the texts that models name them with.
    var peopleByText: [String: EntityID?] = [:]

    init(processes: Processes, actor: Actor, now: Timestamp, transaction: any Transaction) {
        self.processes = processes
        self.actor = actor
        self.now = now
        self.transaction = transaction
    }

    var tenant: Int64 { actor.tenant }
    var hasChanged: Bool { loaded.values.contains(where: \.isDirty) }

    // MARK: Commands

    /// Carries out a command on an instance and all that follows from it.
    func apply(_ command: Command, to id: EntityID) throws {
        let instance = try load(id)
        try refreshSubject(of: instance)
        try applyAlone(command, to: instance)
        try settle()
    }

    /// A command without what follows, which waits in the queue.
    func applyAlone(_ command: Command, to instance: LoadedInstance) throws {
        let outcome: Outcome
        do throws(CommandError) {
            outcome = try instance.definition.engine.apply(command, to: &instance.state, in: environment)
        } catch {
            throw ProcessError.refused(error)
        }
        take(outcome, of: instance)
    }

    /// A command that may come too late: what it is for may be gone in the meantime.
    func tell(_ instance: LoadedInstance, _ command: Command) throws {
        do {
            try applyAlone(command, to: instance)
        } catch ProcessError.refused {
            // What is no longer open needs no answer.
        }
    }

    func take(_ outcome: Outcome, of instance: LoadedInstance) {
        instance.isDirty = true
        instance.events += outcome.events
        for effect in outcome.effects { pending.append((instance, effect)) }
    }

    /// Carries out effects until nothing is left to do.
    func settle() throws {
        while head < pending.count {
            let (instance, effect) = pending[head]
            head += 1
            guard head < Self.most else { throw ProcessError.malformed(code: "process.endless", arguments: ["limit": "\(Self.most)"]) }
            try carryOut(effect, of: instance)
        }
        pending.removeAll(keepingCapacity: true)
        head = 0
    }

    /// Writes what has changed. Called once, at the end.
    func finish() throws {
        try settle()
        for instance in loaded.values.filter(\.isDirty).sorted(by: { $0.id < $1.id }) { try write(instance) }
    }

    private func makeIsAdministrator() -> Bool {
        if actor.kind == .system { return true }
        // Rights that cannot be read are none.
        return (try? processes.records.write(as: actor, at: now, in: transaction) { $0.policy.isAdministrator }) ?? false
    }

    // MARK: The environment

    private func makeEnvironment() -> ProcessEnvironment {
        var environment = ProcessEnvironment(
            now: now, zone: .offset(Int32(actor.zoneMinutes * 60)), timeZones: processes.zones, directory: directory())
        // The closures run only inside this unit's own calls of the engine, on its thread.
        nonisolated(unsafe) let unit = self
        environment.decide = { name, variables in unit.decide(name, variables) }
        environment.workingTime = { calendar, moment, seconds in unit.workingTime(calendar, moment, seconds) }
        return environment
    }

    /// Asks the version in force of the decision of that id or name.
    private func decide(_ name: String, _ variables: Context) -> ProcessEnvironment.Answer {
        do {
            return switch try DecisionBook(cache: processes.definitions).decide(name, variables, tenant: tenant, in: transaction) {
            case .value(let value): .value(value)
            case .failure(let reason): .failure(reason)
            }
        } catch {
            return .failure("\(error)")
        }
    }
}
