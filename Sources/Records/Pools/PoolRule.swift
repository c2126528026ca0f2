import Basics
import FEELSQL
import Metadata
import SQLStore
import Tenancy

/// When records go back into a pool: one version of its rule.
public struct PoolRule: Sendable, Equatable {
    public var version: Int64 = 0
    /// Days without a follow-up, since it was taken, and since it was taken without a deal; nil means never.
    public var contactDays: Int64?
    public var ownedDays: Int64?
    public var dealDays: Int64?
    /// How long a record is kept after the day up to which it is kept anyway, such as its contract's end.
    public var graceDays: Int64?
    /// How many days before the owner is told; without them a record goes at once.
    public var notifyDays: Int64?
    /// FEEL over the object's fields and ``names``: also when, and never when.
    public var recycleWhen: String?
    public var keepWhen: String?
    public var note: String?

    public init() {}

    /// Days that a condition may name beside the object's fields.
    public static let names = ["days_since_contact", "days_since_owned", "days_without_deal"]

    /// Whether it ever moves a record.
    public var isEmpty: Bool { contactDays == nil && ownedDays == nil && dealDays == nil && recycleWhen == nil }

    static let dayLength: Int64 = 86_400_000

    // MARK: By the names of its record's fields

    public static let numberNames = ["contact_days", "owned_days", "deal_days", "grace_days", "notify_days"]
    public static let textNames = ["recycle_when", "keep_when", "note"]

    public var numbers: [(name: String, days: Int64?)] {
        Array(zip(Self.numberNames, [contactDays, ownedDays, dealDays, graceDays, notifyDays])).map { (name: $0, days: $1) }
    }

    public var texts: [(name: String, text: String?)] {
        Array(zip(Self.textNames, [recycleWhen, keepWhen, note])).map { (name: $0, text: $1) }
    }

    public mutating func set(_ name: String, _ days: Int64) {
        switch name {
        case "contact_days": contactDays = days
        case "owned_days": ownedDays = days
        case "deal_days": dealDays = days
        case "grace_days": graceDays = days
        default: notifyDays = days
        }
    }

    public mutating func set(_ name: String, _ text: String) {
        let kept = text.allSatisfy(\.isWhitespace) ? nil : text
        switch name {
        case "recycle_when": recycleWhen = kept
        case "keep_when": keepWhen = kept
        default: note = kept
        }
    }

    /// The rule in force of every pool: its latest version.
    static func all(tenant: Int64, _ reader: any Reader) throws -> [Int64: PoolRule] {
        var rules: [Int64: PoolRule] = [:]
        try reader.forEach(
            """
            SELECT pool, number, contact_days, owned_days, deal_days, grace_days, notify_days, recycle_when, keep_when, note
            FROM core_pool_rule WHERE tenant_id = \(tenant) AND deleted_at IS NULL ORDER BY number, id
            """
        ) { row in
            var rule = PoolRule()
            rule.version = row.integer(1)
            (rule.contactDays, rule.ownedDays, rule.dealDays) = (row.optionalInteger(2), row.optionalInteger(3), row.optionalInteger(4))
            (rule.graceDays, rule.notifyDays) = (row.optionalInteger(5), row.optionalInteger(6))
            (rule.recycleWhen, rule.keepWhen, rule.note) = (row.optionalText(7), row.optionalText(8), row.optionalText(9))
            rules[row.integer(0)] = rule
        }
        return rules
    }
}

/// A rule as a condition on an object's table: which records go into one pool at a moment.
struct RecycleCondition {
    let object: ObjectType
    let pooling: Pooling
    let pool: Pool
    /// The departments whose people's records go into this pool, and those that do not; nil for all.
    let covered: Coverage
    let reader: RecordReader

    /// Whose records a pool takes.
    enum Coverage { case all, only([Int64]), allBut([Int64]) }

    init?(_ object: ObjectType, _ pool: Pool, _ reader: RecordReader) throws {
        guard let pooling = object.pooling else { return nil }
        (self.object, self.pooling, self.pool, self.reader) = (object, pooling, pool, reader)
        covered = try Self.coverage(object, pool, reader)
    }

    /// The nearest department with a pool decides; those nearer than this pool's are not its own.
    private static func coverage(_ object: ObjectType, _ pool: Pool, _ reader: RecordReader) throws -> Coverage {
        let pools = try reader.pools(of: object)
        var home: [Int64: EntityID] = [:]
        let rows = try reader.reader.all(
            """
            SELECT department_id, ancestor_id FROM department_below WHERE tenant_id = \(reader.tenant) ORDER BY department_id, depth
            """) { ($0.integer(0), $0.integer(1)) }
        for (department, ancestor) in rows where home[department] == nil {
            if let nearest = pools.first(where: { $0.department?.rawValue == ancestor }) { home[department] = nearest.id }
        }
        let general = pools.first { $0.department == nil } ?? pools.first
        if pool.department != nil, general?.id != pool.id { return .only(home.filter { $0.value == pool.id }.map(\.key).sorted()) }
        guard general?.id == pool.id else { return .only([]) }
        let others = home.filter { $0.value != pool.id }.map(\.key).sorted()
        return others.isEmpty ? .all : .allBut(others)
    }

