public import Basics
public import Metadata
public import SQLStore

/// What the installation of a package would do, worked out before anything is done.
public struct PackagePlan: Sendable {
    public let package: AppPackage
    /// The version that is installed; nil for none.
    public let installed: AppPackage?
    public let changes: [PackageChange]

    public var classification: ChangeClass { changes.map(\.classification).max() ?? .additive }
    public var destructive: [PackageChange] { changes.filter { $0.classification == .destructive } }
}

/// Why packages are not installed.
public enum PackageInstallError: Error, Equatable {
    /// Something would be lost, and nobody said that it may.
    case destructive([PackageChange])
    /// A field cannot become unique while values repeat.
    case repeated(object: String, field: String, values: Int)
}

/// Keeps which packages are installed, and brings tables and values from one version to the next.
public enum Packages {
    static let migration = Migration("0003-installed-packages") { dialect in
        let (integer, text) = (dialect.type(.integer), dialect.type(.text))
        return [
            SQL(
                text: """
                    CREATE TABLE installed_package (name \(text) PRIMARY KEY NOT NULL, version \(text) NOT NULL, sources \(text) NOT NULL,
                    installed_at \(integer) NOT NULL)\(dialect.tableEnd())
                    """)
        ]
    }

    /// What installing some packages would do.
    public static func plans(_ packages: [AppPackage], _ reader: any Reader) throws -> [PackagePlan] {
        let installed = try installed(reader)
        return packages.map { package in
            let old = installed[package.name]
            return PackagePlan(package: package, installed: old, changes: PackageDifference.between(old, package))
        }
    }

    static func installed(_ reader: any Reader) throws -> [String: AppPackage] {
        let rows = try reader.all("SELECT name, sources FROM installed_package") { ($0.text(0), $0.text(1)) }
        var packages: [String: AppPackage] = [:]
        for (name, text) in rows {
            let files = (try JSON.parse(text).object ?? [:]).map { PackageFile(path: $0.0, text: $0.1.string ?? "") }
            packages[name] = AppPackage.read(files).package
        }
        return packages
    }

    /// Carries plans out, all in the transaction or nothing.
    public static func install(
        _ plans: [PackagePlan], allowsDestructive: Bool, now: Timestamp, in transaction: any Transaction
    ) throws {
        let destructive = plans.flatMap(\.destructive)
        if !destructive.isEmpty, !allowsDestructive { throw PackageInstallError.destructive(destructive) }
        for plan in plans {
            let upgrade = PackageUpgrade(plan: plan, transaction: transaction)
            try upgrade.prepare()
            try RecordTables.install(plan.package.objects, in: transaction)
            try upgrade.fill()
            try keep(plan.package, now, transaction)
        }
        try Slots.createIndexes(in: transaction)
        if plans.contains(where: { !$0.changes.isEmpty && $0.installed != nil }) {
            try transaction.execute(
                "UPDATE tenant SET schema_version = schema_version + 1, access_version = access_version + 1")
        }
    }

    private static func keep(_ package: AppPackage, _ now: Timestamp, _ transaction: any Transaction) throws {
        let sources = JSON.object(OrderedMap(package.sources.map { ($0.path, JSON.string($0.text)) })).text
        try transaction.execute(
            .upsert(
                into: "installed_package", key: ["name"],
                [
                    ("name", .text(package.name)), ("version", .text(package.version)), ("sources", .text(sources)),
                    ("installed_at", .integer(now.milliseconds)),
                ]))
    }
}

/// One package on its way from an installed version to the next.
struct PackageUpgrade {
    let plan: PackagePlan
    let transaction: any Transaction

    private func old(_ change: PackageChange) -> ObjectType? {
        plan.installed?.objects.first { $0.name == change.object }
    }
    private func new(_ change: PackageChange) -> ObjectType? { plan.package.objects.first { $0.name == change.object } }

    /// Values and columns that must change before the new version's are added.
    func prepare() throws {
        try dropIndexes()
        for change in plan.changes { try prepare(change) }
    }

