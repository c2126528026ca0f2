import Basics
public import HTML
public import Metadata
public import Records
import SQLStore
import Tenancy

/// A record as a paper: quotes, contracts and whatever else a package describes, for the screen's print and for PDF.
public struct RecordDocument {
    let layout: DocumentLayout
    let record: Record
    let reader: RecordReader
    let style: TextStyle
    let company: String
    private let names: DocumentNames

    /// Reads what the paper shows, as the reader's actor: what it may not see stays empty.
    public init(_ layout: DocumentLayout, of record: Record, _ reader: RecordReader, style: TextStyle) throws {
        self.layout = layout
        self.record = record
        self.reader = reader
        self.style = style
        company = try reader.companyName()
        var shown = [record]
        for case .lines(let name, _) in layout.sections { shown += try Self.lines(name, record, reader) }
        names = try DocumentNames(shown, reader)
    }

    private static func lines(_ name: String, _ record: Record, _ reader: RecordReader) throws -> [Record] {
        guard let field = record.object.field(name), let child = field.targets.first, let by = field.by else { return [] }
        var query = RecordQuery(child)
        query.pointing = RecordQuery.Pointer(field: by, id: record.id, object: record.object.name)
        query.sort = [SortKey("created_at")]
        query.limit = RecordQuery.mostRows
        return try reader.list(query).records
    }

    /// What a saved copy is called.
    public var fileName: String { [title, number].filter { !$0.isEmpty }.joined(separator: "-") + ".pdf" }

    public var title: String { layout.label.text(style.locale) }

    /// The whole page.
    public func html() throws -> HTML {
        let sections = try layout.sections.map { try section($0) }
        return """
            <!doctype html><html lang="\(style.locale)"><head><meta charset="utf-8"><title>\(title) \(number)</title>\
            <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/assets/css/print.css"></head><body><main class="paper">\
            \(heading)\(sections)\(signatures)</main></body></html>
            """
    }

    private var number: String { layout.number.map { text($0, of: record) } ?? "" }

    private var heading: HTML {
        """
        <header><p class="company">\(company)</p><h1>\(title)</h1><p class="number">\(number)</p></header>
        """
    }

    private func section(_ section: DocumentLayout.Section) throws -> HTML {
        switch section {
        case .fields(let names): return "<dl>\(names.filter(isShown).html { pair($0) })</dl>"
        case .text(let name): return isShown(name) ? longText(name) : .empty
        case .lines(let name, let columns): return try table(name, columns)
        }
    }

    private func isShown(_ name: String) -> Bool {
        !reader.policy.mask(record.object).hidden.contains(name) && !text(name, of: record).isEmpty
    }

    private func pair(_ name: String) -> HTML {
        "<div><dt>\(label(name, record.object))</dt><dd>\(text(name, of: record))</dd></div>"
    }

    private func longText(_ name: String) -> HTML {
        let lines = text(name, of: record).split(separator: "\n", omittingEmptySubsequences: true)
        return "<section><h2>\(label(name, record.object))</h2>\(lines.html { "<p>\(String($0))</p>" })</section>"
    }

    private func table(_ name: String, _ columns: [String]) throws -> HTML {
        let lines = try Self.lines(name, record, reader)
        guard let child = lines.first?.object else { return .empty }
        let hidden = reader.policy.mask(child).hidden
        let shown = columns.filter { !hidden.contains($0) && child.field($0) != nil }
        let heads = shown.html { "<th scope=\"col\"\(attribute: "class", isNumber($0, child) ? "right" : nil)>\(label($0, child))</th>" }
        let rows = lines.enumerated().html { place, line in
            "<tr><td>\(String(place + 1))</td>\(shown.html { cell($0, line) })</tr>"
        }
        return "<table><thead><tr><th scope=\"col\">#</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table>"
    }

    private func cell(_ name: String, _ line: Record) -> HTML {
        "<td\(attribute: "class", isNumber(name, line.object) ? "right" : nil)>\(text(name, of: line))</td>"
    }

    private var signatures: HTML {
        guard !layout.signatures.isEmpty else { return .empty }
        let places = layout.signatures.html { "<div><p>\($0.text(style.locale))</p><p class=\"line\"></p></div>" }
        return "<footer class=\"signatures\">\(places)</footer>"
    }

    // MARK: Values

    private func label(_ name: String, _ object: ObjectType) -> String { object.field(name)?.label.text(style.locale) ?? name }

    private func isNumber(_ name: String, _ object: ObjectType) -> Bool {
        object.field(name).map { [.number, .money, .percent, .rollUp].contains($0.valueKind) } ?? false
    }

    private func text(_ name: String, of record: Record) -> String {
        guard let field = record.object.field(name), record[name] != .null else { return "" }
        if field.kind == .reference { return record.reference(name).flatMap { names[$0.object, $0.id] } ?? "" }
        let text = field.type.text(record[name], field, style)
        return field.valueKind == .money ? Money.shown(text, currency: field.currency) : text
    }
}

/// The names of what the records of a paper refer to.
struct DocumentNames {
    private var names: [String: [EntityID: String]] = [:]

    init(_ records: [Record], _ reader: RecordReader) throws {
        var wanted: [String: Set<EntityID>] = [:]
        for record in records {
            for place in record.object.fields.indices where record.object.fields[place].kind == .reference {
                guard let (object, id) = record.reference(record.object.fields[place].name) else { continue }
                wanted[object, default: []].insert(id)
            }
        }
        for (name, ids) in wanted {
            if name == "core.user" { names[name] = try reader.people(ids) } else { names[name] = try reader.names(ids, of: try reader.object(name)) }
        }
    }

    subscript(object: String, id: EntityID) -> String? { names[object]?[id] }
}

/// Amounts with their currency's sign and commas.
enum Money {
    static func shown(_ text: String, currency: String) -> String {
        let sign = ["CNY": "¥", "USD": "$", "EUR": "€"][currency] ?? currency + " "
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        let digits = Array(parts.first ?? "0")
        var whole = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { whole.append(",") }
            whole.append(digit)
        }
        return (isNegative ? "-" : "") + sign + whole + (parts.count > 1 ? "." + parts[1] : "")
    }
}
