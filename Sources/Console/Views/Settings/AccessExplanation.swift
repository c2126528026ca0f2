import HTML

/// Why somebody may or may not do something: the rules in the order in which they were asked.
struct AccessExplanation: View {
    var question: Question
    var answer: Answer?
    /// The other way round: everybody who may.
    var others: [Other] = []

    /// Who, what, which record: the form that asks.
    struct Question: Sendable {
        var fields: [FieldView]
    }

    struct Answer: Sendable {
        var isAllowed: Bool
        var sentence: String
        var steps: [Step]
        /// The fields hidden from the person.
        var hiddenFields: [String] = []
    }

    struct Step: Sendable {
        var rule: String
        var reason: String
        var outcome: Choice
    }

    struct Other: Sendable {
        var person: Reference
        var reason: String
    }

    func html(_ page: PageContext) -> HTML {
        """
        <form class="card step ask-access"><div class="fields three">\
        \(question.fields.html { formField($0, page) })</div>\
        <footer><span class="grow"></span><button class="btn primary">\(page.t("explain.ask"))</button></footer></form>\
        \(answer.html { block($0, page) })\(when: !others.isEmpty, othersBlock(page))
        """
    }

    private func block(_ answer: Answer, _ page: PageContext) -> HTML {
        """
        <section class="card block" aria-live="polite">\
        \(Notice(kind: answer.isAllowed ? .good : .bad, title: answer.sentence).html(page))\
        <ol class="chain">\(answer.steps.html { step($0, page) })</ol>\
        \(when: !answer.hiddenFields.isEmpty, hidden(answer, page))</section>
        """
    }

    private func hidden(_ answer: Answer, _ page: PageContext) -> HTML {
        let names = answer.hiddenFields.joined(separator: "、")
        return "<p class=\"mute\">\(icon("lock", .tiny)) \(page.t("explain.hidden", names))</p>"
    }

    private func step(_ step: Step, _ page: PageContext) -> HTML {
        "<li><span class=\"two\"><b>\(step.rule)</b><span>\(step.reason)</span></span>\(step.outcome.html(page))</li>"
    }

    private func othersBlock(_ page: PageContext) -> HTML {
        let rows = others.html {
            """
            <li><span class="with">\(avatar($0.person, .large))<span class="two"><b>\($0.person.label)</b><span>\
            \($0.reason)</span></span></span></li>
            """
        }
        return
            """
            <section class="card block"><header><h2>\(page.t("explain.others"))</h2></header><ul class="rows">\
            \(rows)</ul></section>
            """
    }
}
