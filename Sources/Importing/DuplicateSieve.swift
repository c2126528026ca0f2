import Metadata
import Records
import SQLStore
import TableFiles

/// Tells with few questions which rows of a batch cannot be duplicates, so that only the others are looked at one by one.
struct DuplicateSieve {
    private let fields: [Field]
    private let cells: RowCells
    private let reader: RecordReader
    private var taken: [String: Set<SQLValue>] = [:]

    init(_ object: ObjectType, _ rows: [TableRow], _ cells: RowCells, _ reader: RecordReader) throws {
        self.cells = cells
        self.reader = reader
        let names = Set(object.duplicates.filter(\.blocks).map(\.field))
        fields = names.sorted().compactMap { object.field($0) }
        for field in fields {
            let keys = Set(rows.compactMap { key($0, field) })
            taken[field.name] = keys.isEmpty ? [] : try reader.takenKeys(Array(keys), of: field.name, object)
        }
    }

    func isNew(_ row: TableRow) -> Bool {
        fields.allSatisfy { field in key(row, field).map { !(taken[field.name]?.contains($0) ?? false) } ?? true }
    }

    /// The row's record stands in the way of later ones.
    mutating func note(_ row: TableRow) {
        for field in fields { if let key = key(row, field) { taken[field.name]?.insert(key) } }
    }

    private func key(_ row: TableRow, _ field: Field) -> SQLValue? {
        guard let value = try? field.type.parse(text: cells.text(field.name, row), field) else { return nil }
        let key = reader.matchKey(value, field)
        return key == .null ? nil : key
    }
}
