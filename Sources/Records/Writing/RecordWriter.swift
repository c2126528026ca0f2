public import Basics
import Metadata
public import SQLStore
public import Tenancy
import Work

/// What a write says beside its values.
public struct WriteOptions: Sendable {
    /// The version the writer read; a newer one in the database refuses the write.
    public var expectedVersion: Int64?
    /// Why, for the history.
    public var reason: String?
    /// Writes although records that may mean the same thing exist.
    public var acceptsDuplicates = false
    /// Leaves it to the unique indexes to refuse a value that is taken, without asking before.
    public var trustsUniqueIndexes = false
    /// Sets states directly, as an import of another system's records must. Administrators only.
    public var setsStates = false

    public init() {}
}

/// Writes records as an actor inside one transaction: authorise, defaults, validate, write, roll up, log.
///
/// Several writes share one unit: all are kept or none. Events are appended together at the end.
public final class RecordWriter {
    public let reader: RecordReader
    let transaction: any Transaction
    let ids: IDGenerator
    let hooks: [String: [WriteHook]]
    var drafts: [EventDraft] = []
    var peopleChanged = false
    var departmentsChanged = false
    var accessChanged = false
    /// What is written later, all together.
    var pending = PendingRows()
    var flushes = 0
    /// References that were found good in this unit.
    var seenReferences: Set<Int64> = []
    /// Whether anything was written since the last ``attemptLightly(_:)`` began.
    var hasWritten = false
    /// Parents whose sums are brought up to date at the end, instead of after each child.
    var parentsLater: [ParentKey: [CompiledSchema.RollUpTarget]]?
    /// Whether this happens now: a story told afterwards, such as a demo company's, tells nobody.
    var isPresent = true
    /// Records that got an owner in this unit, for the notifications at its end.
    var assigned: [Assignment: [Record]] = [:]
    /// The holding limits that this unit has asked for.
    var holdingLimits: [Assignment: HoldingLimit] = [:]
    /// How deep roll-ups have called each other; a circle ends with an error instead of a hang.
    var rollUpDepth = 0

    init(reader: RecordReader, transaction: any Transaction, ids: IDGenerator, hooks: [String: [WriteHook]]) {
        self.reader = reader
        self.transaction = transaction
        self.ids = ids
        self.hooks = hooks
    }

    public var policy: AccessPolicy { reader.policy }
    public var actor: Actor { reader.actor }
    var compiled: CompiledSchema { reader.compiled }
    var tenant: Int64 { reader.tenant }
    public var now: Timestamp { reader.now }

    /// The rows of the transaction, for services that keep their own tables in the same unit.
    public var unit: any Transaction { transaction }

    public func nextID() -> EntityID { ids.next() }

    // MARK: Verbs

    /// Makes a record.
    public func create(_ objectName: String, _ values: OrderedMap<JSON>, _ options: WriteOptions = WriteOptions()) throws -> Record {
        let object = try reader.object(objectName)
        guard policy.mayCreate(object) else { throw forbidden("access.create", object) }
        var draft = RecordDraft(object: object, old: nil, tenant: tenant, id: ids.next(), actor: actor, now: now)
        try read(values, into: &draft, options)
        try setDefaults(&draft)
        if !setsStates(options) { try checkParentLocks(of: draft) }
        return try save(&draft, options, event: "created")
    }

    /// Changes fields of a record.
    public func update(_ objectName: String, _ id: EntityID, _ values: OrderedMap<JSON>, _ options: WriteOptions = WriteOptions())
        throws -> Record
    {
        let object = try reader.object(objectName)
        let old = try changeable(object, id, .update)
        try check(options.expectedVersion, old)
        var draft = RecordDraft(object: object, old: old, tenant: tenant, id: id, actor: actor, now: now)
        try read(values, into: &draft, options)
        if !setsStates(options) {
            try checkLock(old, draft.changed.map { object.fields[$0].name })
            try checkReadOnly(draft)
            try checkParentLocks(of: draft)
        }
        return try save(&draft, options, event: "updated")
    }

    /// Moves a record into the recycle bin, with the children that go with it.
    public func delete(_ objectName: String, _ id: EntityID, _ options: WriteOptions = WriteOptions()) throws {
        let object = try reader.object(objectName)
        let record = try changeable(object, id, .delete)
        try check(options.expectedVersion, record)
        try checkLock(record, [object.nameField])
        try checkParentLocks(of: RecordDraft(object: object, old: record, tenant: tenant, id: id, actor: actor, now: now))
        try setDeleted(record, now)
        log("deleted", record, data: "{}")
    }

