public import Basics

/// Who does something: every request and every piece of work runs as one. System work is an actor too.
public struct Actor: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable { case user, client, system }

    public let kind: Kind
    public let tenant: Int64
    /// The user or the API client; zero for the system.
    public let id: EntityID
    public let name: String
    /// What the bearer may do at most, for API clients; nil means everything its roles allow.
    public let scopes: Set<String>?
    /// The roles an API client was made with; nil for people, whose roles are assigned to them.
    public let roles: Set<String>?
    /// Why the work is done, for records that ask.
    public var purpose: String?
    /// The process instance, import or other work that does it on the actor's behalf.
    public var through: String?
    public let locale: String
    /// Minutes east of UTC at which the actor's days begin.
    public let zoneMinutes: Int
    /// Which state of the tenant's schema and of its people's rights the actor was let in with.
    public let versions: TenantVersions

    public init(
        kind: Kind, tenant: Int64, id: EntityID, name: String, scopes: Set<String>? = nil, roles: Set<String>? = nil, purpose: String? = nil,
        through: String? = nil, locale: String = "zh-CN", zoneMinutes: Int = 480, versions: TenantVersions
    ) {
        self.kind = kind
        self.tenant = tenant
        self.id = id
        self.name = name
        self.scopes = scopes
        self.roles = roles
        self.purpose = purpose
        self.through = through
        self.locale = locale
        self.zoneMinutes = zoneMinutes
        self.versions = versions
    }

    /// The platform itself in one tenant: it may do everything there, and the log says that it did.
    public static func system(_ tenant: Int64, versions: TenantVersions, through: String? = nil) -> Actor {
        Actor(kind: .system, tenant: tenant, id: EntityID(rawValue: 0), name: "system", through: through, versions: versions)
    }

    /// The day it is for the actor.
    public func today(at now: Timestamp) -> CivilDate {
        CivilDate(dayNumber: (now.milliseconds + Int64(zoneMinutes) * 60_000).flooredQuotient(86_400_000))
    }
}

/// Counters that grow whenever a tenant's schema or its people's rights change, so that caches know.
public struct TenantVersions: Sendable, Hashable {
    public let schema: Int64
    public let access: Int64

    public init(schema: Int64, access: Int64) {
        self.schema = schema
        self.access = access
    }
}