    /// Owned records that the rule sends into the pool at a moment.
    func sql(_ rule: PoolRule, at now: Timestamp) throws -> SQL {
        var parts = [QueryCompiler.base(object, tenant: reader.tenant), "r.owner_id IS NOT NULL", owners]
        if let lock = pooling.lock, let column = column(lock) { parts.append(SQL(text: "(\(column) IS NULL OR \(column) = 0)")) }
        if let condition = pooling.condition { parts.append("(" + (try feel(condition.text, now)) + ")") }
        if let kept = keptUntil(rule, now) { parts.append(kept) }
        if let keep = rule.keepWhen { parts.append("(CASE WHEN " + (try feel(keep, now)) + " THEN 0 ELSE 1 END) = 1") }
        parts.append(try reasons(rule, now))
        return parts.joined(separator: " AND ")
    }

    private var owners: SQL {
        let people: SQL = "SELECT u.id FROM core_user u WHERE u.tenant_id = \(reader.tenant) AND u.department IN "
        return switch covered {
        case .all: "1 = 1"
        case .only(let departments): "r.owner_id IN (" + people + "\(list: departments.map(SQLValue.integer)))"
        case .allBut(let departments): "r.owner_id NOT IN (" + people + "\(list: departments.map(SQLValue.integer)))"
        }
    }

    private func reasons(_ rule: PoolRule, _ now: Timestamp) throws -> SQL {
        var reasons: [SQL] = []
        func older(_ moment: String, _ days: Int64) -> SQL { SQL(text: "\(moment) <= ") + "\(now.milliseconds - days * PoolRule.dayLength)" }
        if let days = rule.contactDays { reasons.append(older(contacted, days)) }
        if let days = rule.ownedDays { reasons.append(older(Self.taken, days)) }
        if let days = rule.dealDays { reasons.append("(" + older(Self.taken, days) + " AND NOT (" + (try brought(now)) + "))") }
        if let text = rule.recycleWhen { reasons.append("(" + (try feel(text, now)) + ")") }
        return reasons.isEmpty ? "1 = 0" : "(" + reasons.joined(separator: " OR ") + ")"
    }

    /// Whether a record brought a deal; what cannot be told has not.
    private func brought(_ now: Timestamp) throws -> SQL {
        guard let deal = pooling.deal else { return "1 = 0" }
        return "(CASE WHEN " + (try feel(deal.text, now)) + " THEN 1 ELSE 0 END) = 1"
    }

    private func keptUntil(_ rule: PoolRule, _ now: Timestamp) -> SQL? {
        guard let name = pooling.keptUntil, let column = column(name) else { return nil }
        let today = reader.actor.today(at: now).dayNumber
        return SQL(text: "(\(column) IS NULL OR \(column) < ") + "\(today - (rule.graceDays ?? 0)))"
    }

    private func feel(_ text: String, _ now: Timestamp) throws -> SQL {
        try reader.compiled.rules.condition(
            text, object, actor: reader.actor, alias: "r", dialect: reader.reader.dialect, now: now, extra: try days(now, in: text))
    }

    /// The columns behind ``PoolRule/names``, as far as the text names them.
    private func days(_ now: Timestamp, in text: String) throws -> [String: Column] {
        func since(_ moment: String) -> SQL { SQL(text: "((") + "\(now.milliseconds)" + SQL(text: " - \(moment)) / \(PoolRule.dayLength))") }
        var columns: [String: Column] = [:]
        if text.contains(PoolRule.names[0]) { columns[PoolRule.names[0]] = Column(since(contacted), .integer) }
        if text.contains(PoolRule.names[1]) { columns[PoolRule.names[1]] = Column(since(Self.taken), .integer) }
        if text.contains(PoolRule.names[2]) {
            let days: SQL = "(CASE WHEN " + (try brought(now)) + " THEN NULL ELSE " + since(Self.taken) + " END)"
            columns[PoolRule.names[2]] = Column(days, .integer)
        }
        return columns
    }

    private func column(_ name: String) -> String? { object.field(name)?.expression(alias: "r", reader.reader.dialect) }

    /// When the present owner got the record.
    static let taken = """
        coalesce((SELECT max(s.starts_at) FROM ownership_span s WHERE s.tenant_id = r.tenant_id AND s.record_id = r.id \
        AND s.ends_at IS NULL), r.created_at)
        """

    /// The last follow-up, or when the present owner got the record: whoever has just got it has time.
    private var contacted: String {
        guard let name = pooling.lastContact, let column = column(name) else { return Self.taken }
        return "(CASE WHEN \(column) > \(Self.taken) THEN \(column) ELSE \(Self.taken) END)"
    }
}
