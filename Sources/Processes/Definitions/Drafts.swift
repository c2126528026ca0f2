public import Basics
import Records
import SQLStore
public import Tenancy

/// A model that somebody is drawing. Nothing runs by it until it is deployed.
public struct ModelDraft: Sendable, Equatable {
    /// What it will be.
    public let kind: Kind
    /// The key of the process or decision model.
    public let key: String
    public let name: String
    public let source: String
    /// Counts from 1; who saves says which one they changed.
    public let version: Int
    public let updatedAt: Timestamp
    public let updatedBy: String

    public enum Kind: String, Sendable { case process, decision }
}

/// Somebody else has saved the draft since.
public struct DraftConflict: Error, Equatable {
    /// The draft's version now; 0 when it is gone.
    public let current: Int
    /// Who saved it; empty when it is gone.
    public let by: String

    public init(current: Int, by: String) {
        self.current = current
        self.by = by
    }
}

extension Processes {
    /// How long a model's text may be.
    public static let longestModel = 4 << 20

    /// The draft of a model, if there is one. For administrators, as all of drawing is.
    public func draft(_ kind: ModelDraft.Kind, _ key: String, as actor: Actor) async throws -> ModelDraft? {
        try await requireAdministrator(actor)
        return try await store.read(tenant: actor.tenant) { try DraftRows.one(kind, key, actor.tenant, $0) }
    }

    /// All drafts of a kind, by name, without their texts' weight in mind: a company draws few models at a time.
    public func drafts(_ kind: ModelDraft.Kind, as actor: Actor) async throws -> [ModelDraft] {
        try await requireAdministrator(actor)
        return try await store.read(tenant: actor.tenant) { reader in
            try reader.all(
                DraftRows.columns + " WHERE tenant_id = \(actor.tenant) AND kind = \(kind.rawValue) ORDER BY name, key LIMIT 500", DraftRows.draft)
        }
    }

    /// Saves a draft over the version that it was made from; 0 when there was none.
    /// - Throws: ``DraftConflict`` when somebody else was faster.
    @discardableResult
    public func saveDraft(
        _ kind: ModelDraft.Kind, _ key: String, name: String, source: String, over version: Int, as actor: Actor
    ) async throws -> Int {
        try await requireAdministrator(actor)
        guard source.utf8.count <= Self.longestModel else { throw RecordError.tooMany(limit: Self.longestModel) }
        guard !key.isEmpty, key.utf8.count <= 200 else { throw ProcessError.malformed(code: "process.draft-key", arguments: [:]) }
        let now = clock.now()
        return try await store.write(tenant: actor.tenant) { transaction in
            let current = try DraftRows.one(kind, key, actor.tenant, transaction)
            guard (current?.version ?? 0) == version else { throw DraftConflict(current: current?.version ?? 0, by: current?.updatedBy ?? "") }
            try DraftRows.write(kind, key, name: name, source: source, replacing: current, at: now, by: actor, transaction)
            return version + 1
        }
    }

    /// Gives a draft up.
    public func discardDraft(_ kind: ModelDraft.Kind, _ key: String, as actor: Actor) async throws {
        try await requireAdministrator(actor)
        try await store.write(tenant: actor.tenant) { transaction in
            try transaction.execute(
                "DELETE FROM process_draft WHERE tenant_id = \(actor.tenant) AND kind = \(kind.rawValue) AND key = \(key)")
        }
    }
}

/// How drafts are read from and written to their rows.
private enum DraftRows {
    static let columns: SQL = "SELECT kind, key, name, source, version, updated_at, updated_by_name FROM process_draft"

    static func one(_ kind: ModelDraft.Kind, _ key: String, _ tenant: Int64, _ reader: any Reader) throws -> ModelDraft? {
        try reader.first(columns + " WHERE tenant_id = \(tenant) AND kind = \(kind.rawValue) AND key = \(key)", draft)
    }

    static func draft(_ row: any RowView) -> ModelDraft {
        ModelDraft(
            kind: ModelDraft.Kind(rawValue: row.text(0)) ?? .process, key: row.text(1), name: row.text(2), source: row.text(3),
            version: Int(row.integer(4)), updatedAt: Timestamp(milliseconds: row.integer(5)), updatedBy: row.text(6))
    }

    static func write(
        _ kind: ModelDraft.Kind, _ key: String, name: String, source: String, replacing old: ModelDraft?, at now: Timestamp, by actor: Actor,
        _ transaction: any Transaction
    ) throws {
        let name = String(name.prefix(200))
        guard let old else {
            // Two who begin at once: the second runs into the key, and is told as any other who came late.
            let made = try transaction.execute(
                """
                INSERT INTO process_draft (tenant_id, kind, key, name, source, version, updated_at, updated_by, updated_by_name)
                VALUES (\(actor.tenant), \(kind.rawValue), \(key), \(name), \(source), 1, \(now.milliseconds), \(actor.id.rawValue), \(actor.name))
                ON CONFLICT (tenant_id, kind, key) DO NOTHING
                """)
            if made == 0 { throw DraftConflict(current: 1, by: "") }
            return
        }
        let changed = try transaction.execute(
            """
            UPDATE process_draft SET name = \(name), source = \(source), version = \(old.version + 1), updated_at = \(now.milliseconds),
                updated_by = \(actor.id.rawValue), updated_by_name = \(actor.name)
            WHERE tenant_id = \(actor.tenant) AND kind = \(kind.rawValue) AND key = \(key) AND version = \(old.version)
            """)
        if changed == 0 { throw DraftConflict(current: old.version + 1, by: "") }
    }
}
