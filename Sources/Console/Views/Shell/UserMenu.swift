import HTML

extension Shell {
    /// Who is signed in, and the switches that belong to the person: theme, language, signing out.
    func me(_ page: PageContext) -> HTML {
        """
        <div class="me"><button type="button" class="who" popovertarget="me-menu" aria-label="\
        \(page.t("shell.account"))">\
        \(avatar(user, .large))<span class="grow cut"><b>\(user.label)</b>\(user.note.html { "<small>\($0)</small>" })</span></button>\
        \(bell(page))\(themeSwitch(page))\(userMenu(page))</div>
        """
    }

    private func bell(_ page: PageContext) -> HTML {
        """
        <a class="btn ghost icon bell" href="\(ConsolePaths.notifications)" title="\(page.t("notifications.title"))" \
        aria-label="\(page.t("notifications.unread", unread))">\(icon("bell"))\(when: unread > 0, "<i></i>")</a>
        """
    }

    /// Works by its island at once; without a script as a form that comes back.
    private func themeSwitch(_ page: PageContext) -> HTML {
        let next: PageContext.Theme = page.theme == .dark ? .light : .dark
        return """
            <form class="bare" method="post" action="\(ConsolePaths.theme)" data-theme-switch>\(page.token)\
            <input type="hidden" name="next" value="\(current)">\
            <button class="btn ghost icon" name="theme" value="\(next.rawValue)" title="\(page.t("shell.theme"))" \
            aria-label="\(page.t("shell.theme"))"><span class="in-light">\(icon("moon"))</span>\
            <span class="in-dark">\(icon("sun"))</span></button></form>
            """
    }

    private func userMenu(_ page: PageContext) -> HTML {
        """
        <div class="pop" id="me-menu" popover data-menu><p>\(user.label)\(user.note.html { " · \($0)" })</p>\
        \(language(page))<hr>\
        <a class="item" href="\(ConsolePaths.settings("profile"))">\(icon("user", .small))\(page.t("settings.profile"))</a>\
        <a class="item" href="\(ConsolePaths.settings("sessions"))">\(icon("monitor", .small))\(page.t("sessions.title"))</a>\
        \(settingsURL.html { "<a class=\"item\" href=\"\($0)\">\(icon("settings", .small))\(page.t("settings.title"))</a>" })\
        <a class="item" href="\(ConsolePaths.recycleBin)">\(icon("trash-2", .small))\(page.t("bin.title"))</a><hr>\
        \(signOut(page))</div>
        """
    }

    private func signOut(_ page: PageContext) -> HTML {
        Action(label: page.t("shell.sign-out"), icon: "log-out", url: ConsolePaths.signOut, method: .post).row(page)
    }

    private func language(_ page: PageContext) -> HTML {
        let other = page.t.locale == "zh-CN" ? "en" : "zh-CN"
        return Action(
            label: page.t("shell.other-language"), icon: "languages", url: ConsolePaths.language, method: .post,
            values: [.init(name: "locale", value: other), .init(name: "next", value: current)]
        ).row(page)
    }
}
