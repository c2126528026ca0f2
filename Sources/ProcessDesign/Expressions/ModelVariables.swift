public import BPMN
import FEELValues
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
            for field in node.execution.formFields { add(field.name, field.type, field.label) }
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

extension BPMN.FormField {
    /// What the variable is in FEEL; a date is kept as its text.
    fileprivate var type: FEELType {
        switch kind {
        case nil: .any
        case .number, .money: .number
        case .boolean: .boolean
        case .user: .context([.init("id", .string), .init("name", .string)])
        case .text, .longText, .picklist, .date: .string
        }
    }
}
