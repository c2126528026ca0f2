import Basics
import FEELValues
import ProcessEngine
import Records
import SQLStore
import Tenancy

/// A service task that the kernel does itself, in the unit that reaches it.
///
/// | job type | inputs | result |
/// |---|---|---|
/// | `records.create` | `object`, `values` | the record |
/// | `records.update` | `object`, `id`, `values` | the record |
/// | `records.command` | `object`, `id`, `command`, `to`, `values` | the record |
/// | `records.release` | `object`, `id`, `reason` | the record, in its pool |
/// | `records.query` | `object`, `filter`, `sort`, `limit` | a list of records |
/// | `notify` | `people`, `title` | nothing |
///
/// Without `object` and `id` the record is the one that the instance is about. It runs as the process, whose rights are
/// the system's; with the header `as` = `initiator`, as the person who began it, with that person's rights.
struct KernelAction {
    let unit: ProcessUnit
    let job: JobCreation
    let instance: LoadedInstance

    static let kinds: Set<String> = ["records.create", "records.update", "records.command", "records.release", "records.query", "notify"]

    /// Does it, and tells the engine the result, or what went wrong: that becomes an incident.
    func run() throws {
        do {
            let variables = try unit.transaction.savepoint { try perform() }
            try unit.tell(instance, .completeJob(job.key, variables: variables))
            if job.type != "records.query" { try unit.refreshSubject(of: instance) }
        } catch let error as RecordError {
            try unit.tell(instance, .failJob(job.key, message: "\(error)", retries: 0))
        } catch let problem as FieldProblem {
            try unit.tell(instance, .failJob(job.key, message: "\(problem)", retries: 0))
        }
    }

    private func perform() throws -> Context {
        if job.type == "notify" { return try notify() }
        let result = try unit.processes.records.write(as: try actor(), at: unit.now, in: unit.transaction) { try perform($0) }
        let name = job.headers["result"] ?? "result"
        return Context([(name, result)])
    }

    private func perform(_ writer: RecordWriter) throws -> Value {
        var options = WriteOptions()
        options.acceptsDuplicates = true
        options.reason = instance.number.isEmpty ? instance.title : instance.number
        let object = try text("object") ?? instance.subject?.object ?? ""
        if job.type == "records.query" { return try query(object, writer) }
        let values = try values()
        let record: Record
        switch job.type {
        case "records.create": record = try writer.create(object, values, options)
        case "records.release":
            let id = try id(object, writer)
            record = try writer.release(object, id, reason: try text("reason") ?? instance.title)
        case "records.update": record = try writer.update(object, try id(object, writer), values, options)
        default:
            guard let command = try text("command") else { throw FieldProblem("command", "field.required") }
            record = try writer.command(command, object, try id(object, writer), to: try text("to"), values, options)
        }
        return .context(writer.reader.context(of: record))
    }

    private func query(_ object: String, _ writer: RecordWriter) throws -> Value {
        var query = RecordQuery(object)
        query.filters = try text("filter").map { [$0] } ?? []
        query.sort = (try text("sort") ?? "").split(separator: ",").map { SortKey(text: $0) }
        if let limit = job.variables["limit"]?.number.flatMap({ Int64(exactly: $0) }) { query.limit = Int(limit) }
        let records = try writer.reader.list(query).records
        return .list(records.map { .context(writer.reader.context(of: $0)) })
    }

    private func notify() throws -> Context {
        let people = (job.variables["people"] ?? .null).elements.compactMap { $0.string ?? $0.context?["id"]?.string }
        let title = try text("title") ?? instance.title
        for person in people.compactMap(unit.person) {
            try unit.notify(person, kind: "process", instance.id, title: String(title.prefix(200)))
        }
        return Context()
    }

    /// Who does it: the process, or whoever began it.
    private func actor() throws -> Tenancy.Actor {
        guard job.headers["as"] == "initiator", let initiator = instance.initiator else {
            return .system(unit.tenant, versions: unit.actor.versions, through: instance.idText)
        }
        return Tenancy.Actor(
            kind: .user, tenant: unit.tenant, id: initiator, name: unit.name(of: initiator), through: instance.idText,
            locale: unit.actor.locale, zoneMinutes: unit.actor.zoneMinutes, versions: unit.actor.versions)
    }

    /// A text input, else the header of that name.
    private func text(_ name: String) throws -> String? {
        switch job.variables[name] {
        case .string(let text)?: text
        case nil, .null?: job.headers[name]
        default: throw FieldProblem(name, "field.text")
        }
    }

    private func id(_ object: String, _ writer: RecordWriter) throws -> EntityID {
        if let text = job.variables["id"]?.string ?? job.variables["id"]?.context?["id"]?.string ?? job.headers["id"] {
            return try writer.reader.id(text, of: try writer.reader.object(object))
        }
        guard let subject = instance.subject, subject.object == object else { throw FieldProblem("id", "field.required") }
        return subject.id
    }

    /// Contexts with an `id` stand for references.
    private func values() throws -> OrderedMap<JSON> {
        guard let context = job.variables["values"]?.context else { return [:] }
        return OrderedMap(context.entries.map { name, value in
            (name, value.context?["id"].map(ProcessValues.json) ?? ProcessValues.json(value))
        })
    }
}
