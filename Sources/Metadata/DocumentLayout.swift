/// A paper that a record becomes: a quote, a contract. Printed, sent, signed.
public struct DocumentLayout: Sendable, Hashable {
    /// One part of it, from top to bottom.
    public enum Section: Sendable, Hashable {
        /// Fields with their labels, in two columns.
        case fields([String])
        /// A field of lines as a table with some columns of the child.
        case lines(String, columns: [String])
        /// A long text as paragraphs, under its label.
        case text(String)
    }

    public let name: String
    public let label: LocalizedText
    /// The field that stands beside the heading, such as a number.
    public let number: String?
    public let sections: [Section]
    /// Who signs, from left to right.
    public let signatures: [LocalizedText]
}

extension ObjectReader {
    func documents() -> [DocumentLayout] {
        (reader.child("documents")?.members() ?? []).map { name, _, node in
            node.allow("label", "number", "sections", "signatures")
            return DocumentLayout(
                name: name, label: node.localized("label") ?? LocalizedText(name), number: node.string("number"),
                sections: (node.child("sections")?.elements() ?? []).compactMap(section),
                signatures: (node.child("signatures")?.elements() ?? []).map { $0.localized() })
        }
    }

    private func section(_ node: YAMLReader) -> DocumentLayout.Section? {
        node.allow("fields", "lines", "columns", "text")
        if let lines = node.string("lines") { return .lines(lines, columns: node.strings("columns")) }
        if let text = node.string("text") { return .text(text) }
        let fields = node.strings("fields")
        if !fields.isEmpty { return .fields(fields) }
        node.report("document.section", "a section of a document shows something", advice: "write fields: […], lines: FIELD with columns: […], or text: FIELD")
        return nil
    }

    /// Names that a document mentions and the object does not have.
    func checkDocuments(_ object: ObjectType, _ check: (String, String) -> Void) {
        for document in object.documents {
            document.number.map { check($0, "the document \(document.name)") }
            for section in document.sections {
                switch section {
                case .fields(let names): names.forEach { check($0, "the document \(document.name)") }
                case .lines(let name, _), .text(let name): check(name, "the document \(document.name)")
                }
            }
        }
    }
}
