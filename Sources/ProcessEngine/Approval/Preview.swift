import Basics
import FEELValues

/// One step of the way that a request has gone and will probably go.
public struct PreviewStep: Sendable, Equatable {
    /// The element, by its place in the graph.
    public let node: Int
    /// Who does it, as far as that is known now.
    public let people: [String]
    /// How it ended, or where it stands.
    public let status: Status

    /// Where a step stands.
    public enum Status: String, Sendable, Equatable { case passed, current, expected }
}

extension ProcessEngine {
    /// The way of a request before it is submitted: who will have it, if everybody approves.
    public func preview(_ request: StartRequest, in environment: ProcessEnvironment) -> [PreviewStep] {
        var environment = environment
        environment.offersUnknownWork = true
        let (state, outcome) = start(request, in: environment)
        return foresee(state, outcome, environment)
    }

    /// The way of a running request: what has been passed, who has it, and who will have it.
    public func preview(_ state: InstanceState, in environment: ProcessEnvironment) -> [PreviewStep] {
        var environment = environment
        environment.offersUnknownWork = true
        let passed = state.passed.map { PreviewStep(node: $0.node, people: $0.people, status: .passed) }
        let current = state.activeKeys.compactMap { key -> PreviewStep? in
            guard let element = state.elements[key], let people = element.people else { return nil }
            return PreviewStep(node: element.node, people: people, status: .current)
        }
        return passed + current + foresee(state, Outcome(), environment)
    }

    /// Plays on with everybody approving and everything awaited occurring, until the end or a step comes again.
    private func foresee(
        _ state: InstanceState, _ outcome: Outcome, _ environment: ProcessEnvironment
    ) -> [PreviewStep] {
        var state = state
        var steps: [PreviewStep] = []
        var seen: Set<Int> = []
        note(outcome, state, &steps, &seen)
        for _ in 0..<500 where state.status == .active {
            guard let command = nextCommand(state, seen) else { break }
            do throws(CommandError) {
                note(try apply(command, to: &state, in: environment), state, &steps, &seen)
            } catch {
                break
            }
        }
        return steps
    }

    private func note(
        _ outcome: Outcome, _ state: InstanceState, _ steps: inout [PreviewStep], _ seen: inout Set<Int>
    ) {
        for event in outcome.events {
            guard case .activated(let node, let key, _) = event.kind, case .user = graph.nodes[node].kind,
                seen.insert(node).inserted
            else { continue }
            // A step that is settled without anybody has been left already; its people are not known any more.
            let people = state.elements[key]?.people ?? state.passed.last { $0.node == node }?.people ?? []
            steps.append(PreviewStep(node: node, people: people, status: .expected))
        }
    }

    /// What would happen next: people first, then work, then time and messages.
    private func nextCommand(_ state: InstanceState, _ seen: Set<Int>) -> Command? {
        for key in state.activeKeys {
            guard let element = state.elements[key] else { continue }
            switch element.detail {
            case .task: return .completeTask(key)
            case .job: return .completeJob(key)
            case .called: return .calledCompleted(key, variables: Context())
            case .approval(let group):
                guard let seat = group.seats.first(where: { $0.task != 0 }) else { continue }
                return .approval(.approve(task: seat.task, approval(by: seat, of: element)))
            default: continue
            }
        }
        guard let key = state.waits.keys.sorted().first(where: { isAwaited(state.waits[$0], in: state) }),
            let wait = state.waits[key]
        else { return nil }
        return wait.isTimer ? .timerDue(key) : .correlate(subscription: key)
    }

    /// Whether a wait holds up the way; events on borders and of event sub-processes do not.
    private func isAwaited(_ wait: Wait?, in state: InstanceState) -> Bool {
        guard let wait, case .event = state.elements[wait.owner]?.detail else { return false }
        return true
    }

    private func approval(by seat: ApprovalGroup.Seat, of element: ElementInstance) -> ApprovalCommand.Decision {
        var variables = Context()
        if case .user(let work) = graph.nodes[element.node].kind {
            for field in work.approval?.fields ?? [] where field.right == .required { variables[field.field] = "…" }
        }
        return ApprovalCommand.Decision(by: seat.actor, opinion: "…", isSigned: true, variables: variables)
    }
}

extension ElementInstance {
    /// Who has a task or an approval; nil for everything else.
    fileprivate var people: [String]? {
        switch detail {
        case .task(let task): task.assignee.map { [$0] } ?? []
        case .approval(let group): group.seats.filter { $0.status != .removed }.map(\.person)
        default: nil
        }
    }
}