    /// Brings a record back from the recycle bin, with the children that went with it.
    public func restore(_ objectName: String, _ id: EntityID) throws -> Record {
        let object = try reader.object(objectName)
        _ = try reader.get(object, id, deleted: true)
        guard let record = try? reader.get(object, id, deleted: true, for: .delete) else { throw forbidden("access.delete", object) }
        if let winner = try reader.mergedInto(id) {
            throw RecordError.commandRefused(code: "merge.restore", arguments: ["id": winner.text(prefix: object.idPrefix)])
        }
        try checkUnique(object, record.values, id: id)
        try checkHolding(object, newOwner: record.owner, of: id)
        try setDeleted(record, nil)
        log("restored", record, data: "{}")
        return try reader.get(object, id)
    }

    /// A record that the actor may change. One that it may see and not change is a refusal, not a riddle.
    func changeable(_ object: ObjectType, _ id: EntityID, _ action: AccessAction) throws -> Record {
        do {
            return try reader.get(object, id, for: action)
        } catch RecordError.notFound(let name, let text) {
            _ = try reader.get(object, id)
            _ = (name, text)
            throw forbidden("access.\(action.rawValue)", object)
        }
    }

    func forbidden(_ code: String, _ object: ObjectType) -> RecordError {
        .forbidden(code: code, arguments: ["object": object.name])
    }

    func check(_ expected: Int64?, _ record: Record) throws {
        guard let expected, expected != record.version else { return }
        throw RecordError.changedMeanwhile(object: record.object.name, id: record.id, current: record.version, given: expected)
    }

    // MARK: The pipeline

    /// Takes values in: unknown, closed and computed fields are refused with the field's name.
    func read(_ values: OrderedMap<JSON>, into draft: inout RecordDraft, _ options: WriteOptions) throws {
        let mask = policy.mask(draft.object)
        var problems: [FieldProblem] = []
        for (name, json) in values {
            do {
                if name == "owner" {
                    try readOwner(json, into: &draft)
                } else {
                    try read(name, json, into: &draft, mask, options)
                }
            } catch let problem as FieldProblem {
                problems.append(problem)
            }
        }
        if !problems.isEmpty { throw RecordError.invalid(problems) }
    }

    private func read(
        _ name: String, _ json: JSON, into draft: inout RecordDraft, _ mask: (hidden: Set<String>, readOnly: Set<String>),
        _ options: WriteOptions
    ) throws {
        guard let place = draft.object.position(name), !mask.hidden.contains(name) else {
            let nearest = Spelling.nearest(to: name, among: draft.object.fields.map(\.name))
            throw FieldProblem(name, "field.unknown", ["object": draft.object.name, "nearest": nearest ?? ""])
        }
        let field = draft.object.fields[place]
        var (value, target) = try compiled.codec.parse(json, field)
        if field.kind == .encrypted { value = try seal(value, field, draft) }
        // Sending back what is there is no change, so a client may send a whole record.
        guard value != draft.values[place] || target != draft.targets[name] else { return }
        if mask.readOnly.contains(name) { throw FieldProblem(name, "field.read-only") }
        if let state = draft.object.state, state.field == name { try checkState(value, state, draft, options) }
        if draft.object.scoring?.field == name { throw FieldProblem(name, "field.computed") }
        if let pooling = draft.object.pooling { try checkPooled(name, pooling, draft) }
        draft.set(place, value, target: target)
    }

    private func checkState(_ value: SQLValue, _ state: StateMachine, _ draft: RecordDraft, _ options: WriteOptions) throws {
        if setsStates(options) { return }
        if draft.old == nil, value == .text(state.initial) { return }
        throw FieldProblem(state.field, "field.state", ["initial": state.initial])
    }

    /// Whether history is written down as it was, without the commands and locks of the day.
    private func setsStates(_ options: WriteOptions) -> Bool { options.setsStates && policy.isAdministrator }

    private func readOwner(_ json: JSON, into draft: inout RecordDraft) throws {
        guard draft.object.isOwned else { throw FieldProblem("owner", "field.unknown", ["object": draft.object.name, "nearest": ""]) }
        var owner: EntityID?
        if !json.isNull {
            guard let id = EntityID(text: json.string ?? "", prefix: "usr"), try isActivePerson(id) else {
                throw FieldProblem("owner", "field.person", ["value": json.string ?? json.text])
            }
            owner = id
        }
        guard owner != draft.owner else { return }
        let mine = draft.old == nil && owner == actor.id
        guard mine || policy.grant(draft.object)?.transfer ?? false else { throw FieldProblem("owner", "field.transfer") }
        draft.owner = owner
        draft.ownerWasSet = true
    }

