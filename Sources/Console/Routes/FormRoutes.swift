import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Making and changing a whole record.
enum FormRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}/new", blank), WebRoute("POST", "/o/{object}", create),
        WebRoute("GET", "/o/{object}/{id}/edit", edit), WebRoute("GET", "/o/{object}/{id}/copy", copy), WebRoute("POST", "/o/{object}/{id}", update),
        WebRoute("POST", "/o/{object}/duplicates", duplicates),
    ]

    private static let blank: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            guard reader.policy.mayCreate(object) else { throw RecordError.forbidden(code: "access.create", arguments: ["object": object.name]) }
            var page = try FormBuilder(visit: visit, reader: reader, object: object).page(nil)
            try fill(&page, from: visit.request.query, reader)
            return visit.html(page.html(visit.page))
        }
    }

    /// Values that the address brings along, such as the column of a board.
    private static func fill(_ page: inout FormPage, from query: [(name: String, value: String)], _ reader: RecordReader) throws {
        for section in page.sections.indices {
            for place in page.sections[section].fields.indices {
                let field = page.sections[section].fields[place]
                guard let value = query.first(where: { $0.name == field.name })?.value else { continue }
                if field.kind == .reference {
                    if let reference = try reference(value, reader) { page.sections[section].fields[place].value = .references([reference]) }
                    continue
                }
                page.sections[section].fields[place].value = field.choices.first { $0.value == value }.map { .choices([$0]) } ?? .text(value)
            }
        }
    }

    /// The record of an id in an address, by the name that the reader may see.
    private static func reference(_ text: String, _ reader: RecordReader) throws -> Reference? {
        guard let mark = text.firstIndex(of: "_"), let object = reader.schema.object(idPrefix: String(text[..<mark])), let id = EntityID(text: text, prefix: object.idPrefix)
        else { return nil }
        let name = object.name == "core.user" ? try reader.people([id])[id] : try reader.names([id], of: object)[id]
        return name.map { Reference(id: text, label: $0, initials: ShellBuilder.initials($0), hue: ShellBuilder.hue(id.rawValue)) }
    }

    private static let create: ConsoleFace.Handler = { visit in
        let objectName = visit.parameter("object")
        return try await submit(visit) {
            try await visit.write { writer in
                let object = try writer.reader.object(objectName)
                let values = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes).values(object.fields, owner: false)
                guard let source = visit.form["copy_of"] else {
                    let record = try writer.create(objectName, values.withoutNulls, options(visit))
                    try LineForms.save(visit.form, of: record, zoneMinutes: visit.actor.zoneMinutes, visit, writer)
                    return record.idText
                }
                return try writer.clone(
                    objectName, try writer.reader.id(source, of: object), values, lines: visit.form.all("copy_lines").last == "true",
                    options(visit)).idText
            }
        }
    }

    private static let copy: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            guard reader.policy.mayCreate(object) else { throw RecordError.forbidden(code: "access.create", arguments: ["object": object.name]) }
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            return visit.html(try FormBuilder(visit: visit, reader: reader, object: object).copy(of: record).html(visit.page))
        }
    }

    private static let edit: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            return visit.html(try FormBuilder(visit: visit, reader: reader, object: object).page(record).html(visit.page))
        }
    }

    private static let update: ConsoleFace.Handler = { visit in
        let (objectName, idText) = (visit.parameter("object"), visit.parameter("id"))
        return try await submit(visit) {
            try await visit.write { writer in
                let object = try writer.reader.object(objectName)
                let id = try writer.reader.id(idText, of: object)
                let values = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes).values(object.fields, owner: false)
                let record = try writer.update(objectName, id, values, options(visit))
                try LineForms.save(visit.form, of: record, zoneMinutes: visit.actor.zoneMinutes, visit, writer)
                return record.idText
            }
        }
    }

    static func options(_ visit: Visit) -> WriteOptions {
        var options = WriteOptions()
        options.expectedVersion = visit.form["version"].flatMap { Int64($0) }
        options.acceptsDuplicates = visit.form["accept_duplicates"] != nil
        return options
    }

    /// Saves and shows the record; a refusal shows the form again with what was written and what is wrong.
    private static func submit(_ visit: Visit, _ save: () async throws -> String) async throws -> WebResponse {
        do {
            let id = try await save()
            if visit.form["then"] == "new" { return .seeOther(ConsolePaths.create(visit.parameter("object"))) }
            return .seeOther(ConsolePaths.record(visit.parameter("object"), id))
        } catch RecordError.invalid(let problems) {
            return try await again(visit, problems, [], 422)
        } catch RecordError.duplicates(let matches) {
            return try await again(visit, [], matches, 422)
        } catch RecordError.changedMeanwhile {
            return try await ConflictBuilder.response(visit)
        }
    }

    private static func again(_ visit: Visit, _ problems: [FieldProblem], _ matches: [DuplicateMatch], _ status: Int) async throws -> WebResponse {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try? reader.get(object, try reader.id(visit.parameter("id"), of: object))
            let source = try visit.form["copy_of"].map { try reader.get(object, try reader.id($0, of: object)) }
            let builder = FormBuilder(visit: visit, reader: reader, object: object)
            var page = try source.map { try builder.copy(of: $0) } ?? builder.page(record)
            page.refill(visit.form, problems, visit.words, object)
            if !matches.isEmpty { page.duplicates = Duplicates(matches, visit, reader) }
            return visit.html(page.html(visit.page), status: status)
        }
    }

    private static let duplicates: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let values = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes).values(object.fields, owner: false)
            let kept = object.fields.map { field in values[field.name].flatMap { try? reader.codec.parse($0, field).value } ?? .null }
            let own = visit.request.query("of")
            let matches = try reader.duplicates(of: kept, object, except: own.map { try reader.id($0, of: object) })
            return visit.html(matches.isEmpty ? .empty : Duplicates(matches, visit, reader, mergingWith: own).html(visit.page))
        }
    }
}

