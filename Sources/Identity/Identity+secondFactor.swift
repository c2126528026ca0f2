public import Basics
import Cryptography
public import SQLStore
import Tenancy

/// Where a sign-in stands after the password.
public enum SignInStep: Sendable, Equatable {
    /// The token for the browser's cookie.
    case signedIn(String)
    /// A one-time password or a recovery code is wanted, with this challenge.
    case secondFactor(String)

    /// The session's token, if the person is let in.
    public var token: String? { if case .signedIn(let token) = self { token } else { nil } }
}

/// A second factor that is being set up: shown once, and kept when its first password was right.
public struct SecondFactorDraft: Sendable, Equatable {
    /// The secret in base 32, for those who type it.
    public let secret: String
    /// What the picture says.
    public let address: String
}

// The second factor: one-time passwords and recovery codes.
extension Identity {
    static let secondFactorTables = Migration("0001-second-factor") { dialect in
        let (integer, text, end) = (dialect.type(.integer), dialect.type(.text), dialect.tableEnd())
        return [
            """
            CREATE TABLE second_factor (tenant_id \(integer) NOT NULL, person_id \(integer) NOT NULL, secret \(text) NOT NULL,
            confirmed_at \(integer), last_step \(integer) NOT NULL, PRIMARY KEY (tenant_id, person_id))\(end)
            """,
            """
            CREATE TABLE recovery_code (tenant_id \(integer) NOT NULL, person_id \(integer) NOT NULL, code_hash \(text) NOT NULL,
            used_at \(integer), PRIMARY KEY (tenant_id, person_id, code_hash))\(end)
            """,
            """
            CREATE TABLE sign_in_challenge (tenant_id \(integer) NOT NULL, token_hash \(text) NOT NULL, person_id \(integer) NOT NULL,
            ends_at \(integer) NOT NULL, attempts \(integer) NOT NULL, PRIMARY KEY (tenant_id, token_hash))\(end)
            """,
            """
            CREATE TABLE sign_in_policy (tenant_id \(integer) PRIMARY KEY NOT NULL, second_factor \(integer) NOT NULL)\(end)
            """,
            "ALTER TABLE sign_in ADD COLUMN zone \(text)",
            "ALTER TABLE sign_in ADD COLUMN theme \(text)",
        ].map { SQL(text: $0) }
    }

    /// How long the code may take after the password.
    static let challengeSeconds: Int64 = 300
    static let recoveryCodes = 10

    // MARK: Setting up

    /// Makes a new secret, which counts once ``confirmSecondFactor(_:person:tenant:)`` has seen a password of it.
    public func beginSecondFactor(person: EntityID, tenant: Int64, issuer: String, account: String) async throws
        -> SecondFactorDraft
    {
        let secret = Cryptography.randomBytes(OneTimePassword.secretBytes)
        let sealed = try sealed(secret, tenant, person)
        let isOn = try await store.write(tenant: tenant) { transaction in
            let isOn =
                try transaction.first(
                    "SELECT 1 FROM second_factor WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue) AND confirmed_at IS NOT NULL"
                ) { _ in true } ?? false
            guard !isOn else { return true }
            try transaction.execute(
                .upsert(
                    into: "second_factor", key: ["tenant_id", "person_id"],
                    [
                        ("tenant_id", .integer(tenant)), ("person_id", .integer(person.rawValue)),
                        ("secret", .text(sealed)),
                        ("confirmed_at", .null), ("last_step", .integer(0)),
                    ]))
            return false
        }
        // One that counts is switched off first, with the password; else whoever finds an open browser could replace it.
        guard !isOn else { throw SignInError.secondFactorOn }
        return SecondFactorDraft(
            secret: OneTimePassword.base32(secret),
            address: OneTimePassword.address(issuer: issuer, account: account, secret: secret))
    }

