import Basics
import Metadata
import Records
import Web

/// Fills the view of a calendar: the records of one month by one of their dates. The month is `?month=2026-11`.
struct CalendarBuilder {
    let visit: Visit
    let reader: RecordReader
    let list: ListRequest
    let first: CivilDate
    let today: CivilDate

    init(visit: Visit, reader: RecordReader, list: ListRequest) {
        self.visit = visit
        self.reader = reader
        self.list = list
        today = Clock(visit).today
        let asked = visit.request.query("month").flatMap { CivilDate($0 + "-01") } ?? today
        first = asked.adding(days: 1 - asked.day)
    }

    private var object: ObjectType { list.object }
    private var dateField: Field? { list.view.group.flatMap { object.field($0) } }

    func page() throws -> CalendarPage {
        let listing = ListBuilder(visit: visit, reader: reader, list: list)
        let label = ListBuilder.label(object, visit.locale)
        return CalendarPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name, topic: object.name), object: label,
            views: listing.tabs(), actions: listing.actions(label), more: listing.more(),
            filters: try FilterBuilder(visit: visit, reader: reader, object: object).bar(list), month: try month())
    }

    private func month() throws -> CalendarMonth {
        let start = first.adding(days: 1 - first.weekday)
        let last = first.adding(months: 1).adding(days: -1)
        let weekCount = (last.dayNumber - start.dayNumber) / 7 + 1
        let entries = try entries(from: start, to: start.adding(days: weekCount * 7 - 1))
        let weeks = (0..<weekCount).map { week in
            (0..<7).map { day(start.adding(days: week * 7 + $0), entries) }
        }
        return CalendarMonth(
            title: title, previousURL: url(first.adding(months: -1)), nextURL: url(first.adding(months: 1)),
            todayURL: list.url(), weekdays: visit.t("calendar.weekdays").split(separator: " ").map(String.init), weeks: weeks)
    }

    private var title: String {
        visit.t("calendar.title", first.year, visit.t("calendar.months").split(separator: " ")[Int(first.month) - 1])
    }

    private func url(_ month: CivilDate) -> String {
        list.url() + "&month=" + month.description.prefix(7)
    }

    private func day(_ date: CivilDate, _ entries: [CivilDate: [CalendarMonth.Entry]]) -> CalendarMonth.Day {
        CalendarMonth.Day(
            date: date.description, number: "\(date.day)", label: Clock(visit).day(date), isToday: date == today,
            isOutside: date.month != first.month, entries: entries[date] ?? [], createURL: createURL(date))
    }

    private func createURL(_ date: CivilDate) -> String? {
        guard reader.policy.mayCreate(object), let field = dateField, field.kind == .date else { return nil }
        return ConsolePaths.create(object.name, [(field.name, date.description)])
    }

    private func entries(from: CivilDate, to: CivilDate) throws -> [CivilDate: [CalendarMonth.Entry]] {
        guard let field = dateField else { return [:] }
        var query = list.query
        query.cursor = nil
        query.limit = RecordQuery.mostRows
        query.filters += [condition(field, "at-least", from), condition(field, "at-most", to)].compactMap { $0 }
        let records = try reader.list(query).records
        let views = try FieldViews(visit, reader, records)
        var days: [CivilDate: [CalendarMonth.Entry]] = [:]
        for record in records {
            guard let raw = views.view(field.name, of: record, editable: false)?.value.raw, let date = CivilDate(raw.prefix(10))
            else { continue }
            days[date, default: []].append(entry(record, views))
        }
        return days
    }

    private func condition(_ field: Field, _ comparison: String, _ date: CivilDate) -> String? {
        FilterCondition(field: field.name, comparison: comparison, value: date.description).feel(object)
    }

    /// The record's name with the view's first amount, in the colour of its first picklist.
    private func entry(_ record: Record, _ views: FieldViews) -> CalendarMonth.Entry {
        let columns = list.view.columns.filter { $0 != object.nameField }.compactMap { views.view($0, of: record, editable: false) }
        let amount = (columns.first { $0.kind == .money } ?? columns.first { $0.kind == .number })?.value.raw
        let stage = object.fields.first { $0.kind == .picklist }.flatMap { views.view($0.name, of: record, editable: false) }
        return CalendarMonth.Entry(
            title: record.name, note: amount.flatMap { $0.isEmpty ? nil : BoardBuilder.short($0, visit) },
            hue: stage?.chosen.first?.hue, url: ConsolePaths.record(object.name, record.idText))
    }
}
