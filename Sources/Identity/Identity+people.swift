public import Basics
import Cryptography
public import SQLStore
public import Tenancy

/// One browser in which somebody is signed in.
public struct BrowserSession: Sendable, Equatable {
    public let id: EntityID
    public let person: EntityID
    public let createdAt: Timestamp
    public let seenAt: Timestamp
    public let agent: String
    public let address: String
}

/// Somebody let in through a browser.
public struct SignedIn: Sendable {
    public let actor: Actor
    public let session: EntityID
    /// What every changing request must carry along.
    public let csrf: String
    /// The company asks for a second factor and the person has none yet: nothing is open but setting one up.
    public let mustEnrol: Bool
}

// People: passwords, sign-in, sessions.
extension Identity {
    /// Ends after this much idleness, and after this much time at all.
    static let idleSeconds: Int64 = 12 * 3600
    static let absoluteSeconds: Int64 = 14 * 86_400

    /// Keeps what sign-in needs of a person; called whenever the person's record changes.
    public static func keep(
        person: EntityID, login: String, name: String, active: Bool, locale: String, tenant: Int64, in transaction: any Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO sign_in (tenant_id, person_id, login, name, active, locale)
            VALUES (\(tenant), \(person.rawValue), \(login.lowercased()), \(name), \(active), \(locale))
            ON CONFLICT (tenant_id, person_id) DO UPDATE
            SET login = excluded.login, name = excluded.name, active = excluded.active, locale = excluded.locale
            """)
        if !active {
            try transaction.execute(
                "DELETE FROM browser_session WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)")
        }
    }

    /// Sets a person's password and ends all of its sessions.
    public func setPassword(_ password: String, person: EntityID, tenant: Int64) async throws {
        try PasswordRules.check(password)
        let hash = try await makeHash(password)
        try await store.write(tenant: tenant) { transaction in
            try Identity.keep(hash: hash, person: person, tenant: tenant, in: transaction)
        }
    }

    /// A hash to keep, for callers that set many at once.
    public func passwordHash(_ password: String) async throws -> String { try await makeHash(password) }

    public static func keep(hash: String, person: EntityID, tenant: Int64, in transaction: any Transaction) throws {
        try transaction.execute(
            "UPDATE sign_in SET password_hash = \(hash) WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)")
        try transaction.execute("DELETE FROM browser_session WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)")
    }

    /// Lets somebody in.
    /// - Parameter company: the tenant's short name; needed only when the login exists in several.
    /// - Returns: the token for the browser's cookie, or what the second factor is asked for with.
    public func signIn(login: String, password: String, company: String?, agent: String, address: String) async throws -> SignInStep {
        let login = login.lowercased()
        let now = clock.now()
        let place = Self.hash("\(company ?? "")|\(login)|\(address)")
        try await refuseIfLocked(place, now)
        let candidates = try await candidates(login, company)
        guard candidates.count < 2 else { throw SignInError.chooseCompany }
        let person = candidates.first
        // Unknown accounts cost as much time as known ones.
        let isRight = try await verify(password, person?.hash)
        guard isRight, let person, person.active else {
            try await countFailure(place, now)
            throw SignInError.wrong
        }
        guard person.tenantActive else { throw SignInError.suspended }
        if try await hasSecondFactor(person: person.id, tenant: person.tenant) {
            return .secondFactor(try await challenge(person: person.id, tenant: person.tenant, now))
        }
        return .signedIn(try await begin(person.tenant, person.id, agent, address, place, now))
    }

    private struct Candidate: Sendable {
        let tenant: Int64
        let id: EntityID
        let hash: String?
        let active: Bool
        let tenantActive: Bool
    }

    private func candidates(_ login: String, _ company: String?) async throws -> [Candidate] {
        try await store.read(tenant: nil) { reader in
            var sql: SQL = """
                SELECT s.tenant_id, s.person_id, s.password_hash, s.active, t.status FROM sign_in s
                JOIN tenant t ON t.id = s.tenant_id WHERE s.login = \(login)
                """
            if let company, !company.isEmpty { sql += " AND t.slug = \(company)" }
            return try reader.all(sql + " LIMIT 2") { row in
                Candidate(
                    tenant: row.integer(0), id: EntityID(rawValue: row.integer(1)), hash: row.optionalText(2), active: row.bool(3),
                    tenantActive: row.text(4) == "active")
            }
        }
    }

    func begin(_ tenant: Int64, _ person: EntityID, _ agent: String, _ address: String, _ place: String, _ now: Timestamp)
        async throws -> String
    {
        let token = Self.token(tenant: tenant)
        let (id, csrf) = (ids.next(), Cryptography.randomToken(bytes: 18))
        try await store.write(tenant: tenant) { transaction in
            try transaction.execute("DELETE FROM sign_in_failure WHERE place = \(place)")
            try transaction.execute(
                """
                INSERT INTO browser_session (tenant_id, token_hash, id, person_id, csrf, created_at, seen_at, ends_at, agent, address)
                VALUES (\(tenant), \(Self.hash(token)), \(id.rawValue), \(person.rawValue), \(csrf), \(now.milliseconds),
                    \(now.milliseconds), \(now.adding(seconds: Self.absoluteSeconds).milliseconds), \(String(agent.prefix(200))), \(address))
                """)
        }
        return token
    }

    func refuseIfLocked(_ place: String, _ now: Timestamp) async throws {
        let until = try await store.read(tenant: nil) { reader in
            try reader.first("SELECT locked_until FROM sign_in_failure WHERE place = \(place)") { $0.integer(0) } ?? 0
        }
        if until > now.milliseconds { throw SignInError.locked(seconds: (until - now.milliseconds) / 1000 + 1) }
    }

    /// Five free tries, then a pause that doubles from half a minute to a quarter of an hour.
    func countFailure(_ place: String, _ now: Timestamp) async throws {
        try await store.write(tenant: nil) { transaction in
            let failures = try transaction.first(
                """
                INSERT INTO sign_in_failure (place, failures, locked_until, at) VALUES (\(place), 1, 0, \(now.milliseconds))
                ON CONFLICT (place) DO UPDATE SET failures = sign_in_failure.failures + 1, at = excluded.at RETURNING failures
                """) { $0.integer(0) } ?? 1
            guard failures >= 5 else { return }
            let pause = min(Int64(30) << min(failures - 5, 6), 900)
            try transaction.execute(
                "UPDATE sign_in_failure SET locked_until = \(now.adding(seconds: pause).milliseconds) WHERE place = \(place)")
        }
    }

    /// Whom a browser's token lets in; nil when it does not any more.
    public func session(token: String) async throws -> SignedIn? {
        guard let tenant = Self.tenant(ofToken: token) else { return nil }
        let (hash, now) = (Self.hash(token), clock.now())
        let found = try await store.read(tenant: tenant) { reader in
            try reader.first(
                """
                SELECT s.id, s.person_id, s.csrf, s.seen_at, p.name, p.locale, t.zone_minutes, t.schema_version, t.access_version, p.zone,
                coalesce(y.second_factor, 0), CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END
                FROM browser_session s JOIN sign_in p ON p.tenant_id = s.tenant_id AND p.person_id = s.person_id
                JOIN tenant t ON t.id = s.tenant_id
                LEFT JOIN sign_in_policy y ON y.tenant_id = s.tenant_id
                LEFT JOIN second_factor f ON f.tenant_id = s.tenant_id AND f.person_id = s.person_id
                WHERE s.tenant_id = \(tenant) AND s.token_hash = \(hash) AND s.ends_at > \(now.milliseconds)
                AND s.seen_at > \(now.adding(seconds: -Self.idleSeconds).milliseconds) AND p.active = 1 AND t.status = 'active'
                """) { (signedIn($0, tenant, now), $0.integer(3)) }
        }
        guard let (signedIn, seen) = found else { return nil }
        if now.milliseconds - seen > 300_000 { try await touch(tenant, hash, now) }
        return signedIn
    }

    private func signedIn(_ row: any RowView, _ tenant: Int64, _ now: Timestamp) -> SignedIn {
        let zone = row.optionalText(9).flatMap { offsetMinutes($0, now) } ?? Int(row.integer(6))
        let actor = Actor(
            kind: .user, tenant: tenant, id: EntityID(rawValue: row.integer(1)), name: row.text(4), locale: row.text(5),
            zoneMinutes: zone, versions: TenantVersions(schema: row.integer(7), access: row.integer(8)))
        return SignedIn(actor: actor, session: EntityID(rawValue: row.integer(0)), csrf: row.text(2), mustEnrol: row.bool(10) && !row.bool(11))
    }

    private func touch(_ tenant: Int64, _ hash: String, _ now: Timestamp) async throws {
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                "UPDATE browser_session SET seen_at = \(now.milliseconds) WHERE tenant_id = \(tenant) AND token_hash = \(hash)")
        }
    }

    public func signOut(token: String) async throws {
        guard let tenant = Self.tenant(ofToken: token) else { return }
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                "DELETE FROM browser_session WHERE tenant_id = \(tenant) AND token_hash = \(Self.hash(token))")
        }
    }

    /// Where a person is signed in, newest first.
    public func sessions(of person: EntityID, tenant: Int64) async throws -> [BrowserSession] {
        try await store.read(tenant: tenant) { reader in
            try reader.all(
                """
                SELECT id, person_id, created_at, seen_at, agent, address FROM browser_session
                WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue) ORDER BY seen_at DESC LIMIT 100
                """) { row in
                BrowserSession(
                    id: EntityID(rawValue: row.integer(0)), person: EntityID(rawValue: row.integer(1)),
                    createdAt: Timestamp(milliseconds: row.integer(2)), seenAt: Timestamp(milliseconds: row.integer(3)),
                    agent: row.text(4), address: row.text(5))
            }
        }
    }

    /// Ends one session of a person.
    public func end(session: EntityID, of person: EntityID, tenant: Int64) async throws {
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                """
                DELETE FROM browser_session WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue) AND id = \(session.rawValue)
                """)
        }
    }

    /// The language a person works in.
    public func setLocale(_ locale: String, person: EntityID, tenant: Int64) async throws {
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                "UPDATE sign_in SET locale = \(locale) WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)")
        }
    }
}
