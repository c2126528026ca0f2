import HTML

/// A command that needs something first (plan a follow-up, lose with a reason, convert), or a quick new record.
struct RecordDialog: View {
    var title: String
    var url: String
    var text: String?
    var fields: [FieldView]
    var submit: String
    var problems: [String] = []
    var version: String?
    var isDangerous = false

    func html(_ page: PageContext) -> HTML {
        Dialog(
            title: title, action: url,
            body: """
                \(problems.html { Notice(kind: .bad, title: $0).html(page) })\(text.html { "<p>\($0)</p>" })\
                \(version.html { "<input type=\"hidden\" name=\"version\" value=\"\($0)\">" })\
                \(fields.html { formField($0, page) })
                """, submit: submit, tone: isDangerous ? .bad : .primary
        ).html(page)
    }
}
