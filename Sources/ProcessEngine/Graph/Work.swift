import FEELValues

/// What an external worker does for an element.
public struct JobWork: Sendable {
    /// The kind of worker; nil when the model names none.
    public let type: Formula?
    public let retries: Formula?
    public let headers: [String: String]
    /// The variable that receives the result, when the worker gives one value.
    public let resultVariable: String?
    /// The technology or class that the model names, for a host that knows it.
    public let implementation: String?
}

/// What a person does.
public struct UserWork: Sendable {
    public let assignee: Formula?
    public let candidateUsers: Formula?
    public let candidateGroups: Formula?
    public let dueDate: Formula?
    public let followUpDate: Formula?
    public let priority: Formula?
    public let formKey: Formula?
    /// How it is approved, when it is an approval.
    public let approval: ApprovalDefinition?
}

/// A script.
public struct ScriptWork: Sendable {
    /// The script compiled, when it is FEEL.
    public let formula: Formula?
    /// The language, when it is another one.
    public let language: String?
    public let text: String
    public let resultVariable: String?
}

/// A decision.
public struct DecisionWork: Sendable {
    /// Its id or name.
    public let reference: Formula
    public let resultVariable: String?
}

/// A call of another process.
public struct CallWork: Sendable {
    /// The called process's id.
    public let process: Formula
    public let binding: CalledStart.Binding
    /// Whether the called process gets all that the caller sees.
    public let propagatesInputs: Bool
    /// Whether all of its variables come back.
    public let propagatesOutputs: Bool
}

/// How an activity repeats.
public enum Loop: Sendable {
    /// While a condition holds (BPMN 2.0.2 §10.3.8.1).
    case standard(condition: Formula?, testBefore: Bool, maximum: Int?)
    /// Once for each item, or so many times (BPMN 2.0.2 §10.3.8.2).
    case multiInstance(MultiInstance)

    /// One run for each item.
    public struct MultiInstance: Sendable {
        public let isSequential: Bool
        public let cardinality: Formula?
        public let collection: Formula?
        public let elementVariable: String?
        public let indexVariable: String?
        public let outputCollection: String?
        public let outputElement: Formula?
        public let completionCondition: Formula?
    }
}

/// One value that is computed and given a name.
public struct Mapping: Sendable {
    public let source: Formula
    /// The variable and, behind it, the path into a context.
    public let target: [String]
    /// Whether it is a data association of the standard, which moves what is there and leaves the rest alone.
    public let isData: Bool
}
