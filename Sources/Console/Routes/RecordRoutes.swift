import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// One record: its page, and what is done with it.
enum RecordRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}/{id}", show), WebRoute("POST", "/o/{object}/{id}/command/{command}", command),
        WebRoute("GET", "/o/{object}/{id}/command/{command}", commandDialog),
        WebRoute("POST", "/o/{object}/{id}/comments", bodyLimit: 32 << 20, comment), WebRoute("POST", "/o/{object}/{id}/delete", delete),
        WebRoute("POST", "/o/{object}/{id}/restore", restore),
        WebRoute("GET", "/o/{object}/{id}/reveal", { try await revealDialog($0, [], 200) }), WebRoute("POST", "/o/{object}/{id}/reveal", reveal),
        WebRoute("POST", "/o/{object}/{id}/files", bodyLimit: 32 << 20, addFile), WebRoute("GET", "/files/{id}", file),
    ]

    private static let show: ConsoleFace.Handler = { visit in
        do {
            return try await page(visit)
        } catch RecordError.notFound(let object, let id) {
            // Links to a record that was merged into another lead to that one.
            let winner = try await visit.read { reader -> String? in
                let object = try reader.object(visit.parameter("object"))
                guard let winner = try reader.mergedInto(try reader.id(visit.parameter("id"), of: object)) else { return nil }
                return (try? reader.get(object, winner))?.idText
            }
            guard let winner else { throw RecordError.notFound(object: object, id: id) }
            return .seeOther(ConsolePaths.record(visit.parameter("object"), winner))
        }
    }

    private static func page(_ visit: Visit) async throws -> WebResponse {
        let files = try await visit.kernel.files.list(object: visit.parameter("object"), record: visit.parameter("id"), as: visit.actor)
        return try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            return visit.html(try RecordBuilder(visit: visit, reader: reader, record: record, files: files).page().html(visit.page))
        }
    }

    private static func id(_ visit: Visit, _ writer: RecordWriter) throws -> EntityID {
        try writer.reader.id(visit.parameter("id"), of: try writer.reader.object(visit.parameter("object")))
    }

    private static let command: ConsoleFace.Handler = { visit in
        let (objectName, name) = (visit.parameter("object"), visit.parameter("command"))
        do {
            let record = try await visit.write { writer in
                let object = try writer.reader.object(objectName)
                let machine = object.state
                let requires = machine?.command(name)?.requires ?? []
                let fields = requires.compactMap { object.field($0) }
                let values = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes).values(fields, owner: false)
                var options = FormRoutes.options(visit)
                options.acceptsDuplicates = true
                let target = [visit.form["to"], visit.form["value"], machine.flatMap { visit.form[$0.field] }].compactMap { $0 }.first
                return try writer.command(name, objectName, try id(visit, writer), to: target, values, options)
            }
            if visit.request.isPartial, visit.form["answer"] == "board" {
                return try await moved(record, visit)
            }
            return visit.request.isPartial ? WebResponse(headers: [("hx-refresh", "true")]) : .seeOther(ConsolePaths.record(objectName, record.idText))
        } catch RecordError.gateClosed(let refusal) {
            // What the gate wants is asked for, instead of refused.
            return .seeOther(GateBuilder.url(objectName, visit.parameter("id"), name, refusal.to))
        } catch RecordError.invalid(let problems) where problems.allSatisfy({ $0.code == "field.required-for-command" }) {
            // What is missing is asked for, instead of refused.
            let target = visit.form["to"] ?? visit.form["value"]
            return .seeOther(ConsolePaths.address(ConsolePaths.command(objectName, visit.parameter("id"), name), target.map { [("to", $0)] } ?? []))
        }
    }

    /// A board's answer to a move: the columns' heads, the card, and a line that takes it back.
    private static func moved(_ record: Record, _ visit: Visit) async throws -> WebResponse {
        try await visit.read { reader in
            let object = record.object
            let view = object.views.first { $0.kind == .board } ?? ListView(name: "board", label: object.label)
            var request = visit.request
            request.query = [("view", view.name)]
            let list = try ListRequest(request, object, reader)
            let builder = BoardBuilder(visit: visit, reader: reader, list: list)
            guard let state = object.state, case .text(let value) = record[state.field], let option = object.field(state.field)?.option(value),
                let card = try builder.cards([record], option).first
            else { return WebResponse(status: 204) }
            let text = visit.t("island.moved", record.name, option.label.text(visit.locale))
            return visit.html(BoardMove(columns: try builder.columns(), card: card, toast: Toast(text: text)).html(visit.page))
        }
    }

    private static let commandDialog: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object), for: .update)
            guard let command = object.state?.command(visit.parameter("command")) else {
                throw RecordError.commandRefused(code: "command.unknown", arguments: ["command": visit.parameter("command"), "nearest": ""])
            }
            let views = try FieldViews(visit, reader, [record])
            var fields = command.requires.compactMap { views.view($0, of: record, editable: true) }.map { field in
                var field = field
                field.isRequired = true
                return field
            }
            if command.to.count > 1, let state = object.state, let field = object.field(state.field) {
                var choice = views.blank(field, object)
                choice.name = "to"
                choice.choices = choice.choices.filter { command.to.contains($0.value) && .text($0.value) != record[state.field] }
                if let wanted = visit.request.query("to") { choice.value = .choices(choice.choices.filter { $0.value == wanted }) }
                fields.insert(choice, at: 0)
            }
            let dialog = RecordDialog(
                title: command.label.text(visit.locale), url: ConsolePaths.command(object.name, record.idText, command.name),
                text: record.name, fields: fields, submit: command.label.text(visit.locale), version: "\(record.version)")
            if visit.request.isPartial { return visit.html(dialog.html(visit.page)) }
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
            return visit.html(DialogPage(shell: shell, title: dialog.title, dialog: dialog.html(visit.page)).html(visit.page))
        }
    }

    private static let comment: ConsoleFace.Handler = { visit in
        let body = visit.form["text"] ?? visit.form["body"] ?? ""
        let url = ConsolePaths.record(visit.parameter("object"), visit.parameter("id"))
        guard !body.allSatisfy(\.isWhitespace) else { return .seeOther(url) }
        let comment = try await visit.write { writer in
            try writer.create("core.comment", ["subject": .string(visit.parameter("id")), "body": .string(body)]).idText
        }
        for file in visit.form.files where !file.bytes.isEmpty {
            _ = try await visit.kernel.files.keep(
                file.bytes, name: file.fileName, contentType: file.contentType, object: "core.comment", record: comment, as: visit.actor)
        }
        guard visit.request.isPartial else { return .seeOther(url) }
        return try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            return visit.html(try RecordBuilder(visit: visit, reader: reader, record: record, files: []).timeline().html(visit.page))
        }
    }

    private static let delete: ConsoleFace.Handler = { visit in
        try await visit.write { writer in try writer.delete(visit.parameter("object"), try id(visit, writer), FormRoutes.options(visit)) }
        return visit.go(ConsolePaths.list(visit.parameter("object")))
    }

    private static let restore: ConsoleFace.Handler = { visit in
        let record = try await visit.write { writer in try writer.restore(visit.parameter("object"), try id(visit, writer)) }
        return visit.go(ConsolePaths.record(record.object.name, record.idText))
    }

    /// Asks which encrypted value is wanted, and why.
    private static func revealDialog(_ visit: Visit, _ problems: [String], _ status: Int) async throws -> WebResponse {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            let hidden = reader.policy.mask(object).hidden
            var field = FieldView(name: "field", label: visit.t("list.field"), kind: .picklist, isRequired: true)
            field.choices = object.fields.filter { $0.kind == .encrypted && !hidden.contains($0.name) && record[$0.name] != .null }
                .map { Choice($0.name, $0.label.text(visit.locale)) }
            field.value = .choices(Array(field.choices.prefix(1)))
            let reason = FieldView(name: "reason", label: visit.t("reveal.reason"), kind: .text, isRequired: true, longest: 200)
            let dialog = RecordDialog(
                title: visit.t("reveal.title"), url: ConsolePaths.reveal(object.name, record.idText), text: visit.t("reveal.text"), fields: [field, reason],
                submit: visit.t("reveal.submit"), problems: problems)
            if visit.request.isPartial { return visit.html(dialog.html(visit.page), status: status) }
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
            return visit.html(DialogPage(shell: shell, title: dialog.title, dialog: dialog.html(visit.page)).html(visit.page), status: status)
        }
    }

    private static let reveal: ConsoleFace.Handler = { visit in
        let name = visit.form["field"] ?? ""
        do {
            let text = try await visit.write { writer in
                try writer.reveal(visit.parameter("object"), try id(visit, writer), name, reason: visit.form["reason"] ?? "")
            }
            return try await visit.read { reader in
                let object = try reader.object(visit.parameter("object"))
                let notice = Notice(
                    kind: .info, title: object.field(name)?.label.text(visit.locale) ?? name, text: text ?? visit.t("reveal.broken"),
                    action: Action(label: visit.t("common.back"), url: ConsolePaths.record(object.name, visit.parameter("id"))))
                let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
                return visit.html(shell.page(TopBar(title: visit.t("reveal.title")), "<div class=\"sheet narrow\">\(notice.html(visit.page))</div>", visit.page))
            }
        } catch RecordError.invalid(let problems) {
            let object = try await visit.read { try $0.object(visit.parameter("object")) }
            return try await revealDialog(visit, problems.map { visit.words.sentence($0, object: object) }, 422)
        }
    }

    private static let addFile: ConsoleFace.Handler = { visit in
        for file in visit.form.files where !file.bytes.isEmpty {
            _ = try await visit.kernel.files.keep(
                file.bytes, name: file.fileName, contentType: file.contentType, object: visit.parameter("object"),
                record: visit.parameter("id"), as: visit.actor)
        }
        return visit.go(ConsolePaths.record(visit.parameter("object"), visit.parameter("id"), tab: "files"))
    }

    private static let file: ConsoleFace.Handler = { visit in
        let (file, path) = try await visit.kernel.files.open(visit.parameter("id"), as: visit.actor)
        return WebResponse(
            headers: [
                ("content-type", "application/octet-stream"),
                ("content-disposition", "attachment; filename*=UTF-8''" + PercentCoding.encode(file.name)),
            ], body: .file(path))
    }
}