    /// Indexes that are no more, and those over columns whose values change.
    private func dropIndexes() throws {
        for object in plan.installed?.objects ?? [] {
            let changes = plan.changes.filter { $0.object == object.name }
            let keeps = plan.package.objects.first { $0.name == object.name }.map { Set(Tables.indexNames($0)) } ?? []
            let rebuilds = changes.contains { if case .kindChanged = $0.kind { true } else { false } }
            for name in Tables.indexNames(object) where rebuilds || !keeps.contains(name) {
                try transaction.execute(SQL(text: "DROP INDEX IF EXISTS \(SQL.quoted(name))"))
            }
        }
    }

    private func prepare(_ change: PackageChange) throws {
        guard let old = old(change) else { return }
        let table = SQL.quoted(old.table)
        guard let name = change.field else {
            if change.kind == .objectRemoved { try removeObject(old) }
            return
        }
        guard let field = old.field(name), case .column(let bare) = field.storage else { return }
        let column = SQL.quoted(bare)
        switch change.kind {
        case .fieldRemoved, .kindChanged(_, _, false): try removeColumns(field, old)
        case .scaleRaised(let digits): try run("UPDATE \(table) SET \(column) = \(column) * \(Self.power(digits))")
        case .scaleLowered(let digits):
            try run("UPDATE \(table) SET \(column) = \(Self.rounded(column, Self.power(digits)))")
        case .optionRemoved(let value): try clear(value, field, column, table)
        case .targetsWidened(let only?):
            try addTargetColumn(bare, table)
            try transaction.execute(
                SQL(text: "UPDATE \(table) SET \(SQL.quoted(bare + "__object")) = ") + "\(only)"
                    + SQL(text: " WHERE \(column) IS NOT NULL"))
        case .targetsNarrowed(let targets): try narrow(field, bare, targets, table)
        case .becameUnique: try checkUnique(old, name, column, table)
        default: break
        }
    }

    private func run(_ text: String) throws { try transaction.execute(SQL(text: text)) }

    private static func power(_ digits: Int) -> Int64 { (0..<digits).reduce(1) { value, _ in value * 10 } }

    /// Half away from zero, alike on both databases: their division of whole numbers cuts towards zero.
    private static func rounded(_ column: String, _ divisor: Int64) -> String {
        "(\(column) + CASE WHEN \(column) < 0 THEN -\(divisor / 2) ELSE \(divisor / 2) END) / \(divisor)"
    }

    private func removeObject(_ object: ObjectType) throws {
        let name = object.name
        try transaction.execute(SQL(text: "DROP TABLE \(SQL.quoted(object.table))"))
        for table in ["field_change", "ownership_span", "record_share"] {
            try transaction.execute("DELETE FROM \(name: table) WHERE object = \(name)")
        }
    }

    private func removeColumns(_ field: Field, _ object: ObjectType) throws {
        guard case .column(let column) = field.storage else { return }
        var columns = [column]
        if field.hasTargetColumn { columns.append(column + "__object") }
        if field.matchKey != nil { columns.append(Tables.matchColumn(field.name)) }
        if field.hasBlindIndex { columns.append(Tables.blindColumn(field.name)) }
        for column in columns { try run("ALTER TABLE \(SQL.quoted(object.table)) DROP COLUMN \(SQL.quoted(column))") }
    }

    private func clear(_ value: String, _ field: Field, _ column: String, _ table: String) throws {
        if field.kind == .picklist {
            try transaction.execute(SQL(text: "UPDATE \(table) SET \(column) = NULL WHERE \(column) = ") + "\(value)")
            return
        }
        // A list of values is JSON text: rows that hold the value are written without it.
        let rows = try transaction.all(
            SQL(text: "SELECT tenant_id, id, \(column) FROM \(table) WHERE \(column) IS NOT NULL")
        ) {
            (tenant: $0.integer(0), id: $0.integer(1), list: ListFieldType.values($0.value(2)))
        }
        for row in rows where row.list.contains(value) {
            let rest = row.list.filter { $0 != value }
            let text: SQLValue = rest.isEmpty ? .null : .text(JSON.array(rest.map(JSON.string)).text)
            try transaction.execute(
                SQL(text: "UPDATE \(table) SET \(column) = ")
                    + "\(text) WHERE tenant_id = \(row.tenant) AND id = \(row.id)")
        }
    }

