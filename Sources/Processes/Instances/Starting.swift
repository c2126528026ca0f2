public import Basics
public import FEELValues
import ProcessEngine
import Records
import SQLStore
public import Tenancy

/// What an instance begins with.
public struct ProcessStart: Sendable {
    public var variables: Context
    /// The record that it is about: object and id text.
    public var subject: (object: String, id: String)?
    /// What it is called; without one the model says.
    public var title: String?
    /// A version; without one the version in force.
    public var version: Int?
    /// People picked for later steps, by the step's element id.
    public var picks: [String: [String]]

    public init(
        variables: Context = Context(), subject: (object: String, id: String)? = nil, title: String? = nil, version: Int? = nil,
        picks: [String: [String]] = [:]
    ) {
        self.variables = variables
        self.subject = subject
        self.title = title
        self.version = version
        self.picks = picks
    }
}

extension Processes {
    /// Begins an instance of a process by hand or by program.
    /// - Returns: its id.
    public func start(_ key: String, _ start: ProcessStart = ProcessStart(), as actor: Actor) async throws -> EntityID {
        try await unit(as: actor) { unit in try unit.start(key, start).id }
    }
}

extension ProcessUnit {
    func start(_ key: String, _ start: ProcessStart) throws -> LoadedInstance {
        let definition = try startable(key, version: start.version)
        let subject = try subject(of: start, definition)
        let request = StartRequest(
            variables: start.variables, initiator: actor.kind == .user ? personText(actor.id) : nil,
            seed: UInt64(bitPattern: processes.ids.next().rawValue), picks: start.picks)
        let instance = try begin(definition, request, title: start.title ?? "", subject: subject, parent: nil, root: nil)
        try settle()
        return instance
    }

    /// The version in force of a process that the actor may start.
    func startable(_ key: String, version: Int?) throws -> Definition {
        let filter: SQL = version.map { "AND version = \($0)" } ?? "AND state = 'active'"
        let id = try transaction.first(
            "SELECT id FROM process_definition WHERE tenant_id = \(tenant) AND key = \(key) " + filter
        ) { EntityID(rawValue: $0.integer(0)) }
        guard let id else { throw ProcessError.unknownDefinition(key) }
        let definition = try processes.definitions.definition(id, tenant: tenant, in: transaction)
        guard mayStart(definition) else { throw ProcessError.forbidden("process.start") }
        return definition
    }

    /// Everybody may start a process that names no starters.
    func mayStart(_ definition: Definition) -> Bool {
        let starters = definition.starters
        guard actor.kind != .system, !starters.isEmpty, !isAdministrator else { return true }
        return !starters.isDisjoint(with: membership.groups.union([personText(actor.id)]))
    }

    /// The record that a new instance is about; the actor must be able to see it.
    func subject(of start: ProcessStart, _ definition: Definition) throws -> Subject? {
        guard let (object, text) = start.subject else { return nil }
        if let wanted = definition.summary.subject, wanted != object {
            throw ProcessError.malformed(code: "process.subject", arguments: ["wanted": wanted, "given": object])
        }
        return try processes.records.write(as: actor, at: now, in: transaction) { writer in
            let type = try writer.reader.object(object)
            let record = try writer.reader.get(type, try writer.reader.id(text, of: type))
            return Subject(object: object, id: record.id, version: 0)
        }
    }

    /// Begins an instance; what it asks for waits in the queue.
    func begin(
        _ definition: Definition, _ request: StartRequest, title: String, subject: Subject?,
        parent: (instance: EntityID, key: Int)?, root: EntityID?
    ) throws -> LoadedInstance {
        let id = processes.ids.next()
        var (request, subject) = (request, subject)
        if let (record, version) = try record(of: subject) {
            request.variables["record"] = .context(record)
            subject?.version = version
        }
        if let initiator = request.initiator { request.variables["initiator"] = personValue(initiator) }
        let (state, outcome) = definition.engine.start(request, in: environment)
        let instance = LoadedInstance(
            id: id, definition: definition, state: state, number: parent == nil ? try nextNumber(definition) : "", title: title,
            initiator: request.initiator.flatMap(person), subject: subject, parent: parent, root: root ?? id, startedAt: now,
            step: 0, isNew: true)
        if instance.title.isEmpty { instance.title = self.title(of: instance, request.variables) }
        loaded[id] = instance
        try insert(instance)
        take(outcome, of: instance)
        if parent == nil { try noteOnTimeline("process-started", of: instance, []) }
        return instance
    }

    /// What the model's expression gives, else the process's name with the record's.
    private func title(of instance: LoadedInstance, _ variables: Context) -> String {
        if let formula = instance.definition.title,
            let text = instance.definition.engine.value(of: formula, variables, in: environment).string, !text.isEmpty
        {
            return String(text.prefix(200))
        }
        let record = variables["record"]?.context?["name"]?.string
        let name = instance.definition.summary.name
        return String((record.map { "\(name)：\($0)" } ?? name).prefix(200))
    }

    /// A number by process and month: `LEAVE-202611-0001`.
    private func nextNumber(_ definition: Definition) throws -> String {
        let day = actor.today(at: now)
        let format = definition.settings["number"] ?? definition.summary.key.uppercased() + "-{yyyy}{mm}-{0000}"
        return try ProcessNumber(format: format, day: day).next { series in
            try transaction.first(
                """
                INSERT INTO process_series (tenant_id, name, value) VALUES (\(tenant), \(series), 1)
                ON CONFLICT (tenant_id, name) DO UPDATE SET value = process_series.value + 1 RETURNING value
                """) { $0.integer(0) } ?? 1
        }
    }
}

/// A serial number's format: `{yyyy}`, `{mm}`, `{dd}`, and zeros in braces for the running number.
struct ProcessNumber {
    let format: String
    let day: CivilDate

    func next(_ value: (String) throws -> Int64) rethrows -> String {
        var text = ""
        var width = 0
        var place: String.Index?
        for part in parts() {
            if part.hasPrefix("{0"), place == nil {
                width = part.count - 2
                place = text.endIndex
            } else {
                text += replaced(part)
            }
        }
        let number = String(try value(text))
        let padded = String(repeating: "0", count: max(0, width - number.count)) + number
        guard let place else { return text }
        let before = text[..<place], after = text[place...]
        return before + padded + after
    }

    private func parts() -> [String] {
        var parts: [String] = [""]
        for character in format {
            if character == "{" { parts.append("") }
            parts[parts.count - 1].append(character)
            if character == "}" { parts.append("") }
        }
        return parts
    }

    private func replaced(_ part: String) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return switch part {
        case "{yyyy}": "\(day.year)"
        case "{mm}": two(Int(day.month))
        case "{dd}": two(Int(day.day))
        default: part
        }
    }
}
