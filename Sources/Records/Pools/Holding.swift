public import Basics
public import Metadata
import SQLStore
import Tenancy

/// How many records of an object a person owns and has locked, and how many it may.
public struct Holding: Sendable, Equatable {
    public let owned: Int
    public let locked: Int
    /// Nil means any number.
    public let ownLimit: Int?
    public let lockLimit: Int?
    /// Whether records that brought a deal count.
    public let countsDeals: Bool
}

/// The limit that holds for one person.
struct HoldingLimit {
    let own: Int?
    let lock: Int?
    let countsDeals: Bool

    static let none = HoldingLimit(own: nil, lock: nil, countsDeals: true)
}

extension RecordReader {
    /// What a person holds of an object; of people beside the actor only counts come out, which are no secret.
    public func holding(_ object: ObjectType, of person: EntityID) throws -> Holding {
        let limit = try holdingLimit(object, person)
        return Holding(
            owned: try held(object, person, limit, upTo: 100_000), locked: try locked(object, person, upTo: 100_000),
            ownLimit: limit.own, lockLimit: limit.lock, countsDeals: limit.countsDeals)
    }

    /// A person's own limit, else the nearest department's, else the company's.
    func holdingLimit(_ object: ObjectType, _ person: EntityID) throws -> HoldingLimit {
        let rows = try reader.all(
            """
            SELECT person, department, own_limit, lock_limit, counts_deals FROM core_holding_limit
            WHERE tenant_id = \(tenant) AND kind = \(object.name) AND deleted_at IS NULL ORDER BY id
            """
        ) { row in
            (
                person: row.optionalInteger(0), department: row.optionalInteger(1),
                limit: HoldingLimit(
                    own: row.optionalInteger(2).map(Int.init), lock: row.optionalInteger(3).map(Int.init),
                    countsDeals: row.isNull(4) || row.bool(4))
            )
        }
        guard !rows.isEmpty else { return .none }
        if let own = rows.first(where: { $0.person == person.rawValue }) { return own.limit }
        for department in try departments(above: person) {
            if let near = rows.first(where: { $0.person == nil && $0.department == department }) { return near.limit }
        }
        return rows.first { $0.person == nil && $0.department == nil }?.limit ?? .none
    }

    /// How many records count against a limit.
    func held(_ object: ObjectType, _ person: EntityID, _ limit: HoldingLimit, upTo cap: Int) throws -> Int {
        var parts: [SQL] = []
        if let condition = object.pooling?.condition { parts.append("(" + (try feel(condition.text, object)) + ")") }
        if !limit.countsDeals, let deal = object.pooling?.deal {
            parts.append("(CASE WHEN " + (try feel(deal.text, object)) + " THEN 1 ELSE 0 END) = 0")
        }
        return try count(object, person, parts, upTo: cap)
    }

    func locked(_ object: ObjectType, _ person: EntityID, upTo cap: Int) throws -> Int {
        guard let lock = object.pooling?.lock, let column = object.field(lock)?.expression(alias: "r", reader.dialect) else { return 0 }
        return try count(object, person, [SQL(text: "\(column) = 1")], upTo: cap)
    }

    private func count(_ object: ObjectType, _ person: EntityID, _ parts: [SQL], upTo cap: Int) throws -> Int {
        var sql = SQL(text: "SELECT count(*) FROM (SELECT 1 FROM \(SQL.quoted(object.table)) r WHERE ")
        sql += ([QueryCompiler.base(object, tenant: tenant), "r.owner_id = \(person.rawValue)"] + parts).joined(separator: " AND ")
        sql += " LIMIT \(cap)) counted"
        return Int(try reader.first(sql) { $0.integer(0) } ?? 0)
    }

    func feel(_ text: String, _ object: ObjectType) throws -> SQL {
        try compiled.rules.condition(text, object, actor: actor, alias: "r", dialect: reader.dialect, now: now, extra: [:])
    }
}

extension RecordWriter {
    /// Refuses a new owner who holds as much as it may (A3). Two claims of one person take turns at its row.
    func checkHolding(_ object: ObjectType, newOwner: EntityID?, of id: EntityID, counts: Bool = true) throws {
        guard counts, object.pooling != nil, let owner = newOwner else { return }
        let limit = try limit(of: owner, object)
        guard let most = limit.own else { return }
        try takeTurn(owner, object)
        let held = try reader.held(object, owner, limit, upTo: most + 1)
        guard held >= most else { return }
        let name = try reader.people([owner])[owner] ?? ""
        throw RecordError.commandRefused(
            code: owner == actor.id ? "pool.own-limit" : "pool.own-limit-of", arguments: ["limit": "\(most)", "person": name, "object": object.name])
    }

    func checkLocking(_ object: ObjectType, _ owner: EntityID) throws {
        guard let most = try limit(of: owner, object).lock else { return }
        try takeTurn(owner, object)
        guard try reader.locked(object, owner, upTo: most + 1) >= most else { return }
        throw RecordError.commandRefused(code: "pool.lock-limit", arguments: ["limit": "\(most)", "object": object.name])
    }

    /// A unit asks for each person's limit once, however many records it hands over.
    private func limit(of person: EntityID, _ object: ObjectType) throws -> HoldingLimit {
        let key = Assignment(person: person, object: object.name)
        if let known = holdingLimits[key] { return known }
        let limit = try reader.holdingLimit(object, person)
        holdingLimits[key] = limit
        return limit
    }

    private func takeTurn(_ person: EntityID, _ object: ObjectType) throws {
        try flush()
        try transaction.execute(
            """
            INSERT INTO holder (tenant_id, object, person_id, turn) VALUES (\(tenant), \(object.name), \(person.rawValue), 1)
            ON CONFLICT (tenant_id, object, person_id) DO UPDATE SET turn = holder.turn + 1
            """)
    }
}
