import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web
import Work

/// Objects and their fields; a tenant adds fields of its own.
struct ObjectSettings {
    let frame: SettingsFrame

    init(_ frame: SettingsFrame) { self.frame = frame }

    private var visit: Visit { frame.visit }
    private var reader: RecordReader { frame.reader }

    func list() throws -> HTML {
        let rows = try reader.schema.objects.values.sorted { $0.name < $1.name }.map { object in
            let count = try reader.count(RecordQuery(object.name), upTo: 1001)
            return ObjectsTable.Row(
                object: ListBuilder.label(object, visit.locale),
                origin: Choice("origin", object.isCustom ? visit.t("objects.own") : object.package, hue: object.isCustom ? 155 : nil),
                fieldCount: object.fields.count, recordCount: count > 1000 ? "1,000+" : "\(count)", url: ConsolePaths.settings("objects", object.name))
        }
        return frame.page(visit.t("settings.objects"), ObjectsTable(objects: rows).html(visit.page))
    }

    static let kinds: [Metadata.FieldKind] = [
        .text, .longText, .number, .money, .percent, .boolean, .date, .dateTime, .picklist, .multiPicklist, .phone, .email, .url, .tags,
    ]

    func designer(_ name: String, problems: [String]) throws -> HTML {
        let object = try reader.object(name)
        let rows = object.fields.map { field -> ObjectDesigner.Row in
            var marks: [Choice] = []
            if field.required { marks.append(Choice("required", visit.t("form.required"), hue: 25)) }
            if field.unique { marks.append(Choice("unique", visit.t("designer.unique"), hue: 300)) }
            if field.indexed { marks.append(Choice("indexed", visit.t("designer.indexed"), hue: 200)) }
            return ObjectDesigner.Row(
                name: field.name, label: field.label.text(visit.locale), kind: FieldKind(rawValue: field.kind.rawValue) ?? .text,
                kindLabel: visit.t("kind." + field.kind.rawValue), marks: marks, url: url(name, field), isOwn: field.isCustom,
                isCurrent: field.isCustom && field.name == visit.request.query("field"))
        }
        let chosen = visit.request.query("field").flatMap { object.field($0) }.flatMap { $0.isCustom ? $0 : nil }
        let designer = ObjectDesigner(object: ListBuilder.label(object, visit.locale), fields: rows, editor: editor(name, chosen, problems))
        return frame.page(object.label.text(visit.locale), designer.html(visit.page))
    }

    /// Own fields open in the editor; those of the package are locked.
    private func url(_ object: String, _ field: Field) -> String {
        let base = ConsolePaths.settings("objects", object)
        return field.isCustom && !object.hasPrefix("custom.") ? ConsolePaths.address(base, [("field", field.name)]) : base
    }

    private func editor(_ name: String, _ chosen: Field?, _ problems: [String]) -> FieldEditor {
        let form = visit.form
        var kind = FieldView(name: "type", label: visit.t("designer.kind"), kind: .picklist, isRequired: true)
        kind.choices = (chosen.map { [$0.kind] } ?? Self.kinds).map { Choice($0.rawValue, visit.t("kind." + $0.rawValue)) }
        kind.value = .choices(kind.choices.filter { $0.value == form["type"] ?? chosen?.kind.rawValue })
        var api = FieldView(name: "name", label: visit.t("objects.api-name"), kind: .text, help: visit.t("designer.name-help"), isRequired: true, longest: 48)
        api.value = .text(form["name"] ?? chosen?.name ?? "")
        if let chosen {
            // The name is how values are kept; it stays.
            api.choices = [Choice(chosen.name, chosen.name)]
            (api.kind, api.value) = (.picklist, .choices(api.choices))
        }
        var label = FieldView(name: "label", label: visit.t("designer.label"), kind: .text, isRequired: true, longest: 40)
        label.value = .text(form["label"] ?? chosen?.label.text(visit.locale) ?? "")
        let required = FieldView(name: "required", label: visit.t("form.required"), kind: .boolean, value: .flag(chosen?.required ?? false))
        let indexed = FieldView(
            name: "index", label: visit.t("designer.indexed"), kind: .boolean, value: .flag(chosen?.indexed ?? false), help: visit.t("designer.indexed-help"))
        let options = chosen?.options.map { Choice($0.value, $0.label.text(visit.locale), hue: $0.hue) } ?? []
        return FieldEditor(
            url: ConsolePaths.settings("objects", name), title: chosen.map { $0.label.text(visit.locale) } ?? visit.t("designer.new"),
            fields: [label, api, kind, required, indexed], options: options, problems: problems)
    }

