public import Basics
public import Metadata
public import Records

/// Refusals in people's words. Both faces say the same sentence for the same code.
public struct ProblemText: Sendable {
    let catalogue: TextCatalogue?
    let locale: String

    public init(_ catalogues: TextCatalogues, locale: String) {
        catalogue = catalogues[locale]
        self.locale = locale
    }

    public func title(_ key: String) -> String { catalogue?.text("title." + key) ?? key }

    /// The sentence of a code, with the field's and the object's labels in place of their names.
    public func sentence(_ code: String, _ arguments: [String: String], object: ObjectType?, field: String?) -> String {
        guard let catalogue else { return code }
        var filled = arguments
        if let nearest = arguments["nearest"] {
            filled["nearest"] = nearest.isEmpty ? "" : catalogue.text("did-you-mean", ["name": nearest])
        }
        filled["label"] = field.flatMap { object?.field($0)?.label.text(locale) } ?? field ?? ""
        filled["field"] = field ?? arguments["field"] ?? ""
        if let object { filled["object"] = object.label.text(locale) }
        named(&filled, object)
        let sentence = catalogue.text(code == "invalid" ? "title.invalid" : code, filled)
        return String(sentence.reversed().drop { $0 == " " }.reversed())
    }

    public func sentence(_ problem: FieldProblem, object: ObjectType?) -> String {
        sentence(problem.code, problem.arguments, object: object, field: problem.field)
    }

    /// States and commands by their labels.
    private func named(_ filled: inout [String: String], _ object: ObjectType?) {
        guard let object, let state = object.state else { return }
        if let name = filled["command"], let command = state.command(name) { filled["command"] = command.label.text(locale) }
        let field = object.field(state.field)
        for key in ["state", "target", "initial"] {
            if let value = filled[key], let option = field?.option(value) { filled[key] = option.label.text(locale) }
        }
    }
}
