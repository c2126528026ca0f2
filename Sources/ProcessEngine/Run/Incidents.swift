import Basics

/// What can go wrong while an instance runs.
enum Failure {
    case tooManySteps
    case noFlow
    case notBoolean(String)
    case badTimer(String)
    case noMessageName
    case noCorrelationKey
    case noSignalName
    case noCalledProcess
    case notAList(String)
    case tooManyRuns(String)
    case job(String)
    case decision(String)
    case noDecisions
    case script(String)
    case noScripting(String)
    case called(String)
    case noApprover

    var code: String {
        switch self {
        case .tooManySteps: "process.too-many-steps"
        case .noFlow: "process.no-flow-taken"
        case .notBoolean: "process.condition-not-boolean"
        case .badTimer: "process.bad-timer"
        case .noMessageName: "process.no-message-name"
        case .noCorrelationKey: "process.no-correlation-key"
        case .noSignalName: "process.no-signal-name"
        case .noCalledProcess: "process.no-called-process"
        case .notAList: "process.not-a-list"
        case .tooManyRuns: "process.too-many-runs"
        case .job: "process.job-failed"
        case .decision: "process.decision-failed"
        case .noDecisions: "process.no-decisions"
        case .script: "process.script-failed"
        case .noScripting: "process.script-language"
        case .called: "process.called-instance-ended"
        case .noApprover: "process.no-approver"
        }
    }

    var arguments: [String] {
        switch self {
        case .notBoolean(let text), .badTimer(let text), .notAList(let text), .tooManyRuns(let text), .job(let text),
            .decision(let text), .script(let text), .noScripting(let text), .called(let text):
            [text]
        default: []
        }
    }
}

extension Run {
    /// Stops an element with an incident. What it has opened so far is closed, so that a retry begins afresh.
    func report(_ failure: Failure, at key: Int, phase: Incident.Phase) {
        guard let element = state.elements[key] else { return }
        if phase == .begin { closeWaits(of: key) }
        let incident = Incident(
            key: state.allocateKey(), element: key, node: element.node, phase: phase, code: failure.code,
            arguments: failure.arguments, at: environment.now)
        state.incidents[incident.key] = incident
        record(.incidentOpened(incident))
        emit(.openIncident(incident.key))
    }

    func close(_ incident: Incident, retried: Bool) {
        state.incidents[incident.key] = nil
        record(.incidentClosed(incident.key, retried: retried))
        emit(.closeIncident(incident.key))
    }

    func closeIncidents(of key: Int) {
        guard !state.incidents.isEmpty else { return }
        for incident in state.incidents.values.filter({ $0.element == key }).sorted(by: { $0.key < $1.key }) {
            close(incident, retried: false)
        }
    }

    /// Does again what an incident stopped.
    func retry(_ incident: Incident) {
        close(incident, retried: true)
        switch incident.phase {
        case .begin: enqueue(.begin(incident.element))
        case .job: execute(incident.element)
        case .complete: enqueue(.complete(incident.element))
        case .leave: leave(incident.element)
        case .loop:
            if case .thrower = state.elements[incident.element]?.detail {
                enqueue(.compensate(incident.element))
            } else {
                enqueue(.nextRun(incident.element))
            }
        }
    }
}
