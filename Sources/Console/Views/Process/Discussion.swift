import HTML

/// What people say about a request, with the files they added, and a place to say something.
struct Discussion: View {
    /// Where a comment is sent.
    var url: String
    var comments: [Comment]
    var files: [File]

    struct Comment: Sendable {
        var person: Reference
        var time: String
        var segments: [TimelineEntry.Segment]
    }

    struct File: Sendable {
        var name: String
        var url: String
        var size: String
    }

    func html(_ page: PageContext) -> HTML {
        """
        <section class="card block discussion" id="discussion"><header><h2>\(page.t("task.comments"))</h2></header>\
        \(when: comments.isEmpty, "<p class=\"mute\">\(page.t("task.comment-none"))</p>")\
        \(when: !comments.isEmpty, "<ol>\(comments.html(comment))</ol>")\
        \(when: !files.isEmpty, "<ul class=\"kept\">\(files.html(file))</ul>")\(form(page))</section>
        """
    }

    private func comment(_ comment: Comment) -> HTML {
        """
        <li>\(avatar(comment.person))<div><b>\(comment.person.label)</b> <time>\(comment.time)</time>\
        <p class="long">\(comment.segments.html(segment))</p></div></li>
        """
    }

    private func segment(_ segment: TimelineEntry.Segment) -> HTML {
        switch segment {
        case .text(let text): "\(text)"
        case .mention(let person): "<b class=\"at\">@\(person.label)</b>"
        }
    }

    private func file(_ file: File) -> HTML {
        "<li>\(icon("paperclip", .small))<a href=\"\(file.url)\">\(file.name)</a> <small>\(file.size)</small></li>"
    }

    private func form(_ page: PageContext) -> HTML {
        """
        <form method="post" action="\(url)" enctype="multipart/form-data">\(page.token)<textarea class="in" name="text" rows="2" maxlength="3000" \
        aria-label="\(page.t("task.comment-placeholder"))" placeholder="\(page.t("task.comment-placeholder"))" data-mentions="\(ConsolePaths.people)"></textarea>\
        <footer><label class="btn ghost sm">\(icon("paperclip", .small))\(page.t("task.attach"))<input type="file" name="files" multiple class="sr"></label>\
        <span class="grow"></span><button class="btn sm">\(page.t("task.comment-add"))</button></footer></form>
        """
    }
}
