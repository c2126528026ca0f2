public import FEEL
public import FEELValues

/// A FEEL expression of a model, compiled: its text and the variables that it reads.
public struct Formula: Sendable {
    /// The text in FEEL.
    public let text: String
    /// The free names of the text: the variables that it may read.
    public let names: [String]
    /// The value, when nothing can change it.
    public let constant: Value?
    let code: CompiledExpression?

    /// A constant.
    public init(constant: Value) {
        text = constant.description
        names = []
        self.constant = constant
        code = nil
    }

    /// The value of a variable of any name, also one that no expression could write.
    init?(variable name: String) {
        guard let code = try? FEEL.compile("v", scope: Scope(names: ["v"])) else { return nil }
        text = name
        names = [name]
        self.code = code
        constant = nil
    }

    /// Compiles a text.
    /// - Parameters:
    ///   - known: names with blanks or signs that the text may use, beside those that read as one word anyway.
    ///   - zones: where the regions of times written in the text come from.
    public init(
        _ text: String, known: [String] = [], zones: any TimeZoneDatabase = NoTimeZones()
    ) throws(FEELSyntaxError) {
        let tree = try FEEL.parse(text, names: ScopeNames(values: known))
        var names: [String] = []
        var seen: Set<String> = []
        Self.collect(tree, into: &names, seen: &seen)
        let code = try FEEL.compile(tree, scope: Scope(names: names, timeZones: zones))
        self.text = text
        self.names = names
        self.code = code
        constant = code.constant
    }

    /// The names in an expression that are variables. Called names are functions unless they stand alone elsewhere.
    private static func collect(_ tree: Expression, into names: inout [String], seen: inout Set<String>) {
        var pending = [tree]
        while let expression = pending.popLast() {
            switch expression.kind {
            case .name(let name):
                if seen.insert(name).inserted { names.append(name) }
            case .call(let callee, let arguments):
                if case .name = callee.kind {} else { pending.append(callee) }
                pending += arguments.values.reversed()
            default: pending += expression.children.reversed()
            }
        }
    }
}
