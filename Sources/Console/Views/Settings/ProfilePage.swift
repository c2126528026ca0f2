import HTML

/// The second factor being set up: the picture for the app, the secret for those who type it, and the first code.
struct SecondFactorSetup: View {
    var picture: HTML
    var secret: String
    var url: String
    var problem: String?

    func html(_ page: PageContext) -> HTML {
        """
        <section class="card block"><header><h2>\(page.t("factor.title"))</h2></header><div class="factor">\
        <p>\(page.t("factor.scan"))</p>\(picture)<p class="mute">\(page.t("factor.type"))</p><p><code>\(grouped)</code></p>\
        <form method="post" action="\(url)" class="row">\(page.token)\
        \(problem.html { Notice(kind: .bad, title: $0).html(page) })<label class="fld narrow"><span>\(page.t("sign-in.code"))</span>\
        <input class="in num" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required \
        autofocus></label><button class="btn primary">\(page.t("factor.confirm"))</button></form></div></section>
        """
    }

    /// In fours, as it is easiest to copy by eye.
    private var grouped: String {
        secret.enumerated().map { $0 > 0 && $0 % 4 == 0 ? " \($1)" : "\($1)" }.joined()
    }
}

/// The codes that let somebody in without the telephone, shown this once.
struct RecoveryCodes: View {
    var codes: [String]
    var doneURL: String

    func html(_ page: PageContext) -> HTML {
        """
        <section class="card block"><header><h2>\(page.t("factor.codes"))</h2></header><div class="factor">\
        <p>\(page.t("factor.codes-text"))</p><ul class="codes">\(codes.html { "<li><code>\($0)</code></li>" })</ul>\
        <a class="btn primary" href="\(doneURL)">\(page.t("factor.codes-kept"))</a></div></section>
        """
    }
}

/// Whether somebody has a second factor, and the way to change that.
struct SecondFactorState: View {
    var isOn: Bool
    var isRequired: Bool
    var beginURL: String
    var removeURL: String
    var problem: String?

    func html(_ page: PageContext) -> HTML {
        """
        <section class="card block"><header><h2>\(page.t("factor.title"))</h2>\
        \(chip(page.t(isOn ? "factor.on" : "factor.off"), hue: isOn ? 155 : nil))</header><div class="factor">\
        \(problem.html { Notice(kind: .bad, title: $0).html(page) })\
        \(when: isRequired && !isOn, Notice(kind: .warning, title: page.t("factor.required")).html(page))\
        <p>\(page.t("factor.why"))</p>\(isOn ? remove(page) : begin(page))</div></section>
        """
    }

    private func begin(_ page: PageContext) -> HTML {
        "<form method=\"post\" action=\"\(beginURL)\">\(page.token)<button class=\"btn primary\">\(page.t("factor.begin"))</button></form>"
    }

    private func remove(_ page: PageContext) -> HTML {
        """
        <form method="post" action="\(removeURL)" class="row">\(page.token)<label class="fld narrow"><span>\
        \(page.t("profile.password-now"))</span><input class="in" type="password" name="password" required \
        autocomplete="current-password"></label><button class="btn bad">\(page.t("factor.remove"))</button></form>
        """
    }
}

/// The own password changed: the old one is asked for.
struct PasswordForm: View {
    var url: String
    var account: String
    var least: Int
    var problem: String?

    func html(_ page: PageContext) -> HTML {
        """
        <form class="card step" method="post" action="\(url)">\(page.token)\(problem.html { Notice(kind: .bad, title: $0).html(page) })\
        <fieldset class="section"><legend>\(page.t("profile.password"))</legend><div class="fields">\
        <input type="hidden" name="username" value="\(account)" autocomplete="username">\
        \(input("old", page.t("profile.password-now"), "current-password"))\
        \(input("new", page.t("profile.password-new", least), "new-password"))</div></fieldset>\
        <footer><span class="grow mute">\(page.t("profile.password-ends"))</span><button class="btn primary">\
        \(page.t("profile.password-change"))</button></footer></form>
        """
    }

    private func input(_ name: String, _ label: String, _ completion: String) -> HTML {
        """
        <label class="fld"><span>\(label)</span><input class="in" type="password" name="\(name)" required \
        autocomplete="\(completion)"></label>
        """
    }
}
