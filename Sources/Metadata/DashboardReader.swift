/// Reads `reports/*.yml`: dashboards and grids.
struct DashboardReader {
    let reader: YAMLReader
    let package: String

    var isGrid: Bool { reader.child("grid") != nil }

    func dashboard() -> Dashboard {
        reader.allow("dashboard", "label", "help", "icon", "position", "widgets")
        let name = qualified(reader.requiredString("dashboard"))
        var dashboard = Dashboard(
            name: name, label: reader.localized("label") ?? LocalizedText(name), place: reader.place)
        dashboard.help = reader.localized("help") ?? dashboard.help
        dashboard.icon = reader.string("icon") ?? dashboard.icon
        dashboard.position = reader.integer("position", in: 0...1000) ?? dashboard.position
        guard let widgets = reader.child("widgets") else {
            reader.report(
                "dashboard.widgets", "a dashboard has widgets", advice: "add widgets: with at least a name and a type")
            return dashboard
        }
        dashboard.widgets = widgets.members().compactMap { name, _, node in widget(name, node) }
        return dashboard
    }

    func grid() -> MonthGrid? {
        reader.allow("grid", "label", "help", "icon", "of", "month", "value", "person", "department", "by")
        let name = qualified(reader.requiredString("grid"))
        guard let source = target(reader) else { return nil }
        return MonthGrid(
            name: name, label: reader.localized("label") ?? LocalizedText(name),
            help: reader.localized("help") ?? LocalizedText([:]),
            icon: reader.string("icon") ?? "target", source: source, by: reader.requiredString("by"),
            place: reader.place)
    }

    private func qualified(_ name: String) -> String { name.contains(".") ? name : "\(package).\(name)" }

