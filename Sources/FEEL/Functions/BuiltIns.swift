import FEELValues

/// The built-in functions of DMN 1.5 §10.3.4 by name, a file a family.
public enum BuiltIns {
    /// All of them, family by family in the order of the standard.
    public static let all: [BuiltIn] =
        conversionFunctions + [not] + stringFunctions + patternFunctions + listFunctions + aggregateFunctions
        + positionFunctions + numericFunctions + roundingFunctions + temporalFunctions + rangeFunctions
        + contextFunctions

    static let names = NameIndex(all.map(\.name))

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The function of a name.
    public static func function(named name: String) -> BuiltIn? { byName[name] }

    /// Negation of three values (DMN 1.5 table 71).
    private static let not = BuiltIn("not(negand: Any) -> boolean") { call in
        Value(call[0].boolean.map { !$0 })
    }
}
