public import Basics

/// One step of a schema, released once and never edited.
public struct Migration: Sendable {
    public let name: String
    public let statements: @Sendable (Dialect) -> [SQL]

    public init(_ name: String, _ statements: @escaping @Sendable (Dialect) -> [SQL]) {
        self.name = name
        self.statements = statements
    }

    /// A fingerprint of the statements for one database, to notice an edited release.
    public func checksum(_ dialect: Dialect) -> String {
        // FNV-1a, 64 bits: it guards against a slip of our own, not against an adversary.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for statement in statements(dialect) {
            for byte in "\(statement.text)|\(statement.arguments);".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        return String(hash, radix: 16)
    }
}

/// Why a schema could not be brought up to date.
public enum MigrationError: Error, Equatable, Sendable {
    /// A migration that has run here reads differently now.
    case edited(String)
    /// The database has a migration that this program does not know: it was written by a newer version.
    case unknown(String)
    /// A migration stands before one that has run already.
    case outOfOrder(String)
    case duplicate(String)
}

extension Store {
    /// Runs what has not run yet, all or nothing. When two processes start at once, one waits for the other.
    /// - Parameter family: a list of its own, such as a room's or a package's; each is in order for itself.
    /// - Returns: the names of the migrations that ran.
    @discardableResult
    public func migrate(_ family: String, _ migrations: [Migration], at now: Timestamp) async throws -> [String] {
        var names = Set<String>()
        for migration in migrations where !names.insert(migration.name).inserted {
            throw MigrationError.duplicate(migration.name)
        }
        return try await write(tenant: nil, lane: .bulk) { transaction in
            if let lock = transaction.dialect.lock(Dialect.schemaLockKey) { try transaction.forEach(lock) { _ in } }
            try transaction.execute(Schema.table(transaction.dialect))
            let pending = try Schema.pending(family, migrations, transaction)
            for (position, migration) in pending {
                for statement in migration.statements(transaction.dialect) { try transaction.execute(statement) }
                try Schema.record(family, position, migration, now, transaction)
            }
            return pending.map(\.migration.name)
        }
    }
}

extension Dialect {
    /// What ``lock(_:)`` is given by whoever changes the schema, so that two programs do not change it at once. Any
    /// number, as long as nobody else locks it: "sanbu" in ASCII.
    public static let schemaLockKey: Int64 = 0x73_61_6e_62_75
}

/// The table that remembers what has run.
private enum Schema {
    static func table(_ dialect: Dialect) -> SQL {
        let (text, integer) = (dialect.type(.text), dialect.type(.integer))
        return SQL(
            text: """
                CREATE TABLE IF NOT EXISTS schema_migration (family \(text) NOT NULL, name \(text) NOT NULL, \
                position \(integer) NOT NULL, checksum \(text) NOT NULL, applied_at \(integer) NOT NULL, \
                PRIMARY KEY (family, name))\(dialect.tableEnd())
                """)
    }

    static func pending(
        _ family: String, _ migrations: [Migration], _ transaction: any Transaction
    ) throws -> [(position: Int, migration: Migration)] {
        let applied = try transaction.all(
            "SELECT name, checksum FROM schema_migration WHERE family = \(family) ORDER BY position"
        ) { (name: $0.text(0), checksum: $0.text(1)) }
        let known = Set(migrations.map(\.name))
        if let stranger = applied.first(where: { !known.contains($0.name) }) {
            throw MigrationError.unknown(stranger.name)
        }
        for (migration, past) in zip(migrations, applied) {
            guard migration.name == past.name else { throw MigrationError.outOfOrder(migration.name) }
            guard migration.checksum(transaction.dialect) == past.checksum else {
                throw MigrationError.edited(migration.name)
            }
        }
        return migrations.enumerated().dropFirst(applied.count).map { ($0.offset, $0.element) }
    }

    static func record(
        _ family: String, _ position: Int, _ migration: Migration, _ now: Timestamp, _ transaction: any Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO schema_migration (family, name, position, checksum, applied_at) \
            VALUES (\(family), \(migration.name), \(position), \(migration.checksum(transaction.dialect)), \
            \(now.milliseconds))
            """)
    }
}
