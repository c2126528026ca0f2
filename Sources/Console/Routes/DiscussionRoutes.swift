import Basics
import HTML
import Kernel
import Processes
import Records
import Tenancy
import Web

/// What people say about a request: on the page of the task and of the instance alike.
enum DiscussionRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("POST", "/instances/{id}/comments", bodyLimit: 32 << 20, { visit in
            guard let id = EntityID(text: visit.parameter("id"), prefix: "pin") else { throw ProcessError.unknownInstance(visit.parameter("id")) }
            try await add(visit, to: id)
            return .seeOther(ConsolePaths.instance(visit.parameter("id")) + "#discussion")
        }),
        WebRoute("POST", "/tasks/{id}/comments", bodyLimit: 32 << 20, { visit in
            guard let id = EntityID(text: visit.parameter("id"), prefix: "tsk") else { throw ProcessError.unknownTask(visit.parameter("id")) }
            try await add(visit, to: try await visit.kernel.processes.task(id, as: visit.actor).instance)
            return .seeOther(ConsolePaths.task(visit.parameter("id")) + "#discussion")
        }),
    ]

    /// A comment, files, or both.
    private static func add(_ visit: Visit, to instance: EntityID) async throws {
        let text = visit.form["text"] ?? ""
        let files = visit.form.files.filter { !$0.bytes.isEmpty }
        if !text.allSatisfy(\.isWhitespace) || files.isEmpty {
            try await visit.kernel.processes.comment(on: instance, text, naming: Mentions.names(text), as: visit.actor)
        }
        for file in files {
            _ = try await visit.kernel.files.keep(
                file.bytes, name: file.fileName, contentType: file.contentType, instance: instance, as: visit.actor)
        }
    }

    /// The discussion of an instance, as a page shows it.
    static func discussion(_ instance: EntityID, url: String, _ visit: Visit) async throws -> Discussion {
        let comments = try await visit.kernel.processes.comments(on: instance, as: visit.actor)
        let files = try await visit.kernel.files.list(instance: instance, as: visit.actor)
        return try await visit.read { reader in
            let words = try CommentText(comments.map(\.body), reader)
            let clock = Clock(visit)
            return Discussion(
                url: url,
                comments: comments.map { comment in
                    let person = Reference(
                        id: comment.author.text(prefix: "usr"), label: comment.authorName, initials: ShellBuilder.initials(comment.authorName),
                        hue: ShellBuilder.hue(comment.author.rawValue), isPerson: true)
                    return Discussion.Comment(person: person, time: clock.moment(comment.at), segments: words.segments(comment.body))
                },
                files: files.map { Discussion.File(name: $0.name, url: ConsolePaths.file($0.idText), size: "\(max($0.size / 1024, 1)) KB") })
        }
    }
}