extension OrderedMap where Value == JSON {
    /// Without members that say nothing, so that defaults may fill them.
    var withoutNulls: OrderedMap<JSON> { OrderedMap(filter { $0.1 != .null }.map { ($0.0, $0.1) }) }
}

extension Duplicates {
    /// - Parameter own: the record being changed, which may be merged with what is found.
    init(_ matches: [DuplicateMatch], _ visit: Visit, _ reader: RecordReader, mergingWith own: String? = nil) {
        let owners = (try? reader.people(Set(matches.compactMap(\.owner)))) ?? [:]
        self.init(items: matches.map { match in
            let object = reader.schema.object(match.object)
            let text = match.id.text(prefix: object?.idPrefix ?? "rec")
            let mark = Reference(id: text, label: match.name, initials: ShellBuilder.initials(match.name), hue: ShellBuilder.hue(match.id.rawValue))
            return Item(
                mark: mark, title: match.name,
                reason: [object?.label.text(visit.locale), match.owner.flatMap { owners[$0] }].compactMap { $0 }.joined(separator: " · "),
                url: match.isVisible ? ConsolePaths.record(match.object, text) : "#")
        })
        let others = matches.filter { $0.isVisible && $0.object == visit.parameter("object") }
        guard let own, let object = others.first.flatMap({ reader.schema.object($0.object) }) else { return }
        let ids = [own] + Set(others.map(\.id)).sorted().map { $0.text(prefix: object.idPrefix) }
        merge = Action(label: visit.t("merge.compare"), icon: "merge", url: ConsolePaths.merge(object.name, ids))
    }
}

extension FormPage {
    /// Shows what was written again, with the problems at their fields.
    mutating func refill(_ form: WebForm, _ found: [FieldProblem], _ words: ProblemText, _ object: ObjectType) {
        var rest = found
        for section in sections.indices {
            for place in sections[section].fields.indices {
                let field = sections[section].fields[place]
                sections[section].fields[place].refill(form)
                guard let index = rest.firstIndex(where: { $0.field == field.name }) else { continue }
                sections[section].fields[place].problem = words.sentence(rest[index], object: object)
            }
        }
        problems = found.map { words.sentence($0, object: object) }
        rest = []
    }
}

extension FieldView {
    mutating func refill(_ form: WebForm) {
        if kind == .lines { return refillLines(form) }
        guard let text = form.all(name).last ?? (kind == .address ? form[name + ".street"] : nil) else { return }
        switch kind {
        case .boolean: value = .flag(text == "true")
        case .picklist: value = choices.first { $0.value == text }.map { .choices([$0]) } ?? .none
        case .multiPicklist: value = .choices(choices.filter { form.all(name).contains($0.value) })
        case .tags: value = .choices(form.all(name).flatMap { $0.split(separator: ",") }.map { Choice(String($0), String($0)) })
        case .reference:
            guard !text.isEmpty else { return value = .none }
            let label = form[name + ".label"] ?? text
            value = .references([Reference(id: text, label: label, initials: ShellBuilder.initials(label))])
        case .address:
            func part(_ part: String) -> String { form[name + "." + part] ?? "" }
            value = .address(Address(
                province: part("province"), city: part("city"), district: part("district"), street: part("street"), postcode: part("postcode")))
        case .file, .image, .lines: break
        default: value = .text(text)
        }
    }
}

