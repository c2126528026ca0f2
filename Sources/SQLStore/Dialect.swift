/// What differs between the two databases, in one place.
public enum Dialect: String, Sendable, CaseIterable {
    case sqlite
    case postgres
}

/// The five kinds of column.
public enum ColumnKind: String, Sendable, CaseIterable {
    case integer, real, text, blob, json
}

// Definitions of tables.
extension Dialect {
    /// A column's type. Texts compare by code point on both databases: `=` and `<` mean the same everywhere.
    public func type(_ kind: ColumnKind) -> String {
        switch (self, kind) {
        case (.sqlite, .integer): "INTEGER"
        case (.sqlite, .real): "REAL"
        case (.sqlite, .text), (.sqlite, .json): "TEXT"
        case (.sqlite, .blob): "BLOB"
        case (.postgres, .integer): "BIGINT"
        case (.postgres, .real): "DOUBLE PRECISION"
        case (.postgres, .text): "TEXT COLLATE \"C\""
        case (.postgres, .blob): "BYTEA"
        case (.postgres, .json): "JSONB"
        }
    }

    /// What follows a table's closing bracket. SQLite checks types as strictly as PostgreSQL does, and without a
    /// rowid the rows of a tenant lie together: choose that for rows of less than about 400 bytes.
    public func tableEnd(clustered: Bool = true) -> String {
        switch self {
        case .sqlite: clustered ? " STRICT, WITHOUT ROWID" : " STRICT"
        case .postgres: ""
        }
    }
}

// Parts of queries.
extension Dialect {
    /// The statement with the placeholders of the database: `?` stays, or becomes `$1`, `$2` …
    public func placeholders(_ text: String) -> String {
        guard self == .postgres else { return text }
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count + 16)
        var number = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "?") {
                number += 1
                out.append(UInt8(ascii: "$"))
                out += String(number).utf8
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// A member of a JSON column as the kind it is compared as; null when it is missing.
    /// The expression is constant text, so that an index over it is found.
    public func member(_ key: String, of column: String, as kind: ColumnKind = .text) -> String {
        precondition(Self.isPlain(key), "a member's name has letters, digits and underscores")
        let text =
            switch self {
            case .sqlite: "json_extract(\(column), '$.\"\(key)\"')"
            case .postgres: "(\(column) ->> '\(key)')"
            }
        switch (self, kind) {
        case (.sqlite, .integer), (.sqlite, .real), (.sqlite, .text): return "CAST(\(text) AS \(type(kind)))"
        case (.postgres, .integer), (.postgres, .real): return "CAST(\(text) AS \(type(kind)))"
        case (.postgres, .text): return text
        case (.sqlite, .json): return "(\(column) -> '$.\"\(key)\"')"
        case (.postgres, .json): return "(\(column) -> '\(key)')"
        case (_, .blob): return text
        }
    }

    /// The column with one member set: a value that is itself JSON text, as an argument.
    public func setting(_ key: String, of column: String, to json: SQL) -> SQL {
        precondition(Self.isPlain(key), "a member's name has letters, digits and underscores")
        switch self {
        case .sqlite: return "json_set(\(verbatim: column), \(verbatim: "'$.\"\(key)\"'"), json(\(json)))"
        case .postgres:
            return "jsonb_set(\(verbatim: column), \(verbatim: "'{\(key)}'"), CAST(\(json) AS JSONB))"
        }
    }

    /// Folds ASCII letters for a comparison that ignores case. Other letters stay: fold them on writing (HanText).
    public func folded(_ expression: String) -> String {
        switch self {
        case .sqlite: "lower(\(expression))"
        case .postgres: "lower(\(expression) COLLATE \"C\")"
        }
    }

    /// A pattern match that ignores the case of ASCII letters; backslash escapes.
    public func like(_ expression: String, _ pattern: String) -> SQL {
        switch self {
        case .sqlite: "\(verbatim: expression) LIKE \(pattern) ESCAPE '\\'"
        case .postgres: "\(verbatim: expression) COLLATE \"C\" ILIKE \(pattern) ESCAPE '\\'"
        }
    }

    /// A text with the signs that a pattern understands escaped.
    public static func escapedForLike(_ text: String) -> String {
        var out = ""
        for character in text {
            if character == "%" || character == "_" || character == "\\" { out.append("\\") }
            out.append(character)
        }
        return out
    }

    /// Ends a query that takes rows for itself and passes over the ones that others have taken. SQLite has one writer
    /// at a time, so nobody else can hold any.
    public var skipLocked: String { self == .postgres ? " FOR UPDATE SKIP LOCKED" : "" }

    /// Ends a query that takes rows for itself and waits for them.
    public var forUpdate: String { self == .postgres ? " FOR UPDATE" : "" }

    /// `left IS NOT DISTINCT FROM right`: nulls are equal.
    public func same(_ left: String, _ right: String) -> String {
        switch self {
        case .sqlite: "\(left) IS \(right)"
        case .postgres: "\(left) IS NOT DISTINCT FROM \(right)"
        }
    }

    /// Makes other units that take the same lock wait until this one ends; SQLite has one writer anyway.
    public func lock(_ key: Int64) -> SQL? {
        self == .postgres ? "SELECT pg_advisory_xact_lock(\(key))" : nil
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { $0 == 0x5F || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
    }
}

extension SQL.Interpolation {
    /// Text of our own, never of a user, that is part of the statement.
    public mutating func appendInterpolation(verbatim text: String) { appendLiteral(text) }
}

extension SQL {
    /// An insert that overwrites the row with the same key, written alike on both databases.
    public static func upsert(into table: String, key: [String], _ values: [(column: String, value: SQLValue)]) -> SQL {
        let columns = values.map { quoted($0.column) }.joined(separator: ", ")
        let changed = values.map(\.column).filter { !key.contains($0) }
        let updates = changed.map { "\(quoted($0)) = excluded.\(quoted($0))" }.joined(separator: ", ")
        let conflict = key.map(quoted).joined(separator: ", ")
        return """
            INSERT INTO \(name: table) (\(verbatim: columns)) VALUES \(list: values.map(\.value)) \
            ON CONFLICT (\(verbatim: conflict)) \(verbatim: changed.isEmpty ? "DO NOTHING" : "DO UPDATE SET " + updates)
            """
    }
}
