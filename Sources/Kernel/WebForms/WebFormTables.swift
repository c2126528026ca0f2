import SQLStore

/// What public forms keep: the key that signs their pages, how much an address sent, and how often codes were scanned.
enum WebFormTables {
    static let migration = Migration("0001-web-forms") { dialect in
        let (integer, text) = (dialect.type(.integer), dialect.type(.text))
        let tables = [
            """
            CREATE TABLE web_form_key (tenant_id \(integer) NOT NULL, form_id \(integer) NOT NULL, secret \(text) NOT NULL,
            PRIMARY KEY (tenant_id, form_id))
            """,
            """
            CREATE TABLE web_form_tally (tenant_id \(integer) NOT NULL, form_id \(integer) NOT NULL, address \(text) NOT NULL,
            minute \(integer) NOT NULL, used \(integer) NOT NULL, PRIMARY KEY (tenant_id, form_id, address, minute))
            """,
            """
            CREATE TABLE web_form_seen (tenant_id \(integer) NOT NULL, form_id \(integer) NOT NULL, token \(text) NOT NULL,
            at \(integer) NOT NULL, PRIMARY KEY (tenant_id, form_id, token))
            """,
            """
            CREATE TABLE channel_tally (tenant_id \(integer) NOT NULL, code_id \(integer) NOT NULL, day \(integer) NOT NULL,
            scans \(integer) NOT NULL, entries \(integer) NOT NULL, PRIMARY KEY (tenant_id, code_id, day))
            """,
            """
            CREATE TABLE assignment_turn (tenant_id \(integer) NOT NULL, name \(text) NOT NULL, person_id \(integer) NOT NULL,
            PRIMARY KEY (tenant_id, name))
            """,
        ]
        let names = ["web_form_key", "web_form_tally", "web_form_seen", "channel_tally", "assignment_turn"]
        return tables.map { SQL(text: $0 + dialect.tableEnd()) } + names.flatMap { dialect.tenantWall(around: $0) }
    }
}
