public import SQLStore
import Synchronization

/// Where promises are checked: opens stores on one database and gives out names and numbers by a seed.
public final class Lab: Sendable {
    /// What a promise needs to be different from the defaults.
    public struct Tuning: Sendable {
        public init() {}

        public var queueLimit = 4096
        public var readTimeout = Duration.seconds(20)
        public var writeTimeout = Duration.seconds(20)
    }

    public let seed: UInt64
    private let openStore: @Sendable (Tuning) async throws -> any Store
    private let state: Mutex<(random: SplitMix, stores: [any Store])>

    /// - Parameter open: opens one more store on the same database.
    public init(seed: UInt64, open: @escaping @Sendable (Tuning) async throws -> any Store) {
        self.seed = seed
        openStore = open
        state = Mutex((SplitMix(seed: seed), []))
    }

    func open(_ tune: (inout Tuning) -> Void = { _ in }) async throws -> any Store {
        var tuning = Tuning()
        tune(&tuning)
        let store = try await openStore(tuning)
        state.withLock { $0.stores.append(store) }
        return store
    }

    func closeAll() async {
        let stores = state.withLock { state in
            defer { state.stores = [] }
            return state.stores
        }
        for store in stores { await store.close() }
    }

    func random(_ range: Range<Int>) -> Int { state.withLock { Int.random(in: range, using: &$0.random) } }

    /// A generator of its own for one task, so that the order of tasks does not change its numbers.
    func generator() -> SplitMix { state.withLock { SplitMix(seed: $0.random.next()) } }

    /// A name that no other promise uses.
    func name(_ stem: String) -> String {
        let number = Self.names.withLock { number in
            number += 1
            return number
        }
        return "\(stem)_\(Self.run)_\(number)"
    }

    // Names do not come from the seed: a repeated run meets the tables of the earlier one on the same server.
    private static let run = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    private static let names = Mutex(0)

    /// A table with a fresh name; columns are given by name and kind, the first ones are its key.
    func table(
        in store: any Store, key: Int = 1, _ columns: KeyValuePairs<String, ColumnKind>
    ) async throws -> String {
        let name = name("t")
        let lines = columns.map { "\($0.key) \(store.dialect.type($0.value))" }
        let keys = columns.prefix(key).map(\.key).joined(separator: ", ")
        let text = "CREATE TABLE \(name) (\(lines.joined(separator: ", ")), PRIMARY KEY (\(keys)))"
        let end = store.dialect.tableEnd()
        _ = try await store.write(tenant: nil) { try $0.execute(SQL(text: text + end)) }
        return name
    }
}

/// A small generator whose numbers follow from its seed (Steele, Lea and Flood 2014).
public struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
