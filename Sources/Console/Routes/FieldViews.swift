import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy

/// Fields of records as views: formatted, in the reader's language, with the names of what they refer to.
struct FieldViews {
    let visit: Visit
    let reader: RecordReader
    private var names: [EntityID: String] = [:]
    private var people: [EntityID: String] = [:]

    /// Reads the names that the records' references need, with one query for each object referred to.
    init(_ visit: Visit, _ reader: RecordReader, _ records: [Record]) throws {
        self.visit = visit
        self.reader = reader
        var wanted: [String: Set<EntityID>] = [:]
        var persons: Set<EntityID> = []
        for record in records {
            persons.formUnion([record.owner, record.createdBy, record.updatedBy].compactMap { $0 })
            if record.object.name == "core.user" { persons.insert(record.id) }
            for field in record.object.fields where field.kind == .reference {
                guard let (object, id) = record.reference(field.name) else { continue }
                if object == "core.user" { persons.insert(id) } else { wanted[object, default: []].insert(id) }
            }
        }
        for (name, ids) in wanted {
            guard let object = reader.schema.object(name) else { continue }
            names.merge(try reader.names(ids, of: object)) { first, _ in first }
        }
        people = try reader.people(persons)
    }

    func person(_ id: EntityID?) -> Reference? {
        guard let id, id.rawValue != 0 else { return nil }
        let name = people[id] ?? visit.t("people.unknown")
        return Reference(
            id: id.text(prefix: "usr"), label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(id.rawValue), isPerson: true)
    }

    static func mark(_ record: Record) -> Reference {
        Reference(
            id: record.idText, label: record.name, initials: ShellBuilder.initials(record.name), hue: ShellBuilder.hue(record.id.rawValue),
            url: ConsolePaths.record(record.object.name, record.idText))
    }

    /// A named field or a standard one of a record.
    func view(_ name: String, of record: Record, editable: Bool) -> FieldView? {
        if let standard = standard(name, record) { return standard }
        guard let field = record.object.field(name) else { return nil }
        let mask = reader.policy.mask(record.object)
        var view = blank(field, record.object)
        view.isMasked = mask.hidden.contains(name)
        view.isEditable = editable && isOpen(field, record.object, mask)
        if !view.isMasked { view.value = value(record[name], field, record) }
        if field.kind == .encrypted, let mask = record.masks[name] { view.value = .text(mask) }
        return view
    }

    func isOpen(_ field: Field, _ object: ObjectType, _ mask: (hidden: Set<String>, readOnly: Set<String>)) -> Bool {
        !field.kind.isComputed && field.kind != .file && field.kind != .image && object.state?.field != field.name
            && !mask.readOnly.contains(field.name) && !mask.hidden.contains(field.name)
            && !object.conversions.contains { $0.steps.contains { $0.storedIn == field.name } }
            && object.scoring?.field != field.name && object.pooling?.field != field.name && object.pooling?.lock != field.name
    }

    private func standard(_ name: String, _ record: Record) -> FieldView? {
        switch name {
        case "owner":
            var view = FieldView(name: "owner", label: visit.t("standard.owner"), kind: .reference, object: "core.user")
            view.isEditable = reader.policy.grant(record.object)?.transfer ?? false
            if let owner = person(record.owner) { view.value = .references([owner]) }
            return view
        case "created_at", "updated_at":
            let time = name == "created_at" ? record.createdAt : record.updatedAt
            var view = FieldView(name: name, label: visit.t("standard." + name), kind: .dateTime, isEditable: false)
            view.value = .plain(raw: time.rfc3339, shown: Clock(visit).moment(time))
            return view
        case "created_by", "updated_by":
            var view = FieldView(name: name, label: visit.t("standard." + name), kind: .reference, isEditable: false)
            if let who = person(name == "created_by" ? record.createdBy : record.updatedBy) { view.value = .references([who]) }
            return view
        default: return nil
        }
    }

    /// A field without a value: its label, its kind, what may be chosen.
    func blank(_ field: Field, _ object: ObjectType) -> FieldView {
        var view = FieldView(name: field.name, label: field.label.text(visit.locale), kind: shownKind(field))
        let help = field.help.text(visit.locale)
        view.help = help.isEmpty ? nil : help
        // What fills itself may be left empty.
        view.isRequired = field.required && field.defaultValue == nil
        view.choices = field.options.map(choice)
        view.object = field.targets.first == "*" ? nil : field.targets.first
        view.longest = field.maxLength ?? (field.kind == .text ? 255 : nil)
        view.least = field.minimum
        view.most = field.maximum
        view.unit = field.kind == .money ? Self.sign(field.currency) : nil
        view.isWide = [.longText, .richText, .json, .address].contains(field.kind)
        return view
    }

