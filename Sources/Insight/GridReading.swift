public import Basics
public import Metadata
import Records
import SQLStore
import Tenancy

/// Whom the rows of a grid stand for.
public enum GridRows: String, Sendable, CaseIterable { case people, departments }

/// One year of one metric in a grid.
public struct GridRequest: Sendable {
    public let grid: MonthGrid
    public let option: String
    public let year: Int64
    public let rows: GridRows
    public let circle: Circle

    public init(grid: MonthGrid, option: String, year: Int64, rows: GridRows, circle: Circle) {
        self.grid = grid
        self.option = option
        self.year = year
        self.rows = rows
        self.circle = circle
    }

    /// The reference that a row fills.
    var reference: String { rows == .people ? grid.source.person : grid.source.department }

    public static let monthCount: Int64 = 12

    public func month(_ number: Int64) -> CivilDate? { CivilDate(year: year, month: number, day: 1) }
}

/// What stands in a grid.
public struct GridContent: Sendable {
    public struct Row: Sendable {
        public let id: EntityID
        public let idText: String
        public let name: String
        public let depth: Int
        /// The values by month, 1…12.
        public let values: [Int64: Int64]
    }

    public let rows: [Row]
    /// Whether there are more rows than are shown.
    public let isCut: Bool
    public let scale: Int
}

extension Insight {
    public static let mostGridRows = 200

    public func grid(_ name: String) throws -> MonthGrid {
        let found = reader.schema.grids.first { $0.name == name }
        guard let found, let object = reader.schema.object(found.source.object), reader.policy.grant(object) != nil
        else {
            throw RecordError.query(
                code: "dashboard.unknown", arguments: ["name": String(name.prefix(60)), "nearest": ""])
        }
        return found
    }

    public func content(_ request: GridRequest) throws -> GridContent {
        let rows =
            try request.rows == .people
            ? people(request.circle) : departmentTree(limit: Self.mostGridRows + 1).map { ($0.id, $0.name, $0.depth) }
        var values: [EntityID: [Int64: Int64]] = [:]
        for cell in try reader.cells(request) { values[cell.row, default: [:]][cell.month, default: 0] += cell.units }
        let prefix = request.rows == .people ? "usr" : "dep"
        return GridContent(
            rows: rows.prefix(Self.mostGridRows).map { id, name, depth in
                .init(id: id, idText: id.text(prefix: prefix), name: name, depth: depth, values: values[id] ?? [:])
            }, isCut: rows.count > Self.mostGridRows,
            scale: try reader.object(request.grid.source.object).field(request.grid.source.value)?.scale ?? 0)
    }

    /// The active people of a circle whom the actor may see, by name.
    private func people(_ circle: Circle) throws -> [(EntityID, String, Int)] {
        let tenant = reader.actor.tenant
        var query = RecordQuery("core.user")
        query.filters = ["active = true"]
        query.sort = [SortKey("name")]
        query.limit = Self.mostGridRows + 1
        let ids: [EntityID]? =
            switch circle {
            case .all: nil
            case .mine: [reader.actor.id]
            case .team: try below(reader.actor.id)
            case .person(let id): try below(id)
            case .department(let id):
                try reader.rows(
                    """
                    SELECT id FROM core_user WHERE tenant_id = \(tenant) AND department IN (SELECT department_id FROM department_below
                    WHERE tenant_id = \(tenant) AND ancestor_id = \(id.rawValue)) ORDER BY id LIMIT 5000
                    """
                ) { EntityID(rawValue: $0.integer(0)) }
            }
        query.ids = ids
        return try reader.list(query).records.map { ($0.id, $0.name, 0) }
    }

    private func below(_ id: EntityID) throws -> [EntityID] {
        try reader.rows(
            "SELECT person_id FROM person_below WHERE tenant_id = \(reader.actor.tenant) AND manager_id = \(id.rawValue) ORDER BY person_id LIMIT 5000"
        ) { EntityID(rawValue: $0.integer(0)) }
    }
}

/// A record of a grid.
struct GridCell: Sendable {
    let record: Record
    let row: EntityID
    let month: Int64
    let units: Int64
}

extension RecordReader {
    /// The records of a year and an option that the actor may see.
    func cells(_ request: GridRequest, row: EntityID? = nil, month: CivilDate? = nil) throws -> [GridCell] {
        let source = request.grid.source
        let object = try object(source.object)
        var query = RecordQuery(source.object)
        let year =
            month.map { Period(.month, around: $0) }
            ?? CivilDate(year: request.year, month: 1, day: 1).map { Period(.year, around: $0) }
        query.filters = ["\(request.grid.by) = \(WidgetQuery.quoted(request.option))", "\(request.reference) != null"]
        if let year { query.filters.append(WidgetQuery.span(source.month, year, object, actor.zoneMinutes)) }
        if let row {
            query.pointing = .init(
                field: request.reference, id: row, object: request.rows == .people ? "core.user" : "core.department")
        }
        query.sort = [SortKey("id")]
        query.limit = RecordQuery.mostRows
        var cells: [GridCell] = []
        repeat {
            let page = try list(query)
            for record in page.records {
                guard case .integer(let day) = record[source.month], case .integer(let units) = record[source.value],
                    let (_, id) = record.reference(request.reference)
                else { continue }
                cells.append(GridCell(record: record, row: id, month: CivilDate(dayNumber: day).month, units: units))
            }
            query.cursor = page.next
        } while query.cursor != nil && cells.count < 20_000
        return cells
    }
}
