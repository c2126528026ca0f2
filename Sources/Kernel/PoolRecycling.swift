import Basics
import Metadata
import Records
import SQLStore
import Tenancy

/// Keeps pools and limits to kinds of records that lie in pools.
enum PoolHook {
    @Sendable static func check(_ old: Record?, _ new: Record, _ writer: RecordWriter) throws {
        guard new.deletedAt == nil, case .text(let kind) = new["kind"] else { return }
        guard writer.reader.schema.object(kind)?.pooling == nil else { return }
        let known = writer.reader.schema.objects.values.filter { $0.pooling != nil }.map(\.name).sorted()
        throw RecordError.invalid([FieldProblem("kind", "field.pooled-kind", ["value": kind, "expected": known.joined(separator: ", ")])])
    }
}

extension PoolHook {
    /// A form makes a kind of record that there is.
    @Sendable static func checkObject(_ old: Record?, _ new: Record, _ writer: RecordWriter) throws {
        guard new.deletedAt == nil, case .text(let kind) = new["kind"], writer.reader.schema.object(kind) == nil else { return }
        let known = writer.reader.schema.objects.values.filter { !$0.isInternal }.map(\.name).sorted()
        throw RecordError.invalid([FieldProblem("kind", "field.pooled-kind", ["value": kind, "expected": known.joined(separator: ", ")])])
    }
}

/// Brings records back into pools by the pools' rules, and warns their owners before.
struct PoolRecycling: Sendable {
    let records: Records

    static let jobKind = "records.recycle-pools"
    private static let batch = 500

    /// Goes through every pool of a company; running it twice moves nothing more.
    /// - Returns: how many records moved.
    @discardableResult
    func run(as actor: Actor) async throws -> Int {
        let pools = try await records.read(as: actor) { reader in
            try reader.schema.objects.values.filter { $0.pooling != nil }.sorted { $0.name < $1.name }.flatMap { try reader.pools(of: $0) }
        }
        var moved = 0
        for pool in pools {
            moved += try await recycle(pool, actor)
            while try await records.write(as: actor, lane: .bulk, { try $0.warnOfRecycling(into: pool, atMost: Self.batch) }) == Self.batch {
                try Task.checkCancellation()
            }
        }
        return moved
    }

    private func recycle(_ pool: Pool, _ actor: Actor) async throws -> Int {
        var (after, moved) = (EntityID?.none, 0)
        repeat {
            let from = after
            let batch = try await records.write(as: actor, lane: .bulk) { try $0.recycle(into: pool, after: from, atMost: Self.batch) }
            (after, moved) = (batch.next, moved + batch.moved)
            try Task.checkCancellation()
        } while after != nil
        return moved
    }
}