    /// Switches the second factor on when the code is one of the new secret.
    /// - Returns: the recovery codes, which are shown this once.
    public func confirmSecondFactor(_ code: String, person: EntityID, tenant: Int64) async throws -> [String] {
        let now = clock.now()
        let codes = (0..<Self.recoveryCodes).map { _ in Self.recoveryCode() }
        let isRight = try await store.write(tenant: tenant) { transaction in
            guard let step = try step(code, person, tenant, now, confirmed: false, transaction) else { return false }
            try transaction.execute(
                """
                UPDATE second_factor SET confirmed_at = \(now.milliseconds), last_step = \(step)
                WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)
                """)
            try Self.keep(codes, person, tenant, transaction)
            return true
        }
        guard isRight else { throw SignInError.wrongCode }
        return codes
    }

    /// Whether a person has a second factor that counts.
    public func hasSecondFactor(person: EntityID, tenant: Int64) async throws -> Bool {
        try await store.read(tenant: tenant) { reader in
            try reader.first(
                "SELECT 1 FROM second_factor WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue) AND confirmed_at IS NOT NULL"
            ) { _ in true } ?? false
        }
    }

    /// Switches a person's second factor off, with its recovery codes, and ends the person's other sessions. For the
    /// person itself after its password, or for an administrator when the telephone is lost.
    public func removeSecondFactor(person: EntityID, tenant: Int64, keeping session: EntityID? = nil) async throws {
        try await store.write(tenant: tenant) { transaction in
            for table in ["second_factor", "recovery_code", "sign_in_challenge"] {
                try transaction.execute(
                    "DELETE FROM \(name: table) WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)")
            }
            _ = try transaction.execute(
                """
                DELETE FROM browser_session WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)
                AND id <> \(session?.rawValue ?? 0)
                """)
        }
    }

    // MARK: Policy

    /// Whether everybody in the company needs a second factor.
    public func requiresSecondFactor(tenant: Int64) async throws -> Bool {
        try await store.read(tenant: tenant) { reader in
            try reader.first("SELECT second_factor FROM sign_in_policy WHERE tenant_id = \(tenant)") { $0.bool(0) }
                ?? false
        }
    }

