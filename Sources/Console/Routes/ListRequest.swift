import Basics
import Insight
import Metadata
import Records
import Web

/// What a list's address asks for: a view of the object, changed by filters, order and columns.
struct ListRequest: Sendable {
    let object: ObjectType
    let view: ListView
    /// The saved view, when it is one; its conditions are the list's own unless the address names others.
    let saved: SavedView?
    /// The saved views that the person sees, for the tabs.
    let allSaved: [SavedView]
    /// Conditions as `field~comparison~value`, as they stand in the address.
    let conditions: [FilterCondition]
    let sort: [SortKey]
    let columns: [String]
    let cursor: String?
    /// The part of a dashboard whose records these are; it stands in for the view's own conditions.
    let drill: Drill?
    private let drilled: RecordQuery?

    init(_ request: WebRequest, _ object: ObjectType, _ reader: RecordReader) throws {
        self.object = object
        allSaved = try reader.views(object)
        let name = try request.query("view") ?? reader.defaultView(object)
        saved = allSaved.first { $0.idText == name }
        var view = saved.map(Self.view) ?? object.views.first { $0.name == name } ?? object.views.first
            ?? ListView(name: "all", label: object.plural)
        if view.columns.isEmpty { view.columns = [object.nameField] }
        drill = request.query("drill").flatMap { Drill($0) }
        drilled = try drill?.query(for: reader).flatMap { $0.object == object.name ? $0 : nil }
        if drilled != nil { view.filter = nil }
        self.view = view
        let named = request.query.filter { $0.name == "filter" }
        var conditions = named.isEmpty ? Self.pills(saved) : named.compactMap { FilterCondition(text: $0.value) }
        if let field = request.query("add.field"), let comparison = request.query("add.comparison") {
            let values = request.query.filter { $0.name == "add.value" }.map(\.value).filter { !$0.isEmpty }
            conditions.append(FilterCondition(field: field, comparison: comparison, value: values.last ?? ""))
        }
        self.conditions = conditions.filter { object.field($0.field) != nil || $0.field == "owner" }
        let sort = request.query("sort").map { $0.split(separator: ",").map { SortKey(text: $0) } } ?? view.sort.map { SortKey(text: $0) }
        self.sort = sort
        let chosen = request.query.filter { $0.name == "columns" }.flatMap { $0.value.split(separator: ",").map(String.init) }
        let known = chosen.filter { object.field($0) != nil || Self.standard.contains($0) }
        columns = known.isEmpty ? view.columns : known
        cursor = request.query("cursor")
    }

    /// A saved view as a packaged one: what is a pill stays out of the filter.
    private static func view(_ saved: SavedView) -> ListView {
        var view = ListView(name: saved.idText, label: LocalizedText(saved.name))
        (view.kind, view.columns, view.sort, view.group, view.sum) = (saved.kind, saved.columns, saved.sort, saved.group, saved.sum)
        let fixed = saved.filters.filter { $0.shown == nil }.compactMap(\.feel)
        if !fixed.isEmpty {
            let text = fixed.map { "(" + $0 + ")" }.joined(separator: " and ")
            view.filter = Formula(text, at: SourcePlace(file: saved.idText, line: 1, column: 1))
        }
        return view
    }

    private static func pills(_ saved: SavedView?) -> [FilterCondition] {
        saved?.filters.compactMap { $0.shown.flatMap { FilterCondition(text: $0) } } ?? []
    }

    /// Whether the list differs from its view, so that it is worth keeping.
    var isChanged: Bool {
        conditions != Self.pills(saved) || sort.map(\.text) != view.sort || columns != view.columns
    }

    /// The list as it is, as a view to keep.
    var savedView: SavedView {
        let fixed = view.filter.map { [SavedView.Filter(feel: $0.text)] } ?? []
        let pills = conditions.map { condition in
            SavedView.Filter(
                feel: condition.feel(object),
                holding: condition.comparison == "has" ? .init(field: condition.field, value: condition.value) : nil, shown: condition.text)
        }
        return SavedView(
            object: object.name, name: "", kind: view.kind, columns: columns, filters: fixed + pills, sort: sort.map(\.text),
            group: view.group, sum: view.sum)
    }

    /// The conditions in an address; none where the view has some must be said too.
    private func filterItems(_ conditions: [FilterCondition]) -> [(String, String)] {
        if conditions == Self.pills(saved) { return drillItem }
        return drillItem + (conditions.isEmpty ? [("filter", "")] : conditions.map { ("filter", $0.text) })
    }

    private var drillItem: [(String, String)] { drilled == nil ? [] : drill.map { [("drill", $0.text)] } ?? [] }

    /// The list without the dashboard's conditions.
    var undrilledURL: String { ConsolePaths.list(object.name, view: view.name) }

    static let standard = ["owner", "created_at", "updated_at", "created_by", "updated_by"]

    /// Whether the address only adds a condition and should become the address with it.
    static func isAddition(_ request: WebRequest) -> Bool { request.query("add.comparison") != nil }

    var query: RecordQuery {
        var query = drilled ?? RecordQuery(object.name)
        query.filters += (view.filter.map { [$0.text] } ?? []) + conditions.compactMap { $0.feel(object) }
        query.holding = conditions.filter { $0.comparison == "has" }.map { .init(field: $0.field, value: $0.value) }
        query.sort = sort
        query.cursor = cursor
        return query
    }

