public import Basics
import Metadata
public import SQLStore

/// Two or more records of one object that became one, and whether that was taken back.
public struct Merge: Sendable, Equatable {
    public let id: EntityID
    public let object: String
    public let winner: EntityID
    /// The records that went into the recycle bin, marked as merged.
    public let losers: [EntityID]
    public let time: Timestamp
    public let actor: EntityID
    public let actorName: String
    public let undoneAt: Timestamp?

    /// The typed text of the id.
    public var idText: String { id.text(prefix: Self.idPrefix) }

    public static let idPrefix = "mrg"

    /// At most so many records become one at a time.
    public static let mostRecords = 20
}

/// Why an undo cannot put something back exactly: something newer is there.
public struct MergeContradiction: Sendable, Equatable {
    public enum Reason: String, Sendable {
        /// The field was written since the merge.
        case changed
        /// The record is not in the database any more.
        case gone
    }
    public let object: String
    /// The typed text of the record's id.
    public let id: String
    public let field: String
    public let reason: Reason

    public init(object: String, id: String, field: String, reason: Reason) {
        self.object = object
        self.id = id
        self.field = field
        self.reason = reason
    }
}

/// One thing that a merge did, in the order in which it did it.
struct MergeStep {
    enum Kind: String {
        /// A field of the winner.
        case value
        /// The winner's owner.
        case owner
        /// A reference of another record that pointed at a loser.
        case reference
        /// A file that was kept with a loser.
        case file
    }
    let kind: Kind
    let object: String
    let record: EntityID
    let field: String
    let before: Pointed
    let after: Pointed

    /// A value and, for a reference to several objects, the one it points at.
    struct Pointed: Equatable {
        let value: SQLValue
        let target: String?
    }
}

/// The tables that remember merges.
enum MergeTables {
    static let migration = Migration("0001-merges") { dialect in
        let (integer, text, end) = (dialect.type(.integer), dialect.type(.text), dialect.tableEnd())
        return [
            """
            CREATE TABLE record_merge (tenant_id \(integer) NOT NULL, id \(integer) NOT NULL, object \(text) NOT NULL,
            winner_id \(integer) NOT NULL, at \(integer) NOT NULL, actor_id \(integer) NOT NULL, actor_name \(text) NOT NULL,
            undone_at \(integer), undone_by \(integer), PRIMARY KEY (tenant_id, id))\(end)
            """,
            "CREATE INDEX record_merge_winner ON record_merge (tenant_id, winner_id, id)",
            """
            CREATE TABLE record_merge_loser (tenant_id \(integer) NOT NULL, merge_id \(integer) NOT NULL,
            loser_id \(integer) NOT NULL, PRIMARY KEY (tenant_id, merge_id, loser_id))\(end)
            """,
            "CREATE INDEX record_merge_loser_record ON record_merge_loser (tenant_id, loser_id)",
            """
            CREATE TABLE record_merge_step (tenant_id \(integer) NOT NULL, merge_id \(integer) NOT NULL,
            position \(integer) NOT NULL, kind \(text) NOT NULL, object \(text) NOT NULL, record_id \(integer) NOT NULL,
            field \(text) NOT NULL, old_value \(text), old_target \(text), new_value \(text), new_target \(text),
            PRIMARY KEY (tenant_id, merge_id, position))\(end)
            """,
        ].map { SQL(text: $0) }
    }
}

// What is read of merges.
extension RecordReader {
    /// The merges that made a record what it is, newest first. Who may see the record may see them.
    public func merges(of record: Record) throws -> [Merge] {
        try reader.all(
            """
            SELECT id, object, winner_id, at, actor_id, actor_name, undone_at FROM record_merge
            WHERE tenant_id = \(tenant) AND winner_id = \(record.id.rawValue) ORDER BY id DESC
            """, merge)
    }

    func merge(_ id: EntityID) throws -> Merge? {
        try reader.first(
            """
            SELECT id, object, winner_id, at, actor_id, actor_name, undone_at FROM record_merge
            WHERE tenant_id = \(tenant) AND id = \(id.rawValue)
            """, merge)
    }

    private func merge(_ row: any RowView) throws -> Merge {
        let id = row.integer(0)
        let losers = try reader.all(
            "SELECT loser_id FROM record_merge_loser WHERE tenant_id = \(tenant) AND merge_id = \(id) ORDER BY loser_id"
        ) { EntityID(rawValue: $0.integer(0)) }
        return Merge(
            id: EntityID(rawValue: id), object: row.text(1), winner: EntityID(rawValue: row.integer(2)), losers: losers,
            time: Timestamp(milliseconds: row.integer(3)), actor: EntityID(rawValue: row.integer(4)),
            actorName: row.text(5), undoneAt: row.optionalInteger(6).map(Timestamp.init(milliseconds:)))
    }

    /// The record that another one was merged into, if it was and nobody took it back.
    public func mergedInto(_ id: EntityID) throws -> EntityID? {
        try reader.first(
            """
            SELECT m.winner_id FROM record_merge_loser l JOIN record_merge m ON m.tenant_id = l.tenant_id AND m.id = l.merge_id
            WHERE l.tenant_id = \(tenant) AND l.loser_id = \(id.rawValue) AND m.undone_at IS NULL
            """
        ) { EntityID(rawValue: $0.integer(0)) }
    }

    /// A record with all that were merged into it, and into those: whose past is its past.
    public func family(_ id: EntityID) throws -> [EntityID] {
        var family = [id]
        var next = [id]
        // A merge into itself is impossible, so this ends; the bound keeps a broken table from hanging a page.
        while !next.isEmpty, family.count < 500 {
            let losers = try reader.all(
                """
                SELECT l.loser_id FROM record_merge m JOIN record_merge_loser l ON l.tenant_id = m.tenant_id AND l.merge_id = m.id
                WHERE m.tenant_id = \(tenant) AND m.undone_at IS NULL AND m.winner_id IN \(list: next.map { .integer($0.rawValue) })
                """
            ) { EntityID(rawValue: $0.integer(0)) }
            next = losers.filter { !family.contains($0) }
            family += next
        }
        return family
    }

    func steps(of merge: EntityID) throws -> [MergeStep] {
        try reader.all(
            """
            SELECT kind, object, record_id, field, old_value, old_target, new_value, new_target FROM record_merge_step
            WHERE tenant_id = \(tenant) AND merge_id = \(merge.rawValue) ORDER BY position DESC
            """
        ) { row in
            MergeStep(
                kind: MergeStep.Kind(rawValue: row.text(0)) ?? .value, object: row.text(1),
                record: EntityID(rawValue: row.integer(2)),
                field: row.text(3), before: .init(value: Self.kept(row.optionalText(4)), target: row.optionalText(5)),
                after: .init(value: Self.kept(row.optionalText(6)), target: row.optionalText(7)))
        }
    }

    private static func kept(_ text: String?) -> SQLValue {
        text.flatMap { try? JSON.parse($0) }.map(ExtValue.value) ?? .null
    }
}
