public import Basics
import SQLStore
import Tenancy

/// What a person has chosen for itself.
public struct Profile: Sendable, Equatable {
    public var login: String
    public var locale: String
    /// A name of the time zone database such as `Asia/Shanghai`; nil for the company's own.
    public var zone: String?
    /// `light`, `dark` or `system`; nil when nothing was chosen.
    public var theme: String?
}

// What people change about themselves.
extension Identity {
    public func profile(person: EntityID, tenant: Int64) async throws -> Profile? {
        try await store.read(tenant: tenant) { reader in
            try reader.first(
                "SELECT login, locale, zone, theme FROM sign_in WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)"
            ) { Profile(login: $0.text(0), locale: $0.text(1), zone: $0.optionalText(2), theme: $0.optionalText(3)) }
        }
    }

    /// - Throws: ``SignInError/unknownZone`` for a name that the time zone database does not have.
    public func setZone(_ zone: String?, person: EntityID, tenant: Int64) async throws {
        if let zone, offsetMinutes(zone, clock.now()) == nil { throw SignInError.unknownZone }
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                "UPDATE sign_in SET zone = \(zone) WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)")
        }
    }

    public func setTheme(_ theme: String, person: EntityID, tenant: Int64) async throws {
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                "UPDATE sign_in SET theme = \(theme) WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)")
        }
    }

    /// Changes a person's own password: the old one is asked for, every session ends, and the browser at hand gets a new
    /// one.
    /// - Returns: the token of the new session.
    public func changePassword(
        from old: String, to new: String, person: EntityID, tenant: Int64, agent: String, address: String
    )
        async throws -> String
    {
        let now = clock.now()
        try await checkPassword(old, person: person, tenant: tenant)
        let words = try await ownWords(person, tenant)
        try PasswordRules.check(new, not: words + [old])
        let hash = try await makeHash(new)
        try await store.write(tenant: tenant) { transaction in
            try Identity.keep(hash: hash, person: person, tenant: tenant, in: transaction)
        }
        return try await begin(tenant, person, agent, address, Self.passwordPlace(tenant, person), now)
    }

    /// Asks for a password again before something grave. Wrong ones count towards a pause.
    /// - Throws: ``SignInError/wrong`` or ``SignInError/locked(seconds:)``.
    public func checkPassword(_ password: String, person: EntityID, tenant: Int64) async throws {
        let now = clock.now()
        let place = Self.passwordPlace(tenant, person)
        try await refuseIfLocked(place, now)
        let hash = try await store.read(tenant: tenant) { reader in
            try reader.first(
                "SELECT password_hash FROM sign_in WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)"
            ) {
                $0.optionalText(0)
            } ?? nil
        }
        guard try await verify(password, hash) else {
            try await countFailure(place, now)
            throw SignInError.wrong
        }
    }

    private static func passwordPlace(_ tenant: Int64, _ person: EntityID) -> String {
        hash("password|\(tenant)|\(person.rawValue)")
    }

    /// What no password of this person may be made of.
    private func ownWords(_ person: EntityID, _ tenant: Int64) async throws -> [String] {
        try await store.read(tenant: tenant) { reader in
            try reader.first(
                """
                SELECT s.login, s.name, t.slug FROM sign_in s JOIN tenant t ON t.id = s.tenant_id
                WHERE s.tenant_id = \(tenant) AND s.person_id = \(person.rawValue)
                """
            ) { [$0.text(0), $0.text(1), $0.text(2)] } ?? []
        }
    }
}
