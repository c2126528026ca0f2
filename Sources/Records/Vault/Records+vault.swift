public import Basics
public import Cryptography
public import Metadata
import SQLStore
public import Tenancy

// Encrypted fields: sealed before they are kept, shown masked, revealed with a reason.
extension RecordWriter {
    /// The sealed form of what somebody sent; the old one when it says the same.
    func seal(_ value: SQLValue, _ field: Field, _ draft: RecordDraft) throws -> SQLValue {
        guard field.kind == .encrypted, case .text(let text) = value else { return value }
        let old = draft.old?[field.name] ?? .null
        // What was shown comes back unchanged when a whole record is sent.
        if !old.isNull, text == EncryptedFieldType.mask || text == draft.old?.masks[field.name] { return old }
        return try sealed(text, field, draft.object, draft.id, old)
    }

    func sealed(_ text: String, _ field: Field, _ object: ObjectType, _ id: EntityID, _ old: SQLValue = .null) throws
        -> SQLValue
    {
        guard let vault = reader.vault else { throw VaultError.noRootKey }
        let place = Vault.Place(tenant: tenant, field: field, object: object, record: id)
        if case .text(let before) = old, try vault.open(before, place, transaction) == text { return old }
        return .text(try vault.seal(text, place, at: now, ids: ids, in: transaction))
    }

    /// The same value, sealed for another record.
    func resealed(_ value: SQLValue, _ field: Field, from source: Record, for id: EntityID) throws -> SQLValue {
        guard field.kind == .encrypted, !value.isNull, source.id != id else { return value }
        guard let plain = try reader.opened(value, field, source.object, source.id) else { return .null }
        return try sealed(plain, field, source.object, id)
    }

    /// Shows an encrypted field's value. That it was shown, to whom and why, is in the log.
    /// - Throws: ``RecordError/forbidden(code:arguments:)`` without the right to reveal.
    public func reveal(_ objectName: String, _ id: EntityID, _ fieldName: String, reason: String) throws -> String? {
        let object = try reader.object(objectName)
        let record = try reader.get(object, id)
        guard let field = object.field(fieldName), field.kind == .encrypted,
            !policy.mask(object).hidden.contains(fieldName)
        else {
            throw RecordError.invalid([
                FieldProblem(fieldName, "field.unknown", ["object": object.name, "nearest": ""])
            ])
        }
        guard policy.grant(object)?.reveal ?? false else { throw forbidden("access.reveal", object) }
        guard !reason.allSatisfy(\.isWhitespace) else {
            throw RecordError.invalid([FieldProblem(fieldName, "reveal.reason")])
        }
        let text = try reader.opened(record[fieldName], field, object, id)
        log(
            "revealed", record,
            data: JSON.object(["field": .string(fieldName), "reason": .string(String(reason.prefix(500)))]).text)
        return text
    }
}

extension RecordReader {
    /// The text behind a sealed value.
    func opened(_ value: SQLValue, _ field: Field, _ object: ObjectType, _ id: EntityID) throws -> String? {
        guard let vault, case .text(let sealed) = value else { return nil }
        return try vault.open(sealed, Vault.Place(tenant: tenant, field: field, object: object, record: id), reader)
    }

    /// What a column of hashes holds for a sealed value.
    func blindIndex(of value: SQLValue, _ field: Field, _ object: ObjectType, _ id: EntityID) throws -> SQLValue {
        guard let vault, let plain = try opened(value, field, object, id) else { return .null }
        let place = Vault.Place(tenant: tenant, field: field, object: object, record: id)
        return try vault.blindIndex(plain, place, reader).map(SQLValue.text) ?? .null
    }

    /// Records whose encrypted field has a value; only whole values can be found.
    public func match(_ object: ObjectType, _ fieldName: String, _ text: String) throws -> [Record] {
        guard let field = object.field(fieldName), field.hasBlindIndex, !policy.mask(object).hidden.contains(fieldName)
        else {
            throw RecordError.query(
                code: "query.unknown-field", arguments: ["field": fieldName, "object": object.name, "nearest": ""])
        }
        let place = Vault.Place(tenant: tenant, field: field, object: object, record: EntityID(rawValue: 0))
        guard let key = try vault?.blindIndex(text, place, reader) else { return [] }
        let access = policy.predicate(object, .read, alias: "r", dialect: reader.dialect) ?? "1 = 0"
        let plan = compiled.plan(object)
        let sql =
            SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ")
            + QueryCompiler.base(object, tenant: tenant)
            + " AND " + access + SQL(text: " AND r.\(SQL.quoted(Tables.blindColumn(field.name))) = ")
            + "\(key) ORDER BY r.id LIMIT 100"
        return try reader.all(sql, plan.record).map(masked)
    }

