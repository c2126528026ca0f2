import Basics
import Metadata
import Records
import SQLStore
import Tenancy

/// Counts each night how records ended, and scores those that are open.
struct ScoreJob: Sendable {
    let records: Records

    static let jobKind = "records.score"
    private static let batch = 1000

    func run(as actor: Actor) async throws {
        let objects = try await records.read(as: actor) { reader in
            reader.schema.objects.values.filter { $0.scoring != nil }.map(\.name).sorted()
        }
        for object in objects {
            try await records.write(as: actor, lane: .bulk) { try $0.countEnds(object) }
            var after: EntityID?
            repeat {
                let from = after
                after = try await records.write(as: actor, lane: .bulk) { try $0.score(object, after: from, atMost: Self.batch) }
                try Task.checkCancellation()
            } while after != nil
        }
    }
}
