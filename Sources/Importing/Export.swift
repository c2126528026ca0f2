import Basics
import Metadata
public import Records
import SQLStore
public import TableFiles
public import Tenancy

/// Writes the records of a query as a table: the rows and fields that the actor may see, in the actor's language.
public struct Export: Sendable {
    let records: Records

    public init(records: Records) { self.records = records }

    /// - Parameter columns: field names; nil are all fields that the actor may see.
    /// - Returns: how many rows were written.
    public func write(
        _ query: RecordQuery, columns: [String]?, as actor: Actor, to writer: inout any TableWriter,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> Int {
        var query = query
        query.limit = RecordQuery.mostRows
        var written = 0
        var isFirst = true
        while true {
            let page = query
            let (rows, next) = try await records.read(as: actor) { reader in
                let sheet = try Sheet(page.object, columns, reader)
                let found = try reader.list(page)
                return (try sheet.rows(found.records, withHeader: page.cursor == nil), found.next)
            }
            for row in rows { try writer.write(row) }
            written += rows.count - (isFirst ? 1 : 0)
            isFirst = false
            progress(written)
            guard let next else { break }
            query.cursor = next
        }
        try writer.finish()
        return written
    }

    /// The columns of an export and how cells are made.
    private struct Sheet {
        let object: ObjectType
        let fields: [Field]
        let reader: RecordReader
        let showsOwner: Bool

        init(_ objectName: String, _ columns: [String]?, _ reader: RecordReader) throws {
            let object = try reader.object(objectName)
            guard reader.policy.grant(object)?.export ?? false else {
                throw RecordError.forbidden(code: "access.export", arguments: ["object": object.name])
            }
            let hidden = reader.policy.mask(object).hidden
            let visible = object.fields.filter { $0.kind.isStored && !hidden.contains($0.name) }
            self.object = object
            self.reader = reader
            showsOwner = object.isOwned && (columns?.contains("owner") ?? true)
            fields =
                try columns.map { names in
                    try names.filter { $0 != "owner" }.map { name in
                        guard let field = visible.first(where: { $0.name == name }) else {
                            throw RecordError.query(
                                code: "query.unknown-field",
                                arguments: ["field": name, "object": object.name, "nearest": ""])
                        }
                        return field
                    }
                } ?? visible
        }

        func rows(_ records: [Record], withHeader: Bool) throws -> [[TableCell]] {
            let names = try referenced(records)
            let people = try reader.people(Set(records.compactMap(\.owner)))
            var rows: [[TableCell]] = withHeader ? [header()] : []
            for record in records {
                var cells = [TableCell.text(record.idText)]
                cells += fields.map { cell(record, $0, names) }
                if showsOwner { cells.append(record.owner.flatMap { people[$0] }.map(TableCell.text) ?? .empty) }
                cells += [moment(record.createdAt), moment(record.updatedAt)]
                rows.append(cells)
            }
            return rows
        }

        private func header() -> [TableCell] {
            let isChinese = reader.actor.locale.hasPrefix("zh")
            var labels = ["ID"] + fields.map { $0.label.text(reader.actor.locale) }
            if showsOwner { labels.append(isChinese ? "负责人" : "Owner") }
            return (labels + (isChinese ? ["创建时间", "更新时间"] : ["Created at", "Updated at"])).map(TableCell.text)
        }

        /// The names of everything that the records point at and the actor may see.
        private func referenced(_ records: [Record]) throws -> [EntityID: String] {
            var wanted: [String: Set<EntityID>] = [:]
            for field in fields where field.kind == .reference {
                for record in records {
                    if let (target, id) = record.reference(field.name) { wanted[target, default: []].insert(id) }
                }
            }
            var names: [EntityID: String] = [:]
            for (target, ids) in wanted {
                names.merge(try reader.names(ids, of: try reader.object(target))) { first, _ in first }
            }
            return names
        }

        private func cell(_ record: Record, _ field: Field, _ names: [EntityID: String]) -> TableCell {
            let value = record[field.name]
            guard value != .null else { return .empty }
            if field.kind == .reference {
                return record.reference(field.name).flatMap { names[$0.id] }.map(TableCell.text) ?? .empty
            }
            let style = TextStyle(locale: reader.actor.locale, zoneMinutes: reader.actor.zoneMinutes)
            guard case .integer(let number) = value else { return .text(field.type.text(value, field, style)) }
            switch field.valueKind {
            case .number, .money: return .number(ScaledNumber.text(number, scale: field.scale))
            case .date: return .date(number)
            case .dateTime: return moment(Timestamp(milliseconds: number))
            default: return .text(field.type.text(value, field, style))
            }
        }

        private func moment(_ time: Timestamp) -> TableCell {
            .moment(time.milliseconds + Int64(reader.actor.zoneMinutes) * 60_000)
        }
    }
}
