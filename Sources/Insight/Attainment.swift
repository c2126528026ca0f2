public import Basics
import Metadata
import Records
import SQLStore
import Tenancy

/// Sums up a tree of departments.
public enum DepartmentTree {
    public struct Node: Sendable, Equatable {
        public let id: Int64
        public let parent: Int64?

        public init(id: Int64, parent: Int64?) {
            self.id = id
            self.parent = parent
        }
    }

    /// The sums of departments with those below them. A department with a value of its own has just that: it was set
    /// for the whole of it.
    /// - Parameters:
    ///   - own: what belongs to each department itself, without those below.
    ///   - set: values that stand for a department and all below it.
    public static func sums(_ nodes: [Node], own: [Int64: Int64], set: [Int64: Int64] = [:]) -> [Int64: Int64] {
        let known = Set(nodes.map(\.id))
        let children = Dictionary(grouping: nodes.filter { $0.parent.map(known.contains) ?? false }) { $0.parent ?? 0 }
        var sums: [Int64: Int64] = [:]
        // A ring of parents, which nothing forbids in a file that was read in, must not run for ever.
        func sum(_ id: Int64, _ path: Set<Int64>) -> Int64 {
            guard !path.contains(id) else { return 0 }
            let below = (children[id] ?? []).reduce(own[id] ?? 0) { $0 &+ sum($1.id, path.union([id])) }
            let value = set[id] ?? below
            sums[id] = value
            return value
        }
        for node in nodes where !(node.parent.map(known.contains) ?? false) { _ = sum(node.id, []) }
        return sums
    }

    /// The departments from the top, each with its depth, those below behind their own.
    static func order(_ nodes: [Node]) -> [(id: Int64, depth: Int)] {
        let known = Set(nodes.map(\.id))
        let children = Dictionary(grouping: nodes) { $0.parent.flatMap { known.contains($0) ? $0 : nil } ?? 0 }
        var order: [(Int64, Int)] = []
        func add(_ parent: Int64, _ depth: Int) {
            guard depth < 20 else { return }
            for node in children[parent] ?? [] {
                order.append((node.id, depth))
                add(node.id, depth + 1)
            }
        }
        add(0, 0)
        return order
    }
}

// What was reached against what was to be.
extension Insight {
    func attain(_ query: WidgetQuery, _ result: inout WidgetResult) throws {
        guard let source = query.widget.target else { return }
        let targets = try Targets(reader, source, query)
        let nodes = try departments()
        let actual = try reader.aggregate(
            try query.all(for: reader), by: [.field("owner"), .ownerDepartment], Self.measures(query.widget.value))
        let wholeTarget = try targets.whole(nodes)
        result.total = Point(
            key: "", label: "", value: try value(actual, query.widget), count: actual.reduce(0) { $0 + $1.count },
            target: wholeTarget)
        switch query.widget.group {
        case .field("owner"): result.points = try byPerson(actual, targets, query.widget)
        case .ownerDepartment: result.points = try byDepartment(actual, targets, nodes, query.widget)
        default: break
        }
    }

    func departments() throws -> [(node: DepartmentTree.Node, name: String)] {
        // Who may not see every department sees no tree of them.
        guard let object = reader.schema.object("core.department"),
            reader.policy.grant(object)?.read.contains(.all) ?? false
        else { return [] }
        return try reader.rows(
            "SELECT id, parent, name FROM core_department WHERE tenant_id = \(reader.actor.tenant) AND deleted_at IS NULL ORDER BY position, name, id"
        ) { (DepartmentTree.Node(id: $0.integer(0), parent: $0.optionalInteger(1)), $0.text(2)) }
    }

    private func byPerson(_ rows: [AggregateRow], _ targets: Targets, _ widget: Widget) throws -> [Point] {
        var actual: [Int64: [AggregateRow]] = [:]
        for row in rows { if case .integer(let id) = row.keys[0] { actual[id, default: []].append(row) } }
        let ids = Set(actual.keys).union(targets.people.keys)
        let names = try reader.people(Set(ids.map(EntityID.init)))
        let points = try ids.map { id in
            let rows = actual[id] ?? []
            return Point(
                key: EntityID(rawValue: id).text(prefix: "usr"), label: names[EntityID(rawValue: id)] ?? "…",
                value: try value(rows, widget) ?? 0, count: rows.reduce(0) { $0 + $1.count }, target: targets.people[id]
            )
        }
        return Array(points.sorted(by: Self.isBetter).prefix(widget.limit))
    }

    /// The higher part of a target first; people without one last.
    private static func isBetter(_ left: Point, _ right: Point) -> Bool {
        func part(_ point: Point) -> Int64 { point.target.flatMap { Share.permille(point.value ?? 0, of: $0) } ?? -1 }
        let (a, b) = (part(left), part(right))
        return a == b ? (left.value ?? 0, right.label) > (right.value ?? 0, left.label) : a > b
    }

