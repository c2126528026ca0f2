import Basics
import Metadata
import Records
import SQLStore

/// Fills the view of a board: the options of one picklist as columns.
struct BoardBuilder {
    let visit: Visit
    let reader: RecordReader
    let list: ListRequest
    static let cardsAColumn = 30

    private var object: ObjectType { list.object }
    private var group: Field? { list.view.group.flatMap { object.field($0) } }

    func page() throws -> BoardPage {
        let listing = ListBuilder(visit: visit, reader: reader, list: list)
        let label = ListBuilder.label(object, visit.locale)
        return BoardPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name, topic: object.name), object: label,
            views: listing.tabs(), actions: listing.actions(label), more: listing.more(),
            filters: try listing.filterBar(), figures: try figures(),
            board: Board(object: object.name, label: list.view.label.text(visit.locale), field: group?.name ?? "", columns: try columns()))
    }

    private func figures() throws -> [Figure] {
        guard let sum = list.view.sum.flatMap({ object.field($0) }) else { return [] }
        var query = list.query
        query.cursor = nil
        let total = try reader.summarize(query, by: nil, sums: [sum.name]).first
        return [
            Figure(label: sum.label.text(visit.locale), value: Self.money(total?.sums.first ?? 0, sum, visit)),
            Figure(label: visit.t("board.records"), value: FieldViews.grouped("\(total?.count ?? 0)")),
        ]
    }

    func columns() throws -> [BoardColumn] {
        guard let group else { return [] }
        var query = list.query
        query.cursor = nil
        let sums = list.view.sum.map { [$0] } ?? []
        let summaries = try reader.summarize(query, by: group.name, sums: sums)
        let shown = group.options.filter { option in list.view.filter.map { !excludes($0.text, option.value, group.name) } ?? true }
        return try shown.map { option in try column(option, group, query, summaries.first { $0.key == .text(option.value) }) }
    }

    /// A column whose every card the view's filter leaves out is not drawn.
    private func excludes(_ filter: String, _ value: String, _ field: String) -> Bool { filter.contains("\(field) != \"\(value)\"") }

    private func column(_ option: PickOption, _ group: Field, _ base: RecordQuery, _ summary: Summary?) throws -> BoardColumn {
        var query = base
        query.filters.append("\(group.name) = \(FilterCondition.quoted(option.value))")
        query.limit = Self.cardsAColumn
        let page = try reader.list(query)
        let sum = list.view.sum.flatMap { object.field($0) }
        return BoardColumn(
            value: option.value, label: option.label.text(visit.locale), hue: option.hue, count: "\(summary?.count ?? 0)",
            sum: sum.map { Self.money(summary?.sums.first ?? 0, $0, visit) }, command: command(to: option.value),
            accepts: object.state?.field != group.name || command(to: option.value) != nil,
            createURL: reader.policy.mayCreate(object) && (object.state?.initial == option.value || object.state?.field != group.name)
                ? ConsolePaths.create(object.name, object.state?.field == group.name ? [] : [(group.name, option.value)]) : nil,
            cards: try cards(page.records, option))
    }

    /// The command that leads to a state; nil when none does.
    func command(to value: String) -> String? {
        object.state?.commands.first { $0.to.contains(value) && reader.policy.mayGive($0.name, object) }?.name
    }

    func cards(_ records: [Record], _ option: PickOption) throws -> [BoardCard] {
        let fields = try FieldViews(visit, reader, records)
        return records.map { card($0, fields, option) }
    }

    private func card(_ record: Record, _ fields: FieldViews, _ option: PickOption) -> BoardCard {
        var card = BoardCard(object: object.name, id: record.idText, version: "\(record.version)", title: record.name)
        card.hue = option.hue
        card.isWon = option.weight == 100
        let names = list.view.columns.filter { $0 != object.nameField && $0 != list.view.group }
        for name in names {
            guard let view = fields.view(name, of: record, editable: false), !view.value.isEmpty, !view.isMasked else { continue }
            place(view, on: &card)
        }
        card.percent = card.percent ?? option.weight
        setNext(&card)
        return card
    }

    /// A line of text with a date is what comes next and when; the date alone is when.
    private func setNext(_ card: inout BoardCard) {
        guard let date = card.fields.first(where: { [.date, .dateTime].contains($0.kind) }), let day = CivilDate(date.value.raw.prefix(10))
        else { return }
        let text = card.fields.first { $0.kind == .text }
        let clock = Clock(visit)
        card.next = BoardCard.Next(
            icon: text == nil ? "calendar" : "calendar-clock", text: text?.value.shown ?? date.label, due: clock.near(day),
            isLate: day < clock.today && !card.isWon)
        card.fields.removeAll { $0.name == date.name || $0.name == text?.name }
    }

    private func place(_ view: FieldView, on card: inout BoardCard) {
        switch view.kind {
        case .reference where view.name == "owner": card.owner = view.references.first
        case .reference where card.parent == nil: card.parent = view.references.first
        case .money where card.amount == nil: card.amount = Self.short(view.value.raw, visit)
        case .formula where card.amount == nil && view.name == list.view.sum: card.amount = Self.short(view.value.raw, visit)
        case .percent: card.percent = Int(view.value.raw.prefix { $0 != "." })
        case .formula where view.value.raw.hasSuffix("%") || view.name == "probability":
            card.percent = Int(view.value.raw.prefix { $0 != "." && $0 != "%" })
        case .tags, .multiPicklist: if case .choices(let choices) = view.value { card.tags = choices }
        default: card.fields.append(view)
        }
    }

    /// An amount as people say it: in ten thousands in Chinese, in thousands in English.
    static func money(_ units: Int64, _ field: Field, _ visit: Visit) -> String {
        short(ScaledNumber.text(units, scale: field.scale), visit)
    }

    static func short(_ text: String, _ visit: Visit) -> String {
        guard let number = Double(text.filter { $0 != "," && $0 != "%" }) else { return text }
        let (unit, name) = visit.locale.hasPrefix("zh") ? (10_000.0, "万") : (1000.0, "k")
        guard abs(number) >= unit else { return "¥" + FieldViews.grouped(String(Int64(number))) }
        let tenths = (number / unit * 10).rounded() / 10
        let whole = Int64(tenths), rest = Int64((abs(tenths) * 10).rounded()) % 10
        return "¥" + FieldViews.grouped("\(whole)") + ".\(rest)" + name
    }
}
