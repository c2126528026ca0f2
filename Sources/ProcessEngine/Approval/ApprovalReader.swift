import Basics
import FEELValues
import XMLTree

/// Reads `<sanbu:approval>` (docs/reference/approvals.md) and says what is wrong with it.
final class ApprovalReader {
    /// English and Chinese.
    private(set) var problems: [(String, String)] = []
    private let compile: (String) -> Formula?

    /// - Parameter compile: compiles FEEL, and reports what cannot be.
    init(compile: @escaping (String) -> Formula?) { self.compile = compile }

    func read(_ element: XMLElement) -> ApprovalDefinition {
        var definition = ApprovalDefinition()
        definition.approvers = element.elements("approver").compactMap(source)
        if definition.approvers.isEmpty {
            problems.append(("it names no approver; add <approver kind=\"…\"/>.", "没有审批人；请添加 <approver kind=\"…\"/>。"))
        }
        readDecision(element, &definition)
        readPolicies(element, &definition)
        readReturns(element, &definition)
        readForm(element, &definition)
        definition.copies = element.elements("copy").compactMap(copy)
        definition.deadline = element.first("deadline").flatMap(deadline)
        return definition
    }

    private func readDecision(_ element: XMLElement, _ definition: inout ApprovalDefinition) {
        if let mode = choice(element, "mode", ApprovalDefinition.Mode.self) {
            definition.mode = mode
        } else if element.elements("approver").contains(where: { $0.attribute("kind") == "managers" }) {
            definition.mode = .sequential
        }
        if let ratio = number(element, "ratio", 1...100) { definition.ratio = ratio }
        definition.hasVeto = flag(element, "veto")
        definition.firstDecides = flag(element, "firstDecides")
        definition.needsOpinion = flag(element, "opinion")
        definition.needsSignature = flag(element, "signature")
        if let result = element.attribute("result"), !result.isEmpty { definition.resultVariable = result }
    }

    private func readPolicies(_ element: XMLElement, _ definition: inout ApprovalDefinition) {
        switch element.attribute("empty") {
        case nil, "administrator": break
        case "approve": definition.whenEmpty = .approve
        case "reject": definition.whenEmpty = .reject
        case .some(let text) where text.hasPrefix("user:"): definition.whenEmpty = .person(String(text.dropFirst(5)))
        case .some(let text): refuse("empty", text, "approve, reject, administrator, user:…")
        }
        if let policy = choice(element, "initiator", ApprovalDefinition.InitiatorPolicy.self) {
            definition.whenInitiator = policy
        }
        if let policy = choice(element, "repeated", ApprovalDefinition.RepetitionPolicy.self) {
            definition.whenRepeated = policy
        }
    }

    private func readReturns(_ element: XMLElement, _ definition: inout ApprovalDefinition) {
        if let rejection = choice(element, "onReject", ApprovalDefinition.Rejection.self) {
            definition.onReject = rejection
        }
        if let text = element.attribute("returnTo") {
            definition.returnTargets = Set(
                text.split(whereSeparator: { $0 == " " || $0 == "," }).compactMap { word in
                    let kind = ReturnTarget.Kind(rawValue: String(word))
                    if kind == nil { refuse("returnTo", String(word), "end, initiator, previous, passed") }
                    return kind
                })
        }
        definition.returnMode = choice(element, "returnMode", ReturnMode.self)
        if let text = element.attribute("remindEvery") {
            if case .daysAndTimeDuration(let duration) = Value.duration(text) {
                definition.reminderInterval = duration.wholeSeconds
            } else {
                refuse("remindEvery", text, "PT1H")
            }
        }
        if let count = number(element, "remindersBeforeEscalation", 1...1000) {
            definition.remindersBeforeEscalation = count
        }
    }

