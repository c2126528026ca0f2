public import Basics
public import Cryptography
public import Metadata
public import SQLStore
import Synchronization
import Tenancy

/// Why a secret cannot be kept or read.
public enum VaultError: Error, Equatable {
    /// The server was started without a root key.
    case noRootKey
    /// The root key is not the one that the tenant's key was wrapped with.
    case otherRootKey
}

/// The keys of encrypted fields: the root key wraps one key a tenant, that wraps one a class of data, and that seals
/// the values. Only wrapped keys are in the database.
///
/// A value is bound to its tenant, object, field and record: moved anywhere else it does not open.
public final class Vault: Sendable {
    private let rootKey: RootKey
    /// Unwrapped keys by tenant and id. Which key seals is read anew each time, so that a change reaches every node.
    private let opened = Mutex<[KeyName: [UInt8]]>([:])

    private struct KeyName: Hashable {
        let tenant: Int64
        let id: Int64
    }

    public init(rootKey: RootKey) { self.rootKey = rootKey }

    static let migration = Migration("0005-vault") { dialect in
        let (integer, text, end) = (dialect.type(.integer), dialect.type(.text), dialect.tableEnd())
        return [
            """
            CREATE TABLE tenant_key (tenant_id \(integer) NOT NULL, wrapped \(text) NOT NULL, root_key \(text) NOT NULL,
            PRIMARY KEY (tenant_id))\(end)
            """,
            """
            CREATE TABLE data_key (tenant_id \(integer) NOT NULL, id \(integer) NOT NULL, class \(text) NOT NULL, wrapped \(text) NOT NULL,
            created_at \(integer) NOT NULL, retired_at \(integer), PRIMARY KEY (tenant_id, id))\(end)
            """,
        ].map { SQL(text: $0) }
    }

    /// A value with what it belongs to.
    struct Place {
        let tenant: Int64
        let field: Field
        let object: ObjectType
        let record: EntityID

        var context: [UInt8] { Array("\(tenant)|\(object.name)|\(field.name)|\(record.rawValue)".utf8) }
        var dataClass: String { field.privacyClass ?? "default" }
    }

    // MARK: Values

    /// Seals a text: `s1.` the key's id, and the sealed bytes in base 64.
    func seal(_ text: String, _ place: Place, at now: Timestamp, ids: IDGenerator, in transaction: any Transaction)
        throws -> String
    {
        let (id, key) = try currentKey(place, now, ids, transaction)
        let sealed = FieldCipher.seal(Array(text.utf8), key: key, context: place.context)
        return "s1." + String(id, radix: 36) + "." + Cryptography.base64URL(sealed)
    }

    /// - Returns: nil when the text was tampered with, or belongs elsewhere.
    func open(_ sealed: String, _ place: Place, _ reader: any Reader) throws -> String? {
        guard let (id, bytes) = Self.parts(sealed), let key = try key(id, place.tenant, reader) else { return nil }
        return FieldCipher.open(bytes, key: key, context: place.context).flatMap {
            String(validating: $0, as: UTF8.self)
        }
    }

    /// The id of the key that sealed a text.
    static func parts(_ sealed: String) -> (key: Int64, bytes: [UInt8])? {
        let parts = sealed.split(separator: ".")
        guard parts.count == 3, parts[0] == "s1", let id = Int64(parts[1], radix: 36),
            let bytes = Cryptography.bytes(base64URL: String(parts[2]))
        else { return nil }
        return (id, bytes)
    }

    /// What equal values have in common without telling them: a keyed hash, cut to 128 bits. It tells which records have
    /// the same value and how often one occurs, and nothing else.
    func blindIndex(_ text: String, _ place: Place, _ reader: any Reader) throws -> String? {
        guard let tenantKey = try tenantKey(place.tenant, reader) else { return nil }
        let key = Cryptography.hmacSHA256(Array("blind|\(place.object.name)|\(place.field.name)".utf8), key: tenantKey)
        return Cryptography.hex(Cryptography.hmacSHA256(Array(Self.folded(text).utf8), key: key).prefix(16))
    }

    /// Spellings of one number are one: no blanks and hyphens, large letters.
    static func folded(_ text: String) -> String { String(text.filter { !$0.isWhitespace && $0 != "-" }).uppercased() }

    // MARK: Keys

    private func currentKey(_ place: Place, _ now: Timestamp, _ ids: IDGenerator, _ transaction: any Transaction) throws
        -> (Int64, [UInt8])
    {
        let id = try transaction.first(
            """
            SELECT id FROM data_key WHERE tenant_id = \(place.tenant) AND class = \(place.dataClass) AND retired_at IS NULL
            ORDER BY id DESC LIMIT 1
            """
        ) { $0.integer(0) }
        if let id, let key = try key(id, place.tenant, transaction) { return (id, key) }
        if id != nil { throw VaultError.otherRootKey }
        return try makeKey(place.tenant, place.dataClass, now, ids, transaction)
    }

