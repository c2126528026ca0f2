public import Basics
import Metadata
import SQLStore
import Tenancy

// Claiming, releasing, handing over, locking: the only ways between pools and owners.
extension RecordWriter {
    /// Takes a record out of a pool. Of two who want it, exactly one gets it (A2).
    public func claim(_ objectName: String, _ id: EntityID) throws -> Record {
        let object = try pooled(objectName)
        guard actor.kind == .user, policy.allowsScope("write") else { throw RecordError.forbidden(code: "pool.person", arguments: ["object": object.name]) }
        let (record, pool) = try lying(object, id)
        try count("claim", pool, atMost: pool.claimQuota, code: "pool.claim-quota")
        return try take(record, pool, for: actor.id, WriteOptions(), event: "claimed")
    }

    /// Looks at a record of a pool: each one counts once a day.
    /// - Returns: the record, masked, and how many more may be looked at today.
    public func look(_ objectName: String, _ id: EntityID) throws -> (record: Record, left: Int?) {
        let object = try pooled(objectName)
        let (_, pool) = try lying(object, id)
        let isNew = try transaction.execute(
            """
            INSERT INTO pool_look (tenant_id, pool_id, person_id, day, record_id)
            VALUES (\(tenant), \(pool.id.rawValue), \(actor.id.rawValue), \(today), \(id.rawValue)) ON CONFLICT DO NOTHING
            """) == 1
        if isNew { try count("view", pool, atMost: pool.viewQuota, code: "pool.view-quota") }
        let used = try reader.used("view", pool, by: actor.id)
        return (try reader.getPooled(object, id), pool.viewQuota.map { max(0, $0 - used) })
    }

    /// Gives a record back, with the reason; it goes into the pool of its owner's department, or one that is named.
    public func release(_ objectName: String, _ id: EntityID, reason: String, to pool: EntityID? = nil, _ options: WriteOptions = WriteOptions())
        throws -> Record
    {
        let object = try pooled(objectName)
        let record = try changeable(object, id, .update)
        try check(options.expectedVersion, record)
        guard record.owner == actor.id || policy.grant(object)?.transfer ?? false else { throw forbidden("access.transfer", object) }
        guard !reason.allSatisfy(\.isWhitespace) else { throw RecordError.invalid([FieldProblem("reason", "field.required")]) }
        guard let target = try pool.map({ try reader.openPool($0).pool }) ?? reader.homePool(object, of: record.owner) else {
            throw RecordError.commandRefused(code: "pool.none", arguments: ["object": object.name])
        }
        guard target.object == object.name else { throw RecordError.commandRefused(code: "pool.other-kind", arguments: ["pool": target.name]) }
        guard record.owner != nil else { throw RecordError.commandRefused(code: "pool.lies-already", arguments: [:]) }
        var options = options
        options.reason = String(reason.prefix(500))
        return try drop(record, into: target, options, event: "released")
    }

    /// Gives records to a person, out of a pool or from somebody else, each for itself.
    /// - Returns: for each id what it became, or why it stays.
    public func assign(_ objectName: String, _ ids: [EntityID], to person: EntityID, reason: String?) throws -> [(id: EntityID, problem: RecordError?)] {
        let object = try reader.object(objectName)
        guard policy.allowsScope("write"), policy.grant(object)?.transfer ?? false else { throw forbidden("access.transfer", object) }
        guard ids.count <= Self.mostAssigned else { throw RecordError.tooMany(limit: Self.mostAssigned) }
        var options = WriteOptions()
        (options.reason, options.acceptsDuplicates) = (reason.map { String($0.prefix(500)) }, true)
        return try ids.map { id in
            do {
                _ = try attempt { try assign(object, id, person, options) }
                return (id, nil)
            } catch let error as RecordError {
                return (id, error)
            }
        }
    }

    public static let mostAssigned = 10_000

    private func assign(_ object: ObjectType, _ id: EntityID, _ person: EntityID, _ options: WriteOptions) throws -> Record {
        if object.pooling != nil, let record = try? reader.unmasked(object, id), let pool = try pool(of: record) {
            guard try isActive(person) else { throw RecordError.invalid([FieldProblem("owner", "field.person", ["value": person.text(prefix: "usr")])]) }
            return try take(record, pool, for: person, options, event: "assigned")
        }
        return try update(object.name, id, ["owner": .string(person.text(prefix: "usr"))], options)
    }

