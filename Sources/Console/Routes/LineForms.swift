import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Web

/// The lines of a record inside its page and its form: shown as a table, written in the same unit as the record.
struct LineForms {
    let visit: Visit
    let reader: RecordReader
    /// How many lines a form takes.
    static let most = 200

    /// The object of a field's lines and their reference back.
    static func child(_ field: Field, _ reader: RecordReader) -> (object: ObjectType, by: String)? {
        guard field.kind == .lines, let name = field.targets.first, let object = reader.schema.object(name), let by = field.by else { return nil }
        return (object, by)
    }

    // MARK: Shown

    /// The lines as a table to read; nil where there are none or none may be seen.
    func shown(_ field: Field, of record: Record) throws -> FieldValue? {
        guard let (child, by) = Self.child(field, reader), reader.policy.grant(child) != nil else { return nil }
        let related = record.object.layout.related.first { $0.object == child.name && $0.by == by }
        let names = related?.columns ?? child.layout.sections.flatMap(\.fields).filter { $0 != by }
        let lines = try records(child, by, record)
        guard !lines.isEmpty else { return nil }
        let views = try FieldViews(visit, reader, lines)
        let columns = names.compactMap { child.field($0).map { views.blank($0, child) } }
        let rows = lines.map { line in
            Lines.Row(id: line.idText, fields: names.compactMap { views.view($0, of: line, editable: false) })
        }
        return .lines(Lines(columns: columns, rows: rows, total: total(child, by, of: record)))
    }

    /// The parent's own sum of what its lines amount to.
    private func total(_ child: ObjectType, _ by: String, of record: Record) -> String? {
        let field = record.object.fields.first {
            $0.rollUp?.function == .sum && $0.rollUp?.object == child.name && $0.rollUp?.by == by && $0.rollUp?.field == "amount"
        }
        guard let field, record[field.name] != .null else { return nil }
        return FieldViews.sign(field.currency) + FieldViews.grouped(field.type.text(record[field.name], field, visit.style))
    }

    private func records(_ child: ObjectType, _ by: String, _ record: Record) throws -> [Record] {
        var query = RecordQuery(child.name)
        query.pointing = RecordQuery.Pointer(field: by, id: record.id, object: record.object.name)
        query.sort = [SortKey("created_at")]
        query.limit = Self.most
        return try reader.list(query).records
    }

    // MARK: Written

    /// The lines as inputs; nil where the reader may not write any.
    func input(_ field: Field, of record: Record?) throws -> FieldView? {
        guard let (child, by) = Self.child(field, reader), reader.policy.mayCreate(child) else { return nil }
        let lines = try record.map { try records(child, by, $0) } ?? []
        let views = try FieldViews(visit, reader, lines)
        let open = openFields(child, by, views)
        var view = FieldView(name: field.name, label: field.label.text(visit.locale), kind: .lines)
        view.value = .lines(Lines(
            columns: open.map { views.blank($0, child) },
            rows: lines.map { line in Lines.Row(id: line.idText, fields: open.compactMap { views.view($0.name, of: line, editable: true) }) }))
        return view
    }

    private func openFields(_ child: ObjectType, _ by: String, _ views: FieldViews) -> [Field] {
        let mask = reader.policy.mask(child)
        let names = child.layout.sections.flatMap(\.fields).filter { $0 != by }
        return names.compactMap { child.field($0) }.filter { views.isOpen($0, child, mask) }
    }

    /// What a form says about one field's lines.
    struct Row {
        let number: String
        let id: String?
        let values: OrderedMap<JSON>
    }

    /// Makes, changes and takes away lines until they are those of the form.
    static func save(_ form: WebForm, of record: Record, zoneMinutes: Int, _ visit: Visit, _ writer: RecordWriter) throws {
        for field in record.object.fields where form[field.name + ".present"] != nil {
            guard let (child, by) = child(field, writer.reader) else { continue }
            let rows = rows(form, field.name, child, zoneMinutes)
            guard rows.count <= most else { throw RecordError.tooMany(limit: most) }
            let existing = try LineForms(visit: visit, reader: writer.reader).records(child, by, record)
            let kept = Set(rows.compactMap(\.id))
            for line in existing where !kept.contains(line.idText) { try writer.delete(child.name, line.id) }
            for (place, row) in rows.enumerated() {
                try naming(field, line: place + 1, child, visit) { try write(row, child, by, record, writer) }
            }
        }
    }

    private static func write(_ row: Row, _ child: ObjectType, _ by: String, _ record: Record, _ writer: RecordWriter) throws {
        var options = WriteOptions()
        options.acceptsDuplicates = true
        if let id = row.id {
            _ = try writer.update(child.name, try writer.reader.id(id, of: child), row.values, options)
        } else {
            var values = row.values.withoutNulls
            values[by] = .string(record.idText)
            _ = try writer.create(child.name, values, options)
        }
    }

    /// Turns what is wrong with a line into a problem of the record's field that names the line.
    private static func naming(_ field: Field, line: Int, _ child: ObjectType, _ visit: Visit, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch RecordError.invalid(let problems) {
            throw RecordError.invalid(problems.map { problem in
                FieldProblem(field.name, "field.line", ["line": "\(line)", "message": visit.words.sentence(problem, object: child)])
            })
        }
    }

    /// The rows of a form in their order; one with nothing in it is left out.
    static func rows(_ form: WebForm, _ name: String, _ child: ObjectType, _ zoneMinutes: Int) -> [Row] {
        let reader = FormReader(form: form, zoneMinutes: zoneMinutes)
        return numbers(form, name).compactMap { number in
            var values = OrderedMap<JSON>()
            for field in child.fields {
                if let value = reader.value(field, named: "\(name).\(number).\(field.name)") { values[field.name] = value }
            }
            let id = form["\(name).\(number).id"].flatMap { $0.isEmpty ? nil : $0 }
            return id == nil && values.withoutNulls.isEmpty ? nil : Row(number: number, id: id, values: values)
        }
    }

    static func numbers(_ form: WebForm, _ name: String) -> [String] {
        var found: [String] = []
        for field in form.fields where field.name.hasPrefix(name + ".") {
            let number = String(field.name.dropFirst(name.utf8.count + 1).prefix { $0 != "." })
            if Int(number) != nil, !found.contains(number) { found.append(number) }
        }
        return found
    }
}

extension FieldView {
    /// Shows the lines that were written, after a refusal.
    mutating func refillLines(_ form: WebForm) {
        guard case .lines(var lines) = value, form[name + ".present"] != nil else { return }
        let prefix = name + "."
        lines.rows = LineForms.numbers(form, name).map { number in
            let cells = lines.columns.map { column in
                var cell = column
                cell.name = "\(prefix)\(number).\(column.name)"
                cell.refill(form)
                cell.name = column.name
                return cell
            }
            return Lines.Row(id: form["\(prefix)\(number).id"] ?? "", fields: cells)
        }
        value = .lines(lines)
    }
}
