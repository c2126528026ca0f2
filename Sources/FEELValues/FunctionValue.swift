/// A function as a value (DMN 1.5 §10.3.2.13.1). The evaluator defines the subclasses that can be called.
///
/// `@unchecked` because the class is open: a subclass must hold nothing that changes.
open class FunctionValue: @unchecked Sendable, Hashable {
    /// The parameters in order, with the names that a call may use.
    public let parameters: [Parameter]
    /// The type that a result is brought to.
    public let resultType: FEELType

    public struct Parameter: Sendable, Hashable {
        public let name: String
        public let type: FEELType

        public init(_ name: String, _ type: FEELType = .any) {
            self.name = name
            self.type = type
        }
    }

    public init(parameters: [Parameter], resultType: FEELType = .any) {
        self.parameters = parameters
        self.resultType = resultType
    }

    /// Functions are equal only to themselves.
    public static func == (left: FunctionValue, right: FunctionValue) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
