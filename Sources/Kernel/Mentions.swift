import Basics
import Records
import SQLStore
import Tenancy

/// People named in a comment with `@` are told, if they may see what it is about.
public enum Mentions {
    @Sendable static func follow(_ old: Record?, _ new: Record, _ writer: RecordWriter) throws {
        guard old == nil, case .text(let body) = new["body"], let (object, id) = new.reference("subject") else {
            return
        }
        let subject = try writer.reader.get(try writer.reader.object(object), id)
        var told: Set<Int64> = []
        for name in names(body) {
            let people = try writer.reader.rows(
                "SELECT id FROM core_user WHERE tenant_id = \(writer.actor.tenant) AND name = \(name) AND deleted_at IS NULL AND active = 1 LIMIT 5"
            ) { $0.integer(0) }
            for person in people where told.insert(person).inserted {
                try writer.notify(EntityID(rawValue: person), "mention", about: subject, body)
            }
        }
    }

    /// The words behind each `@` up to a blank or a sign.
    public static func names(_ body: String) -> [String] {
        body.split(separator: "@", omittingEmptySubsequences: false).dropFirst().map { part in
            String(part.prefix { $0.isLetter || $0.isNumber || $0 == "·" })
        }.filter { !$0.isEmpty }
    }
}
