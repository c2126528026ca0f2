import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Fills what a gate shows.
struct GateBuilder {
    let visit: Visit
    let reader: RecordReader
    let record: Record

    private var object: ObjectType { record.object }
    private var t: Strings { visit.t }

    static func url(_ object: String, _ id: String, _ command: String, _ to: String) -> String {
        ConsolePaths.address(ConsolePaths.gate(object, id), [("command", command), ("to", to)])
    }

    func dialog(_ command: Command, to: String, problems: [String] = []) throws -> GateDialog {
        let requirements = try reader.gate(of: record, command.name, to: to)
        let views = try FieldViews(visit, reader, [record])
        let asked = Set(requirements.filter { $0.kind == .field }.map(\.what))
        let fields = command.requires.filter { !asked.contains($0) }.compactMap { views.view($0, of: record, editable: true) }.map(Self.required)
        let missing = requirements.filter { !$0.isMet }
        return GateDialog(
            title: "\(command.label.text(visit.locale)) · \(state(to))", url: ConsolePaths.gate(object.name, record.idText), command: command.name, to: to,
            items: requirements.map { item($0, views) }, fields: fields, problems: problems,
            asks: !missing.isEmpty && missing.allSatisfy { $0.kind == .approval })
    }

    func state(_ value: String) -> String {
        object.state.flatMap { object.field($0.field)?.option(value)?.label.text(visit.locale) } ?? value
    }

    private static func required(_ field: FieldView) -> FieldView {
        var field = field
        field.isRequired = true
        return field
    }

    private func item(_ one: GateRequirement, _ views: FieldViews) -> GateItem {
        var item = GateItem(label: one.label.text(visit.locale), isMet: one.isMet)
        if let who = one.proof { item.note = t("gate.checked-by", who) }
        guard !one.isMet else { return item }
        switch one.kind {
        case .field: item.input = views.view(one.what, of: record, editable: true).map { .field($0) }
        case .check: item.input = .check(item: one.what)
        case .file: item.input = .file
        case .record:
            let add = reader.pointer(from: one.what, to: object).map { ConsolePaths.create(one.what, [($0, record.idText)]) }
            item.input = add.map { .link(Action(label: t("gate.add", reader.schema.object(one.what)?.label.text(visit.locale) ?? one.what), icon: "plus", url: $0)) }
        case .approval: item.note = t(one.isRunning ? "gate.asking" : "gate.will-ask")
        }
        return item
    }

    /// What the next state on the record's way wants, if anything.
    func panel(_ commands: [Command]) throws -> GatePanel? {
        guard let machine = object.state, machine.gate != nil, let field = object.field(machine.field), case .text(let state) = record[machine.field],
            let here = field.options.firstIndex(where: { $0.value == state })
        else { return nil }
        for option in field.options.dropFirst(here + 1) {
            guard let command = commands.first(where: { $0.to.contains(option.value) }) else { continue }
            let requirements = try reader.gate(of: record, command.name, to: option.value)
            guard !requirements.isEmpty else { return nil }
            let views = try FieldViews(visit, reader, [record])
            let items = requirements.map { one in
                var item = item(one, views)
                item.input = nil
                return item
            }
            let action = Action(
                label: t("gate.bring"), icon: "arrow-right", url: Self.url(object.name, record.idText, command.name, option.value), method: .dialog)
            return GatePanel(title: t("gate.next", option.label.text(visit.locale)), items: items, action: action)
        }
        return nil
    }
}

/// Bringing what a gate wants, and moving on.
enum GateRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}/{id}/gate", { try await show($0, $0.request.query("command"), $0.request.query("to"), [], 200) }),
        WebRoute("POST", "/o/{object}/{id}/gate", bodyLimit: 32 << 20, move),
    ]

    private static func show(_ visit: Visit, _ command: String?, _ to: String?, _ problems: [String], _ status: Int) async throws -> WebResponse {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object), for: .update)
            guard let command = object.state?.command(command ?? ""), let to, command.to.contains(to) else {
                throw RecordError.commandRefused(code: "command.unknown", arguments: ["command": command ?? "", "nearest": ""])
            }
            let dialog = try GateBuilder(visit: visit, reader: reader, record: record).dialog(command, to: to, problems: problems)
            if visit.request.isPartial { return visit.html(dialog.html(visit.page), status: status) }
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
            return visit.html(DialogPage(shell: shell, title: dialog.title, dialog: dialog.html(visit.page)).html(visit.page), status: status)
        }
    }

    /// First what was brought is kept; then the move is tried, or consent to it asked for.
    private static let move: ConsoleFace.Handler = { visit in
        let (objectName, idText) = (visit.parameter("object"), visit.parameter("id"))
        let (name, to) = (visit.form["command"] ?? "", visit.form["to"] ?? "")
        for file in visit.form.files where !file.bytes.isEmpty {
            _ = try await visit.kernel.files.keep(
                file.bytes, name: file.fileName, contentType: file.contentType, object: objectName, record: idText, as: visit.actor)
        }
        do {
            let (id, values) = try await visit.write { writer in try keep(visit, writer, name, to) }
            _ = try await visit.kernel.commandOrAsk(name, objectName, id, to: to, values, as: visit.actor)
            return visit.go(ConsolePaths.record(objectName, idText))
        } catch RecordError.gateClosed {
            return try await show(visit, name, to, [visit.t("gate.still-missing")], 422)
        } catch RecordError.invalid(let problems) {
            let object = try await visit.read { try $0.object(objectName) }
            return try await show(visit, name, to, problems.map { visit.words.sentence($0, object: object) }, 422)
        }
    }

    /// Ticks and fields stay although something else may be missing still.
    private static func keep(_ visit: Visit, _ writer: RecordWriter, _ name: String, _ to: String) throws -> (EntityID, OrderedMap<JSON>) {
        let object = try writer.reader.object(visit.parameter("object"))
        let id = try writer.reader.id(visit.parameter("id"), of: object)
        let record = try writer.reader.get(object, id)
        let wanted = try writer.reader.gate(of: record, name, to: to)
        let items = Set(wanted.filter { $0.kind == .check }.map(\.what))
        for item in visit.form.all("check") where items.contains(item) { try writer.check(object.name, id, item: item, true) }
        let form = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes)
        let fields = wanted.filter { $0.kind == .field }.compactMap { object.field($0.what) }
        let values = form.values(fields, owner: false)
        var options = WriteOptions()
        options.acceptsDuplicates = true
        if !values.isEmpty { _ = try writer.update(object.name, id, values, options) }
        let required = (object.state?.command(name)?.requires ?? []).compactMap { object.field($0) }
        return (id, form.values(required, owner: false))
    }
}