    private func widget(_ name: String, _ node: YAMLReader) -> Widget? {
        node.allow(
            "type", "label", "help", "of", "filter", "date", "value", "group", "limit", "order", "compare", "hue",
            "width", "steps", "target",
            "forecast", "won")
        guard let kind = node.choice("type", Widget.Kind.self) else {
            if node.child("type") == nil {
                node.report(
                    "yaml.missing", "type is missing",
                    advice: "one of " + Widget.Kind.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return nil
        }
        var widget = Widget(
            name: name, kind: kind, label: node.localized("label") ?? LocalizedText(name),
            object: qualified(node.requiredString("of")),
            place: node.place)
        widget.help = node.localized("help") ?? widget.help
        widget.filter = node.formula("filter")
        widget.date = node.string("date")
        widget.value = node.child("value").map(aggregate) ?? widget.value
        widget.group = node.child("group").flatMap(grouping)
        widget.limit = node.integer("limit", in: 1...200) ?? (kind == .ranking ? 10 : 50)
        widget.ascends = node.string("order") == "ascending"
        widget.compares = node.bool("compare", default: true)
        widget.hue = node.integer("hue", in: 0...359)
        widget.width = node.integer("width", in: 1...4) ?? Self.width(kind)
        widget.steps = node.strings("steps")
        widget.won = node.string("won")
        widget.target = node.child("target").flatMap(target)
        widget.forecast = node.child("forecast").map(forecast)
        check(widget, node)
        return widget
    }

    private static func width(_ kind: Widget.Kind) -> Int { kind == .figure ? 1 : kind == .forecast ? 4 : 2 }

    private func aggregate(_ node: YAMLReader) -> Aggregate {
        if let text = node.text {
            if text != "count" {
                node.report(
                    "dashboard.value", "\"\(text)\" is no value", advice: "count, or { function: sum, field: … }")
            }
            return Aggregate(.count)
        }
        node.allow("function", "field", "of")
        let function = node.choice("function", Aggregate.Function.self) ?? .count
        let (field, condition) = (node.string("field"), node.formula("of"))
        if function == .sum || function == .average, field == nil {
            node.report(
                "dashboard.value", "\(function.rawValue) needs a field", advice: "add field: the name of a number")
        }
        if function == .share, condition == nil {
            node.report(
                "dashboard.value", "share needs a condition",
                advice: "add of: what the part fulfils, such as 'stage = \"won\"'")
        }
        return Aggregate(function, field: field, condition: condition)
    }

    private func grouping(_ node: YAMLReader) -> Grouping? {
        if let text = node.text { return text == "owner.department" ? .ownerDepartment : .field(text) }
        node.allow("date", "bucket")
        let name = node.requiredString("date")
        return .date(name, node.choice("bucket", DateBucket.self))
    }

    private func target(_ node: YAMLReader) -> TargetSource? {
        if !isGrid { node.allow("of", "filter", "month", "value", "person", "department") }
        return TargetSource(
            object: qualified(node.requiredString("of")), filter: node.formula("filter"),
            month: node.requiredString("month"),
            value: node.requiredString("value"), person: node.requiredString("person"),
            department: node.requiredString("department"))
    }

    private func forecast(_ node: YAMLReader) -> ForecastSource {
        node.allow("category", "categories", "state", "won", "lost", "closed")
        return ForecastSource(
            category: node.requiredString("category"), categories: node.strings("categories"),
            state: node.requiredString("state"),
            won: node.requiredString("won"), lost: node.strings("lost"), closed: node.requiredString("closed"))
    }

    /// What each kind of widget cannot do without.
    private func check(_ widget: Widget, _ node: YAMLReader) {
        func need(_ holds: Bool, _ what: String, _ advice: String) {
            if !holds { node.report("dashboard.incomplete", "a \(widget.kind.rawValue) needs \(what)", advice: advice) }
        }
        switch widget.kind {
        case .figure: break
        case .bar, .ranking: need(widget.group != nil, "group", "add group: a field, owner or owner.department")
        case .line:
            need(widget.date != nil || widget.group != nil, "date", "add date: the field whose days are the steps")
        case .funnel:
            need(widget.group != nil, "group", "add group: the picklist whose options are the steps")
            need(widget.steps.count > 1, "steps", "add steps: the options from the first to the last")
        case .changes:
            need(
                widget.group != nil && widget.won != nil, "group and won",
                "add group: the state field, and won: the state of what came about")
            need(!widget.steps.isEmpty, "steps", "add steps: the open states from the first to the last")
            need(widget.value.field != nil, "value", "add value: { function: sum, field: … }")
        case .attainment:
            need(widget.target != nil, "target", "add target: with of, month, value, person and department")
        case .forecast:
            need(
                widget.forecast != nil, "forecast",
                "add forecast: with category, categories, state, won, lost and closed")
            need(widget.date != nil, "date", "add date: when a record is expected to come about")
            need(widget.value.field != nil, "value", "add value: { function: sum, field: … }")
        }
    }
}

/// Finds what the reports of a package name and its objects do not have.
struct DashboardCheck {
    let objects: [ObjectType]
    let collector: ProblemCollector

    func check(_ dashboard: Dashboard) {
        for widget in dashboard.widgets {
            guard let object = object(widget.object, widget.place) else { continue }
            let grouped: String? =
                switch widget.group {
                case .field(let name): name
                case .date(let name, _): name
                case .ownerDepartment, nil: nil
                }
            for name in [widget.date, widget.value.field, grouped].compactMap({ $0 }) {
                field(name, object, widget.place)
            }
            if widget.kind == .funnel || widget.kind == .changes, let grouped { steps(widget, grouped, object) }
            if !object.isOwned, grouped == "owner" || widget.group == .ownerDepartment {
                report(
                    "dashboard.not-owned", widget.place, "\(object.name) has no owners to group by", "group by a field")
            }
            widget.target.map { source($0, widget.place) }
            if let forecast = widget.forecast {
                for name in [forecast.category, forecast.state, forecast.closed] { field(name, object, widget.place) }
            }
        }
    }

    func check(_ grid: MonthGrid) {
        source(grid.source, grid.place)
        guard let object = objects.first(where: { $0.name == grid.source.object }) else { return }
        field(grid.by, object, grid.place)
    }

    private func source(_ source: TargetSource, _ place: SourcePlace) {
        guard let object = object(source.object, place) else { return }
        for name in [source.month, source.value, source.person, source.department] { field(name, object, place) }
    }

    private func steps(_ widget: Widget, _ name: String, _ object: ObjectType) {
        guard let options = object.field(name)?.options.map(\.value), !options.isEmpty else { return }
        for step in widget.steps + [widget.won].compactMap({ $0 }) where !options.contains(step) {
            report(
                "dashboard.step", widget.place, "\"\(step)\" is no option of \(name)",
                "one of " + options.joined(separator: ", "))
        }
    }

    private func object(_ name: String, _ place: SourcePlace) -> ObjectType? {
        if let object = objects.first(where: { $0.name == name }) { return object }
        // Another package's objects are not at hand here.
        guard objects.contains(where: { name.hasPrefix($0.package + ".") }) else { return nil }
        let bare = objects.map(\.name)
        report(
            "dashboard.object", place, "there is no object \"\(name)\"",
            Spelling.nearest(to: name, among: bare).map { "did you mean \"\($0)\"?" } ?? "one of "
                + bare.joined(separator: ", "))
        return nil
    }

    private func field(_ name: String, _ object: ObjectType, _ place: SourcePlace) {
        guard object.field(name) == nil, !["owner", "created_at", "updated_at"].contains(name) else { return }
        let nearest = Spelling.nearest(to: name, among: object.fields.map(\.name))
        report(
            "dashboard.field", place, "\(object.name) has no field \"\(name)\"",
            nearest.map { "did you mean \"\($0)\"?" } ?? "add the field to the object or name another one")
    }

    private func report(_ code: String, _ place: SourcePlace, _ message: String, _ advice: String) {
        collector.report(code, at: place, message, advice: advice)
    }
}
