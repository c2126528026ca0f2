import Basics
import Foundation
import Metadata
import Records
import SQLStore
import Tenancy
import Work

/// Empties the recycle bin of what has lain there for its object's time.
struct RecycleBin: Sendable {
    let records: Records
    let clock: WallClock
    let fileFolder: String

    static let jobKind = "records.empty-recycle-bin"
    private static let batch = 200

    /// Goes through every object of a company; running it twice changes nothing more.
    func empty(as actor: Actor) async throws {
        let objects = try await records.read(as: actor) { reader in
            reader.schema.objects.values.filter(\.isPurged).sorted { $0.name < $1.name }
        }
        for object in objects {
            let before = clock.now().adding(days: -object.keepsDeletedDays)
            while try await emptyBatch(object, before, actor) == Self.batch { try Task.checkCancellation() }
        }
    }

    private func emptyBatch(_ object: ObjectType, _ before: Timestamp, _ actor: Actor) async throws -> Int {
        let purged = try await records.write(as: actor, lane: .bulk) { writer in
            try writer.purge(object, deletedBefore: before, atMost: Self.batch)
        }
        for hash in purged.orphanedFiles {
            // Bytes whose removal fails waste room and nothing else.
            try? FileManager.default.removeItem(atPath: Files.path(fileFolder, actor.tenant, hash))
        }
        return purged.count
    }
}
