/// How records of an object are made on the spot, with the place and a photo: what a package says about it.
public struct CheckIn: Sendable, Hashable {
    public let label: LocalizedText
    /// The reference to the record that one is at.
    public let subject: String
    /// Where one is, and what one sees there.
    public let place: String
    public let photo: String
    public let text: String
    /// The moment of the next contact.
    public let next: String?
    /// Field values that such a record begins with.
    public let values: [String: String]

    /// The fields it names, with what names them.
    var names: [(field: String, what: String)] {
        [(subject, "subject"), (place, "place"), (photo, "photo"), (text, "text")] + (next.map { [($0, "next")] } ?? []) + values.keys.sorted().map { ($0, "values") }
    }
}

extension ObjectReader {
    func checkIn() -> CheckIn? {
        guard let node = reader.child("check-in") else { return nil }
        node.allow("label", "subject", "place", "photo", "text", "next", "values")
        let values = (node.child("values")?.members() ?? []).map { ($0.name, $0.value.text ?? "") }
        return CheckIn(
            label: node.localized("label") ?? LocalizedText("check in"), subject: node.requiredString("subject"), place: node.requiredString("place"),
            photo: node.requiredString("photo"), text: node.requiredString("text"), next: node.string("next"),
            values: Dictionary(values, uniquingKeysWith: { $1 }))
    }
}
