/// How an object's records lie in pools while nobody owns them: what a package says about it.
///
/// A pool itself, with its range, quotas and rules, is a record (`core.pool`); this says which field of the object
/// names the pool, and what the rules look at.
public struct Pooling: Sendable, Hashable {
    /// The reference to the pool that a record lies in; only pools set it.
    public let field: String
    /// The boolean that keeps a record from being recycled.
    public let lock: String?
    /// The moment of the last follow-up.
    public let lastContact: String?
    /// The day up to which a record is kept, such as the end of its contract.
    public let keptUntil: String?
    /// True for a record that brought a deal.
    public let deal: Formula?
    /// True for a record that may lie in a pool; nil means all.
    public let condition: Formula?
    /// What is not shown of a record until somebody has claimed it.
    public let masked: [String]
    /// The commands given to a record that is claimed, and to one that goes into a pool.
    public let claim: String?
    public let release: String?
    /// The decision that says who gets a record without an owner.
    public let assignment: String?

    var formulas: [Formula] { [deal, condition].compactMap { $0 } }
}

extension ObjectType {
    /// The expressions of its pools.
    public var poolFormulas: [Formula] { pooling?.formulas ?? [] }

    /// The commands that only claiming and releasing give.
    public var givenByPools: [String] { [pooling?.claim, pooling?.release].compactMap { $0 } }
}

extension ObjectReader {
    func pooling() -> Pooling? {
        guard let node = reader.child("pool") else { return nil }
        node.allow("field", "lock", "last-contact", "kept-until", "deal", "when", "masked", "claim", "release", "assignment")
        return Pooling(
            field: node.requiredString("field"), lock: node.string("lock"), lastContact: node.string("last-contact"),
            keptUntil: node.string("kept-until"), deal: node.formula("deal"), condition: node.formula("when"),
            masked: node.strings("masked"), claim: node.string("claim"), release: node.string("release"),
            assignment: node.string("assignment"))
    }

    /// Names of fields and commands that `pool:` mentions, by what mentions them.
    func checkPooling(_ pooling: Pooling, _ object: ObjectType, _ check: (String, String) -> Void) {
        check(pooling.field, "pool.field")
        for (name, what) in [(pooling.lock, "lock"), (pooling.lastContact, "last-contact"), (pooling.keptUntil, "kept-until")] {
            if let name { check(name, "pool." + what) }
        }
        pooling.masked.forEach { check($0, "pool.masked") }
        for command in [pooling.claim, pooling.release].compactMap({ $0 }) where object.state?.command(command) == nil {
            reader.report("pool.command", "pool names the command \"\(command)\", which \(object.name) does not have",
                advice: "add the command to state.commands or take the name away")
        }
    }
}
