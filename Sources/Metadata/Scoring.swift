/// How likely a record is to end well, reckoned from how others like it ended: what a package says about it.
public struct Scoring: Sendable, Hashable {
    /// The number, 0 to 100, that keeps the score.
    public let field: String
    /// The fields whose values count.
    public let factors: [String]
    /// True for records that ended well, and for those that ended badly.
    public let won: Formula
    public let lost: Formula

    var formulas: [Formula] { [won, lost] }
}

extension ObjectType {
    /// The expressions of its score.
    public var scoreFormulas: [Formula] { scoring?.formulas ?? [] }
}

extension ObjectReader {
    func scoring() -> Scoring? {
        guard let node = reader.child("score") else { return nil }
        node.allow("field", "factors", "won", "lost")
        guard let won = node.formula("won"), let lost = node.formula("lost") else {
            node.report("score.outcome", "a score says which records were won and which were lost", advice: "add won: and lost: with conditions")
            return nil
        }
        return Scoring(field: node.requiredString("field"), factors: node.strings("factors"), won: won, lost: lost)
    }

    func checkScoring(_ scoring: Scoring, _ check: (String, String) -> Void) {
        check(scoring.field, "score.field")
        scoring.factors.forEach { check($0, "score.factors") }
    }
}