    /// The address of this list, without or with changes.
    func url(conditions: [FilterCondition]? = nil, sort: [SortKey]? = nil, view: String? = nil, cursor: String? = nil) -> String {
        var items: [(String, String)] = [("view", view ?? self.view.name)]
        if view == nil {
            items += filterItems(conditions ?? self.conditions)
            let order = sort ?? self.sort
            if order.map(\.text) != self.view.sort { items.append(("sort", order.map(\.text).joined(separator: ","))) }
            if columns != self.view.columns { items.append(("columns", columns.joined(separator: ","))) }
        }
        if let cursor { items.append(("cursor", cursor)) }
        return ConsolePaths.address("/o/\(ConsolePaths.encoded(object.name))", items)
    }

    /// The present state as hidden inputs for the builder and the column chooser.
    func items(without name: String) -> [FilterBar.QueryItem] {
        var items = [FilterBar.QueryItem(name: "view", value: view.name)]
        items += filterItems(conditions).map { FilterBar.QueryItem(name: $0.0, value: $0.1) }
        // What the builder adds comes to the view's own conditions.
        if name == "filter", filterItems(conditions).count == drillItem.count { items += conditions.map { .init(name: "filter", value: $0.text) } }
        if sort.map(\.text) != view.sort { items.append(.init(name: "sort", value: sort.map(\.text).joined(separator: ","))) }
        if name != "columns", columns != view.columns { items.append(.init(name: "columns", value: columns.joined(separator: ","))) }
        return items
    }
}

extension SortKey {
    var text: String { (descending ? "-" : "") + field }
}

/// One pill of a list: a field, how it is compared, and with what.
struct FilterCondition: Sendable, Hashable {
    let field: String
    let comparison: String
    let value: String

    init(field: String, comparison: String, value: String) {
        self.field = field
        self.comparison = comparison
        self.value = value
    }

    init?(text: String) {
        let parts = text.split(separator: "~", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        self.init(field: parts[0], comparison: parts[1], value: parts[2])
    }

    var text: String { "\(field)~\(comparison)~\(value)" }

    /// The comparisons that make sense for a kind of field.
    static func comparisons(_ kind: Metadata.FieldKind) -> [String] {
        switch kind {
        case .picklist: ["is", "is-not", "empty", "filled"]
        case .reference: ["is", "is-not", "empty", "filled"]
        case .boolean: ["yes", "no"]
        case .number, .money, .percent, .rollUp, .duration: ["at-least", "at-most", "is", "empty", "filled"]
        case .date, .dateTime: ["at-least", "at-most", "is", "last-30", "next-30", "empty", "filled"]
        case .multiPicklist, .tags: ["has", "empty", "filled"]
        default: ["contains", "starts", "is", "is-not", "empty", "filled"]
        }
    }

    static func needsValue(_ comparison: String) -> Bool { !["yes", "no", "empty", "filled", "last-30", "next-30"].contains(comparison) }

    /// The condition in FEEL; nil when the value does not fit the field.
    func feel(_ object: ObjectType) -> String? {
        let kind = object.field(field)?.valueKind ?? .reference
        switch comparison {
        case "empty": return "\(field) = null"
        case "filled": return "\(field) != null"
        case "yes": return "\(field) = true"
        case "no": return "\(field) = false or \(field) = null"
        case "last-30": return span(kind, from: "- duration(\"P30D\")", to: "")
        case "next-30": return span(kind, from: "", to: "+ duration(\"P30D\")")
        case "contains": return "contains(\(field), \(Self.quoted(value)))"
        case "starts": return "starts with(\(field), \(Self.quoted(value)))"
        case "has": return nil
        default: break
        }
        guard let literal = literal(kind) else { return nil }
        switch comparison {
        case "is" where kind == .dateTime: return "\(field) >= \(literal) and \(field) < \(literal) + duration(\"P1D\")"
        case "is": return "\(field) = \(literal)"
        case "is-not": return "\(field) = null or \(field) != \(literal)"
        case "at-least": return "\(field) >= \(literal)"
        case "at-most" where kind == .dateTime: return "\(field) < \(literal) + duration(\"P1D\")"
        case "at-most": return "\(field) <= \(literal)"
        default: return nil
        }
    }

    private func span(_ kind: Metadata.FieldKind, from: String, to: String) -> String {
        let here = kind == .dateTime ? "now()" : "today()"
        return "\(field) >= \(here) \(from) and \(field) <= \(here) \(to)"
    }

    private func literal(_ kind: Metadata.FieldKind) -> String? {
        switch kind {
        case .number, .money, .percent, .rollUp: Decimal128(value.filter { $0 != "," }).map(\.description)
        case .date: CivilDate(value) == nil ? nil : "date(\"\(value)\")"
        case .dateTime: CivilDate(value.prefix(10)) == nil ? nil : "date and time(\"\(value.prefix(10))T00:00:00+08:00\")"
        default: Self.quoted(value)
        }
    }

    /// A FEEL string literal: quotes and backslashes escaped.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            default: out.unicodeScalars.append(character)
            }
        }
        return out + "\""
    }
}
