import Basics
import ProcessSimulation

extension ScenarioSuite.Report {
    /// The report as an object for programs.
    var json: JSON {
        [
            "passed": .integer(Int64(passed)), "total": .integer(Int64(outcomes.count)),
            "scenarios": .array(
                outcomes.map { outcome in
                    [
                        "path": .string(outcome.path), "passed": .bool(outcome.isPassed),
                        "differences": .array(outcome.differences.map(JSON.string)),
                    ]
                }),
        ]
    }
}