    private func isActivePerson(_ id: EntityID) throws -> Bool {
        try transaction.first(
            "SELECT active FROM core_user WHERE tenant_id = \(tenant) AND id = \(id.rawValue) AND deleted_at IS NULL"
        ) { $0.integer(0) == 1 } ?? false
    }

    private func setDefaults(_ draft: inout RecordDraft) throws {
        let object = draft.object
        if object.isOwned, !draft.ownerWasSet, actor.kind == .user, !draft.liesInPool { draft.owner = actor.id }
        if let state = object.state, let place = object.position(state.field), draft.values[place].isNull {
            draft.set(place, .text(state.initial), target: nil)
        }
        for place in compiled.writing(object).filling where draft.values[place].isNull {
            let field = object.fields[place]
            if field.kind == .autoNumber {
                draft.set(place, .text(try nextNumber(field, object)), target: nil)
            } else if field.rollUp?.function == .count {
                draft.set(place, .integer(0), target: nil)
            } else if field.defaultValue != nil {
                let (value, target) = compiled.rules.defaultValue(field, draft, load)
                if !value.isNull { draft.set(place, value, target: target) }
            }
        }
    }

    /// Computes, checks and keeps a draft, then everything that follows from it.
    func save(_ draft: inout RecordDraft, _ options: WriteOptions, event: String, extra: [(String, String)] = []) throws -> Record {
        try settlePool(&draft)
        compiled.rules.compute(&draft, load)
        guard draft.old == nil || draft.hasChanges else { return draft.record }
        try validate(draft)
        if !options.acceptsDuplicates { try refuseDuplicates(draft) }
        if !options.trustsUniqueIndexes { try checkUnique(draft.object, draft.values, id: draft.id, changed: draft.changed) }
        return try keep(draft, options, event: event, extra: extra)
    }

    /// Keeps a draft that has been checked, then everything that follows from it.
    @discardableResult
    func keep(_ draft: RecordDraft, _ options: WriteOptions, event: String, extra: [(String, String)] = []) throws -> Record {
        if draft.owner != draft.old?.owner { try checkHolding(draft.object, newOwner: draft.owner, of: draft.id) }
        hasWritten = true
        try store(draft)
        try follow(draft, options)
        noteAssignment(draft)
        let record = draft.record
        log(event, record, data: eventData(draft, options, extra))
        for hook in hooks[draft.object.name] ?? [] { try hook(draft.old, record, self) }
        return record
    }

    private func validate(_ draft: RecordDraft) throws {
        var problems: [FieldProblem] = []
        for place in compiled.writing(draft.object).required where draft.values[place].isNull {
            problems.append(FieldProblem(draft.object.fields[place].name, "field.required"))
        }
        for place in draft.changed.sorted() where draft.object.fields[place].kind == .reference {
            if let problem = try referenceProblem(draft, draft.object.fields[place], draft.values[place]) { problems.append(problem) }
        }
        problems += compiled.rules.violations(draft, load)
        if !problems.isEmpty { throw RecordError.invalid(problems) }
    }

    /// A reference points at a living record that the actor may see; a child's parent at one that it may change.
    private func referenceProblem(_ draft: RecordDraft, _ field: Field, _ value: SQLValue) throws -> FieldProblem? {
        guard case .integer(let number) = value, let name = draft.targets[field.name] ?? field.targets.first,
            let target = compiled.schema.object(name)
        else { return nil }
        let id = EntityID(rawValue: number)
        if name == "core.user" { return try isActivePerson(id) ? nil : FieldProblem(field.name, "field.person", ["value": "\(number)"]) }
        let action: AccessAction = field.isParent && field.targets != ["*"] ? .update : .read
        let seen = action == .read ? number : -number
        if seenReferences.contains(seen) { return nil }
        guard let access = policy.predicate(target, action, alias: "r", dialect: transaction.dialect) else {
            return FieldProblem(field.name, "field.reference", ["object": name])
        }
        let sql = SQL(text: "SELECT 1 FROM \(SQL.quoted(target.table)) r WHERE ") + QueryCompiler.base(target, tenant: tenant)
            + " AND r.id = \(id.rawValue) AND " + access
        let isThere = try transaction.first(sql) { _ in true } ?? false
        if isThere { seenReferences.insert(seen) }
        return isThere ? nil : FieldProblem(field.name, "field.reference", ["object": name, "value": id.text(prefix: target.idPrefix)])
    }

    /// Reads a record for an expression. What rules look at is the package author's choice, not the actor's right.
    func load(_ objectName: String, _ id: EntityID) -> Record? {
        guard let object = compiled.schema.object(objectName) else { return nil }
        let plan = compiled.plan(object)
        let sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ")
            + QueryCompiler.base(object, tenant: tenant) + " AND r.id = \(id.rawValue)"
        return try? transaction.first(sql, plan.record)
    }

