import Basics
import Identity
import Kernel
import Metadata
import ProcessEngine
import Processes
import Records
import SQLStore
import Web

/// Turns every error into a problem document (RFC 9457): the one place of this face where it happens.
struct Problems: Sendable {
    let texts: TextCatalogues

    /// One refusal, ready to be written.
    struct Answer {
        var status: Int
        var title: String
        var code: String
        var arguments: [String: String] = [:]
        var fields: [FieldProblem] = []
        var retryAfter: Int64?
        /// For each of the fields, the record that it is in, when that is another than the request's.
        var records: [String] = []
        /// Further members, each already JSON.
        var members: [(name: String, json: [UInt8])] = []
    }

    /// - Parameter object: the object that the request is about, for the labels of its fields.
    /// - Parameter members: what the answer says beside the problem.
    func response(
        to error: any Error, locale: String, schema: Schema?, object: String?, members: [(name: String, json: [UInt8])] = [],
        incident: () -> String
    ) -> WebResponse {
        var answer = answer(error, incident)
        answer.members = members
        if let object, answer.arguments["object"] == nil { answer.arguments["object"] = object }
        return write(answer, locale: locale, schema: schema)
    }

    private func answer(_ error: any Error, _ incident: () -> String) -> Answer {
        switch error {
        case let error as RecordError: return Self.summary(error)
        case let error as APIError:
            return Answer(status: error.status, title: Self.title(error.status), code: error.code, arguments: error.arguments)
        case let error as ProcessError: return Self.summary(error)
        case let error as StoreError: return answer(error, incident)
        case VaultError.noRootKey: return Answer(status: 503, title: "refused", code: "vault.no-root-key")
        case VaultError.otherRootKey: return Answer(status: 503, title: "refused", code: "vault.other-root-key")
        case let error as SignInError: return Self.summary(error)
        default: return Answer(status: 500, title: "internal", code: "internal", arguments: ["id": incident()])
        }
    }

    private static func summary(_ error: SignInError) -> Answer {
        switch error {
        case .busy: Answer(status: 503, title: "busy", code: "sign-in.busy", retryAfter: 2)
        case .locked(let seconds):
            Answer(status: 429, title: "too-many-requests", code: "sign-in.locked", arguments: ["seconds": "\(seconds)"], retryAfter: seconds)
        case .wrong: Answer(status: 422, title: "refused", code: "password.wrong")
        case .passwordTooShort(let least): Answer(status: 422, title: "invalid", code: "password.short", arguments: ["least": "\(least)"])
        case .passwordTooLong(let most): Answer(status: 422, title: "invalid", code: "password.long", arguments: ["most": "\(most)"])
        case .passwordCommon: Answer(status: 422, title: "invalid", code: "password.common")
        case .wrongCode: Answer(status: 422, title: "refused", code: "sign-in.wrong-code")
        case .challengeOver: Answer(status: 409, title: "refused", code: "sign-in.challenge-over")
        case .secondFactorOn: Answer(status: 409, title: "refused", code: "sign-in.factor-on")
        case .unknownZone: Answer(status: 422, title: "invalid", code: "profile.unknown-zone")
        case .noRootKey: Answer(status: 503, title: "refused", code: "sign-in.no-root-key")
        case .chooseCompany: Answer(status: 422, title: "refused", code: "sign-in.choose-company")
        case .suspended: Answer(status: 403, title: "forbidden", code: "sign-in.suspended")
        }
    }

