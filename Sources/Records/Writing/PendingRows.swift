import SQLStore

/// What follows from the records written so far and nobody in the same unit reads: kept back, so that many rows become
/// one statement.
struct PendingRows {
    struct Words {
        let kind: Int64
        let id: Int64
        let text: String
    }

    /// Rows of `ownership_span`, of `field_change` and of the search index.
    var spans: [[SQLValue]] = []
    var changes: [[SQLValue]] = []
    var words: [Words] = []

    static let spanColumns = ["tenant_id", "record_id", "starts_at", "id", "object", "owner_id", "reason"]
    static let changeColumns = [
        "tenant_id", "record_id", "id", "object", "field", "old_value", "new_value", "actor_id", "actor_name", "at", "through",
        "reason",
    ]

    var isEmpty: Bool { spans.isEmpty && changes.isEmpty && words.isEmpty }

    /// How much there is; what comes later can be cut off again.
    struct Mark {
        let spans: Int
        let changes: Int
        let words: Int
    }

    var mark: Mark { Mark(spans: spans.count, changes: changes.count, words: words.count) }

    mutating func cut(to mark: Mark) {
        spans.removeLast(spans.count - mark.spans)
        changes.removeLast(changes.count - mark.changes)
        words.removeLast(words.count - mark.words)
    }
}

extension RecordWriter {
    /// Writes what was kept back.
    func flush() throws {
        guard !pending.isEmpty else { return }
        let rows = pending
        pending = PendingRows()
        flushes += 1
        try transaction.insert(into: "ownership_span", PendingRows.spanColumns, rows.spans)
        try transaction.insert(into: "field_change", PendingRows.changeColumns, rows.changes)
        var words = rows.words[...]
        while let first = words.first {
            let same = words.prefix(100).prefix { $0.kind == first.kind }
            try RecordTables.searchIndex.add(same.map { ($0.id, $0.text) }, tenant: tenant, kind: first.kind, in: transaction)
            words = words.dropFirst(same.count)
        }
    }
}