    /// Keeps a record from being recycled, or no longer.
    public func setLocked(_ objectName: String, _ id: EntityID, _ locks: Bool, _ options: WriteOptions = WriteOptions()) throws -> Record {
        let object = try pooled(objectName)
        guard let name = object.pooling?.lock, let place = object.position(name) else {
            throw RecordError.commandRefused(code: "pool.no-lock", arguments: ["object": object.name])
        }
        let record = try changeable(object, id, .update)
        try check(options.expectedVersion, record)
        guard let owner = record.owner, owner == actor.id || policy.grant(object)?.transfer ?? false else { throw forbidden("access.transfer", object) }
        guard record.values[place] != .integer(locks ? 1 : 0) else { return record }
        if locks { try checkLocking(object, owner) }
        var draft = RecordDraft(object: object, old: record, tenant: tenant, id: id, actor: actor, now: now)
        draft.set(place, .integer(locks ? 1 : 0), target: nil)
        return try save(&draft, accepting(options), event: locks ? "locked" : "unlocked")
    }

    // MARK: Parts

    /// The object, when its records lie in pools.
    private func pooled(_ name: String) throws -> ObjectType {
        let object = try reader.object(name)
        guard object.pooling != nil else { throw RecordError.commandRefused(code: "pool.not-pooled", arguments: ["object": name]) }
        return object
    }

    /// A record of an open pool, or that somebody was faster.
    private func lying(_ object: ObjectType, _ id: EntityID) throws -> (Record, Pool) {
        do {
            let record = try reader.unmasked(object, id)
            guard let pool = try pool(of: record) else { throw RecordError.notFound(object: object.name, id: record.idText) }
            return (record, pool)
        } catch RecordError.notFound(let name, let text) {
            if try wasLying(object, id) { throw RecordError.commandRefused(code: "pool.taken", arguments: [:]) }
            throw RecordError.notFound(object: name, id: text)
        }
    }

    private func pool(of record: Record) throws -> Pool? {
        guard let field = record.object.pooling?.field, case .integer(let id) = record[field] else { return nil }
        return try reader.pools(of: record.object).first { $0.id.rawValue == id }
    }

    /// Whether the record left, within the last day, a pool that is open to the actor: then it is no secret that it is gone.
    private func wasLying(_ object: ObjectType, _ id: EntityID) throws -> Bool {
        let field = object.pooling?.field ?? ""
        let open = Set(try reader.openPools(of: object).map { "\"\($0.idText)\"" })
        let left = try transaction.all(
            """
            SELECT old_value FROM field_change WHERE tenant_id = \(tenant) AND record_id = \(id.rawValue) AND field = \(field)
            AND object = \(object.name) AND at >= \(now.adding(days: -1).milliseconds) ORDER BY id DESC LIMIT 5
            """) { $0.optionalText(0) ?? "" }
        return left.contains(where: open.contains)
    }

    private func take(_ record: Record, _ pool: Pool, for person: EntityID, _ options: WriteOptions, event: String) throws -> Record {
        let object = record.object
        var draft = RecordDraft(object: object, old: record, tenant: tenant, id: record.id, actor: actor, now: now)
        draft.owner = person
        move(&draft, by: object.pooling?.claim)
        do {
            return try save(&draft, accepting(options), event: event, extra: [("pool", pool.name)])
        } catch RecordError.changedMeanwhile {
            throw RecordError.commandRefused(code: "pool.taken", arguments: [:])
        }
    }

    func drop(_ record: Record, into pool: Pool, _ options: WriteOptions, event: String, extra: [(String, String)] = []) throws -> Record {
        let object = record.object
        var draft = RecordDraft(object: object, old: record, tenant: tenant, id: record.id, actor: actor, now: now)
        draft.owner = nil
        if let place = object.position(object.pooling?.field ?? "") { draft.set(place, .integer(pool.id.rawValue), target: nil) }
        if let condition = object.pooling?.condition, !compiled.rules.holds(condition, draft, load) {
            throw RecordError.commandRefused(code: "pool.not-now", arguments: ["object": object.name])
        }
        move(&draft, by: object.pooling?.release)
        try transaction.execute("DELETE FROM pool_warning WHERE tenant_id = \(tenant) AND record_id = \(record.id.rawValue)")
        return try save(&draft, accepting(options), event: event, extra: [("pool", pool.name)] + extra)
    }

