import HTML

/// The door: account and password, then the one-time code if the person uses one.
struct SignInPage: Sendable {
    var workspace: String
    var account = ""
    /// Where to go afterwards.
    var next = "/"
    var problem: String?
    /// The password was right and a code is asked for.
    var asksCode: Bool { challenge != nil }
    /// What ties the code to the password that was right.
    var challenge: String?
    /// Sign-ins of a demo company, shown so that a newcomer gets in at once.
    var demo: [Demo] = []

    struct Demo: Sendable, Equatable {
        var role: String
        var account: String
        var password: String
    }

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <main class="door" id="main"><div class="door-card"><header>\(Shell.mark)<div><h1>\
            \(page.t("sign-in.title", workspace))</h1>\
            <p>\(page.t("sign-in.subtitle"))</p></div></header>\(form(page))\(demoHint(page))</div>\
            \(footer(page))</main>
            """
        return Document(title: page.t("sign-in.submit"), body: body).html(page)
    }

    private func form(_ page: PageContext) -> HTML {
        """
        <form method="post" action="\(ConsolePaths.signIn)">\(page.token)\
        <input type="hidden" name="next" value="\(next)">\
        \(problem.html(refusal))\
        \(asksCode ? code(page) : account(page))<button class="btn primary wide">\(page.t("sign-in.submit"))</button>\
        </form>
        """
    }

    private func refusal(_ text: String) -> HTML {
        "<p class=\"notice bad\" role=\"alert\" id=\"problem\">\(icon("circle-alert"))<span>\(text)</span></p>"
    }

    private func account(_ page: PageContext) -> HTML {
        """
        <label class="fld"><span>\(page.t("sign-in.account"))</span>\
        <input class="in" name="account" value="\(account)" \
        autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus></label>\
        <label class="fld"><span>\(page.t("sign-in.password"))</span><input class="in" name="password" type="password" \
        autocomplete="current-password" required\(attribute: "aria-describedby", problem.map { _ in "problem" })>\
        </label>
        """
    }

    private func code(_ page: PageContext) -> HTML {
        """
        <label class="fld"><span>\(page.t("sign-in.code"))</span><input class="in num" name="code" \
        autocomplete="one-time-code" maxlength="12" autocapitalize="none" spellcheck="false" required autofocus></label>\
        <p class="mute">\(page.t("sign-in.recovery"))</p><input type="hidden" name="challenge" value="\(challenge)">
        """
    }

    private func demoHint(_ page: PageContext) -> HTML {
        guard !demo.isEmpty else { return .empty }
        let rows = demo.html {
            "<tr><td>\($0.role)</td><td><code>\($0.account)</code></td><td><code>\($0.password)</code></td></tr>"
        }
        return """
            <details class="demo" open><summary>\(page.t("sign-in.demo"))</summary><table><thead><tr>\
            <th>\(page.t("sign-in.role"))</th><th>\(page.t("sign-in.account"))</th><th>\
            \(page.t("sign-in.password"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table></details>
            """
    }

    private func footer(_ page: PageContext) -> HTML {
        let other = page.t.locale == "zh-CN" ? "en" : "zh-CN"
        return """
            <footer><span>\(page.t("product.tagline"))</span>\
            <form class="bare" method="post" action="\(ConsolePaths.language)">\(page.token)\
            <input type="hidden" name="next" value="\(ConsolePaths.signIn)"><button name="locale" value="\(other)">\
            \(page.t("shell.other-language"))</button></form></footer>
            """
    }
}
