public import XMLTree

extension DMN {
    /// A node of the decision requirement graph (§6.2).
    public enum DRGElement: Sendable, Hashable {
        /// A decision.
        case decision(Decision)
        /// A reusable function.
        case knowledge(BusinessKnowledgeModel)
        /// A set of decisions offered as one function.
        case service(DecisionService)
        /// Data from outside.
        case input(InputData)
        /// Where knowledge comes from; for people only.
        case source(KnowledgeSource)

        /// The element's name.
        public var name: String {
            switch self {
            case .decision(let element): element.name
            case .knowledge(let element): element.name
            case .service(let element): element.name
            case .input(let element): element.name
            case .source(let element): element.name
            }
        }

        /// Id, label, description, extensions.
        public var notes: Notes {
            switch self {
            case .decision(let element): element.notes
            case .knowledge(let element): element.notes
            case .service(let element): element.notes
            case .input(let element): element.notes
            case .source(let element): element.notes
            }
        }
    }

    /// A variable: a name and, when given, the type that its values must have (§7.3.4).
    public struct InformationItem: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The type's name; any type when nil.
        public var typeRef: String?
        /// Id, label, description, extensions.
        public var notes = Notes()

        /// A variable.
        public init(_ name: String, typeRef: String? = nil) {
            self.name = name
            self.typeRef = typeRef
        }
    }

    /// What an element needs: the id (or namespace#id) of another one, and the requirement's own notes.
    public struct Requirement: Sendable, Hashable {
        /// What kind of element is needed.
        public enum Kind: String, Sendable, Hashable {
            case decision = "requiredDecision"
            case input = "requiredInput"
            case knowledge = "requiredKnowledge"
            case authority = "requiredAuthority"
        }

        /// What the needed element is for.
        public enum Role: String, Sendable, Hashable {
            case information = "informationRequirement"
            case knowledge = "knowledgeRequirement"
            case authority = "authorityRequirement"
        }

        /// What the needed element is for.
        public var role: Role
        /// What kind of element is needed.
        public var kind: Kind
        /// `#id`, or `namespace#id` for an imported one.
        public var href: String
        /// Id, label, description, extensions.
        public var notes = Notes()

        /// A requirement.
        public init(_ role: Role, _ kind: Kind, _ href: String) {
            self.role = role
            self.kind = kind
            self.href = href
        }
    }

    /// A decision (§6.3.7).
    public struct Decision: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The question that it answers.
        public var question: Text?
        /// The answers that are allowed, for people.
        public var allowedAnswers: Text?
        /// The variable that holds its result.
        public var variable: InformationItem?
        /// What it needs: decisions, input data, knowledge and authorities.
        public var requirements: [Requirement] = []
        /// References to objectives, owners, processes and tasks, kept as XML.
        public var context: [XMLElement] = []
        /// Its logic.
        public var expression: Expression?
        /// Id, label, description, extensions.
        public var notes = Notes()
    }

    /// A business knowledge model: a function with a name (§6.3.9).
    public struct BusinessKnowledgeModel: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The variable that holds the function.
        public var variable: InformationItem?
        /// The function.
        public var logic: FunctionDefinition?
        /// What it needs: knowledge and authorities.
        public var requirements: [Requirement] = []
        /// Id, label, description, extensions.
        public var notes = Notes()
    }

    /// A decision service (§6.3.10).
    public struct DecisionService: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The variable that holds it as a function.
        public var variable: InformationItem?
        /// The decisions whose results it gives.
        public var outputs: [Reference] = []
        /// Decisions evaluated inside.
        public var encapsulated: [Reference] = []
        /// Decisions whose results are parameters.
        public var inputDecisions: [Reference] = []
        /// Input data that are parameters.
        public var inputs: [Reference] = []
        /// Id, label, description, extensions.
        public var notes = Notes()
    }

    /// A reference to an element by id.
    public struct Reference: Sendable, Hashable {
        /// `#id`, or `namespace#id` for an imported one.
        public var href: String
        /// Attributes and nodes that the standard does not name.
        public var notes = Notes()

        /// A reference.
        public init(_ href: String) { self.href = href }
    }

    /// Input data (§6.3.11).
    public struct InputData: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The variable that holds the datum.
        public var variable: InformationItem?
        /// Id, label, description, extensions.
        public var notes = Notes()
    }

    /// A knowledge source: never evaluated (§6.3.12).
    public struct KnowledgeSource: Sendable, Hashable {
        /// The name.
        public var name: String
        /// Its type, owner and place, kept as XML.
        public var context: [XMLElement] = []
        /// What it depends on.
        public var requirements: [Requirement] = []
        /// Where it may be read.
        public var locationURI: String?
        /// Id, label, description, extensions.
        public var notes = Notes()
    }
}