    static func save(_ visit: Visit, _ objectName: String) async throws -> WebResponse {
        let form = visit.form
        var definition: OrderedMap<JSON> = [
            "type": .string(form["type"] ?? ""), "label": .object([visit.locale: .string(form["label"] ?? "")]),
            "required": .bool(form.all("required").last == "true"), "index": .bool(form.all("index").last == "true"),
        ]
        let options = optionRows(form)
        if !options.isEmpty { definition["options"] = .object(OrderedMap(options)) }
        if form["type"] == "number" { definition["scale"] = 2 }
        let addition = Addition(kind: .field, object: objectName, name: form["name"] ?? "", body: JSON.object(definition).text)
        let problems = try await visit.kernel.records.save(addition, as: visit.actor)
        if problems.isEmpty { return visit.go(ConsolePaths.settings("objects", objectName)) }
        return try await visit.read { reader in
            let frame = SettingsFrame(visit: visit, reader: reader, section: "objects")
            let texts = problems.map { $0.message + ($0.advice.isEmpty ? "" : "：" + $0.advice) }
            return visit.html(try ObjectSettings(frame).designer(objectName, problems: texts), status: 422)
        }
    }

    private static func optionRows(_ form: WebForm) -> [(String, JSON)] {
        (0..<200).compactMap { index in
            guard let value = form["option.\(index).value"], !value.isEmpty else { return nil }
            let label = form["option.\(index).label"] ?? ""
            var option: OrderedMap<JSON> = ["label": .string(label.isEmpty ? value : label)]
            if let hue = form["option.\(index).hue"].flatMap({ Int64($0) }) { option["hue"] = .integer(hue) }
            return (value, .object(option))
        }
    }
}

/// Who did what, in the order in which it happened.
struct AuditSettings {
    let frame: SettingsFrame

    init(_ frame: SettingsFrame) { self.frame = frame }

    private var visit: Visit { frame.visit }
    private var reader: RecordReader { frame.reader }

    func page() throws -> HTML {
        let last = try reader.lastSequence()
        let before = visit.request.query("before").flatMap { Int64($0) } ?? last + 1
        let events = try reader.events(after: max(0, before - 101), limit: 100).reversed()
        let clock = Clock(visit)
        let entries = events.map { event -> AuditLog.Entry in
            let object = reader.schema.object(event.object)
            let verb = String(event.type.split(separator: ".").last ?? "")
            let name = event.actor.rawValue == 0 ? visit.t("people.system") : event.actorName
            let id = event.record.text(prefix: object?.idPrefix ?? "rec")
            return AuditLog.Entry(
                number: "\(event.sequence)", time: clock.moment(event.time),
                actor: Reference(id: "", label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(event.actor.rawValue), isPerson: true),
                action: Choice(verb, object?.state?.command(verb)?.label.text(visit.locale) ?? visit.t("verb." + verb)),
                subject: Reference(
                    id: id, label: (object?.label.text(visit.locale) ?? event.object) + " " + id, initials: "·",
                    url: ConsolePaths.record(event.object, id)),
                detail: event.through ?? "", address: "", hash: "")
        }
        let state = try AuditChain.state(reader)
        let chain = AuditLog.Chain(
            isWhole: state.firstBroken == nil, sentence: visit.t(state.firstBroken == nil ? "audit.whole" : "audit.broken", state.firstBroken ?? 0),
            detail: visit.t("audit.sealed", state.sealed, last))
        let more = before - 100 > 1 ? ConsolePaths.address(ConsolePaths.settings("audit"), [("before", "\(before - 100)")]) : nil
        return frame.page(visit.t("settings.audit"), AuditLog(chain: chain, filter: [], entries: Array(entries), moreURL: more).html(visit.page))
    }
}
