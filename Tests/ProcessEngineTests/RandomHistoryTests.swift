import Foundation
import Testing

@Suite("Random processes") struct RandomHistoryTests {
    /// `SANBU_PROCESS_HISTORIES` sets how many are played, `SANBU_PROCESS_SEED` where they begin.
    private static func number(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
    }

    @Test("end whatever happens, lose no token and replay to the same state") func histories() throws {
        let first = Self.number("SANBU_PROCESS_SEED", 1)
        let count = Self.number("SANBU_PROCESS_HISTORIES", 200)
        for seed in first..<first + count {
            do {
                var history = try RandomHistory(seed: UInt64(seed), size: 4 + seed % 24)
                try history.play()
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
        print("random processes: seeds \(first) to \(first + count - 1)")
    }

    @Test("lose no task and double none, whatever people do to approvals") func approvals() throws {
        let first = Self.number("SANBU_PROCESS_SEED", 1)
        let count = Self.number("SANBU_PROCESS_HISTORIES", 200)
        for seed in first..<first + count {
            do {
                var history = try RandomApproval(seed: UInt64(seed), size: 3 + seed % 14)
                try history.play()
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
        print("random approvals: seeds \(first) to \(first + count - 1)")
    }

    @Test("stay right where they once went wrong", arguments: [63, 151, 423, 444, 4037, 4123])
    func remembered(_ seed: Int) throws {
        var history = try RandomApproval(seed: UInt64(seed), size: 3 + seed % 14)
        try history.play()
    }
}
