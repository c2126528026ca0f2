import SQLStore

/// Who is below whom, and which department below which: kept ready so that a list needs one look-up, not a walk.
enum Hierarchy {
    static func rebuildPeople(_ tenant: Int64, _ transaction: any Transaction) throws {
        try rebuild(
            tenant, transaction, source: "SELECT id, manager FROM core_user WHERE tenant_id = \(tenant) AND deleted_at IS NULL",
            table: "person_below", ancestor: "manager_id", descendant: "person_id")
    }

    static func rebuildDepartments(_ tenant: Int64, _ transaction: any Transaction) throws {
        try rebuild(
            tenant, transaction,
            source: "SELECT id, parent FROM core_department WHERE tenant_id = \(tenant) AND deleted_at IS NULL",
            table: "department_below", ancestor: "ancestor_id", descendant: "department_id")
    }

    /// Writes the difference between what should stand in the table and what stands there: moving one person in a
    /// company of thousands touches only that person's rows.
    private static func rebuild(
        _ tenant: Int64, _ transaction: any Transaction, source: SQL, table: String, ancestor: String, descendant: String
    ) throws {
        let links = try transaction.all(source) { ($0.integer(0), $0.optionalInteger(1)) }
        let wanted = pairs(Dictionary(links, uniquingKeysWith: { first, _ in first }))
        let existing = Set(try transaction.all(
            SQL(text: "SELECT \(ancestor), \(descendant), depth FROM \(table) WHERE tenant_id = ") + "\(tenant)"
        ) { Pair(above: $0.integer(0), below: $0.integer(1), depth: $0.integer(2)) })
        for pair in existing.subtracting(wanted) {
            try transaction.execute(
                SQL(text: "DELETE FROM \(table) WHERE tenant_id = ") + "\(tenant)" + SQL(text: " AND \(ancestor) = ")
                    + "\(pair.above)" + SQL(text: " AND \(descendant) = ") + "\(pair.below)")
        }
        let columns = "tenant_id, \(ancestor), \(descendant), depth"
        for part in Array(wanted.subtracting(existing)).chunks(of: 200) {
            let rows = part.map { "(\(tenant), \($0.above), \($0.below), \($0.depth))" as SQL }
            try transaction.execute(SQL(text: "INSERT INTO \(table) (\(columns)) VALUES ") + rows.joined(separator: ", "))
        }
    }

    private struct Pair: Hashable {
        let above: Int64
        let below: Int64
        let depth: Int64
    }

    /// Everybody with each of its superiors and itself. A circle of superiors ends where it began.
    private static func pairs(_ above: [Int64: Int64?]) -> Set<Pair> {
        var pairs: Set<Pair> = []
        for person in above.keys {
            var seen: Set<Int64> = []
            var current: Int64? = person
            while let place = current, above[place] != nil, seen.insert(place).inserted {
                pairs.insert(Pair(above: place, below: person, depth: Int64(seen.count - 1)))
                current = above[place] ?? nil
            }
        }
        return pairs
    }
}