    /// The record with what is shown of its encrypted values.
    func masked(_ record: Record) -> Record {
        guard compiled.plan(record.object).hasSealed else { return record }
        var copy = record
        for field in record.object.fields where field.kind == .encrypted && field.maskStyle != .all {
            guard let plain = try? opened(record[field.name], field, record.object, record.id) else { continue }
            copy.masks[field.name] = EncryptedFieldType.masked(plain, field.maskStyle)
        }
        return copy
    }
}

extension Records {
    /// Seals every encrypted value of a tenant anew, with new keys. Work goes on meanwhile; after a crash, again.
    /// - Returns: how many values were sealed anew.
    public func rotateKeys(tenant: Int64, as actor: Actor) async throws -> Int {
        guard let vault else { throw VaultError.noRootKey }
        let (clock, ids) = (clock, ids)
        try await store.write(tenant: tenant, lane: .bulk) {
            try vault.retireKeys(tenant, at: clock.now(), ids: ids, in: $0)
        }
        let schema = try await read(as: actor) { $0.schema }
        var count = 0
        for object in schema.objects.values.sorted(by: { $0.name < $1.name }) {
            for field in object.fields where field.kind == .encrypted {
                var last = Int64.min
                while true {
                    let from = last
                    let step = try await write(as: actor, lane: .bulk) { try $0.reseal(object, field, after: from) }
                    count += step.count
                    guard let next = step.last else { break }
                    last = next
                }
            }
        }
        return count
    }

    /// Wraps every tenant's key with another root key. The server is started with it afterwards.
    /// - Returns: how many tenants have keys.
    public func changeRootKey(to root: RootKey) async throws -> Int {
        guard let vault else { throw VaultError.noRootKey }
        return try await store.write(tenant: nil, lane: .bulk) { transaction in
            let tenants = try transaction.all("SELECT tenant_id FROM tenant_key ORDER BY tenant_id") { $0.integer(0) }
            return try tenants.count { try vault.rewrap($0, with: root, in: transaction) }
        }
    }
}

extension RecordWriter {
    /// Seals some hundreds of values anew, without an event: nobody's data changed.
    func reseal(_ object: ObjectType, _ field: Field, after id: Int64) throws -> (count: Int, last: Int64?) {
        guard let vault = reader.vault, let expression = field.expression(alias: "r", transaction.dialect) else {
            return (0, nil)
        }
        let sql =
            SQL(text: "SELECT r.id, \(expression) FROM \(SQL.quoted(object.table)) r WHERE ")
            + QueryCompiler.every(object, tenant: tenant)
            + " AND r.id > \(id)" + SQL(text: " AND \(expression) IS NOT NULL ORDER BY r.id LIMIT 300")
        let rows = try transaction.all(sql) { (id: $0.integer(0), sealed: $0.text(1)) }
        var count = 0
        for row in rows {
            let place = Vault.Place(tenant: tenant, field: field, object: object, record: EntityID(rawValue: row.id))
            // One that does not open is left as it is: it may have been sealed with a root key that comes back.
            guard let plain = try vault.open(row.sealed, place, transaction) else { continue }
            let sealed = try vault.seal(plain, place, at: now, ids: ids, in: transaction)
            let set: SQL =
                switch field.storage {
                case .column(let column): SQL(text: "\(SQL.quoted(column)) = ") + "\(sealed)"
                case .ext(let key):
                    "ext = " + transaction.dialect.setting(key, of: "ext", to: "\(JSON.string(sealed).text)")
                case .none: "version = version"
                }
            count += try transaction.execute(
                SQL(text: "UPDATE \(SQL.quoted(object.table)) SET ") + set
                    + " WHERE tenant_id = \(tenant) AND id = \(row.id) AND "
                    + SQL(text: field.expression(alias: SQL.quoted(object.table), transaction.dialect) ?? "1")
                    + " = \(row.sealed)")
        }
        return (count, rows.last?.id)
    }
}

extension Field {
    /// Whether equal values can be found although they are sealed.
    var hasBlindIndex: Bool {
        guard kind == .encrypted, indexed || unique, case .column = storage else { return false }
        return true
    }
}
