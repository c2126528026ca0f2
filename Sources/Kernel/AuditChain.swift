public import Basics
public import Cryptography
public import Records
public import SQLStore
import Tenancy
import Work

/// The chain that makes the log tamper-evident: each entry's hash covers the one before, and checkpoints are signed.
///
/// Entries are sealed shortly after they are written, in the order of the log, by whoever calls ``seal(tenant:key:)``;
/// so no writer waits for another's hash.
public struct AuditChain: Sendable {
    let store: any Store
    let clock: WallClock

    public init(store: any Store, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    static let migration = Migration("0005-audit-chain") { _ in
        [
            """
            CREATE TABLE audit_link (tenant_id BIGINT NOT NULL, sequence BIGINT NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY (tenant_id, sequence))
            """,
            """
            CREATE TABLE audit_checkpoint (tenant_id BIGINT NOT NULL, sequence BIGINT NOT NULL, hash TEXT NOT NULL,
            public_key TEXT NOT NULL, signature TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (tenant_id, sequence))
            """,
        ]
    }

    /// What a verification found.
    public struct Finding: Sendable, Equatable {
        /// How many entries are sealed.
        public let sealed: Int64
        /// How many entries the log has.
        public let last: Int64
        /// The first place at which the chain does not fit; nil when it is whole.
        public let firstBroken: Int64?
        /// Why, in one word: changed, missing, reordered, truncated, signature.
        public let reason: String?
    }

    // MARK: Sealing

    /// Seals what has been written since; signs a checkpoint when an hour has passed or a thousand entries.
    /// Companies whose logs hold entries that are not sealed yet.
    public func tenantsBehind() async throws -> [Int64] {
        try await store.read(tenant: nil) { reader in
            try reader.all(
                """
                SELECT h.tenant_id FROM event_head h WHERE h.sequence >
                    coalesce((SELECT max(l.sequence) FROM audit_link l WHERE l.tenant_id = h.tenant_id), 0)
                """) { $0.integer(0) }
        }
    }

    /// - Returns: how many entries were sealed.
    @discardableResult
    public func seal(tenant: Int64, key: SigningKey) async throws -> Int {
        let now = clock.now()
        return try await store.write(tenant: tenant) { transaction in
            let head = try Self.head(tenant, transaction)
            let events = try EventLog.events(after: head.sequence, tenant: tenant, limit: 1000, in: transaction)
            var (sequence, hash) = head
            for event in events {
                guard event.sequence == sequence + 1 else { break }
                hash = Self.link(hash, event)
                sequence = event.sequence
                try transaction.execute("INSERT INTO audit_link (tenant_id, sequence, hash) VALUES (\(tenant), \(sequence), \(hash))")
            }
            if sequence > head.sequence { try Self.checkpoint(tenant, sequence, hash, key, now, transaction) }
            return Int(sequence - head.sequence)
        }
    }

    private static func head(_ tenant: Int64, _ reader: any Reader) throws -> (sequence: Int64, hash: String) {
        try reader.first("SELECT sequence, hash FROM audit_link WHERE tenant_id = \(tenant) ORDER BY sequence DESC LIMIT 1") {
            ($0.integer(0), $0.text(1))
        } ?? (0, "")
    }

    private static func checkpoint(_ tenant: Int64, _ sequence: Int64, _ hash: String, _ key: SigningKey, _ now: Timestamp, _ transaction: any Transaction)
        throws
    {
        let last = try transaction.first(
            "SELECT sequence, at FROM audit_checkpoint WHERE tenant_id = \(tenant) ORDER BY sequence DESC LIMIT 1"
        ) { ($0.integer(0), $0.integer(1)) }
        if let last, sequence - last.0 < 1000, now.milliseconds - last.1 < 3_600_000 { return }
        let signature = key.sign(message(tenant, sequence, hash))
        try transaction.execute(
            """
            INSERT INTO audit_checkpoint (tenant_id, sequence, hash, public_key, signature, at)
            VALUES (\(tenant), \(sequence), \(hash), \(Cryptography.hex(key.publicKey)), \(Cryptography.hex(signature)), \(now.milliseconds))
            """)
    }

    private static func message(_ tenant: Int64, _ sequence: Int64, _ hash: String) -> [UInt8] { Array("\(tenant)|\(sequence)|\(hash)".utf8) }

    /// The hash of an entry behind another: every column, each with its length, so that no two logs read the same.
    static func link(_ before: String, _ event: Event) -> String {
        let parts = [
            before, "\(event.sequence)", "\(event.id.rawValue)", event.type, event.object, "\(event.record.rawValue)", "\(event.actor.rawValue)",
            event.actorName, "\(event.time.milliseconds)", event.data, event.through ?? "",
        ]
        return Cryptography.hex(Cryptography.sha256(parts.map { "\($0.utf8.count):\($0)" }.joined()))
    }

    // MARK: Verifying

    /// Follows the whole chain of a tenant.
    /// - Parameter key: the public key that checkpoints must be signed with; nil trusts the one they name.
    public func verify(tenant: Int64, publicKey: [UInt8]? = nil) async throws -> Finding {
        var (sequence, hash): (Int64, String) = (0, "")
        let (sealed, last) = try await store.read(tenant: tenant) { reader in
            (try Self.head(tenant, reader).sequence, try EventLog.lastSequence(tenant: tenant, in: reader))
        }
        func broken(_ place: Int64, _ reason: String) -> Finding { Finding(sealed: sealed, last: last, firstBroken: place, reason: reason) }
        while sequence < sealed {
            let (from, before) = (sequence, hash)
            let step = try await store.read(tenant: tenant) { try Self.follow(tenant, from, before, upTo: sealed, $0) }
            if let place = step.broken { return broken(place, step.reason) }
            (sequence, hash) = (step.sequence, step.hash)
        }
        if let place = try await badCheckpoint(tenant, publicKey) { return broken(place, "signature") }
        return Finding(sealed: sealed, last: last, firstBroken: nil, reason: nil)
    }

    private struct Step: Sendable {
        var sequence: Int64
        var hash: String
        var broken: Int64?
        var reason = ""
    }

    private static func follow(_ tenant: Int64, _ from: Int64, _ before: String, upTo sealed: Int64, _ reader: any Reader) throws -> Step {
        let events = try EventLog.events(after: from, tenant: tenant, limit: 2000, in: reader)
        let links = Dictionary(
            try reader.all("SELECT sequence, hash FROM audit_link WHERE tenant_id = \(tenant) AND sequence > \(from) ORDER BY sequence LIMIT 2000") {
                ($0.integer(0), $0.text(1))
            }, uniquingKeysWith: { $1 })
        var step = Step(sequence: from, hash: before)
        for event in events where step.sequence < sealed {
            let place = step.sequence + 1
            guard event.sequence == place else { return Step(sequence: from, hash: before, broken: place, reason: "missing") }
            step.hash = link(step.hash, event)
            guard links[place] == step.hash else {
                return Step(sequence: from, hash: before, broken: place, reason: links[place] == nil ? "missing" : "changed")
            }
            step.sequence = place
        }
        if step.sequence == from, from < sealed { return Step(sequence: from, hash: before, broken: from + 1, reason: "truncated") }
        return step
    }

    private func badCheckpoint(_ tenant: Int64, _ publicKey: [UInt8]?) async throws -> Int64? {
        let rows = try await store.read(tenant: tenant) { reader in
            try reader.all(
                """
                SELECT c.sequence, c.hash, c.public_key, c.signature, l.hash FROM audit_checkpoint c
                LEFT JOIN audit_link l ON l.tenant_id = c.tenant_id AND l.sequence = c.sequence
                WHERE c.tenant_id = \(tenant) ORDER BY c.sequence
                """) { (sequence: $0.integer(0), hash: $0.text(1), key: $0.text(2), signature: $0.text(3), link: $0.text(4)) }
        }
        return rows.first { row in
            let key = Cryptography.bytes(hex: row.key) ?? []
            let isOurs = publicKey.map { $0 == key } ?? true
            return !isOurs || row.link != row.hash
                || !SigningKey.isValid(Cryptography.bytes(hex: row.signature) ?? [], of: Self.message(tenant, row.sequence, row.hash), publicKey: key)
        }?.sequence
    }

    /// How far the log is sealed, with a look at its end; for a page that must be quick.
    public static func state(_ reader: RecordReader) throws -> Finding {
        let tenant = reader.actor.tenant
        let links = try reader.rows(
            "SELECT sequence, hash FROM audit_link WHERE tenant_id = \(tenant) ORDER BY sequence DESC LIMIT 200"
        ) { ($0.integer(0), $0.text(1)) }.reversed()
        let last = try reader.lastSequence()
        guard var (sequence, hash) = links.first else { return Finding(sealed: 0, last: last, firstBroken: nil, reason: nil) }
        let known = Dictionary(links.map { $0 }, uniquingKeysWith: { $1 })
        for event in try reader.events(after: sequence, limit: links.count - 1) {
            guard event.sequence == sequence + 1 else { return Finding(sealed: sequence, last: last, firstBroken: sequence + 1, reason: "missing") }
            hash = link(hash, event)
            sequence = event.sequence
            if let expected = known[sequence], expected != hash {
                return Finding(sealed: sequence, last: last, firstBroken: sequence, reason: "changed")
            }
        }
        return Finding(sealed: links.last?.0 ?? 0, last: last, firstBroken: nil, reason: nil)
    }
}
