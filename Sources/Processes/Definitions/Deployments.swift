public import BPMN
public import Basics
import Cryptography
public import DMN
import FEELValues
import ProcessEngine
import Records
import SQLStore
import Work
public import Tenancy
import XMLTree

/// A file to be deployed.
public struct ProcessResource: Sendable {
    public let name: String
    public let text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// What a deployment made, or why it made nothing.
public struct DeploymentReport: Sendable {
    /// The versions in force now, those that had not changed included.
    public internal(set) var processes: [DefinitionSummary] = []
    public internal(set) var decisions: [DecisionSummary] = []
    /// Everything that was noticed, by file; with an error among it nothing was deployed.
    public internal(set) var problems: [Finding] = []

    /// A problem with the file it is in.
    public struct Finding: Sendable, Equatable {
        public let file: String
        public let line: Int
        public let code: String
        public let isError: Bool
        public let element: String?
        public let english: String
        public let chinese: String
    }

    public var isDeployed: Bool { !problems.contains(where: \.isError) && !(processes.isEmpty && decisions.isEmpty) }
}

/// A deployed version of a decision model.
public struct DecisionSummary: Sendable, Equatable {
    public let id: EntityID
    /// The model's id.
    public let key: String
    public let version: Int
    public let name: String
    public let deployedAt: Timestamp
    public let deployedBy: String

    public var idText: String { id.text(prefix: "ddf") }
}

extension Processes {
    /// Puts files into force together: all of them, or none when one cannot run. A file that is the same as the
    /// version in force stays that version.
    public func deploy(_ resources: [ProcessResource], as actor: Actor) async throws -> DeploymentReport {
        try await requireAdministrator(actor)
        let checked = resources.map { DeployableFile($0, zones: zones) }
        var report = DeploymentReport(problems: checked.flatMap(\.problems))
        guard !report.problems.contains(where: \.isError) else { return report }
        let made = try await unit(as: actor) { unit in try Deploying(unit: unit).deploy(checked) }
        (report.processes, report.decisions) = made
        return report
    }

    /// Whether files could be deployed, and what should be mended.
    public func check(_ resources: [ProcessResource]) -> [DeploymentReport.Finding] {
        resources.flatMap { DeployableFile($0, zones: zones).problems }
    }

    func requireAdministrator(_ actor: Actor) async throws {
        guard actor.kind != .system else { return }
        let isAdministrator = try await records.read(as: actor) { $0.policy.isAdministrator && $0.policy.allowsScope("write") }
        guard isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
    }
}

/// A file read and compiled, with what is wrong with it.
struct DeployableFile: Sendable {
    let resource: ProcessResource
    var problems: [DeploymentReport.Finding] = []
    var model: BPMN.Definitions?
    var graphs: [ProcessGraph] = []
    var decisions: DMN.Model?

    init(_ resource: ProcessResource, zones: any TimeZoneDatabase) {
        self.resource = resource
        if resource.name.hasSuffix(".dmn") { readDecisions(zones) } else { readProcesses(zones) }
    }

    private mutating func readProcesses(_ zones: any TimeZoneDatabase) {
        let (model, found) = BPMN.read(resource.text)
        problems += found.map(finding)
        guard !found.contains(where: { $0.severity == .error }) else { return }
        self.model = model
        let wanted = model.processes.filter(\.isExecutable).isEmpty ? model.processes : model.processes.filter(\.isExecutable)
        for process in wanted {
            let (graph, problems) = ProcessEngine.compile(model, process: process.id, zones: zones)
            self.problems += problems.map(finding)
            if let graph { graphs.append(graph) }
        }
        if wanted.isEmpty {
            problems.append(
                .init(
                    file: resource.name, line: 1, code: "process.none", isError: true, element: nil,
                    english: "The file holds no process; draw at least a start event in a process.",
                    chinese: "文件里没有流程；请至少在一个流程中画一个开始事件。"))
        }
    }

    private mutating func readDecisions(_ zones: any TimeZoneDatabase) {
        let (model, found) = DMN.read(resource.text)
        let compiled = DMN.compile(model, options: .init(timeZones: zones))
        problems += (found + compiled.problems).map { problem in
            .init(
                file: resource.name, line: problem.place.line, code: problem.code, isError: problem.severity == .error,
                element: problem.element, english: problem.message.english, chinese: problem.message.chinese)
        }
        decisions = model
    }

    private func finding(_ problem: BPMN.Problem) -> DeploymentReport.Finding {
        .init(
            file: resource.name, line: problem.place.line, code: problem.code, isError: problem.severity == .error,
            element: problem.element, english: problem.message.english, chinese: problem.message.chinese)
    }
}

/// Writes a deployment's rows.
struct Deploying {
    let unit: ProcessUnit

    func deploy(_ files: [DeployableFile]) throws -> ([DefinitionSummary], [DecisionSummary]) {
        // What happened before is not for the new processes; what happens from now on is.
        if try Processes.subscription.position(tenant: unit.tenant, in: unit.transaction) == 0 {
            try Processes.skip(unit.tenant, unit.transaction)
        }
        let deployment = unit.processes.ids.next()
        var processes: [DefinitionSummary] = []
        var decisions: [DecisionSummary] = []
        for file in files {
            let checksum = Cryptography.hex(Cryptography.sha256(file.resource.text))
            for graph in file.graphs { processes.append(try keep(graph, file, checksum, deployment)) }
            if let model = file.decisions { decisions.append(try keep(model, file, checksum, deployment)) }
        }
        return (processes, decisions)
    }

