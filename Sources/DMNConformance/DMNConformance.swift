import DMN
import FEEL
public import FEELValues
import XMLTree

/// Runs test folders laid out as the DMN TCK: models (`*.dmn`) with test files (`*-test-*.xml`) beside them.
///
/// Files come in as bytes, since nothing here touches the machine.
public struct DMNConformance: Sendable {
    /// The zones that models and tests may name.
    public var zones: any TimeZoneDatabase
    /// The moment of `now()` and `today()`.
    public var now: DateAndTime?

    /// A runner.
    public init(zones: any TimeZoneDatabase, now: DateAndTime? = nil) {
        self.zones = zones
        self.now = now
    }

    /// A file of a folder.
    public struct File: Sendable {
        /// The file's name.
        public let name: String
        /// Its content.
        public let bytes: [UInt8]

        /// A file from name and content.
        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// A folder with its models and test files.
    public struct Folder: Sendable {
        /// The folder's path below the one that was asked for.
        public let path: String
        /// Its files.
        public let files: [File]

        /// A folder from path and files.
        public init(path: String, files: [File]) {
            self.path = path
            self.files = files
        }
    }

    /// What came of one case.
    public struct CaseResult: Sendable {
        /// The test file and the case's id in it: `0001-x-test-01.xml 001`.
        public let name: String
        /// Every result that was not as expected.
        public let failures: [Failure]
        /// Whether all results were as expected.
        public var isPassed: Bool { failures.isEmpty }
    }

    /// A result that was not as expected.
    public struct Failure: Sendable {
        /// The decision.
        public let result: String
        /// What was expected.
        public let expected: String
        /// What was computed.
        public let actual: String
        /// What went wrong on the way.
        public let notes: [String]
    }

    /// What came of one folder.
    public struct FolderResult: Sendable {
        /// The folder's path.
        public let path: String
        /// Its cases.
        public let cases: [CaseResult]
        /// How many cases passed.
        public var passed: Int { cases.count(where: \.isPassed) }
        /// Whether all did, and there were some.
        public var isPassed: Bool { passed == cases.count && !cases.isEmpty }
    }

    /// Runs a folder's cases.
    public func run(_ folder: Folder) -> FolderResult {
        let models = folder.files.filter { $0.name.hasSuffix(".dmn") }.map { file in
            (name: file.name, model: DMN.read(file.bytes).model)
        }
        var compiled: [String: DMN.Decisions] = [:]
        var results: [CaseResult] = []
        for file in folder.files.sorted(by: { $0.name < $1.name }) where Self.isTest(file.name) {
            do throws(XMLProblem) {
                let suite = try TestSuite(file.bytes)
                let model = models.first { $0.name == suite.modelName } ?? models.first
                guard let model else { continue }
                let decisions = compiled[model.name] ?? compile(model.model, models.map(\.model))
                compiled[model.name] = decisions
                results += suite.cases.map { run($0, decisions, file.name) }
            } catch {
                let failure = Failure(result: file.name, expected: "a test file", actual: "\(error)", notes: [])
                results.append(CaseResult(name: file.name, failures: [failure]))
            }
        }
        return FolderResult(path: folder.path, cases: results)
    }

    /// Whether a file's name is that of a test file.
    public static func isTest(_ name: String) -> Bool { name.hasSuffix(".xml") && name.contains("-test-") }

    private func compile(_ model: DMN.Model, _ all: [DMN.Model]) -> DMN.Decisions {
        DMN.compile(
            model, imports: all.filter { $0.namespace != model.namespace }, options: DMN.Options(timeZones: zones))
    }

    // MARK: Cases

    private func run(_ test: TestSuite.Case, _ decisions: DMN.Decisions, _ file: String) -> CaseResult {
        let inputs = test.inputs.map { input in
            DMN.Decisions.Argument(input.name, namespace: input.namespace, input.value.value(zones) ?? .null)
        }
        var failures: [Failure] = []
        for expectation in test.results {
            guard let expected = expectation.value else { continue }
            let outcome = evaluate(test, expectation, inputs, decisions)
            if !expected.matches(outcome.value, zones) {
                failures.append(
                    Failure(
                        result: expectation.name,
                        expected: expected.description + (expectation.isError ? " (error)" : ""),
                        actual: outcome.value.description,
                        notes: outcome.problems.map(\.description)))
            }
        }
        return CaseResult(name: "\(file) \(test.id)", failures: failures)
    }

    private func evaluate(
        _ test: TestSuite.Case, _ expectation: TestSuite.Expectation, _ inputs: [DMN.Decisions.Argument],
        _ decisions: DMN.Decisions
    ) -> DMN.Outcome {
        let environment = Environment(now: now, timeZones: zones)
        let named = Context(inputs.map { ($0.name, $0.value) })
        guard let invocable = test.invocable else {
            // A result may also name a service, whose result is then that of calling it with the inputs.
            if expectation.kind == "decisionService" {
                return service(expectation.name, expectation, named, decisions, environment)
            }
            return decisions.evaluate(
                expectation.name, namespace: expectation.namespace, given: inputs, in: environment)
        }
        if invocable.kind == "bkm" { return decisions.call(invocable.name, with: named, in: environment) }
        return service(invocable.name, expectation, named, decisions, environment)
    }

    /// The outputs of a service are told apart by name; a result that names the service itself is all of them.
    private func service(
        _ name: String, _ expectation: TestSuite.Expectation, _ inputs: Context, _ decisions: DMN.Decisions,
        _ environment: Environment
    ) -> DMN.Outcome {
        let outcome = decisions.evaluate(service: name, with: inputs, in: environment)
        let outputs = outcome.value.context ?? Context()
        var value = outputs[expectation.name] ?? .null
        if expectation.name == name { value = outputs.count == 1 ? outputs.values[0] : outcome.value }
        return DMN.Outcome(value: value, problems: outcome.problems, diagnostics: outcome.diagnostics)
    }
}
