public import Basics
public import Cryptography
import Dispatch
public import SQLStore
import Synchronization
import Tenancy

/// Who is let in: people with passwords and sessions, API clients with secrets and tokens.
public struct Identity: Sendable {
    let store: any Store
    let ids: IDGenerator
    let clock: WallClock
    /// Seals the secrets of second factors; without one there are none.
    let rootKey: RootKey?
    /// Minutes east of UTC in a zone of the time zone database at a moment; nil for an unknown name.
    let offsetMinutes: @Sendable (_ zone: String, _ at: Timestamp) -> Int?
    private let lane = PasswordLane()

    public init(
        store: any Store, ids: IDGenerator, clock: WallClock, rootKey: RootKey? = nil,
        offsetMinutes: @escaping @Sendable (String, Timestamp) -> Int? = { _, _ in nil }
    ) {
        self.store = store
        self.ids = ids
        self.clock = clock
        self.rootKey = rootKey
        self.offsetMinutes = offsetMinutes
    }

    /// What was added since, a list of its own so that other rooms' additions do not stand between.
    public static let later = [secondFactorTables]

    public static let migration = Migration("0004-identity") { _ in
        [
            """
            CREATE TABLE sign_in (tenant_id BIGINT NOT NULL, person_id BIGINT NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL,
            password_hash TEXT, active BIGINT NOT NULL, locale TEXT NOT NULL, PRIMARY KEY (tenant_id, person_id))
            """,
            "CREATE UNIQUE INDEX sign_in_login ON sign_in (tenant_id, login)",
            "CREATE INDEX sign_in_any_tenant ON sign_in (login)",
            """
            CREATE TABLE sign_in_failure (place TEXT PRIMARY KEY NOT NULL, failures BIGINT NOT NULL, locked_until BIGINT NOT NULL,
            at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE browser_session (tenant_id BIGINT NOT NULL, token_hash TEXT NOT NULL, id BIGINT NOT NULL,
            person_id BIGINT NOT NULL, csrf TEXT NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL, agent TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (tenant_id, token_hash))
            """,
            "CREATE INDEX browser_session_person ON browser_session (tenant_id, person_id)",
            """
            CREATE TABLE api_client (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL, secret_hash TEXT NOT NULL,
            roles TEXT NOT NULL, scopes TEXT NOT NULL, active BIGINT NOT NULL, created_at BIGINT NOT NULL,
            used_at BIGINT, PRIMARY KEY (tenant_id, id))
            """,
            """
            CREATE TABLE access_token (tenant_id BIGINT NOT NULL, token_hash TEXT NOT NULL, client_id BIGINT NOT NULL,
            scopes TEXT NOT NULL, ends_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, token_hash))
            """,
        ]
    }

    /// Where a token belongs: tokens begin with their tenant, so that one tenant's rows are enough to check one.
    static func token(tenant: Int64) -> String { String(tenant, radix: 36) + "." + Cryptography.randomToken(bytes: 32) }

    static func tenant(ofToken token: String) -> Int64? {
        guard token.utf8.count < 200, let dot = token.firstIndex(of: ".") else { return nil }
        return Int64(token[..<dot], radix: 36)
    }

    /// Only the hash is kept: a stolen database opens no session.
    static func hash(_ token: String) -> String { Cryptography.hex(Cryptography.sha256(token)) }

    func verify(_ password: String, _ hash: String?) async throws -> Bool { try await lane.verify(password, hash) }

    func makeHash(_ password: String) async throws -> String { try await lane.hash(password) }
}

/// Why somebody is not let in. The messages never tell whether the account exists.
public enum SignInError: Error, Equatable {
    case wrong
    /// Too many failures; try again after so many seconds.
    case locked(seconds: Int64)
    /// The same account name exists in several companies.
    case chooseCompany
    case suspended
    case busy
    case passwordTooShort(least: Int)
    case passwordTooLong(most: Int)
    case passwordCommon
    /// The one-time password or recovery code is wrong or was used.
    case wrongCode
    /// The time for the code is over, or it was tried too often: the sign-in begins anew.
    case challengeOver
    /// There is a second factor already.
    case secondFactorOn
    case unknownZone
    /// The server was started without a root key, so that it can keep no secrets.
    case noRootKey
}

/// Password hashing on a thread of its own: one at a time, and a queue that ends, so that a flood of sign-ins cannot take
/// the cores from everybody else.
final class PasswordLane: Sendable {
    private let waiting = Mutex(0)
    private let queue = DispatchQueue(label: "sanbu.passwords")
    static let most = 64

    func verify(_ password: String, _ hash: String?) async throws -> Bool {
        try await run { PasswordHash.verify(password, hash ?? PasswordHash.decoy) && hash != nil }
    }

    func hash(_ password: String) async throws -> String {
        try await run { PasswordHash.make(password) }
    }

    private func run<T: Sendable>(_ work: @escaping @Sendable () -> T) async throws -> T {
        guard enter() else { throw SignInError.busy }
        return await withCheckedContinuation { continuation in
            queue.async {
                let value = work()
                self.waiting.withLock { $0 -= 1 }
                continuation.resume(returning: value)
            }
        }
    }

    private func enter() -> Bool {
        waiting.withLock { waiting in
            guard waiting < Self.most else { return false }
            waiting += 1
            return true
        }
    }
}
