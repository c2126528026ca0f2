extension DMN {
    /// A named type, or a component of one (§7.3.2).
    public struct ItemDefinition: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The type that it stands for or narrows.
        public var typeRef: String?
        /// `typeLanguage`, when it is not the model's.
        public var typeLanguage: String?
        /// Whether its values are lists of the type, when the file says so.
        public var collection: Bool?
        /// Unary tests that each value, or each item of a collection, must pass.
        public var allowedValues: UnaryTests?
        /// Unary tests that the value as a whole must pass (DMN 1.5).
        public var typeConstraint: UnaryTests?
        /// Named parts, when it is a context.
        public var components: [ItemDefinition] = []
        /// The signature, when it is a function.
        public var function: FunctionItem?
        /// Id, label, description, extensions.
        public var notes = Notes()

        /// Whether its values are lists of the type.
        public var isCollection: Bool { collection ?? false }

        /// A type that stands for another.
        public init(_ name: String, typeRef: String? = nil) {
            self.name = name
            self.typeRef = typeRef
        }
    }

    /// A function type's signature (§7.3.2.2).
    public struct FunctionItem: Sendable, Hashable {
        /// What it gives.
        public var outputTypeRef: String?
        /// Its parameters.
        public var parameters: [InformationItem] = []
        /// Id, label, description, extensions.
        public var notes = Notes()
    }

    /// Unary tests, or a literal expression where the standard uses the same shape.
    public struct UnaryTests: Sendable, Hashable {
        /// The tests.
        public var text: Text
        /// The language, when it is not the model's.
        public var expressionLanguage: String?
        /// Tools write `constraintType` and the like here; kept with the rest.
        public var notes = Notes()

        /// Tests.
        public init(_ text: Text) { self.text = text }
    }
}
