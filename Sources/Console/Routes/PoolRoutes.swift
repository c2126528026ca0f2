import Basics
import HTML
import Kernel
import Metadata
import Records
import Tenancy
import Web

/// Pools: what lies in them, claiming and handing out, and the simulator of their rules.
enum PoolRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/pools", list), WebRoute("GET", "/pools/{pool}", show), WebRoute("GET", "/pools/{pool}/rule", rule),
        WebRoute("POST", "/pools/{pool}/rule", keepRule), WebRoute("POST", "/pools/{pool}/claim", claim),
        WebRoute("GET", "/pools/{pool}/assign", { try await assignDialog($0, $0.request.query.filter { $0.name == "id" }.map(\.value)) }),
        WebRoute("POST", "/pools/{pool}/assign", assign), WebRoute("POST", "/pools/{pool}/distribute", distribute), WebRoute("GET", "/pools/{pool}/{id}", look),
        WebRoute("GET", "/o/{object}/{id}/release", releaseDialog), WebRoute("POST", "/o/{object}/{id}/release", release),
        WebRoute("POST", "/o/{object}/{id}/lock", lock),
    ]

    private static func open(_ visit: Visit, _ reader: RecordReader) throws -> (pool: Pool, object: ObjectType) {
        guard let id = EntityID(text: visit.parameter("pool"), prefix: Pool.idPrefix) else {
            throw RecordError.notFound(object: Pool.objectName, id: String(visit.parameter("pool").prefix(60)))
        }
        return try reader.openPool(id)
    }

    private static let list: ConsoleFace.Handler = { visit in
        try await visit.read { reader in visit.html(try PoolBuilder(visit: visit, reader: reader).pools().html(visit.page)) }
    }

    private static let show: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let (pool, object) = try open(visit, reader)
            let builder = PoolBuilder(visit: visit, reader: reader)
            if visit.request.isPartial, visit.request.query("cursor") != nil { return visit.html(try builder.rows(pool, object).html(visit.page)) }
            return visit.html(try builder.page(pool, object).html(visit.page))
        }
    }

    private static let look: ConsoleFace.Handler = { visit in
        try await visit.write { writer in
            let (pool, object) = try open(visit, writer.reader)
            let (record, left) = try writer.look(object.name, try writer.reader.id(visit.parameter("id"), of: object))
            return visit.html(try PoolBuilder(visit: visit, reader: writer.reader).record(record, pool, left: left).html(visit.page))
        }
    }

    // MARK: Claiming and handing out

    /// How many went well, and the first reason why others did not.
    private struct Outcome: Sendable {
        var done = 0
        var refused = 0
        var code = ""

        mutating func add(_ problem: RecordError?) {
            guard let problem else { return done += 1 }
            refused += 1
            if case .commandRefused(let code, _) = problem, self.code.isEmpty { self.code = code }
        }

        func url(_ pool: String) -> String {
            ConsolePaths.address(ConsolePaths.pool(pool), [("done", "\(done)"), ("refused", "\(refused)"), ("code", code)])
        }
    }

    private static let claim: ConsoleFace.Handler = { visit in
        let ids = Array(visit.form.all("id").prefix(500))
        let (outcome, object) = try await visit.write { writer in
            let (_, object) = try open(visit, writer.reader)
            var outcome = Outcome()
            for text in ids {
                let id = try writer.reader.id(text, of: object)
                do {
                    _ = try writer.attempt { try writer.claim(object.name, id) }
                    outcome.add(nil)
                } catch let error as RecordError {
                    outcome.add(error)
                }
            }
            return (outcome, object)
        }
        if ids.count == 1, outcome.done == 1 { return visit.go(ConsolePaths.record(object.name, ids[0])) }
        return visit.go(outcome.url(visit.parameter("pool")))
    }

    private static func assignDialog(_ visit: Visit, _ ids: [String]) async throws -> WebResponse {
        try await visit.read { reader in
            let (_, object) = try open(visit, reader)
            let owner = FieldView(name: "owner", label: visit.t("standard.owner"), kind: .reference, isRequired: true, object: "core.user")
            let reason = FieldView(name: "reason", label: visit.t("pool.reason"), kind: .text, longest: 200)
            let dialog = ListDialogs.bulk(
                .init(
                    title: visit.t("pool.assign"), url: ConsolePaths.poolVerb(visit.parameter("pool"), "assign"), ids: Array(ids.prefix(500)),
                    text: visit.t("pool.assign-text", ids.count), fields: [owner, reason], submit: visit.t("pool.assign")), visit.page)
            if visit.request.isPartial { return visit.html(dialog) }
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
            return visit.html(DialogPage(shell: shell, title: visit.t("pool.assign"), dialog: dialog).html(visit.page))
        }
    }

    private static let assign: ConsoleFace.Handler = { visit in
        let ids = Array(visit.form.all("id").prefix(500))
        guard let text = visit.form["owner"] else { return try await assignDialog(visit, ids) }
        let outcome = try await visit.write { writer in
            let (_, object) = try open(visit, writer.reader)
            guard let owner = EntityID(text: text, prefix: "usr") else { throw RecordError.invalid([FieldProblem("owner", "field.person", ["value": text])]) }
            let results = try writer.assign(
                object.name, try ids.map { try writer.reader.id($0, of: object) }, to: owner, reason: visit.form["reason"].flatMap { $0.isEmpty ? nil : $0 })
            return results.reduce(into: Outcome()) { $0.add($1.problem) }
        }
        return visit.go(outcome.url(visit.parameter("pool")))
    }

    private static let distribute: ConsoleFace.Handler = { visit in
        let (object, ids) = try await visit.read { reader in
            let (_, object) = try open(visit, reader)
            return (object.name, try visit.form.all("id").prefix(500).map { try reader.id($0, of: object) })
        }
        let results = try await visit.kernel.distribution.distribute(object, ids, as: visit.actor)
        var outcome = Outcome()
        (outcome.done, outcome.refused) = (results.count { $0.person != nil }, results.count { $0.person == nil })
        return visit.go(outcome.url(visit.parameter("pool")))
    }

    // MARK: Back into a pool

    private static let releaseDialog: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object), for: .update)
            let reason = FieldView(name: "reason", label: visit.t("pool.reason"), kind: .text, isRequired: true, longest: 200)
            var pool = FieldView(name: "pool", label: visit.t("pool.into"), kind: .picklist)
            pool.choices = try reader.openPools(of: object).map { Choice($0.idText, $0.name) }
            let dialog = RecordDialog(
                title: visit.t("pool.release"), url: ConsolePaths.release(object.name, record.idText), text: visit.t("pool.release-text", record.name),
                fields: pool.choices.count > 1 ? [reason, pool] : [reason], submit: visit.t("pool.release"), version: "\(record.version)")
            if visit.request.isPartial { return visit.html(dialog.html(visit.page)) }
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
            return visit.html(DialogPage(shell: shell, title: dialog.title, dialog: dialog.html(visit.page)).html(visit.page))
        }
    }

    private static let release: ConsoleFace.Handler = { visit in
        let pool = visit.form["pool"].flatMap { EntityID(text: $0, prefix: Pool.idPrefix) }
        try await visit.write { writer in
            let object = try writer.reader.object(visit.parameter("object"))
            _ = try writer.release(
                object.name, try writer.reader.id(visit.parameter("id"), of: object), reason: visit.form["reason"] ?? "", to: pool, FormRoutes.options(visit))
        }
        return visit.go(ConsolePaths.list(visit.parameter("object")))
    }

    private static let lock: ConsoleFace.Handler = { visit in
        let record = try await visit.write { writer in
            let object = try writer.reader.object(visit.parameter("object"))
            return try writer.setLocked(object.name, try writer.reader.id(visit.parameter("id"), of: object), visit.form["locks"] == "true", FormRoutes.options(visit))
        }
        return visit.go(ConsolePaths.record(record.object.name, record.idText))
    }

    // MARK: The simulator

    private static let rule: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let (pool, _) = try open(visit, reader)
            let builder = PoolRuleBuilder(visit: visit, reader: reader, pool: pool)
            let (rule, wrong) = PoolRuleBuilder.rule({ visit.request.query($0) }, fallback: pool.rule)
            if visit.request.isPartial {
                return visit.html(try builder.forecast(rule, wrong.first.map { _ in visit.t("pool.wrong-number") }).html(visit.page))
            }
            return visit.html(try builder.page(rule, wrong: wrong).html(visit.page))
        }
    }

    private static let keepRule: ConsoleFace.Handler = { visit in
        let (rule, wrong) = PoolRuleBuilder.rule({ visit.form[$0] }, fallback: nil)
        func again(_ problem: String?) async throws -> WebResponse {
            try await visit.read { reader in
                let (pool, _) = try open(visit, reader)
                return visit.html(
                    try PoolRuleBuilder(visit: visit, reader: reader, pool: pool).page(rule, wrong: wrong, problem: problem).html(visit.page), status: 422)
            }
        }
        guard wrong.isEmpty else { return try await again(nil) }
        do {
            try await visit.write { writer in _ = try writer.setRule(rule, of: try open(visit, writer.reader).pool) }
            return visit.go(ConsolePaths.poolRule(visit.parameter("pool")))
        } catch RecordError.query(let code, let arguments) {
            return try await again(visit.words.sentence(code, arguments, object: nil, field: arguments["field"]))
        } catch RecordError.invalid(let problems) {
            return try await again(problems.map { visit.words.sentence($0, object: nil) }.joined(separator: " "))
        }
    }
}
