import Basics

/// A full-text index over records of many kinds and tenants that finds Chinese words of two characters.
///
/// Both databases hold the same words: every ideograph is one (``HanText``), and a search is a phrase. A token for the
/// tenant and kind is part of the indexed text, so that a search touches one tenant's postings only.
public struct FullTextIndex: Sendable {
    public let table: String

    public init(table: String) { self.table = table }

    /// The statements that create the index. Ids are unique across tenants.
    public func creation(_ dialect: Dialect) -> [SQL] {
        switch dialect {
        case .sqlite:
            return [
                "CREATE VIRTUAL TABLE \(name: table) USING fts5(scope, body, tokenize = 'unicode61 remove_diacritics 0')"
            ]
        case .postgres:
            return [
                """
                CREATE TABLE \(name: table) (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, words TSVECTOR NOT NULL, \
                PRIMARY KEY (tenant_id, id))
                """,
                "CREATE INDEX \(name: table + "_words") ON \(name: table) USING gin (words)",
            ]
        }
    }

    /// Replaces the text of one record.
    public func put(_ text: String, tenant: Int64, kind: Int64, id: Int64, in transaction: any Transaction) throws {
        try remove(tenant: tenant, id: id, in: transaction)
        let (scope, body) = (Self.scope(tenant, kind), HanText.words(text))
        switch transaction.dialect {
        case .sqlite:
            try transaction.execute(
                "INSERT INTO \(name: table) (rowid, scope, body) VALUES (\(id), \(scope), \(body))")
        case .postgres:
            // Two vectors keep the scope out of phrases; its position is stripped.
            try transaction.execute(
                """
                INSERT INTO \(name: table) (tenant_id, id, words) VALUES (\(tenant), \(id), \
                strip(to_tsvector('simple', \(scope))) || to_tsvector('simple', \(body)))
                """)
        }
    }

    /// Adds the texts of records that have none yet, with one statement.
    public func add(_ texts: [(id: Int64, text: String)], tenant: Int64, kind: Int64, in transaction: any Transaction)
        throws
    {
        guard !texts.isEmpty else { return }
        let scope = Self.scope(tenant, kind)
        let rows = texts.map { row -> SQL in
            switch transaction.dialect {
            case .sqlite: "(\(row.id), \(scope), \(HanText.words(row.text)))"
            case .postgres:
                "(\(tenant), \(row.id), strip(to_tsvector('simple', \(scope))) || to_tsvector('simple', \(HanText.words(row.text))))"
            }
        }
        let columns: SQL = transaction.dialect == .sqlite ? "(rowid, scope, body)" : "(tenant_id, id, words)"
        try transaction.execute("INSERT INTO \(name: table) " + columns + " VALUES " + rows.joined(separator: ", "))
    }

    /// Forgets one record.
    public func remove(tenant: Int64, id: Int64, in transaction: any Transaction) throws {
        switch transaction.dialect {
        case .sqlite: try transaction.execute("DELETE FROM \(name: table) WHERE rowid = \(id)")
        case .postgres:
            try transaction.execute("DELETE FROM \(name: table) WHERE tenant_id = \(tenant) AND id = \(id)")
        }
    }

    /// A query of the ids that match every phrase, for `id IN (…)`; nil when the search has no words.
    public func matches(_ search: String, tenant: Int64, kind: Int64, _ dialect: Dialect) -> SQL? {
        let phrases = HanText.phrases(search)
        guard !phrases.isEmpty else { return nil }
        let scope = Self.scope(tenant, kind)
        switch dialect {
        case .sqlite:
            // Words hold letters, digits and blanks only, so no quote can end the phrase. The last one may be unfinished.
            let query = phrases.map { "body : \"\($0)\"" }.joined(separator: " AND ") + "*"
            return "SELECT rowid FROM \(name: table) WHERE \(name: table) MATCH \("scope : \"\(scope)\" AND " + query)"
        case .postgres:
            let words = phrases.map { phrase in
                phrase.split(separator: " ").map { "'\($0)'" }.joined(separator: " <-> ")
            }
            let query = (["'\(scope)'"] + words.map { "(\($0))" }).joined(separator: " & ")
            return """
                SELECT id FROM \(name: table) WHERE tenant_id = \(tenant) \
                AND words @@ CAST(\(Self.prefixed(query)) AS TSQUERY)
                """
        }
    }

    private static func scope(_ tenant: Int64, _ kind: Int64) -> String { "t\(tenant)k\(kind)" }

    /// The last word may be the beginning of a longer one.
    private static func prefixed(_ query: String) -> String { String(query.dropLast()) + ":*)" }
}
