import ProcessDesign

/// What differs between versions, in the words of the designer's panel where it has any.
struct ChangeWords {
    let t: Strings

    /// Attributes of an approval that are choices: what the panel calls each, which is also how its choices begin.
    private static let choices = [
        "approval.mode": "mode", "approval.onReject": "on-reject", "approval.repeated": "repeated", "approval.initiator": "self",
        "approval.empty": "empty", "approval.returnMode": "return-mode", "approval.deadline.action": "deadline-action",
        "approval.approver.kind": "kind", "approval.copy.kind": "kind", "approval.copy.when": "when", "approval.field.right": "right",
    ]

    /// Other properties that the panel names.
    private static let names = [
        "name": "name", "documentation": "documentation", "conditionExpression": "condition", "default": "default-flow",
        "approval.ratio": "ratio", "approval.veto": "veto", "approval.opinion": "opinion-required", "approval.signature": "signature-required",
        "approval.returnTo": "return-to", "approval.result": "result", "approval.approver.value": "approver", "approval.approver.levels": "levels",
        "approval.approver.until": "until", "approval.copy.value": "copy", "approval.deadline.after": "after", "approval.deadline.to": "deadline-to",
        "approval.deadline.calendar": "calendar", "approval.deadline.reminders": "reminder-count", "approval.remindEvery": "remind-every",
        "approval.field.name": "field", "approval.button.action": "button-action", "approval.button.label": "button-label",
        "execution.calledDecision": "decision-name", "execution.calledElement": "called-process", "execution.resultVariable": "result-variable",
        "execution.assignee": "assignee", "execution.candidateUsers": "candidate-users", "execution.candidateGroups": "candidate-groups",
        "execution.dueDate": "due", "execution.job.type": "action-kind",
    ]

    /// A property with what it was and is.
    func detail(_ property: ModelComparison.Property) -> ComparePage.Detail {
        let path = Self.plain(property.name)
        return .init(name: name(property.name, path), before: value(property.before, path), after: value(property.after, path))
    }

    /// `approval.approver[2].kind` without its numbers.
    private static func plain(_ name: String) -> String { name.replacing(#/\[\d+\]/#, with: "") }

    private func name(_ full: String, _ path: String) -> String {
        guard let word = Self.names[path] ?? (Self.choices[path].map { $0 == "when" ? "copy-when" : $0 == "right" ? "rights" : $0 }) else { return full }
        let number = full.firstMatch(of: #/\[(\d+)\]/#).map { " " + $0.output.1 } ?? ""
        return t("design." + word) + number
    }

    private func value(_ text: String?, _ path: String) -> String {
        guard let text else { return "—" }
        guard let word = Self.choices[path] else { return text }
        let key = "design.\(word)-\(text)"
        let said = t(key)
        return said == key ? text : said
    }
}
