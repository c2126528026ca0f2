public import BPMN
public import FEELValues
import XMLTree

/// The variables that a process brings into being, as far as its model says.
public enum ModelVariables {
    /// The names with their types, in the order in which they are met.
    public static func names(_ process: BPMN.Process) -> [ExpressionCheck.Name] {
        var found: [ExpressionCheck.Name] = []
        func add(_ name: String?, _ type: FEELType = .any, _ label: String = "") {
            guard let name, !name.isEmpty else { return }
            let head = String(name.prefix { $0 != "." })
            if !found.contains(where: { $0.name == head }) { found.append(.init(head, head == name ? type : .any, label: label)) }
        }
        for node in process.scope.allNodes {
            for field in FormFields.read(node.execution) { add(field.name, field.kind.type, field.label) }
            add(node.execution.resultVariable)
            if let approval = node.execution.approval { add(approval.attribute("result") ?? "approved", .boolean) }
            node.execution.outputs.forEach { add($0.target) }
            if node.execution.job != nil { add(node.execution.job?.headers.first { $0.name == "result" }?.value ?? "result") }
            if case .multiInstance(let loop)? = node.activity?.loop { add(loop.elementVariable); add(loop.outputCollection) }
            add(node.execution.errorCodeVariable)
            add(node.execution.errorMessageVariable)
        }
        return found
    }
}

/// The fields of an element's form: properties `form.NAME` with the label, beside them `form-type.NAME`,
/// `form-required.NAME` and `form-options.NAME`.
public enum FormFields {
    /// One field.
    public struct Field: Sendable, Equatable {
        public let name: String
        public let label: String
        public let kind: Kind
        public let isRequired: Bool
        public let options: [String]
    }

    /// What is filled in.
    public enum Kind: String, Sendable, CaseIterable {
        case text, number, money, date, boolean, picklist, user
        case longText = "long-text"

        /// What the variable is in FEEL. A date is kept as its text.
        public var type: FEELType {
            switch self {
            case .number, .money: .number
            case .boolean: .boolean
            case .user: .any
            case .text, .longText, .picklist, .date: .string
            }
        }
    }

    /// The fields that an element says, in their order.
    public static func read(_ execution: BPMN.Execution) -> [Field] {
        let values = Dictionary(execution.properties.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        return execution.properties.filter { $0.name.hasPrefix("form.") }.map { property in
            let name = String(property.name.dropFirst(5))
            let options = (values["form-options." + name] ?? "").split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }
            return Field(
                name: name, label: property.value.isEmpty ? name : property.value, kind: Kind(rawValue: values["form-type." + name] ?? "") ?? .text,
                isRequired: values["form-required." + name] == "true", options: options.map(String.init).filter { !$0.isEmpty })
        }
    }
}
