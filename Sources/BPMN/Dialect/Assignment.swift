/// What the standard's own attributes and children say about execution.
extension BPMN.FlowNode {
    /// Takes people from `humanPerformer` and `potentialOwner`, and the called process from `calledElement`.
    mutating func readAssignments() {
        let standard = standardExecution
        if execution.assignee == nil { execution.assignee = standard.assignee }
        if execution.candidateUsers == nil { execution.candidateUsers = standard.candidateUsers }
        if execution.candidateGroups == nil { execution.candidateGroups = standard.candidateGroups }
        if execution.calledElement == nil { execution.calledElement = standard.calledElement }
    }

    /// What the standard alone says.
    var standardExecution: BPMN.Execution {
        var execution = BPMN.Execution()
        guard let activity else { return execution }
        if case .callActivity(let called?) = activity.type {
            let plain = BPMN.Expression(called.text, plain: .literal, at: place)
            execution.calledElement =
                plain.literal == nil ? plain : BPMN.Expression(called.id, plain: .literal, at: place)
        }
        var users: [BPMN.Expression] = []
        var groups: [BPMN.Expression] = []
        for role in activity.resources {
            guard let expression = role.assignment?.expression else { continue }
            if role.kind == .potentialOwner {
                let candidates = Candidates(expression)
                users += candidates.users
                groups += candidates.groups
            } else if execution.assignee == nil {
                execution.assignee = expression
            }
        }
        execution.candidateUsers = Self.joined(users)
        execution.candidateGroups = Self.joined(groups)
        return execution
    }

    private static func joined(_ parts: [BPMN.Expression]) -> BPMN.Expression? {
        guard let first = parts.first else { return nil }
        guard parts.count > 1 else { return first }
        var joined: BPMN.Expression
        if parts.allSatisfy({ $0.literal != nil }) {
            joined = BPMN.Expression(literal: parts.compactMap(\.literal).joined(separator: ","))
        } else {
            joined = BPMN.Expression(feel: "flatten([" + parts.compactMap(\.feel).joined(separator: ", ") + "])")
        }
        joined.base.source.place = first.place
        return joined
    }

    /// Candidates as Activiti writes them: `user(kermit), group(management), accountancy`.
    private struct Candidates {
        var users: [BPMN.Expression] = []
        var groups: [BPMN.Expression] = []

        init(_ expression: BPMN.Expression) {
            guard let text = expression.literal else {
                groups = [expression]
                return
            }
            for part in text.split(separator: ",").map({ BPMN.Text.trimmed(String($0)) }) where !part.isEmpty {
                if part.hasPrefix("user("), part.hasSuffix(")") {
                    users.append(Self.expression(part.dropFirst(5).dropLast(), expression.place))
                } else if part.hasPrefix("group("), part.hasSuffix(")") {
                    groups.append(Self.expression(part.dropFirst(6).dropLast(), expression.place))
                } else {
                    groups.append(Self.expression(part[...], expression.place))
                }
            }
        }

        private static func expression(_ text: Substring, _ place: BPMN.Place) -> BPMN.Expression {
            BPMN.Expression(BPMN.Text.trimmed(String(text)), plain: .literal, at: place)
        }
    }
}

extension BPMN.Execution {
    /// Leaves out what the standard's own elements say anyway.
    mutating func omitAssignments(of node: BPMN.FlowNode) {
        let standard = node.standardExecution
        let written = BPMN.Execution(reading: node.base, of: .node)
        if written.assignee == nil, assignee == standard.assignee { assignee = nil }
        if written.candidateUsers == nil, candidateUsers == standard.candidateUsers { candidateUsers = nil }
        if written.candidateGroups == nil, candidateGroups == standard.candidateGroups { candidateGroups = nil }
        if written.calledElement == nil, calledElement == standard.calledElement { calledElement = nil }
    }
}