    private func keep(_ graph: ProcessGraph, _ file: DeployableFile, _ checksum: String, _ deployment: EntityID) throws -> DefinitionSummary {
        let (tenant, transaction) = (unit.tenant, unit.transaction)
        let latest = try transaction.first(
            """
            SELECT id, version, checksum FROM process_definition WHERE tenant_id = \(tenant) AND key = \(graph.id)
            ORDER BY version DESC LIMIT 1
            """) { (id: EntityID(rawValue: $0.integer(0)), version: $0.integer(1), checksum: $0.text(2)) }
        if let latest, latest.checksum == checksum {
            return try unit.processes.definitions.definition(latest.id, tenant: tenant, in: transaction).summary
        }
        let id = unit.processes.ids.next()
        let settings = Definition.settings(file.model?.processes.first { $0.id == graph.id })
        try retire(graph.id)
        try transaction.execute(
            """
            INSERT INTO process_definition (tenant_id, id, deployment, key, version, name, subject, source, checksum, version_tag,
                state, deployed_at, deployed_by, deployed_by_name)
            VALUES (\(tenant), \(id.rawValue), \(deployment.rawValue), \(graph.id), \((latest?.version ?? 0) + 1),
                \(graph.name.isEmpty ? graph.id : graph.name), \(settings["subject"]), \(file.resource.text), \(checksum),
                \(settings["versionTag"]), 'active', \(unit.now.milliseconds), \(unit.actor.id.rawValue), \(unit.actor.name))
            """)
        let definition = try unit.processes.definitions.definition(id, tenant: tenant, in: transaction)
        try keepStarts(definition)
        return definition.summary
    }

    /// The version before stays for its instances; new ones begin with the new version.
    private func retire(_ key: String) throws {
        let tenant = unit.tenant
        try unit.transaction.execute(
            """
            DELETE FROM process_start WHERE tenant_id = \(tenant) AND definition IN
                (SELECT id FROM process_definition WHERE tenant_id = \(tenant) AND key = \(key))
            """)
        try unit.transaction.execute(
            "UPDATE process_definition SET state = 'retired' WHERE tenant_id = \(tenant) AND key = \(key) AND state = 'active'")
    }

    /// What can begin the process beside a person: messages, signals, timers.
    func keepStarts(_ definition: Definition) throws {
        for (place, start) in definition.graph.starts.enumerated() {
            guard let trigger = definition.graph.trigger(of: start) else { continue }
            switch trigger {
            case .message(let message): try keep("message", message.name.constant?.string ?? message.name.text, place, definition)
            case .signal(let name): try keep("signal", name.constant?.string ?? name.text, place, definition)
            case .timer:
                guard let timer = definition.engine.schedule(of: start, in: unit.environment) else { continue }
                try keep("timer", definition.id(of: start.node), place, definition, timer)
            default: continue
            }
        }
    }

    private func keep(_ kind: String, _ name: String, _ place: Int, _ definition: Definition, _ timer: TimerState? = nil) throws {
        try unit.transaction.execute(
            """
            INSERT INTO process_start (tenant_id, definition, place, kind, name, due_at, timer)
            VALUES (\(unit.tenant), \(definition.summary.id.rawValue), \(place), \(kind), \(name), \(timer?.due.milliseconds),
                \(timer?.text))
            """)
    }

    private func keep(_ model: DMN.Model, _ file: DeployableFile, _ checksum: String, _ deployment: EntityID) throws -> DecisionSummary {
        let (tenant, transaction, actor, now) = (unit.tenant, unit.transaction, unit.actor, unit.now)
        let key = model.notes.id ?? model.name
        let latest = try transaction.first(
            """
            SELECT id, version, checksum, deployed_at, deployed_by_name FROM decision_definition
            WHERE tenant_id = \(tenant) AND key = \(key) ORDER BY version DESC LIMIT 1
            """
        ) { row in
            (
                summary: DecisionSummary(
                    id: EntityID(rawValue: row.integer(0)), key: key, version: Int(row.integer(1)), name: model.name,
                    deployedAt: Timestamp(milliseconds: row.integer(3)), deployedBy: row.text(4)), checksum: row.text(2)
            )
        }
        if let latest, latest.checksum == checksum { return latest.summary }
        let id = unit.processes.ids.next()
        let version = (latest?.summary.version ?? 0) + 1
        try transaction.execute(
            """
            INSERT INTO decision_definition (tenant_id, id, deployment, key, version, name, source, checksum, deployed_at, deployed_by,
                deployed_by_name)
            VALUES (\(tenant), \(id.rawValue), \(deployment.rawValue), \(key), \(version), \(model.name), \(file.resource.text),
                \(checksum), \(now.milliseconds), \(actor.id.rawValue), \(actor.name))
            """)
        try keepNames(model, key)
        return DecisionSummary(id: id, key: key, version: version, name: model.name, deployedAt: now, deployedBy: actor.name)
    }

    /// Decisions are asked for by their ids and by their names.
    private func keepNames(_ model: DMN.Model, _ key: String) throws {
        try unit.transaction.execute("DELETE FROM decision_name WHERE tenant_id = \(unit.tenant) AND model = \(key)")
        for decision in model.decisions {
            for name in Set([decision.notes.id ?? "", decision.name]) where !name.isEmpty {
                try unit.transaction.execute(
                    .upsert(
                        into: "decision_name", key: ["tenant_id", "name"],
                        [
                            ("tenant_id", .integer(unit.tenant)), ("name", .text(name)), ("model", .text(key)),
                            ("decision", .text(decision.name)),
                        ]))
            }
        }
    }
}
