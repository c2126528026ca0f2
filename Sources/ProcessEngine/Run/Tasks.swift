import Basics
import FEELValues

extension Run {
    /// Opens a user task.
    func openTask(_ key: Int, _ work: UserWork) {
        if let approval = work.approval { return openApproval(key, work, approval) }
        let opening = opening(of: key, element: key, work, assignee: text(work.assignee, in: key), purpose: nil)
        state.elements[key]?.detail = .task(TaskState(assignee: opening.assignee))
        emit(.openTask(opening))
    }

    /// What a task is opened with.
    func opening(
        of task: Int, element: Int, _ work: UserWork, assignee: String?, purpose: ApprovalGroup.Seat.Purpose?
    ) -> TaskOpening {
        TaskOpening(
            key: task, node: state.elements[element]?.node ?? 0, element: element, assignee: assignee,
            candidateUsers: names(work.candidateUsers, in: element),
            candidateGroups: names(work.candidateGroups, in: element), due: moment(work.dueDate, in: element),
            followUp: moment(work.followUpDate, in: element), priority: priority(work.priority, in: element),
            formKey: text(work.formKey, in: element), purpose: purpose)
    }

    private func priority(_ formula: Formula?, in key: Int) -> Int {
        guard let formula else { return 50 }
        switch evaluate(formula, in: key) {
        case .number(let number): return Int(exactly: number.rounded(scale: 0, .halfEven) ?? .zero) ?? 50
        case .string(let text): return Int(text) ?? 50
        default: return 50
        }
    }

    /// A moment that is given as a date and time, or as a duration from now.
    func moment(_ formula: Formula?, in key: Int) -> Timestamp? {
        guard let formula else { return nil }
        let kinds: [TimerTrigger.Kind] = [.date, .duration]
        for kind in kinds {
            let timer = TimerTrigger(kind: kind, formula: formula, calendar: nil)
            if let schedule = schedule(timer, in: key) { return schedule.due }
        }
        return nil
    }

    /// A person has done the task.
    func completeTask(_ key: Int, _ variables: Context, by person: String?) {
        guard let element = state.elements[key] else { return }
        deliver(variables, to: key)
        record(.taskDone(key: key, by: person))
        emit(.closeTask(key, .completed))
        closeIncidents(of: key)
        state.elements[key]?.detail = .none
        pass(element, by: person.map { [$0] } ?? [], group: nil)
        enqueue(.complete(key))
    }

    /// Remembers a step with people, for returning to it.
    func pass(_ element: ElementInstance, by people: [String], group: ApprovalGroup?) {
        state.remember(
            PassedStep(
                node: element.node, key: element.key, scope: element.parent, people: people, at: environment.now,
                group: group))
    }
}