    private func readForm(_ element: XMLElement, _ definition: inout ApprovalDefinition) {
        definition.fields = element.elements("field").compactMap { field in
            guard let right = choice(field, "right", ApprovalDefinition.FieldRight.Right.self) else { return nil }
            return ApprovalDefinition.FieldRight(field: field.attribute("name") ?? "", right: right)
        }
        definition.buttons = element.elements("button").map {
            ApprovalDefinition.Button(
                action: $0.attribute("action") ?? "", label: $0.attribute("label") ?? $0.attribute("action") ?? "")
        }
    }

    private func copy(_ element: XMLElement) -> ApprovalDefinition.Copy? {
        guard let people = source(element) else { return nil }
        let moment = choice(element, "when", ApprovalDefinition.Copy.Moment.self) ?? .ended
        return ApprovalDefinition.Copy(moment: moment, people: people)
    }

    private func deadline(_ element: XMLElement) -> ApprovalDefinition.Deadline? {
        let text = element.attribute("after") ?? ""
        let isFormula = text.first == "="
        guard let formula = isFormula ? compile(String(text.dropFirst())) : Formula(constant: .string(text)) else {
            return nil
        }
        if !isFormula, Value.duration(text) == nil {
            refuse("after", text, "PT8H, P2D, = …")
            return nil
        }
        let action: ApprovalDefinition.Deadline.Action
        switch element.attribute("action") ?? "remind" {
        case "remind": action = .remind
        case "approve": action = .approve
        case "reject": action = .reject
        case "escalate": action = .escalate
        case "transfer": action = .transfer(element.attribute("to") ?? "")
        case let other:
            refuse("action", other, "remind, approve, reject, escalate, transfer")
            return nil
        }
        return ApprovalDefinition.Deadline(
            after: TimerTrigger(kind: .duration, formula: formula, calendar: element.attribute("calendar")),
            reminders: number(element, "reminders", 0...1000) ?? (action == .remind ? 1 : 0), action: action)
    }

    private func source(_ element: XMLElement) -> ApproverSource? {
        let value = element.attribute("value") ?? ""
        let names = value.split(separator: ",").map { String($0.trimmingSpaces) }
        switch element.attribute("kind") ?? "" {
        case "user": return .users(names)
        case "role": return .role(value)
        case "department": return .department(value)
        case "departmentHead": return .departmentHead(value)
        case "position": return .position(value)
        case "group": return .group(value)
        case "manager": return .manager(level: number(element, "levels", 1...50) ?? 1)
        case "managers":
            return .managers(levels: number(element, "levels", 1...50) ?? 50, until: element.attribute("until"))
        case "initiator": return .initiator
        case "initiatorPick": return .initiatorPick
        case "previousPick": return .previousPick
        case "field": return .field(value.split(separator: ".").map(String.init))
        case "fieldHead": return .fieldHead(value.split(separator: ".").map(String.init))
        case "expression":
            return compile(value.first == "=" ? String(value.dropFirst()) : value).map { .expression($0) }
        case let other:
            refuse("kind", other, "user, role, department, departmentHead, position, group, manager, managers, …")
            return nil
        }
    }

    // MARK: Attributes

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ element: XMLElement, _ name: String, _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = element.attribute(name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        refuse(name, text, Choice.allCases.map(\.rawValue).joined(separator: ", "))
        return nil
    }

    private func number(_ element: XMLElement, _ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let text = element.attribute(name) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        refuse(name, text, "\(range.lowerBound)–\(range.upperBound)")
        return nil
    }

    private func flag(_ element: XMLElement, _ name: String) -> Bool {
        guard let text = element.attribute(name) else { return false }
        if ["true", "required", "1"].contains(text) { return true }
        if !["false", "optional", "0"].contains(text) { refuse(name, text, "true, false") }
        return false
    }

    private func refuse(_ name: String, _ text: String, _ allowed: String) {
        problems.append(
            ("\(name)=\"\(text)\" is not known; use one of: \(allowed).", "\(name)=\"\(text)\" 无法识别；可用：\(allowed)。"))
    }
}

extension Substring {
    /// Without blanks at either end.
    var trimmingSpaces: Substring {
        var trimmed = self
        while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
        return trimmed
    }
}
