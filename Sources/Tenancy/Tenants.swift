public import Basics
public import SQLStore

/// A company on the platform.
public struct Tenant: Sendable, Hashable {
    public enum Status: String, Sendable { case active, suspended }

    public let id: Int64
    /// Short name for addresses and sign-in: small letters, digits and hyphens.
    public let slug: String
    public let name: String
    public let status: Status
    public let locale: String
    public let zoneMinutes: Int
    public let packages: [String]
    public let versions: TenantVersions
}

/// Why a tenant could not be made.
public enum TenancyError: Error, Equatable {
    case slugTaken(String)
    case slugMalformed(String)
}

/// Keeps the tenants.
public enum Tenants {
    public static let migration = Migration("0001-tenancy") { _ in
        [
            """
            CREATE TABLE tenant (
                id BIGINT PRIMARY KEY NOT NULL, slug TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,
                locale TEXT NOT NULL, zone_minutes BIGINT NOT NULL, packages TEXT NOT NULL,
                schema_version BIGINT NOT NULL, access_version BIGINT NOT NULL, created_at BIGINT NOT NULL)
            """,
            "CREATE UNIQUE INDEX tenant_slug ON tenant (slug)",
        ]
    }

    static let columns: SQL =
        "SELECT id, slug, name, status, locale, zone_minutes, packages, schema_version, access_version FROM tenant"

    public static func create(
        slug: String, name: String, locale: String, zoneMinutes: Int, packages: [String], id: EntityID, now: Timestamp,
        in transaction: any Transaction
    ) throws -> Tenant {
        let isRight = (2...40).contains(slug.utf8.count)
            && slug.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isRight else { throw TenancyError.slugMalformed(slug) }
        guard try find(slug: slug, in: transaction) == nil else { throw TenancyError.slugTaken(slug) }
        try transaction.execute(
            """
            INSERT INTO tenant (id, slug, name, status, locale, zone_minutes, packages, schema_version, access_version,
                created_at)
            VALUES (\(id.rawValue), \(slug), \(name), 'active', \(locale), \(zoneMinutes),
                \(packages.joined(separator: " ")), 1, 1, \(now.milliseconds))
            """)
        return Tenant(id: id.rawValue, slug: slug, name: name, status: .active, locale: locale, zoneMinutes: zoneMinutes,
            packages: packages, versions: TenantVersions(schema: 1, access: 1))
    }

    public static func find(slug: String, in reader: any Reader) throws -> Tenant? {
        try reader.first(columns + " WHERE slug = \(slug)", make)
    }

    public static func find(id: Int64, in reader: any Reader) throws -> Tenant? {
        try reader.first(columns + " WHERE id = \(id)", make)
    }

    public static func all(in reader: any Reader) throws -> [Tenant] { try reader.all(columns + " ORDER BY id", make) }

    /// Tells every cache that the people's rights changed.
    public static func accessChanged(_ tenant: Int64, in transaction: any Transaction) throws {
        try transaction.execute("UPDATE tenant SET access_version = access_version + 1 WHERE id = \(tenant)")
    }

    /// Tells every cache that the schema changed.
    public static func schemaChanged(_ tenant: Int64, in transaction: any Transaction) throws {
        try transaction.execute("UPDATE tenant SET schema_version = schema_version + 1 WHERE id = \(tenant)")
    }

    private static func make(_ row: any RowView) -> Tenant {
        Tenant(
            id: row.integer(0), slug: row.text(1), name: row.text(2), status: .init(rawValue: row.text(3)) ?? .suspended,
            locale: row.text(4), zoneMinutes: Int(row.integer(5)),
            packages: row.text(6).split(separator: " ").map(String.init),
            versions: TenantVersions(schema: row.integer(7), access: row.integer(8)))
    }
}
