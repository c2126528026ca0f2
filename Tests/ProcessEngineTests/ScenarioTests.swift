import Foundation
import ProcessSimulation
import Testing
import TimeZones

/// The scenario files of the repository.
enum Scenarios {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        .standardizedFileURL.path

    static let files: [String] = {
        let folder = root + "/Tests/Scenarios"
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".scenario.json") }.sorted().map { folder + "/" + $0 }
    }()

    static let outcomes = {
        let suite = ScenarioSuite(timeZones: SystemTimeZones()) {
            FileManager.default.contents(atPath: $0).map(Array.init)
        }
        return files.map(suite.play)
    }()
}

@Suite("Process scenarios") struct ScenarioTests {
    @Test("are there") func areThere() { #expect(Scenarios.files.count >= 350) }

    @Test("hold at every step") func hold() {
        for outcome in Scenarios.outcomes { #expect(outcome.isPassed, "\(outcome.path): \(outcome.differences)") }
    }

    @Test(
        "fail when they expect something else",
        arguments: [
            ("\"end\": \"completed\"", "\"end\": \"failed\""),
            ("\"passed\": {\"Begin\": 1", "\"passed\": {\"Begin\": 2"),
            ("\"tasks\": [\"Work\"]", "\"tasks\": [\"Other\"]"),
            ("\"order\": [\"Begin\"", "\"order\": [\"Done\", \"Begin\""),
        ]) func differ(_ old: String, _ new: String) throws
    {
        let path = Scenarios.root + "/Tests/Scenarios/events-start/start-none-runs.scenario.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try #require(text.contains(old))
        let changed = Array(text.replacingOccurrences(of: old, with: new).utf8)
        let suite = ScenarioSuite(timeZones: SystemTimeZones()) {
            $0 == path ? changed : FileManager.default.contents(atPath: $0).map(Array.init)
        }
        #expect(!suite.play(path).isPassed)
    }
}