    /// What is reckoned looks like what it yields; only auto-numbers and lines look like themselves.
    private func shownKind(_ field: Field) -> FieldKind {
        let kind = [.formula, .rollUp].contains(field.kind) ? field.valueKind : field.kind
        return FieldKind(rawValue: kind.rawValue) ?? .text
    }

    func choice(_ option: PickOption) -> Choice { Choice(option.value, option.label.text(visit.locale), hue: option.hue) }

    static func sign(_ currency: String) -> String { ["CNY": "¥", "USD": "$", "EUR": "€"][currency] ?? currency }

    func value(_ value: SQLValue, _ field: Field, _ record: Record) -> FieldValue {
        guard value != .null else { return .none }
        let text = field.type.text(value, field, visit.style)
        switch field.valueKind {
        case .boolean: return .flag(value == .integer(1))
        case .picklist: return .choices([field.option(plain(value)).map(choice) ?? Choice(plain(value), plain(value))])
        case .multiPicklist, .tags: return .choices(list(value).map { field.option($0).map(choice) ?? Choice($0, $0) })
        case .reference: return reference(field, record)
        case .money: return .plain(raw: text, shown: Self.sign(field.currency) + Self.grouped(text))
        case .number, .rollUp: return .plain(raw: text, shown: Self.grouped(text))
        case .percent:
            let number = text.filter { $0 != "%" }
            return .plain(raw: number, shown: number + "%")
        // Kept as one line; what is edited stays one line until somebody takes it apart.
        case .address: return .address(Address(street: text))
        case .dateTime: return .plain(raw: text.replacing(" ", with: "T"), shown: text)
        default: return .plain(raw: text, shown: text)
        }
        func plain(_ value: SQLValue) -> String { if case .text(let text) = value { text } else { "" } }
        func list(_ value: SQLValue) -> [String] { ((try? JSON.parse(plain(value)))?.array ?? []).compactMap(\.string) }
    }

    private func reference(_ field: Field, _ record: Record) -> FieldValue {
        guard let (objectName, id) = record.reference(field.name), let object = reader.schema.object(objectName) else { return .none }
        if objectName == "core.user" { return person(id).map { .references([$0]) } ?? .none }
        guard let name = names[id] else {
            return .references([Reference(id: id.text(prefix: object.idPrefix), label: visit.t("field.masked"), initials: "?")])
        }
        let text = id.text(prefix: object.idPrefix)
        return .references([
            Reference(
                id: text, label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(id.rawValue),
                url: ConsolePaths.record(objectName, text))
        ])
    }

    /// `1234567.5` with commas.
    static func grouped(_ text: String) -> String {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        let whole = parts.first ?? "0"
        let digits = whole.hasPrefix("-") ? String(whole.dropFirst()) : whole
        var out = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return (whole.hasPrefix("-") ? "-" : "") + out + (parts.count > 1 ? "." + parts[1] : "")
    }
}

/// Moments in the reader's zone and words.
struct Clock {
    let zoneMinutes: Int
    let today: CivilDate
    let isChinese: Bool

    init(_ visit: Visit) {
        zoneMinutes = visit.actor.zoneMinutes
        today = visit.actor.today(at: visit.kernel.clock.now())
        isChinese = visit.locale.hasPrefix("zh")
    }

    func local(_ time: Timestamp) -> (day: CivilDate, clock: String) {
        let shifted = Timestamp(milliseconds: time.milliseconds + Int64(zoneMinutes) * 60_000)
        return (CivilDate(dayNumber: shifted.milliseconds.flooredQuotient(86_400_000)), String(shifted.rfc3339.dropFirst(11).prefix(5)))
    }

    func moment(_ time: Timestamp) -> String {
        let (day, clock) = local(time)
        return "\(day) \(clock)"
    }

    /// "今天", "明天", "11月25日"; the year only when it is another one.
    func near(_ day: CivilDate) -> String {
        switch day.dayNumber - today.dayNumber {
        case 0: isChinese ? "今天" : "Today"
        case 1: isChinese ? "明天" : "Tomorrow"
        case -1: isChinese ? "昨天" : "Yesterday"
        default: isChinese && day.year == today.year ? "\(day.month)月\(day.day)日" : day.description
        }
    }

    /// "11月23日 周一".
    func words(_ day: CivilDate, _ visit: Visit) -> String {
        let weekday = visit.t("calendar.weekdays").split(separator: " ")[Int(day.weekday) - 1]
        return (isChinese ? "\(day.month)月\(day.day)日" : day.description) + " " + weekday
    }

    /// "今天", "昨天 · 11月22日", "11月20日".
    func day(_ day: CivilDate) -> String {
        let text = isChinese ? "\(day.month)月\(day.day)日" : day.description
        let full = day.year == today.year ? text : day.description
        switch today.dayNumber - day.dayNumber {
        case 0: return isChinese ? "今天" : "Today"
        case 1: return (isChinese ? "昨天 · " : "Yesterday · ") + full
        default: return full
        }
    }
}
