import Basics
public import Kernel
import Records
import SQLStore
import Tenancy
import Web

/// Carries a write out once for each Idempotency-Key: a repetition gets the first answer again.
///
/// The answer is kept in the same unit as the write: both are there or neither is.
struct Idempotency: Sendable {
    let call: APICall
    let key: String?
    let now: Timestamp
    /// How long answers are kept.
    static let seconds: Int64 = 86_400

    init(_ call: APICall, now: Timestamp) throws {
        self.call = call
        self.now = now
        key = call.request.headers["idempotency-key"]
        if let key, !(1...255).contains(key.utf8.count) {
            throw APIError(400, "request.parameter", ["name": "Idempotency-Key", "value": String(key.prefix(40)), "expected": "1…255"])
        }
    }

    /// What the key stands for: another request under the same key is refused.
    private var fingerprint: String {
        Kernel.fingerprint(Array("\(call.request.method) \(call.request.path)\n".utf8) + call.request.body)
    }

    func run(_ writer: RecordWriter, _ work: (APICall, RecordWriter) throws -> APIAnswer) throws -> APIAnswer {
        guard let key else { return try work(call, writer) }
        if let kept = try kept(key, writer.unit) {
            guard kept.fingerprint == fingerprint else { throw APIError(422, "request.idempotency") }
            return kept.answer
        }
        let answer = try work(call, writer)
        try keep(answer, key, writer.unit)
        return answer
    }

    private func kept(_ key: String, _ reader: any Reader) throws -> (fingerprint: String, answer: APIAnswer)? {
        try reader.first(
            """
            SELECT fingerprint, status, etag, body FROM idempotent_answer WHERE tenant_id = \(call.actor.tenant)
            AND actor_id = \(call.actor.id.rawValue) AND key = \(key) AND at > \(now.adding(seconds: -Self.seconds).milliseconds)
            """) { row in
            var headers: [(String, String)] = [("idempotency-replayed", "true")]
            if let tag = row.optionalText(2) { headers.append(("etag", tag)) }
            return (row.text(0), APIAnswer(status: Int(row.integer(1)), body: Array(row.text(3).utf8), headers: headers))
        }
    }

    private func keep(_ answer: APIAnswer, _ key: String, _ transaction: any Transaction) throws {
        let etag = answer.headers.first { $0.name == "etag" }?.value
        try transaction.execute(
            .upsert(
                into: "idempotent_answer", key: ["tenant_id", "actor_id", "key"],
                [
                    ("tenant_id", .integer(call.actor.tenant)), ("actor_id", .integer(call.actor.id.rawValue)), ("key", .text(key)),
                    ("fingerprint", .text(fingerprint)), ("status", .integer(Int64(answer.status))),
                    ("etag", etag.map(SQLValue.text) ?? .null), ("body", .text(String(decoding: answer.body, as: UTF8.self))),
                    ("at", .integer(now.milliseconds)),
                ]))
    }

    static let migration = Migration("0001-idempotency") { _ in
        [
            """
            CREATE TABLE idempotent_answer (tenant_id BIGINT NOT NULL, actor_id BIGINT NOT NULL, key TEXT NOT NULL,
            fingerprint TEXT NOT NULL, status BIGINT NOT NULL, etag TEXT, body TEXT NOT NULL, at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, actor_id, key))
            """
        ]
    }
}

extension Gateway {
    /// The tables of this face.
    public static func migrate(_ kernel: Kernel) async throws {
        try await kernel.store.migrate("gateway", [Idempotency.migration], at: kernel.clock.now())
        try await kernel.store.write(tenant: nil) { try Dialect.raiseTenantWalls(in: $0) }
    }
}
