import FEELValues

/// What an external worker does for an element.
public struct JobWork: Sendable {
    /// The kind of worker; nil when the model names none.
    public let type: Formula?
    /// How often it is tried.
    public let retries: Formula?
    /// Fixed values for the worker.
    public let headers: [String: String]
    /// The variable that receives the result, when the worker gives one value.
    public let resultVariable: String?
    /// The technology or class that the model names, for a host that knows it.
    public let implementation: String?
}

/// What a person does.
public struct UserWork: Sendable {
    /// Who has it.
    public let assignee: Formula?
    /// People who may claim it.
    public let candidateUsers: Formula?
    /// Groups whose members may claim it.
    public let candidateGroups: Formula?
    /// When it is due.
    public let dueDate: Formula?
    /// When it is taken up again.
    public let followUpDate: Formula?
    /// 0 to 100.
    public let priority: Formula?
    /// The form that it shows.
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
    /// The text as written.
    public let text: String
    /// The variable that receives the result.
    public let resultVariable: String?
}

/// A decision.
public struct DecisionWork: Sendable {
    /// Its id or name.
    public let reference: Formula
    /// The variable that receives the result.
    public let resultVariable: String?
}

/// A call of another process.
public struct CallWork: Sendable {
    /// The called process's id.
    public let process: Formula
    /// The version that is meant.
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
        /// Whether one at a time.
        public let isSequential: Bool
        /// How many runs.
        public let cardinality: Formula?
        /// The items.
        public let collection: Formula?
        /// The variable that holds one item.
        public let elementVariable: String?
        /// The variable that holds the number of the item, from 0.
        public let indexVariable: String?
        /// The variable that gathers the results.
        public let outputCollection: String?
        /// One result.
        public let outputElement: Formula?
        /// Ends the whole when it holds after a run.
        public let completionCondition: Formula?
    }
}

/// One value that is computed and given a name.
public struct Mapping: Sendable {
    /// What is computed.
    public let source: Formula
    /// The variable and, behind it, the path into a context.
    public let target: [String]
    /// Whether it is a data association of the standard, which moves what is there and leaves the rest alone.
    public let isData: Bool
}