    /// Says which field is taken before the index would; the index still decides when two write at once.
    func checkUnique(_ object: ObjectType, _ values: [SQLValue], id: EntityID, changed: Set<Int>? = nil) throws {
        for place in compiled.writing(object).unique where changed?.contains(place) ?? true {
            let field = object.fields[place]
            guard !values[place].isNull, var expression = field.expression(alias: "r", transaction.dialect) else { continue }
            var value = values[place]
            if field.hasBlindIndex {
                (expression, value) = ("r.\(SQL.quoted(Tables.blindColumn(field.name)))", try reader.blindIndex(of: value, field, object, id))
            }
            let sql = SQL(text: "SELECT 1 FROM \(SQL.quoted(object.table)) r WHERE ") + QueryCompiler.base(object, tenant: tenant)
                + SQL(text: " AND \(expression) = ") + "\(value) AND r.id <> \(id.rawValue) LIMIT 1"
            if try transaction.first(sql, { _ in true }) ?? false {
                let shown = field.type.text(values[place], field, TextStyle(locale: actor.locale, zoneMinutes: actor.zoneMinutes))
                throw RecordError.invalid([FieldProblem(field.name, "field.not-unique", ["value": shown])])
            }
        }
    }

    /// Carries out one of several writes: when it fails, its traces are undone and the unit goes on.
    public func attempt<T>(_ body: () throws -> T) throws -> T {
        // What is kept back from before stays outside the savepoint.
        try flush()
        let (logged, handed) = (drafts.count, assigned)
        do {
            return try transaction.savepoint(body)
        } catch {
            drafts.removeLast(drafts.count - logged)
            assigned = handed
            pending = PendingRows()
            seenReferences.removeAll()
            if case RecordError.gateClosed(let refusal) = error { try logRefusal(refusal) }
            throw error
        }
    }

    /// Carries out one of many writes without a savepoint: most failures come before anything is written.
    /// - Throws: the write's own error, or ``FailedHalfway`` when something was written already: then the caller gives up
    ///   the unit or the savepoint around all of them, and tries again with ``attempt(_:)``.
    public func attemptLightly<T>(_ body: () throws -> T) throws -> T {
        hasWritten = false
        let (logged, mark, flushed) = (drafts.count, pending.mark, flushes)
        do {
            return try body()
        } catch {
            guard !hasWritten, flushes == flushed else { throw FailedHalfway() }
            drafts.removeLast(drafts.count - logged)
            pending.cut(to: mark)
            throw error
        }
    }

    /// A write that failed after it had begun.
    public struct FailedHalfway: Error {}

    /// Logs something that another room did with a record.
    public func note(_ verb: String, _ record: Record, data: String) { log(verb, record, data: data) }

    // MARK: Events

    func log(_ verb: String, _ record: Record, data: String) {
        drafts.append(
            EventDraft(id: ids.next(), type: "\(record.object.name).\(verb)", object: record.object.name, record: record.id, data: data))
    }

    /// Appends the events and brings the closures of people and departments up to date. Called once, at the end.
    func finish() throws {
        try rollUpParents()
        try flush()
        try notifyAssigned()
        if peopleChanged { try Hierarchy.rebuildPeople(tenant, transaction) }
        if departmentsChanged { try Hierarchy.rebuildDepartments(tenant, transaction) }
        if peopleChanged || departmentsChanged || accessChanged { try Tenants.accessChanged(tenant, in: transaction) }
        guard !drafts.isEmpty else { return }
        try EventLog.append(drafts, as: actor, at: now, in: transaction)
    }

    private func eventData(_ draft: RecordDraft, _ options: WriteOptions, _ extra: [(String, String)]) -> String {
        var writer = JSONWriter(capacity: 256)
        writer.object { out in
            out.key("changes")
            out.object { inner in
                for place in draft.changed.sorted() {
                    let field = draft.object.fields[place]
                    inner.key(field.name)
                    inner.array { pair in
                        compiled.codec.write(draft.oldValue(place), field, target: draft.old?.targets[field.name], to: &pair)
                        compiled.codec.write(draft.values[place], field, target: draft.targets[field.name], to: &pair)
                    }
                }
                if draft.owner != draft.old?.owner {
                    inner.key("owner")
                    inner.array { pair in
                        for owner in [draft.old?.owner, draft.owner] {
                            if let owner { pair.string(owner.text(prefix: "usr")) } else { pair.null() }
                        }
                    }
                }
            }
            if let reason = options.reason { out.member("reason", reason) }
            for (key, value) in extra { out.member(key, value) }
        }
        return writer.text
    }
}
