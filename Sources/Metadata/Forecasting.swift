/// How records of an object are summed up along the hierarchy: what a package says about it.
public struct Forecasting: Sendable, Hashable {
    /// The money, and the picklist of categories.
    public let amount: String
    public let category: String
    /// The day on which an open record is expected to close, and on which a won one did.
    public let expected: String
    public let closed: String
    public let open: Formula
    public let won: Formula

    var formulas: [Formula] { [open, won] }
}

extension ObjectType {
    /// The expressions of its forecast.
    public var forecastFormulas: [Formula] { forecasting?.formulas ?? [] }
}

extension ObjectReader {
    func forecasting() -> Forecasting? {
        guard let node = reader.child("forecast") else { return nil }
        node.allow("amount", "category", "expected", "closed", "open", "won")
        guard let open = node.formula("open"), let won = node.formula("won") else {
            node.report("forecast.state", "a forecast says which records are open and which are won", advice: "add open: and won: with conditions")
            return nil
        }
        return Forecasting(
            amount: node.requiredString("amount"), category: node.requiredString("category"), expected: node.requiredString("expected"),
            closed: node.requiredString("closed"), open: open, won: won)
    }

    func checkForecasting(_ forecasting: Forecasting, _ check: (String, String) -> Void) {
        check(forecasting.amount, "forecast.amount")
        check(forecasting.category, "forecast.category")
        check(forecasting.expected, "forecast.expected")
        check(forecasting.closed, "forecast.closed")
    }
}