    private func makeKey(
        _ tenant: Int64, _ dataClass: String, _ now: Timestamp, _ ids: IDGenerator, _ transaction: any Transaction
    ) throws
        -> (Int64, [UInt8])
    {
        let tenantKey = try tenantKey(tenant, transaction) ?? makeTenantKey(tenant, transaction)
        let (id, key) = (ids.next().rawValue, Cryptography.randomBytes(FieldCipher.keyBytes))
        let wrapped = SealingKey(tenantKey).seal(key, context: Array("data-key|\(tenant)|\(id)|\(dataClass)".utf8))
        try transaction.execute(
            """
            INSERT INTO data_key (tenant_id, id, class, wrapped, created_at)
            VALUES (\(tenant), \(id), \(dataClass), \(Cryptography.base64URL(wrapped)), \(now.milliseconds))
            """)
        return (id, key)
    }

    private func makeTenantKey(_ tenant: Int64, _ transaction: any Transaction) throws -> [UInt8] {
        let key = Cryptography.randomBytes(FieldCipher.keyBytes)
        try keep(tenantKey: key, tenant, rootKey, transaction)
        return key
    }

    private func keep(tenantKey key: [UInt8], _ tenant: Int64, _ root: RootKey, _ transaction: any Transaction) throws {
        let wrapped = SealingKey(root.key(for: "tenant-keys")).seal(key, context: Array("tenant-key|\(tenant)".utf8))
        try transaction.execute(
            .upsert(
                into: "tenant_key", key: ["tenant_id"],
                [
                    ("tenant_id", .integer(tenant)), ("wrapped", .text(Cryptography.base64URL(wrapped))),
                    ("root_key", .text(root.fingerprint)),
                ]))
    }

    private func tenantKey(_ tenant: Int64, _ reader: any Reader) throws -> [UInt8]? {
        let name = KeyName(tenant: tenant, id: 0)
        if let known = opened.withLock({ $0[name] }) { return known }
        guard
            let wrapped = try reader.first("SELECT wrapped FROM tenant_key WHERE tenant_id = \(tenant)", { $0.text(0) })
        else { return nil }
        let context = Array("tenant-key|\(tenant)".utf8)
        guard let bytes = Cryptography.bytes(base64URL: wrapped),
            let key = SealingKey(rootKey.key(for: "tenant-keys")).open(bytes, context: context)
        else { throw VaultError.otherRootKey }
        remember(key, name)
        return key
    }

    private func key(_ id: Int64, _ tenant: Int64, _ reader: any Reader) throws -> [UInt8]? {
        let name = KeyName(tenant: tenant, id: id)
        if let known = opened.withLock({ $0[name] }) { return known }
        let row = try reader.first("SELECT class, wrapped FROM data_key WHERE tenant_id = \(tenant) AND id = \(id)") {
            ($0.text(0), $0.text(1))
        }
        guard let (dataClass, text) = row, let tenantKey = try tenantKey(tenant, reader),
            let wrapped = Cryptography.bytes(base64URL: text),
            let key = SealingKey(tenantKey).open(wrapped, context: Array("data-key|\(tenant)|\(id)|\(dataClass)".utf8))
        else { return nil }
        remember(key, name)
        return key
    }

    private func remember(_ key: [UInt8], _ name: KeyName) {
        opened.withLock { keys in
            if keys.count > 10_000 { keys.removeAll() }
            keys[name] = key
        }
    }

    // MARK: Changing keys

    /// Retires a tenant's keys, so that what is sealed from now on is sealed with new ones.
    func retireKeys(_ tenant: Int64, at now: Timestamp, ids: IDGenerator, in transaction: any Transaction) throws {
        let classes = try transaction.all(
            "SELECT DISTINCT class FROM data_key WHERE tenant_id = \(tenant) AND retired_at IS NULL"
        ) { $0.text(0) }
        try transaction.execute(
            "UPDATE data_key SET retired_at = \(now.milliseconds) WHERE tenant_id = \(tenant) AND retired_at IS NULL")
        for dataClass in classes { _ = try makeKey(tenant, dataClass, now, ids, transaction) }
    }

    /// Wraps a tenant's key with another root key; its values stay as they are.
    func rewrap(_ tenant: Int64, with root: RootKey, in transaction: any Transaction) throws -> Bool {
        guard let key = try tenantKey(tenant, transaction) else { return false }
        try keep(tenantKey: key, tenant, root, transaction)
        return true
    }
}
