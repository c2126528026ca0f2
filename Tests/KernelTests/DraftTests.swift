import Basics
import Kernel
import Processes
import Records
import SQLStore
import Tenancy
import Testing
import Work

/// Drafts of models: nobody overwrites what somebody else has saved since.
@Suite("A draft") struct DraftTests {
    @Test("is saved over the version it was made from, and over no other", arguments: TestDatabase.all)
    func isOptimistic(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await ProcessTests.company(store)
            let processes = company.kernel.processes
            let system = try await company.actor("system")
            #expect(try await processes.saveDraft(.process, "buy", name: "采购", source: "<a/>", over: 0, as: system) == 1)
            await #expect(throws: DraftConflict.self) { try await processes.saveDraft(.process, "buy", name: "采购", source: "<b/>", over: 0, as: system) }
            #expect(try await processes.saveDraft(.process, "buy", name: "采购二", source: "<b/>", over: 1, as: system) == 2)
            await #expect(throws: DraftConflict(current: 2, by: system.name)) {
                try await processes.saveDraft(.process, "buy", name: "采购", source: "<c/>", over: 1, as: system)
            }
            let kept = try #require(try await processes.draft(.process, "buy", as: system))
            #expect(kept.source == "<b/>" && kept.name == "采购二" && kept.version == 2)
            #expect(try await processes.draft(.decision, "buy", as: system) == nil)
            #expect(try await processes.drafts(.process, as: system).map(\.key) == ["buy"])
            try await processes.discardDraft(.process, "buy", as: system)
            #expect(try await processes.draft(.process, "buy", as: system) == nil)
            await #expect(throws: DraftConflict(current: 0, by: "")) {
                try await processes.saveDraft(.process, "buy", name: "采购", source: "<c/>", over: 2, as: system)
            }
        }
    }

    @Test("is for administrators, and of a bounded size") func isGuarded() async throws {
        try await TestDatabase.sqlite.use { store in
            let (company, _) = try await ProcessTests.company(store)
            let processes = company.kernel.processes
            let (system, rep) = (try await company.actor("system"), try await company.actor("rep1"))
            await #expect(throws: RecordError.self) { try await processes.saveDraft(.process, "buy", name: "b", source: "", over: 0, as: rep) }
            await #expect(throws: RecordError.self) { _ = try await processes.draft(.process, "buy", as: rep) }
            await #expect(throws: RecordError.self) { _ = try await processes.drafts(.process, as: rep) }
            let long = String(repeating: "x", count: Processes.longestModel + 1)
            await #expect(throws: RecordError.self) { try await processes.saveDraft(.process, "buy", name: "b", source: long, over: 0, as: system) }
            await #expect(throws: ProcessError.self) { try await processes.saveDraft(.process, "", name: "b", source: "", over: 0, as: system) }
        }
    }

    /// Several writers, each with the version it last saw, in any order: what is kept is what the last one wrote that
    /// was not refused, and every version was written once.
    @Test("loses nothing in a random history of writers", arguments: TestDatabase.all) func random(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await ProcessTests.company(store)
            let processes = company.kernel.processes
            let system = try await company.actor("system")
            for seed in UInt64(1)...8 {
                var state = seed &* 0x9E37_79B9_7F4A_7C15
                func below(_ limit: Int) -> Int {
                    state ^= state << 13
                    state ^= state >> 7
                    state ^= state << 17
                    return Int(state >> 33) % limit
                }
                let key = "random-\(seed)"
                var seen = [0, 0, 0]
                var (version, source) = (0, "")
                for step in 0..<30 {
                    let writer = below(3)
                    if below(3) == 0 {
                        seen[writer] = try await processes.draft(.process, key, as: system)?.version ?? 0
                        continue
                    }
                    let text = "<step n=\"\(step)\"/>"
                    do {
                        seen[writer] = try await processes.saveDraft(.process, key, name: "n", source: text, over: seen[writer], as: system)
                        #expect(seen[writer] == version + 1, "seed \(seed), step \(step)")
                        (version, source) = (seen[writer], text)
                    } catch is DraftConflict {
                        #expect(seen[writer] != version, "seed \(seed), step \(step): refused although nobody was faster")
                    }
                }
                let kept = try await processes.draft(.process, key, as: system)
                #expect(kept?.version ?? 0 == version && kept?.source ?? "" == source, "seed \(seed)")
            }
        }
    }
}