    /// What a record in a pool may be said twice of was said when it was made.
    private func accepting(_ options: WriteOptions) -> WriteOptions {
        var options = options
        options.acceptsDuplicates = true
        return options
    }

    /// Moves the state along where the command starts from it.
    private func move(_ draft: inout RecordDraft, by name: String?) {
        guard let name, let machine = draft.object.state, let command = machine.command(name), let place = draft.object.position(machine.field),
            command.from.contains(draft.values[place].textValue), let target = command.to.first
        else { return }
        draft.set(place, .text(target), target: nil)
    }

    private func isActive(_ person: EntityID) throws -> Bool {
        try transaction.first("SELECT active FROM core_user WHERE tenant_id = \(tenant) AND id = \(person.rawValue) AND deleted_at IS NULL") {
            $0.integer(0) == 1
        } ?? false
    }

    var today: Int64 { actor.today(at: now).dayNumber }

    /// One more of a day's quota, or a refusal: counted in one statement, so that two at once cannot pass it.
    private func count(_ kind: String, _ pool: Pool, atMost quota: Int?, code: String) throws {
        let most = Int64(quota ?? Int(Int32.max))
        let refusal = RecordError.commandRefused(code: code, arguments: ["limit": "\(most)", "pool": pool.name])
        guard most > 0 else { throw refusal }
        let counted = try transaction.execute(
            """
            INSERT INTO pool_tally (tenant_id, pool_id, person_id, day, kind, used)
            VALUES (\(tenant), \(pool.id.rawValue), \(actor.id.rawValue), \(today), \(kind), 1)
            ON CONFLICT (tenant_id, pool_id, person_id, day, kind) DO UPDATE SET used = pool_tally.used + 1
            WHERE pool_tally.used < \(most)
            """)
        guard counted == 1 else { throw refusal }
    }

    // MARK: The pipeline

    /// Pool and lock are set by the verbs above; only a new record may name the pool that it begins in.
    func checkPooled(_ name: String, _ pooling: Pooling, _ draft: RecordDraft) throws {
        if name == pooling.lock || (name == pooling.field && draft.old != nil) { throw FieldProblem(name, "field.pool") }
    }

    /// Whoever has an owner lies in no pool, and whoever has none lies in one as far as there is any (A1). A record that
    /// changes hands is not locked any more.
    func settlePool(_ draft: inout RecordDraft) throws {
        guard let pooling = draft.object.pooling, let place = draft.object.position(pooling.field) else { return }
        if let old = draft.old, draft.owner != old.owner, let lock = pooling.lock.flatMap({ draft.object.position($0) }), draft.values[lock] == .integer(1) {
            draft.set(lock, .integer(0), target: nil)
        }
        if draft.owner != nil {
            draft.set(place, .null, target: nil)
        } else if case .integer(let chosen) = draft.values[place], draft.old == nil {
            guard try reader.openPools(of: draft.object).contains(where: { $0.id.rawValue == chosen }) else {
                throw RecordError.invalid([FieldProblem(pooling.field, "field.reference", ["object": Pool.objectName])])
            }
        } else if draft.values[place].isNull, let home = try reader.homePool(draft.object, of: draft.old?.owner ?? actor.id) {
            draft.set(place, .integer(home.id.rawValue), target: nil)
        }
    }
}

extension RecordReader {
    /// How much of a day's quota a person has used.
    public func used(_ kind: String, _ pool: Pool, by person: EntityID) throws -> Int {
        try reader.first(
            """
            SELECT used FROM pool_tally WHERE tenant_id = \(tenant) AND pool_id = \(pool.id.rawValue) AND person_id = \(person.rawValue)
            AND day = \(actor.today(at: now).dayNumber) AND kind = \(kind)
            """) { Int($0.integer(0)) } ?? 0
    }
}

extension RecordDraft {
    /// Whether it names a pool to begin in.
    var liesInPool: Bool {
        object.pooling.flatMap { object.position($0.field) }.map { !values[$0].isNull } ?? false
    }
}