    /// A refusal's status, code and fields, for answers that list several.
    static func summary(_ error: RecordError) -> Answer {
        switch error {
        case .unknownObject(let name, let nearest):
            Answer(status: 404, title: "not-found", code: "object.unknown", arguments: ["object": name, "nearest": nearest ?? ""])
        case .notFound(let object, let id):
            Answer(status: 404, title: "not-found", code: "record.not-found", arguments: ["object": object, "id": id])
        case .forbidden(let code, let arguments): Answer(status: 403, title: "forbidden", code: code, arguments: arguments)
        case .invalid(let problems):
            Answer(status: 422, title: "invalid", code: problems.count == 1 ? problems[0].code : "invalid",
                arguments: problems.first?.arguments ?? [:], fields: problems)
        case .changedMeanwhile(_, _, let current, let given):
            Answer(status: 409, title: "conflict", code: "record.changed", arguments: ["current": "\(current)", "given": "\(given)"])
        case .commandRefused(let code, let arguments): Answer(status: 409, title: "refused", code: code, arguments: arguments)
        case .query(let code, let arguments): Answer(status: 400, title: "query", code: code, arguments: arguments)
        case .duplicates(let matches):
            Answer(status: 409, title: "duplicates", code: "record.duplicates",
                arguments: ["names": matches.map(\.name).joined(separator: ", ")])
        case .tooMany(let limit): Answer(status: 400, title: "bad-request", code: "request.too-many", arguments: ["limit": "\(limit)"])
        case .gateClosed(let refusal):
            Answer(
                status: 409, title: "refused", code: "gate.closed", arguments: ["object": refusal.object, "to": refusal.to],
                fields: refusal.missing.map { FieldProblem($0.what, "gate." + $0.kind.rawValue, ["what": $0.label.text("zh-CN"), "count": "\($0.count)"]) })
        case .contradicted(let found):
            Answer(
                status: 409, title: "conflict", code: "merge.contradicted", arguments: ["count": "\(found.count)"],
                fields: found.map { FieldProblem($0.field, "merge.\($0.reason.rawValue)", ["id": $0.id, "object": $0.object]) },
                records: found.map(\.id))
        }
    }

    /// What processes refuse, in the same form.
    static func summary(_ error: ProcessError) -> Answer {
        let (code, arguments) = error.problem
        let status =
            switch error {
            case .unknownDefinition, .unknownInstance, .unknownTask, .unknownDecision: 404
            case .forbidden: 403
            case .malformed: 422
            case .refused(.unknown), .refused(.unknownElement): 404
            default: 409
            }
        return Answer(status: status, title: title(status), code: code, arguments: arguments)
    }

    private func answer(_ error: StoreError, _ incident: () -> String) -> Answer {
        switch error {
        case .overloaded: Answer(status: 503, title: "busy", code: "store.overloaded", retryAfter: 2)
        case .timedOut: Answer(status: 503, title: "busy", code: "store.timed-out", retryAfter: 5)
        case .unavailable, .closed: Answer(status: 503, title: "busy", code: "store.overloaded", retryAfter: 5)
        default: Answer(status: 500, title: "internal", code: "internal", arguments: ["id": incident()])
        }
    }

    private static func title(_ status: Int) -> String {
        switch status {
        case 401: "unauthorized"
        case 403: "forbidden"
        case 404: "not-found"
        case 405: "method"
        case 409, 422: "refused"
        case 429: "too-many-requests"
        default: "bad-request"
        }
    }

    func write(_ answer: Answer, locale: String, schema: Schema?) -> WebResponse {
        let text = ProblemText(texts, locale: locale)
        let object = schema.flatMap { schema in answer.arguments["object"].flatMap { schema.object($0) } }
        var writer = JSONWriter()
        writer.object { out in
            out.member("type", "urn:sanbu:problem:\(answer.code)")
            out.member("title", text.title(answer.title))
            out.member("status", Int64(answer.status))
            out.member("code", answer.code)
            out.member("detail", text.sentence(answer.code, answer.arguments, object: object, field: answer.fields.first?.field))
            for (name, json) in answer.members {
                out.key(name)
                out.raw(json)
            }
            guard !answer.fields.isEmpty else { return }
            out.key("errors")
            out.array { list in
                for (place, problem) in answer.fields.enumerated() {
                    let own = problem.arguments["object"].flatMap { name in schema?.object(name) } ?? object
                    list.object { item in
                        item.member("field", problem.field)
                        item.member("code", problem.code)
                        item.member("detail", text.sentence(problem, object: answer.records.isEmpty ? object : own))
                        if answer.records.indices.contains(place) { item.member("record", answer.records[place]) }
                    }
                }
            }
        }
        var response = WebResponse.json(writer.bytes, status: answer.status)
        response.set("content-type", "application/problem+json")
        response.add("content-language", locale)
        if let seconds = answer.retryAfter { response.add("retry-after", "\(seconds)") }
        return response
    }
}
