import Basics
import Kernel
import Records
import SQLStore
import Tenancy

/// The words of comments with the people they name set apart.
struct CommentText {
    private let people: [String: EntityID]

    /// Finds out, with one query, who of those named is a colleague.
    init(_ bodies: [String], _ reader: RecordReader) throws {
        let names = Set(bodies.flatMap(Mentions.names)).sorted().prefix(200)
        guard !names.isEmpty else {
            people = [:]
            return
        }
        let rows = try reader.rows(
            """
            SELECT name, id FROM core_user WHERE tenant_id = \(reader.actor.tenant)
            AND name IN \(list: names.map { .text($0) }) AND deleted_at IS NULL
            """) { ($0.text(0), EntityID(rawValue: $0.integer(1))) }
        people = Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Runs of plain words and of names.
    func segments(_ body: String) -> [TimelineEntry.Segment] {
        let parts = body.split(separator: "@", omittingEmptySubsequences: false)
        var segments: [TimelineEntry.Segment] = []
        var plain = String(parts.first ?? "")
        for part in parts.dropFirst() {
            let name = Mentions.names("@" + part).first ?? ""
            guard let id = people[name] else {
                plain += "@" + part
                continue
            }
            if !plain.isEmpty { segments.append(.text(plain)) }
            let initials = ShellBuilder.initials(name)
            segments.append(.mention(Reference(id: id.text(prefix: "usr"), label: name, initials: initials, isPerson: true)))
            plain = String(part.dropFirst(name.count))
        }
        return plain.isEmpty ? segments : segments + [.text(plain)]
    }
}
