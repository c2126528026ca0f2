/// How the people around a record are drawn: what a package says about it.
public struct RelationGraph: Sendable, Hashable {
    public let label: LocalizedText
    /// The object of the people, and the reference by which they belong to the record.
    public let people: String
    public let by: String
    /// The reference to whom a person reports.
    public let above: String
    /// Picklists: the part that a person plays, and its attitude, whose hue colours it.
    public let role: String?
    public let attitude: String?
    /// Records that tie further people to the record.
    public let ties: Ties?

    public struct Ties: Sendable, Hashable {
        public let object: String
        public let person: String
        public let record: String
    }
}

extension ObjectReader {
    func relationGraph() -> RelationGraph? {
        guard let node = reader.child("relations") else { return nil }
        node.allow("label", "people", "by", "above", "role", "attitude", "ties")
        let ties = node.child("ties").map { ties -> RelationGraph.Ties in
            ties.allow("object", "person", "record")
            return RelationGraph.Ties(
                object: qualified(ties.requiredString("object")), person: ties.requiredString("person"), record: ties.requiredString("record"))
        }
        return RelationGraph(
            label: node.localized("label") ?? LocalizedText("relations"), people: qualified(node.requiredString("people")), by: node.requiredString("by"),
            above: node.requiredString("above"), role: node.string("role"), attitude: node.string("attitude"), ties: ties)
    }
}
