public import FEELValues

/// Plays the scenario files of a folder.
public struct ScenarioSuite {
    private let runner: ScenarioRunner
    private let models: String?

    /// A suite.
    /// - Parameters:
    ///   - models: a further folder in which models are looked for.
    ///   - read: the bytes of a file by its path; nil when there is none.
    public init(models: String? = nil, timeZones: any TimeZoneDatabase, read: @escaping (String) -> [UInt8]?) {
        runner = ScenarioRunner(timeZones: timeZones, read: read)
        self.models = models
    }

    /// What came of one file.
    public struct Outcome: Sendable {
        /// The file's path.
        public let path: String
        /// What differed; empty when everything held.
        public let differences: [String]
        /// What the run has touched.
        public let coverage: ProcessCoverage
        /// Whether everything held.
        public let isPassed: Bool
    }

    /// What came of all files.
    public struct Report: Sendable {
        /// What came of each file.
        public let outcomes: [Outcome]
        /// How many files held.
        public var passed: Int { outcomes.count { $0.isPassed } }
        public var isPassed: Bool { passed == outcomes.count }

        /// A report of outcomes.
        public init(_ outcomes: [Outcome]) { self.outcomes = outcomes }

        /// Every file that differs with what differed, then `passed/total`.
        public var text: String {
            let failures = outcomes.filter { !$0.isPassed }.map { outcome in
                "\(outcome.path)\n" + outcome.differences.map { "    \($0)\n" }.joined()
            }
            return failures.joined() + "\(passed)/\(outcomes.count)"
        }
    }

    /// Plays one file.
    public func play(_ path: String) -> Outcome {
        guard let bytes = runner.read(path) else { return failed(path, "the file cannot be read") }
        do throws(Scenario.Malformed) {
            let scenario = try Scenario(bytes)
            let result = runner.play(
                scenario, model: resolve(scenario.model, from: path),
                also: scenario.also.map { resolve($0, from: path) })
            return Outcome(
                path: path, differences: result.differences, coverage: result.coverage, isPassed: result.isPassed)
        } catch {
            return failed(path, error.description)
        }
    }

    /// Plays one file with a model that is named beside it.
    public func play(_ path: String, model: String, also: [String]) -> Outcome {
        guard let bytes = runner.read(path) else { return failed(path, "the file cannot be read") }
        do throws(Scenario.Malformed) {
            let scenario = try Scenario(bytes)
            let others = scenario.also.map { resolve($0, from: path) } + also
            let result = runner.play(scenario, model: model, also: others)
            return Outcome(
                path: path, differences: result.differences, coverage: result.coverage, isPassed: result.isPassed)
        } catch {
            return failed(path, error.description)
        }
    }

    private func failed(_ path: String, _ reason: String) -> Outcome {
        Outcome(path: path, differences: [reason], coverage: ProcessCoverage(), isPassed: false)
    }

    /// A path beside the file, or in the folder of models.
    private func resolve(_ name: String, from path: String) -> String {
        if name.hasPrefix("/") { return name }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let beside = folder.isEmpty ? name : folder + "/" + name
        guard let models, runner.read(beside) == nil else { return beside }
        return models + "/" + name
    }
}
