import SQLStore
import Synchronization

/// The row that is inserted everywhere.
enum Entry {
    static let name = "三步走客户"
    static let city = "杭州"
    static let note = "a note of some length, as people write them"

    static func arguments(_ id: Int64) -> [SQLValue] {
        [.integer(id), .text(name), .text(city), .integer(id * 3), .text(note)]
    }
}

/// Numbers that nobody has had.
final class Numbers: Sendable {
    private let last = Atomic<Int64>(0)

    func next() -> Int64 { last.add(1, ordering: .relaxed).newValue }
}
