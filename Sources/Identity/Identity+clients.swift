public import Basics
import Cryptography
import SQLStore
public import Tenancy

/// A program that uses the API.
public struct APIClient: Sendable, Equatable {
    public let id: EntityID
    public let name: String
    public let roles: Set<String>
    public let scopes: Set<String>
    public let active: Bool
    public let createdAt: Timestamp
    public let usedAt: Timestamp?

    /// The id's typed text.
    public var idText: String { id.text(prefix: "cli") }
}

/// A token for a while (RFC 6749 §5.1).
public struct AccessToken: Sendable {
    public let text: String
    public let scopes: Set<String>
    public let seconds: Int64
}

// API clients: OAuth 2.1 client credentials.
extension Identity {
    static let tokenSeconds: Int64 = 3600

    /// Makes a client.
    /// - Returns: the client and its secret, which is shown this once.
    public func createClient(name: String, roles: Set<String>, scopes: Set<String>, tenant: Int64) async throws
        -> (client: APIClient, secret: String)
    {
        let secret = "sk_" + Cryptography.randomToken(bytes: 32)
        let now = clock.now()
        let client = APIClient(id: ids.next(), name: name, roles: roles, scopes: scopes, active: true, createdAt: now, usedAt: nil)
        // The secret is random and long: one hash is as good as many, and a check takes no 45 ms.
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                """
                INSERT INTO api_client (tenant_id, id, name, secret_hash, roles, scopes, active, created_at)
                VALUES (\(tenant), \(client.id.rawValue), \(name), \(Self.hash(secret)), \(roles.sorted().joined(separator: " ")),
                    \(scopes.sorted().joined(separator: " ")), 1, \(now.milliseconds))
                """)
        }
        return (client, secret)
    }

    public func clients(tenant: Int64) async throws -> [APIClient] {
        try await store.read(tenant: tenant) { reader in
            try reader.all(
                """
                SELECT id, name, roles, scopes, active, created_at, used_at FROM api_client WHERE tenant_id = \(tenant)
                ORDER BY id DESC LIMIT 500
                """, Self.client)
        }
    }

    /// Shuts a client out, with all its tokens.
    public func disable(client: EntityID, tenant: Int64) async throws {
        try await store.write(tenant: tenant) { transaction in
            try transaction.execute("UPDATE api_client SET active = 0 WHERE tenant_id = \(tenant) AND id = \(client.rawValue)")
            _ = try transaction.execute("DELETE FROM access_token WHERE tenant_id = \(tenant) AND client_id = \(client.rawValue)")
        }
    }

    /// Gives a client a token for its id and secret (RFC 6749 §4.4).
    /// - Parameter scopes: fewer than the client has; nil for all.
    /// - Returns: nil when the id or the secret is wrong, or a scope is not the client's.
    public func token(client idText: String, secret: String, scopes: Set<String>?) async throws -> AccessToken? {
        guard let id = EntityID(text: idText, prefix: "cli") else { return nil }
        let now = clock.now()
        let found = try await store.read(tenant: nil) { reader in
            try reader.first(
                """
                SELECT c.tenant_id, c.secret_hash, c.scopes FROM api_client c JOIN tenant t ON t.id = c.tenant_id
                WHERE c.id = \(id.rawValue) AND c.active = 1 AND t.status = 'active'
                """) { ($0.integer(0), $0.text(1), Set($0.text(2).split(separator: " ").map(String.init))) }
        }
        let given = Array(Self.hash(secret).utf8)
        guard let (tenant, hash, allowed) = found, Cryptography.areEqual(Array(hash.utf8), given) else { return nil }
        let wanted = scopes.map { $0.isEmpty ? allowed : $0 } ?? allowed
        guard wanted.isSubset(of: allowed) else { return nil }
        let text = Self.token(tenant: tenant)
        try await store.write(tenant: tenant) { transaction in
            try transaction.execute("DELETE FROM access_token WHERE tenant_id = \(tenant) AND ends_at < \(now.milliseconds)")
            try transaction.execute(
                "UPDATE api_client SET used_at = \(now.milliseconds) WHERE tenant_id = \(tenant) AND id = \(id.rawValue)")
            _ = try transaction.execute(
                """
                INSERT INTO access_token (tenant_id, token_hash, client_id, scopes, ends_at)
                VALUES (\(tenant), \(Self.hash(text)), \(id.rawValue), \(wanted.sorted().joined(separator: " ")),
                    \(now.adding(seconds: Self.tokenSeconds).milliseconds))
                """)
        }
        return AccessToken(text: text, scopes: wanted, seconds: Self.tokenSeconds)
    }

    /// Whom a bearer token lets in; nil when it does not.
    public func bearer(token: String) async throws -> Actor? {
        guard let tenant = Self.tenant(ofToken: token) else { return nil }
        let (hash, now) = (Self.hash(token), clock.now())
        return try await store.read(tenant: tenant) { reader in
            try reader.first(
                """
                SELECT c.id, c.name, c.roles, k.scopes, t.locale, t.zone_minutes, t.schema_version, t.access_version
                FROM access_token k JOIN api_client c ON c.tenant_id = k.tenant_id AND c.id = k.client_id
                JOIN tenant t ON t.id = k.tenant_id
                WHERE k.tenant_id = \(tenant) AND k.token_hash = \(hash) AND k.ends_at > \(now.milliseconds) AND c.active = 1
                AND t.status = 'active'
                """) { row in
                Actor(
                    kind: .client, tenant: tenant, id: EntityID(rawValue: row.integer(0)), name: row.text(1),
                    scopes: Set(row.text(3).split(separator: " ").map(String.init)),
                    roles: Set(row.text(2).split(separator: " ").map(String.init)), locale: row.text(4),
                    zoneMinutes: Int(row.integer(5)), versions: TenantVersions(schema: row.integer(6), access: row.integer(7)))
            }
        }
    }

    private static func client(_ row: any RowView) -> APIClient {
        APIClient(
            id: EntityID(rawValue: row.integer(0)), name: row.text(1), roles: Set(row.text(2).split(separator: " ").map(String.init)),
            scopes: Set(row.text(3).split(separator: " ").map(String.init)), active: row.bool(4),
            createdAt: Timestamp(milliseconds: row.integer(5)), usedAt: row.optionalInteger(6).map(Timestamp.init(milliseconds:)))
    }
}
