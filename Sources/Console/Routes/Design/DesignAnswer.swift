import Basics
import Kernel
import ProcessDesign
import Processes
import Records
import Web

/// What the designers' islands ask and are answered: JSON both ways.
extension Visit {
    /// The body as JSON.
    func json() throws -> JSON {
        do { return try JSON.parse(request.body) } catch {
            throw RecordError.query(code: "request.json", arguments: ["reason": "\(error)"])
        }
    }

    func answer(_ json: JSON, status: Int = 200) -> WebResponse { .json(Array(json.text.utf8), status: status) }

    /// A refusal in one sentence.
    func refuse(_ sentence: String, status: Int = 422) -> WebResponse { answer(["detail": .string(sentence)], status: status) }

    func requireAdministrator() async throws {
        let isAdministrator = try await read { $0.policy.isAdministrator }
        guard isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
    }

    /// Runs what an island asked; what is refused is said in a sentence instead of a page.
    func answering(_ body: () async throws -> JSON) async throws -> WebResponse {
        do {
            return answer(try await body())
        } catch let conflict as DraftConflict {
            return refuse(t("design.conflict", conflict.by.isEmpty ? t("design.somebody") : conflict.by), status: 409)
        } catch let sentence as ProcessDesign.Sentence {
            return refuse(sentence.text(locale))
        } catch let error as ProcessError {
            let (code, arguments) = error.problem
            return refuse(words.sentence(code, arguments, object: nil, field: nil))
        } catch RecordError.forbidden(let code, let arguments) {
            return refuse(words.sentence(code, arguments, object: nil, field: nil), status: 403)
        } catch RecordError.query(let code, let arguments) {
            return refuse(words.sentence(code, arguments, object: nil, field: nil), status: 400)
        } catch RecordError.tooMany(let limit) {
            return refuse(words.sentence("request.too-many", ["limit": "\(limit)"], object: nil, field: nil), status: 400)
        }
    }
}

extension Strings {
    /// The texts whose keys begin with a prefix, without it: what an island says.
    func json(_ prefix: String) -> JSON {
        .object(OrderedMap(keys.filter { $0.hasPrefix(prefix) }.sorted().map { (String($0.dropFirst(prefix.count)), JSON.string(self($0))) }))
    }
}
