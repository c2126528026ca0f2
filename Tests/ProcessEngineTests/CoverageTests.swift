import Foundation
import ProcessSimulation
import Testing

/// docs/reference/process-coverage.md, made from the scenarios that hold.
@Suite("The table of what is covered") struct CoverageTests {
    private static let triggers: [(place: String, triggers: [String])] = [
        ("start event", ["none", "message", "timer", "signal", "conditional", "multiple", "parallel multiple"]),
        (
            "event sub-process start, interrupting",
            [
                "message", "timer", "error", "signal", "conditional", "escalation", "compensation", "multiple",
                "parallel multiple",
            ]
        ),
        (
            "event sub-process start, non-interrupting",
            ["message", "timer", "signal", "conditional", "escalation", "multiple", "parallel multiple"]
        ),
        (
            "intermediate catch event",
            ["message", "timer", "signal", "conditional", "link", "multiple", "parallel multiple"]
        ),
        (
            "boundary event, interrupting",
            [
                "message", "timer", "error", "signal", "conditional", "escalation", "compensation", "cancel",
                "multiple",
                "parallel multiple",
            ]
        ),
        (
            "boundary event, non-interrupting",
            ["message", "timer", "signal", "conditional", "escalation", "multiple", "parallel multiple"]
        ),
        ("intermediate throw event", ["none", "message", "signal", "escalation", "compensation", "link", "multiple"]),
        (
            "end event",
            ["none", "message", "error", "signal", "escalation", "compensation", "cancel", "terminate", "multiple"]
        ),
    ]

    private static let path = Scenarios.root + "/docs/reference/process-coverage.md"

    /// How many scenarios touch each symbol. A scenario touches what its model has and its run did not avoid.
    private static let counts: [String: Int] = {
        var counts: [String: Int] = [:]
        for outcome in Scenarios.outcomes where outcome.isPassed {
            for symbol in outcome.coverage.symbols { counts[symbol, default: 0] += 1 }
        }
        return counts
    }()

    private static var text: String {
        let cells = triggers.flatMap { place, triggers in triggers.map { "\(place): \($0)" } }
        let others = counts.keys.filter { !cells.contains($0) }.sorted()
        func rows(_ symbols: [String]) -> String {
            symbols.map { "| \($0) | \(counts[$0] ?? 0) |\n" }.joined()
        }
        return """
            # What the process scenarios cover

            Made from `Tests/Scenarios` by a test, which also keeps it up to date: each row counts the scenarios in
            which a symbol was passed or an ability was used. \(Scenarios.outcomes.count) scenarios, \
            \(Scenarios.outcomes.count { $0.isPassed }) of which hold.

            ## The \(cells.count) cells of BPMN's event table

            | symbol | scenarios |
            |---|---|
            \(rows(cells))
            ## Gateways, tasks, loops, scopes

            | symbol | scenarios |
            |---|---|
            \(rows(others.filter { !$0.hasPrefix("appro") }))
            ## Approvals

            | ability | scenarios |
            |---|---|
            \(rows(others.filter { $0.hasPrefix("appro") }))
            """
    }

    @Test("is what the scenarios show") func isUpToDate() throws {
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
            try Self.text.write(toFile: Self.path, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOfFile: Self.path, encoding: .utf8)
        #expect(written == Self.text, "run the test again with UPDATE_SNAPSHOTS=1")
    }

    @Test("has two scenarios or more for each of the 63 events") func events() {
        #expect(Self.triggers.reduce(0) { $0 + $1.triggers.count } == 63)
        for (place, triggers) in Self.triggers {
            for trigger in triggers {
                let count = Self.counts["\(place): \(trigger)"] ?? 0
                #expect(count >= 2, "\(place): \(trigger) has \(count)")
            }
        }
    }
}
