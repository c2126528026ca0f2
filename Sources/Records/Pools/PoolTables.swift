import SQLStore

/// What pools keep beside their records: counts of a day, who was warned, and the row that claims of one person wait at.
enum PoolTables {
    static let migration = Migration("0010-pools") { dialect in
        let (integer, text) = (dialect.type(.integer), dialect.type(.text))
        let tables = [
            """
            CREATE TABLE pool_tally (tenant_id \(integer) NOT NULL, pool_id \(integer) NOT NULL, person_id \(integer) NOT NULL,
            day \(integer) NOT NULL, kind \(text) NOT NULL, used \(integer) NOT NULL,
            PRIMARY KEY (tenant_id, pool_id, person_id, day, kind))
            """,
            """
            CREATE TABLE pool_look (tenant_id \(integer) NOT NULL, pool_id \(integer) NOT NULL, person_id \(integer) NOT NULL,
            day \(integer) NOT NULL, record_id \(integer) NOT NULL,
            PRIMARY KEY (tenant_id, pool_id, person_id, day, record_id))
            """,
            """
            CREATE TABLE pool_warning (tenant_id \(integer) NOT NULL, record_id \(integer) NOT NULL, pool_id \(integer) NOT NULL,
            warned_at \(integer) NOT NULL, PRIMARY KEY (tenant_id, record_id))
            """,
            """
            CREATE TABLE holder (tenant_id \(integer) NOT NULL, object \(text) NOT NULL, person_id \(integer) NOT NULL,
            turn \(integer) NOT NULL, PRIMARY KEY (tenant_id, object, person_id))
            """,
        ]
        let names = ["pool_tally", "pool_look", "pool_warning", "holder"]
        return tables.map { SQL(text: $0 + dialect.tableEnd()) } + names.flatMap { dialect.tenantWall(around: $0) }
    }
}
