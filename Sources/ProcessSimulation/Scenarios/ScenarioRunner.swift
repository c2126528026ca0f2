import BPMN
import Basics
import DMN
import FEEL
public import FEELValues
import ProcessEngine

/// Plays scenarios.
public struct ScenarioRunner {
    /// The bytes of a file by its path; nil when there is none.
    public let read: (String) -> [UInt8]?
    /// Where the regions of times come from.
    public let timeZones: any TimeZoneDatabase

    /// A runner over files.
    public init(timeZones: any TimeZoneDatabase, read: @escaping (String) -> [UInt8]?) {
        self.read = read
        self.timeZones = timeZones
    }

    /// What came of a scenario.
    public struct Result: Sendable {
        /// Whether all expectations held.
        public var isPassed: Bool { differences.isEmpty }
        /// What was expected and what was seen, at the first step that differs.
        public let differences: [String]
        /// What the run has touched.
        public let coverage: ProcessCoverage
    }

    /// Plays a scenario.
    /// - Parameters:
    ///   - model: the path of its model.
    ///   - also: the paths of the other files.
    public func play(_ scenario: Scenario, model: String, also: [String]) -> Result {
        var environment = ProcessEnvironment(now: scenario.now, timeZones: timeZones)
        environment.offersUnknownWork = true
        if let directory = scenario.directory { environment.directory = Directory(scenario: directory) }
        let simulation = ProcessSimulation(environment: environment)
        simulation.completesJobs = scenario.completesJobs
        simulation.startVariables = scenario.variables
        let root: String
        switch deploy(scenario, model, also, to: simulation) {
        case .success(let process): root = process
        case .failure(let failure): return Result(differences: failure.lines, coverage: ProcessCoverage())
        }
        var coverage = ProcessCoverage()
        simulation.observer = { graph, outcome in coverage.note(outcome, of: graph) }
        let differences = ScenarioPlay(scenario, simulation, root).differences()
        return Result(differences: differences, coverage: coverage)
    }

    private struct Refusal: Error { let lines: [String] }

    private func deploy(
        _ scenario: Scenario, _ model: String, _ also: [String], to simulation: ProcessSimulation
    ) -> Swift.Result<String, Refusal> {
        var decisions: [DMN.Decisions] = []
        for path in also {
            guard let bytes = read(path) else { return .failure(Refusal(lines: ["the file '\(path)' cannot be read"])) }
            if path.hasSuffix(".dmn") {
                decisions.append(DMN.compile(DMN.read(bytes).model, options: DMN.Options(timeZones: timeZones)))
            } else {
                deployAll(BPMN.read(bytes).definitions, isStartable: true, to: simulation)
            }
        }
        if !decisions.isEmpty { simulation.environment.decide = Self.decide(decisions) }
        guard let bytes = read(model) else { return .failure(Refusal(lines: ["the model '\(model)' cannot be read"])) }
        let (definitions, problems) = BPMN.read(bytes)
        let errors = problems.filter { $0.severity == .error }
        deployAll(definitions, isStartable: false, to: simulation)
        let (graph, found) = ProcessEngine.compile(definitions, process: scenario.process, zones: timeZones)
        guard let graph else {
            let all = errors + found.filter { $0.severity == .error }
            return .failure(Refusal(lines: ["the model cannot run:"] + all.map { "  \(model):\($0)" }))
        }
        simulation.deploy(graph, isStartable: true)
        return .success(graph.id)
    }

    private func deployAll(_ definitions: BPMN.Definitions, isStartable: Bool, to simulation: ProcessSimulation) {
        for process in definitions.processes {
            let (graph, _) = ProcessEngine.compile(definitions, process: process.id, zones: timeZones)
            if let graph { simulation.deploy(graph, isStartable: isStartable) }
        }
    }

    private static func decide(_ models: [DMN.Decisions]) -> @Sendable (String, Context) -> ProcessEnvironment.Answer {
        { reference, variables in
            for model in models {
                let outcome = model.evaluate(reference, with: variables)
                if outcome.problems.contains(where: { $0.code == "dmn.unknown-element" }) { continue }
                if let problem = outcome.problems.first(where: { $0.severity == .error }), outcome.value.isNull {
                    return .failure(problem.message.english)
                }
                return .value(outcome.value)
            }
            return .failure("There is no decision '\(reference)'.")
        }
    }
}
