import Basics
import Metadata
import Records
import TableFiles

/// Makes a record's values out of a row's cells.
struct RowCells {
    private struct Source {
        let field: Field?
        let name: String
        let places: [Int]
        let dates: DateOrder?
        /// Empty for what is no reference.
        let targets: [ObjectType]
        /// Whether it points at records of the same kind, which may stand further down in the file.
        let isSelf: Bool
        /// Where its found records are kept.
        let key: String
    }

    private let sources: [Source]
    private let object: ObjectType
    private let ownKeys: [Field]

    init(_ plan: ImportPlan, _ object: ObjectType, _ columns: [String], _ reader: RecordReader) throws {
        self.object = object
        let positions = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        sources = try plan.columns.map { use in
            let places = try use.columns.map { name -> Int in
                guard let place = positions[name] else { throw ImportError.unknownColumn(name, columns: columns) }
                return place
            }
            let field = object.field(use.field)
            if field == nil, use.field != "owner" || !object.isOwned {
                throw ImportError.unknownField(
                    use.field, nearest: Spelling.nearest(to: use.field, among: object.fields.map(\.name)) ?? "")
            }
            let people = try use.field == "owner" && field == nil ? [reader.object("core.user")] : []
            let targets = field?.kind == .reference ? field.map(reader.codec.targets) ?? [] : people
            let isSelf = targets.count == 1 && targets[0].name == object.name
            return Source(
                field: field, name: use.field, places: places, dates: use.dates, targets: targets, isSelf: isSelf,
                key: isSelf ? object.name : use.field)
        }
        ownKeys = sources.contains { $0.isSelf } ? ReferenceFinder.keys(of: object) : []
    }

    /// The text that a row has for a field.
    func text(_ name: String, _ row: TableRow) -> String {
        sources.first { $0.name == name }.map { text($0, row) } ?? ""
    }

    private func text(_ source: Source, _ row: TableRow) -> String {
        if source.places.count == 1 { return row.cells[source.places[0]] }
        return source.places.map { row.cells[$0] }.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Looks up everything that the rows refer to.
    func prepare(_ rows: [TableRow], _ finder: inout ReferenceFinder) throws {
        for source in sources where !source.targets.isEmpty {
            try finder.prepare(Set(rows.map { text(source, $0) }), source.key, source.targets)
        }
    }

    /// A row's record may be what later rows mean.
    func note(_ row: TableRow, _ record: Record, _ finder: inout ReferenceFinder) {
        for field in ownKeys { finder.note(text(field.name, row), object.name, record.idText) }
    }

    /// The values, what is wrong with the cells, and references that wait for the rest of the file. Empty cells set
    /// nothing: a file seldom has every field of a record.
    func values(_ row: TableRow, _ finder: ReferenceFinder)
        -> (values: OrderedMap<JSON>, problems: [RowProblem], pending: [(field: String, text: String)])
    {
        var values = OrderedMap<JSON>()
        var problems: [RowProblem] = []
        var pending: [(field: String, text: String)] = []
        for source in sources {
            let text = text(source, row)
            if text.isEmpty { continue }
            guard !source.targets.isEmpty else {
                values[source.name] = .string(plain(text, source))
                continue
            }
            switch finder.found(text, source.key) {
            case .one(let id): values[source.name] = .string(id)
            case .none where source.isSelf: pending.append((source.name, text))
            case .none:
                problems.append(RowProblem(field: source.name, code: "import.no-reference", arguments: ["value": text]))
            case .several:
                problems.append(RowProblem(field: source.name, code: "import.several", arguments: ["value": text]))
            }
        }
        return (values, problems, pending)
    }

    /// A cell as the pipeline reads it.
    private func plain(_ text: String, _ source: Source) -> String {
        if let dates = source.dates { return dates.normal(text) }
        if source.field?.kind == .money { return text.filter { !"¥￥$€£元".contains($0) } }
        return text
    }
}
