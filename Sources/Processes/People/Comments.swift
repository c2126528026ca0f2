public import Basics
import Records
import SQLStore
public import Tenancy

/// What somebody said about a request.
public struct ProcessComment: Sendable, Equatable {
    public let id: EntityID
    public let author: EntityID
    public let authorName: String
    public let body: String
    public let at: Timestamp

    public var idText: String { id.text(prefix: "pcm") }
}

extension Processes {
    /// How long a comment may be.
    public static let longestComment = 10_000

    /// What was said about an instance, oldest first, by whoever may see the instance.
    public func comments(on instance: EntityID, as actor: Actor) async throws -> [ProcessComment] {
        try await unit(as: actor) { unit in
            try unit.requireSight(of: instance)
            return try unit.transaction.all(
                """
                SELECT id, author, author_name, body, at FROM process_comment
                WHERE tenant_id = \(unit.tenant) AND instance = \(instance.rawValue) ORDER BY id DESC LIMIT 200
                """
            ) { row in
                ProcessComment(
                    id: EntityID(rawValue: row.integer(0)), author: EntityID(rawValue: row.integer(1)), authorName: row.text(2), body: row.text(3),
                    at: Timestamp(milliseconds: row.integer(4)))
            }.reversed()
        }
    }

    /// Says something about an instance. The people named are told, those among them who have to do with the request.
    @discardableResult
    public func comment(on instance: EntityID, _ body: String, naming names: [String] = [], as actor: Actor) async throws -> EntityID {
        guard !body.allSatisfy(\.isWhitespace) else { throw ProcessError.malformed(code: "process.comment-empty", arguments: [:]) }
        guard body.utf8.count <= Self.longestComment else {
            throw ProcessError.malformed(code: "process.comment-long", arguments: ["limit": "\(Self.longestComment)"])
        }
        return try await unit(as: actor) { unit in
            try unit.requireSight(of: instance)
            return try unit.say(body, on: instance, naming: names)
        }
    }

    /// Whether the actor may look at an instance; what is kept with it asks this.
    public func maySee(instance: EntityID, as actor: Actor) async throws -> Bool {
        try await unit(as: actor) { unit in
            let sql: SQL = "SELECT 1 FROM process_instance WHERE tenant_id = \(unit.tenant) AND id = \(instance.rawValue)"
            guard try unit.transaction.first(sql, { _ in true }) == true else { return false }
            return try unit.maySee(instance)
        }
    }
}

extension ProcessUnit {
    fileprivate func say(_ body: String, on instance: EntityID, naming names: [String]) throws -> EntityID {
        let id = processes.ids.next()
        try transaction.execute(
            """
            INSERT INTO process_comment (tenant_id, instance, id, author, author_name, body, at)
            VALUES (\(tenant), \(instance.rawValue), \(id.rawValue), \(actor.id.rawValue), \(actor.name), \(body), \(now.milliseconds))
            """)
        let title = try transaction.first("SELECT title FROM process_instance WHERE tenant_id = \(tenant) AND id = \(instance.rawValue)") { $0.text(0) }
        for person in Set(names.prefix(50).compactMap(person)).sorted() where person != actor.id {
            guard try InstanceAccess(tenant: tenant, person: person, groups: []).maySee(instance, transaction) else { continue }
            try notify(person, kind: "mention", instance, title: title ?? "")
        }
        return id
    }
}
