import GRDBSQLite
import SQLStore

/// What SQLite said about the last call on a connection.
struct Failure {
    let code: Int32
    let message: String
    let handle: OpaquePointer
    let isPastDeadline: Bool

    init(handle: OpaquePointer, isPastDeadline: Bool) {
        self.handle = handle
        self.isPastDeadline = isPastDeadline
        code = sqlite3_extended_errcode(handle)
        message = String(cString: sqlite3_errmsg(handle))
    }

    /// The failure in the words of the port.
    func storeError(of statement: String) -> StoreError {
        switch code & 0xFF {
        case SQLITE_CONSTRAINT: constraint
        case SQLITE_INTERRUPT: isPastDeadline ? .timedOut : .unavailable(message)
        case SQLITE_BUSY, SQLITE_LOCKED: .overloaded
        case SQLITE_TOOBIG, SQLITE_MISMATCH: .refused(message)
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_NOMEM, SQLITE_PERM:
            .unavailable(message)
        default: .statement("\(message): \(statement)")
        }
    }

    private var constraint: StoreError {
        switch code & 0xFF00 {
        // SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE, _ROWID: the macros are too complex to be imported.
        case 6 << 8, 8 << 8, 10 << 8: .notUnique(name: uniqueName)
        default: .refused(message)
        }
    }

    /// SQLite names the columns, or the index when it is over an expression. PostgreSQL names the index, so we look it
    /// up; keys without a name of their own get the one that PostgreSQL would give them.
    private var uniqueName: String {
        guard let prefix = message.firstRange(of: "failed: ") else { return message }
        let subject = String(message[prefix.upperBound...])
        if subject.hasPrefix("index '") { return String(subject.dropFirst(7).dropLast()) }
        let columns = subject.split(separator: ",").map { $0.drop { $0 == " " }.split(separator: ".") }
        guard let table = columns.first?.first.map(String.init) else { return subject }
        return index(of: table, over: columns.compactMap { $0.last.map(String.init) }) ?? subject
    }

    private func index(of table: String, over columns: [String]) -> String? {
        let indexes = strings("SELECT name, origin FROM pragma_index_list(?) WHERE \"unique\" = 1", table)
        for index in indexes {
            let parts = strings("SELECT name FROM pragma_index_info(?) ORDER BY seqno", index[0])
            guard parts.map({ $0[0] }) == columns else { continue }
            switch index[1] {
            case "pk": return table + "_pkey"
            case "u": return ([table] + columns + ["key"]).joined(separator: "_")
            default: return index[0]
            }
        }
        // A rowid that is a primary key has no index.
        return code & 0xFF00 == 6 << 8 ? table + "_pkey" : nil
    }

    private func strings(_ query: String, _ argument: String) -> [[String]] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, query, -1, &statement, nil) == SQLITE_OK, let statement else { return [] }
        defer { sqlite3_finalize(statement) }
        sqlite3_bind_text(statement, 1, argument, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        var rows: [[String]] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            let row = Row(statement: statement)
            rows.append((0..<row.count).map(row.text))
        }
        return rows
    }
}