    private func byDepartment(
        _ rows: [AggregateRow], _ targets: Targets, _ departments: [(node: DepartmentTree.Node, name: String)],
        _ widget: Widget
    ) throws -> [Point] {
        let nodes = departments.map(\.node)
        var grouped: [Int64: [AggregateRow]] = [:]
        for row in rows { if case .integer(let id) = row.keys[1] { grouped[id, default: []].append(row) } }
        let values = DepartmentTree.sums(nodes, own: try grouped.mapValues { try value($0, widget) ?? 0 })
        let counts = DepartmentTree.sums(nodes, own: grouped.mapValues { $0.reduce(0) { $0 + $1.count } })
        let wanted = DepartmentTree.sums(nodes, own: targets.ownOfDepartments, set: targets.departments)
        let names = Dictionary(departments.map { ($0.node.id, $0.name) }) { first, _ in first }
        return DepartmentTree.order(nodes).compactMap { id, depth in
            guard values[id] ?? 0 != 0 || wanted[id] ?? 0 != 0 else { return nil }
            return Point(
                key: EntityID(rawValue: id).text(prefix: "dep"), label: names[id] ?? "…", value: values[id] ?? 0,
                count: counts[id] ?? 0,
                target: wanted[id].flatMap { $0 == 0 ? nil : $0 }, depth: depth)
        }
    }
}

/// The targets of a widget's months and circle, brought to the widget's unit.
private struct Targets {
    private(set) var people: [Int64: Int64] = [:]
    /// Set for a department and all below it.
    private(set) var departments: [Int64: Int64] = [:]
    /// Of people, by their departments; 0 for those who have none.
    private(set) var ownOfDepartments: [Int64: Int64] = [:]
    /// Set for everybody.
    private var company: Int64?

    init(_ reader: RecordReader, _ source: TargetSource, _ query: WidgetQuery) throws {
        let object = try reader.object(source.object)
        var wanted = RecordQuery(source.object)
        wanted.filters = source.filter.map { [$0.text] } ?? []
        let (first, last) = (DateBucket.month.start(of: query.period.from), DateBucket.month.start(of: query.period.to))
        let months = Period(from: first, to: DateBucket.month.next(last).adding(days: -1))
        wanted.filters.append(WidgetQuery.span(source.month, months, object, reader.actor.zoneMinutes))
        wanted.owners = query.circle.owners(for: reader.actor.id)
        let rows = try reader.aggregate(
            wanted, by: [.field(source.person), .field(source.department), .ownerDepartment], [.sum(source.value)])
        let scale = (object.field(source.value)?.scale ?? 0, try Self.scale(reader, query.widget))
        for row in rows {
            let value = Self.rescaled(row.measured[0].units, scale.0, scale.1)
            if case .integer(let person) = row.keys[0] {
                people[person, default: 0] += value
                var department: Int64 = 0
                if case .integer(let id) = row.keys[2] { department = id }
                ownOfDepartments[department, default: 0] += value
            } else if case .integer(let department) = row.keys[1] {
                departments[department, default: 0] += value
            } else {
                company = (company ?? 0) + value
            }
        }
    }

    private static func scale(_ reader: RecordReader, _ widget: Widget) throws -> Int {
        guard widget.value.function == .sum, let name = widget.value.field else { return 0 }
        return try reader.object(widget.object).field(name)?.scale ?? 0
    }

    private static func rescaled(_ units: Int64, _ from: Int, _ to: Int) -> Int64 {
        var value = units
        if to > from { for _ in from..<to { value = value.multipliedReportingOverflow(by: 10).partialValue } }
        if from > to { for _ in to..<from { value /= 10 } }
        return value
    }

    /// Everything: what was set for it, else the sums of the departments at the top and of people without one.
    func whole(_ departments: [(node: DepartmentTree.Node, name: String)]) throws -> Int64? {
        if let company { return company }
        let nodes = departments.map(\.node)
        let known = Set(nodes.map(\.id))
        let sums = DepartmentTree.sums(nodes, own: ownOfDepartments, set: self.departments)
        let tops = nodes.filter { !($0.parent.map(known.contains) ?? false) }.reduce(0) { $0 + (sums[$1.id] ?? 0) }
        let elsewhere = ownOfDepartments.filter { !known.contains($0.key) }.reduce(0) { $0 + $1.value }
        let whole = tops + elsewhere
        return whole == 0 ? nil : whole
    }
}

extension Insight {
    /// The departments from the top with their depths, for choosing one.
    public func departmentTree(limit: Int) throws -> [(id: EntityID, name: String, depth: Int)] {
        let departments = try departments()
        let names = Dictionary(departments.map { ($0.node.id, $0.name) }) { first, _ in first }
        return DepartmentTree.order(departments.map(\.node)).prefix(limit).map {
            (EntityID(rawValue: $0.id), names[$0.id] ?? "…", $0.depth)
        }
    }
}
