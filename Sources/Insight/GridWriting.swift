public import Basics
import Metadata
public import Records
import SQLStore
import Tenancy

/// One cell that somebody changed.
public struct GridChange: Sendable, Hashable {
    public let row: EntityID
    public let month: Int64
    /// What stood there when it was opened, and what stands there now.
    public let before: String
    public let after: String

    public init(row: EntityID, month: Int64, before: String, after: String) {
        self.row = row
        self.month = month
        self.before = before
        self.after = after
    }
}

/// What is wrong with the cells of a grid; nothing of it was kept.
public struct GridRefusal: Error, Sendable {
    public struct Cell: Sendable {
        public let change: GridChange
        public let problem: FieldProblem
    }
    public let cells: [Cell]
}

extension RecordWriter {
    /// Keeps the changed cells of a grid: an empty one is deleted, others are made or changed.
    /// - Throws: ``GridRefusal`` with every cell that cannot be kept; then none is.
    /// - Returns: how many cells were changed.
    @discardableResult
    public func keep(_ changes: [GridChange], in request: GridRequest) throws -> Int {
        guard changes.count <= Insight.mostGridRows * 12 else {
            throw RecordError.tooMany(limit: Insight.mostGridRows * 12)
        }
        var wrong: [GridRefusal.Cell] = []
        for change in changes {
            do {
                try keep(change, request)
            } catch RecordError.invalid(let problems) {
                wrong.append(
                    .init(
                        change: change,
                        problem: problems.first ?? FieldProblem(request.grid.source.value, "field.required")))
            }
        }
        if !wrong.isEmpty { throw GridRefusal(cells: wrong) }
        return changes.count
    }

    private func keep(_ change: GridChange, _ request: GridRequest) throws {
        let source = request.grid.source
        let object = try reader.object(source.object)
        guard let field = object.field(source.value), let month = request.month(change.month) else { return }
        let cells = try reader.cells(request, row: change.row, month: month)
        guard Self.isSame(cells.reduce(0) { $0 + $1.units }, cells.isEmpty, change.before, field.scale) else {
            throw RecordError.invalid([FieldProblem(source.value, "grid.changed-meanwhile")])
        }
        let value = change.after.filter { !$0.isWhitespace }
        // Several records for one cell, made elsewhere, become one.
        for cell in cells.dropFirst(value.isEmpty ? 0 : 1) { try delete(object.name, cell.record.id) }
        guard !value.isEmpty else { return }
        if let cell = cells.first {
            _ = try update(object.name, cell.record.id, [source.value: .string(value)])
            return
        }
        var values: OrderedMap<JSON> = [
            request.reference: .string(change.row.text(prefix: request.rows == .people ? "usr" : "dep")),
            request.grid.by: .string(request.option), source.month: .string(month.description),
            source.value: .string(value),
        ]
        if object.isOwned, let owner = try owner(of: change.row, request.rows) {
            values["owner"] = .string(owner.text(prefix: "usr"))
        }
        let made = try create(object.name, values)
        // Figures that one could neither see nor change afterwards are none of one's business.
        do { _ = try reader.get(object, made.id, for: .update) } catch RecordError.notFound {
            throw RecordError.invalid([FieldProblem(source.value, "grid.not-yours")])
        }
    }

    /// Somebody's figures are their own; a department's are its head's.
    private func owner(of row: EntityID, _ rows: GridRows) throws -> EntityID? {
        guard rows == .departments else { return row }
        return try reader.rows(
            "SELECT head FROM core_department WHERE tenant_id = \(actor.tenant) AND id = \(row.rawValue)"
        ) {
            $0.optionalInteger(0).map(EntityID.init)
        }.first ?? nil
    }

    private static func isSame(_ units: Int64, _ isEmpty: Bool, _ text: String, _ scale: Int) -> Bool {
        let bare = text.filter { !$0.isWhitespace && $0 != "," }
        if bare.isEmpty || isEmpty { return bare.isEmpty && isEmpty }
        return Decimal128(bare) == Decimal128(ScaledNumber.text(units, scale: scale))
    }
}