    public func setRequiresSecondFactor(_ requires: Bool, tenant: Int64) async throws {
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                .upsert(
                    into: "sign_in_policy", key: ["tenant_id"],
                    [
                        ("tenant_id", .integer(tenant)), ("second_factor", .integer(requires ? 1 : 0)),
                    ]))
        }
    }

    // MARK: Signing in

    func challenge(person: EntityID, tenant: Int64, _ now: Timestamp) async throws -> String {
        let token = Self.token(tenant: tenant)
        try await store.write(tenant: tenant) { transaction in
            try transaction.execute(
                "DELETE FROM sign_in_challenge WHERE tenant_id = \(tenant) AND ends_at < \(now.milliseconds)")
            _ = try transaction.execute(
                """
                INSERT INTO sign_in_challenge (tenant_id, token_hash, person_id, ends_at, attempts)
                VALUES (\(tenant), \(Self.hash(token)), \(person.rawValue), \(now.adding(seconds: Self.challengeSeconds).milliseconds), 0)
                """)
        }
        return token
    }

    /// Lets somebody in whose password was right, with a one-time password or a recovery code.
    /// - Throws: ``SignInError/wrongCode``; ``SignInError/challengeOver`` after five minutes or five wrong codes: the
    ///   sign-in begins anew then; ``SignInError/locked(seconds:)`` after many wrong codes.
    public func finishSignIn(challenge: String, code: String, agent: String, address: String) async throws -> String {
        guard let tenant = Self.tenant(ofToken: challenge) else { throw SignInError.challengeOver }
        let (hash, now) = (Self.hash(challenge), clock.now())
        let person = try await store.write(tenant: tenant) { transaction in
            // Counted before it is looked at: many tries at once are no more than five.
            try transaction.first(
                """
                UPDATE sign_in_challenge SET attempts = attempts + 1 WHERE tenant_id = \(tenant) AND token_hash = \(hash)
                AND ends_at > \(now.milliseconds) AND attempts < 5 RETURNING person_id
                """
            ) { EntityID(rawValue: $0.integer(0)) }
        }
        guard let person else { throw SignInError.challengeOver }
        let place = Self.hash("code|\(tenant)|\(person.rawValue)")
        try await refuseIfLocked(place, now)
        let isRight = try await store.write(tenant: tenant) { transaction in
            try use(code, person, tenant, now, transaction)
        }
        guard isRight else {
            try await countFailure(place, now)
            throw SignInError.wrongCode
        }
        try await store.write(tenant: tenant) { transaction in
            _ = try transaction.execute(
                "DELETE FROM sign_in_challenge WHERE tenant_id = \(tenant) AND token_hash = \(hash)")
        }
        return try await begin(tenant, person, agent, address, place, now)
    }

    /// Uses a code up: a one-time password counts once, a recovery code too.
    private func use(
        _ text: String, _ person: EntityID, _ tenant: Int64, _ now: Timestamp, _ transaction: any Transaction
    ) throws -> Bool {
        let bare = text.filter { !$0.isWhitespace && $0 != "-" }.lowercased()
        if let step = try step(bare, person, tenant, now, confirmed: true, transaction) {
            return try transaction.execute(
                """
                UPDATE second_factor SET last_step = \(step) WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)
                AND last_step < \(step)
                """) == 1
        }
        return try transaction.execute(
            """
            UPDATE recovery_code SET used_at = \(now.milliseconds) WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)
            AND code_hash = \(Self.hash(bare)) AND used_at IS NULL
            """) == 1
    }

    private func step(
        _ code: String, _ person: EntityID, _ tenant: Int64, _ now: Timestamp, confirmed: Bool, _ reader: any Reader
    ) throws -> Int64? {
        let kept = try reader.first(
            "SELECT secret, last_step, confirmed_at FROM second_factor WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)"
        ) { (secret: $0.text(0), last: $0.integer(1), isConfirmed: !$0.isNull(2)) }
        guard let kept, kept.isConfirmed == confirmed, let secret = opened(kept.secret, tenant, person) else {
            return nil
        }
        return OneTimePassword.step(of: code, secret, at: now.milliseconds / 1000, after: kept.last)
    }

    // MARK: Secrets

    private static func context(_ tenant: Int64, _ person: EntityID) -> [UInt8] {
        Array("second-factor|\(tenant)|\(person.rawValue)".utf8)
    }

    private func sealed(_ secret: [UInt8], _ tenant: Int64, _ person: EntityID) throws -> String {
        guard let rootKey else { throw SignInError.noRootKey }
        return Cryptography.base64URL(
            SealingKey(rootKey.key(for: "second-factor")).seal(secret, context: Self.context(tenant, person)))
    }

    private func opened(_ text: String, _ tenant: Int64, _ person: EntityID) -> [UInt8]? {
        guard let rootKey, let bytes = Cryptography.bytes(base64URL: text) else { return nil }
        return SealingKey(rootKey.key(for: "second-factor")).open(bytes, context: Self.context(tenant, person))
    }

    /// Fifty bits in ten letters and digits that are not mistaken for each other: `k7f2q-9xw4m`.
    private static func recoveryCode() -> String {
        let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789z".utf8)
        let letters = Cryptography.randomBytes(10).map { alphabet[Int($0 & 31)] }
        return String(decoding: letters[..<5] + [0x2D] + letters[5...], as: UTF8.self)
    }

    private static func keep(_ codes: [String], _ person: EntityID, _ tenant: Int64, _ transaction: any Transaction)
        throws
    {
        try transaction.execute(
            "DELETE FROM recovery_code WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue)")
        try transaction.insert(
            into: "recovery_code", ["tenant_id", "person_id", "code_hash"],
            codes.map { [.integer(tenant), .integer(person.rawValue), .text(Self.hash($0.filter { $0 != "-" }))] })
    }
}
