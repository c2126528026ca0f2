public import Basics
import FEELValues
public import ProcessEngine
import Records
import SQLStore
public import Tenancy

/// What a migration would do, or did.
public struct MigrationReport: Sendable, Equatable {
    /// How many instances fit the plan.
    public internal(set) var fitting: [EntityID] = []
    /// Why the others do not, by instance.
    public internal(set) var problems: [EntityID: [String]] = [:]
    public internal(set) var isDryRun: Bool
}

extension Processes {
    /// Moves running instances of one version to another.
    /// - Parameters:
    ///   - mapping: ids of elements that are called otherwise in the new version; the others keep theirs.
    ///   - instances: some of them; nil for all that are active.
    ///   - isDryRun: looks whether they fit and changes nothing.
    public func migrate(
        from source: EntityID, to target: EntityID, mapping: [String: String] = [:], instances: [EntityID]? = nil, isDryRun: Bool, as actor: Actor
    ) async throws -> MigrationReport {
        try await requireAdministrator(actor)
        let chosen = try await store.read(tenant: actor.tenant) { reader in
            try reader.all(
                """
                SELECT id FROM process_instance WHERE tenant_id = \(actor.tenant) AND definition = \(source.rawValue) AND status = 'active'
                ORDER BY id
                """) { EntityID(rawValue: $0.integer(0)) }
        }
        var report = MigrationReport(isDryRun: isDryRun)
        for id in chosen where instances?.contains(id) ?? true {
            // One unit each: an instance that does not fit holds up no other.
            let problems = try await unit(as: actor) { unit in try unit.migrate(id, to: target, mapping, isDryRun: isDryRun) }
            if problems.isEmpty { report.fitting.append(id) } else { report.problems[id] = problems }
        }
        return report
    }

    /// The way of a request before it is submitted: steps with the people who will have them.
    public func preview(_ key: String, _ start: ProcessStart, as actor: Actor) async throws -> [WayStep] {
        try await unit(as: actor) { unit in
            let definition = try unit.startable(key, version: start.version)
            var request = StartRequest(
                variables: start.variables, initiator: actor.kind == .user ? unit.personText(actor.id) : nil, picks: start.picks)
            if let subject = try unit.subject(of: start, definition), let (record, _) = try unit.record(of: subject) {
                request.variables["record"] = .context(record)
            }
            if let initiator = request.initiator { request.variables["initiator"] = unit.personValue(initiator) }
            return try unit.way(definition.engine.preview(request, in: unit.environment), definition)
        }
    }

    /// The way of a running request: passed, present and expected steps.
    public func way(of id: EntityID, as actor: Actor) async throws -> [WayStep] {
        try await unit(as: actor) { unit in
            try unit.requireSight(of: id)
            let instance = try unit.load(id)
            return try unit.way(instance.definition.engine.preview(instance.state, in: unit.environment), instance.definition)
        }
    }
}

/// A step of a request's way, with names.
public struct WayStep: Sendable, Equatable {
    public let element: String
    public let name: String
    public let people: [Person]
    /// `passed`, `current`, `expected`.
    public let status: String

    public struct Person: Sendable, Equatable {
        public let id: EntityID?
        public let name: String
    }
}

extension ProcessUnit {
    func migrate(_ id: EntityID, to target: EntityID, _ mapping: [String: String], isDryRun: Bool) throws -> [String] {
        let instance = try load(id)
        let next = try processes.definitions.definition(target, tenant: tenant, in: transaction)
        let plan = MigrationPlan(from: instance.definition.graph, to: next.graph, mapping: mapping)
        if isDryRun { return plan.problems(for: instance.state).filter { !$0.isWarning }.map(\.english) }
        let (outcome, problems) = next.engine.migrate(&instance.state, by: plan, in: environment)
        let errors = problems.filter { !$0.isWarning }
        guard errors.isEmpty else { return errors.map(\.english) }
        instance.definition = next
        take(outcome, of: instance)
        try settle()
        try transaction.execute(
            "UPDATE process_task SET definition = \(target.rawValue) WHERE tenant_id = \(tenant) AND instance = \(id.rawValue) AND status = 'open'")
        return []
    }

    func way(_ steps: [PreviewStep], _ definition: Definition) throws -> [WayStep] {
        steps.map { step in
            let people = step.people.map { text in
                let id = person(text)
                return WayStep.Person(id: id, name: id.map(name) ?? text)
            }
            let node = definition.graph.nodes[step.node]
            return WayStep(element: node.id, name: node.label, people: people, status: step.status.rawValue)
        }
    }
}