/// Fills the form of a record.
struct FormBuilder {
    let visit: Visit
    let reader: RecordReader
    let object: ObjectType

    func page(_ record: Record?) throws -> FormPage {
        let label = ListBuilder.label(object, visit.locale)
        let url = record.map { ConsolePaths.record(object.name, $0.idText) } ?? "/o/\(ConsolePaths.encoded(object.name))"
        let title = record.map { visit.t("form.edit", $0.name) } ?? visit.t("list.new", label.singular)
        var page = FormPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name), object: label, title: title, url: url,
            cancelURL: record.map { ConsolePaths.record(object.name, $0.idText) } ?? ConsolePaths.list(object.name),
            version: record.map { "\($0.version)" }, sections: try sections(record))
        if !object.duplicates.isEmpty { page.duplicatesURL = ConsolePaths.duplicates(object.name, of: record?.idText) }
        page.crumbs = [.init(label: label.plural, url: ConsolePaths.list(object.name))]
        if record != nil { page.hidden = [.init(name: "base", value: Self.base(page.sections))] }
        return page
    }

    /// What the form began with, so that a conflict can tell who changed what.
    private static func base(_ sections: [FormSection]) -> String {
        JSON.object(OrderedMap(sections.flatMap(\.fields).map { ($0.name, JSON.string($0.sent)) })).text
    }

    /// The form of a new record that begins as another one is.
    func copy(of record: Record) throws -> FormPage {
        var page = try page(record)
        let kept = try reader.valuesForCopy(of: record)
        for section in page.sections.indices {
            for place in page.sections[section].fields.indices where kept[page.sections[section].fields[place].name] == nil {
                page.sections[section].fields[place].value = .none
            }
        }
        let hasLines = object.fields.contains { $0.kind == .lines }
        for section in page.sections.indices { page.sections[section].fields.removeAll { $0.kind == .lines } }
        page.sections.removeAll { $0.fields.isEmpty }
        if hasLines {
            let lines = FieldView(name: "copy_lines", label: visit.t("copy.lines"), kind: .boolean, value: .flag(true))
            page.sections.append(FormSection(title: visit.t("record.copy"), fields: [lines]))
        }
        page.title = visit.t("copy.title", record.name)
        (page.version, page.url) = (nil, "/o/\(ConsolePaths.encoded(object.name))")
        page.duplicatesURL = object.duplicates.isEmpty ? nil : ConsolePaths.duplicates(object.name)
        page.hidden = [.init(name: "copy_of", value: record.idText)]
        return page
    }

    private func sections(_ record: Record?) throws -> [FormSection] {
        let views = try FieldViews(visit, reader, record.map { [$0] } ?? [])
        let mask = reader.policy.mask(object)
        var layout = object.layout.sections
        if layout.isEmpty { layout = [LayoutSection(label: object.label, fields: object.fields.map(\.name))] }
        let placed = Set(layout.flatMap(\.fields))
        let custom = object.fields.filter { $0.isCustom && !placed.contains($0.name) }.map(\.name)
        if !custom.isEmpty { layout.append(LayoutSection(label: LocalizedText(["zh-CN": "自定义", "en": "Custom"]), fields: custom)) }
        let lines = LineForms(visit: visit, reader: reader)
        return try layout.compactMap { section in
            let fields = try section.fields.compactMap { object.field($0) }.compactMap { field -> FieldView? in
                if field.kind == .lines { return try lines.input(field, of: record) }
                guard views.isOpen(field, object, mask) else { return nil }
                return record.flatMap { views.view(field.name, of: $0, editable: true) } ?? withDefault(views.blank(field, object), field)
            }
            return fields.isEmpty ? nil : FormSection(title: section.label.text(visit.locale), fields: fields)
        }
    }

    /// Shows a default that is written as a constant; others are found when the record is saved.
    private func withDefault(_ view: FieldView, _ field: Field) -> FieldView {
        guard let text = field.defaultValue?.text else { return view }
        var view = view
        let bare = text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : text
        if let option = view.choices.first(where: { $0.value == bare }) { view.value = .choices([option]) }
        if bare == "true" { view.value = .flag(true) }
        if Decimal128(bare) != nil { view.value = .text(bare) }
        return view
    }
}