    private func addTargetColumn(_ bare: String, _ table: String) throws {
        try run("ALTER TABLE \(table) ADD COLUMN \(SQL.quoted(bare + "__object")) \(transaction.dialect.type(.text))")
    }

    private func narrow(_ field: Field, _ bare: String, _ targets: [String], _ table: String) throws {
        let (column, kind) = (SQL.quoted(bare), SQL.quoted(bare + "__object"))
        guard field.hasTargetColumn else { return try run("UPDATE \(table) SET \(column) = NULL") }
        try transaction.execute(
            SQL(text: "UPDATE \(table) SET \(column) = NULL, \(kind) = NULL WHERE \(kind) NOT IN ")
                + "\(list: targets.map(SQLValue.text))")
        if targets.count == 1 { try run("ALTER TABLE \(table) DROP COLUMN \(kind)") }
    }

    private func checkUnique(_ object: ObjectType, _ field: String, _ column: String, _ table: String) throws {
        let sql = SQL(
            text: """
                SELECT count(*) FROM (SELECT 1 FROM \(table) WHERE deleted_at IS NULL AND \(column) IS NOT NULL
                GROUP BY tenant_id, \(column) HAVING count(*) > 1) repeated
                """)
        let count = try transaction.first(sql) { Int($0.integer(0)) } ?? 0
        if count > 0 { throw PackageInstallError.repeated(object: object.name, field: field, values: count) }
    }

    // MARK: What is worked out from the rows

    /// Folded texts and the search index, once the new columns are there.
    func fill() throws {
        for object in plan.package.objects {
            let changes = plan.changes.filter { $0.object == object.name }
            let matches = changes.filter { $0.kind == .matchChanged }.compactMap {
                $0.field.flatMap { object.field($0) }
            }
            let searches = changes.contains { $0.kind == .searchChanged }
            guard !matches.isEmpty || searches else { continue }
            try eachRow(object) { tenant, record in
                for field in matches { try fold(field, tenant, record) }
                if searches { try index(tenant, record) }
            }
        }
    }

    private func eachRow(_ object: ObjectType, _ body: (Int64, Record) throws -> Void) throws {
        let plan = RowPlan(object)
        var (tenant, id): (Int64, Int64) = (.min, .min)
        while true {
            let sql =
                SQL(text: "SELECT \(plan.selected), r.tenant_id FROM \(SQL.quoted(object.table)) r WHERE ")
                + "(r.tenant_id > \(tenant) OR (r.tenant_id = \(tenant) AND r.id > \(id))) ORDER BY r.tenant_id, r.id LIMIT 500"
            let rows = try transaction.all(sql) { (tenant: $0.integer(plan.columns.count), record: plan.record($0)) }
            guard let last = rows.last else { return }
            for row in rows { try body(row.tenant, row.record) }
            (tenant, id) = (last.tenant, last.record.id.rawValue)
        }
    }

    private func fold(_ field: Field, _ tenant: Int64, _ record: Record) throws {
        guard let key = field.matchKey else { return }
        try transaction.execute(
            SQL(text: "UPDATE \(SQL.quoted(record.object.table)) SET \(SQL.quoted(Tables.matchColumn(field.name))) = ")
                + "\(MatchText.key(record[field.name], key)) WHERE tenant_id = \(tenant) AND id = \(record.id.rawValue)"
        )
    }

    private func index(_ tenant: Int64, _ record: Record) throws {
        if let text = SearchText.text(WritePlan(record.object).searchable, record.values) {
            let kind = SearchText.kind(record.object.name)
            try RecordTables.searchIndex.put(text, tenant: tenant, kind: kind, id: record.id.rawValue, in: transaction)
        } else {
            try RecordTables.searchIndex.remove(tenant: tenant, id: record.id.rawValue, in: transaction)
        }
    }
}
