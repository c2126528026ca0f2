import Basics
import Insight
import Kernel
import Metadata
import Processes
import Records
import SQLStore
import Tenancy
import Web

/// The frame around a page: what the person may open.
struct ShellBuilder {
    let visit: Visit
    let reader: RecordReader

    func shell(current: String = "", topic: String? = nil) -> Shell {
        let user = Reference(
            id: visit.actor.id.text(prefix: "usr"), label: visit.actor.name, initials: Self.initials(visit.actor.name),
            hue: Self.hue(visit.actor.id.rawValue), isPerson: true, note: nil)
        var shell = Shell(workspace: workspace(), sections: sections(current), user: user)
        shell.unread = unread()
        shell.phone = phone(current)
        shell.current = visit.request.path
        shell.topic = topic
        shell.settingsURL = reader.policy.isAdministrator ? ConsolePaths.settings("people") : nil
        return shell
    }

    private func workspace() -> String {
        (try? reader.rows("SELECT name FROM tenant WHERE id = \(visit.actor.tenant)") { $0.text(0) })?.first ?? visit.t("product.name")
    }

    private func unread() -> Int {
        let count = try? reader.rows(
            """
            SELECT count(*) FROM notification WHERE tenant_id = \(visit.actor.tenant) AND person_id = \(visit.actor.id.rawValue)
            AND read_at IS NULL
            """) { Int($0.integer(0)) }
        return count?.first ?? 0
    }

    private func sections(_ current: String) -> [NavigationGroup] {
        var groups = [
            NavigationGroup(title: nil, items: [
                NavigationItem(label: visit.t("home.title"), icon: "house", url: "/", isCurrent: current == "/"), inbox(current),
            ] + dashboards(current))
        ]
        for section in reader.schema.packages.flatMap(\.navigation) {
            let items = section.objects.compactMap { reader.schema.object($0) }.filter { reader.policy.grant($0) != nil }.map { item($0, current) }
            if !items.isEmpty { groups.append(NavigationGroup(title: section.label.text(visit.locale), items: items)) }
        }
        groups.append(NavigationGroup(title: visit.t("navigation.platform"), items: platform(current)))
        return groups
    }

    /// One entry for all dashboards, when there is one to see.
    private func dashboards(_ current: String) -> [NavigationItem] {
        guard !Insight(reader).dashboards.isEmpty else { return [] }
        let item = NavigationItem(
            label: visit.t("insight.dashboards"), icon: "chart-no-axes-column", url: ConsolePaths.dashboards, isCurrent: current == "dashboards")
        return [item]
    }

    private func inbox(_ current: String) -> NavigationItem {
        let count = (try? Processes.waiting(for: visit.actor, upTo: 100, in: reader.rows)) ?? 0
        return NavigationItem(
            label: visit.t("inbox.title"), icon: "inbox", url: ConsolePaths.tasks, count: count == 0 ? nil : count > 99 ? "99+" : "\(count)",
            isUrgent: count > 0, isCurrent: current == "tasks")
    }

    private func item(_ object: ObjectType, _ current: String) -> NavigationItem {
        NavigationItem(label: object.plural.text(visit.locale), icon: object.icon, url: ConsolePaths.list(object.name), isCurrent: current == object.name)
    }

    private func platform(_ current: String) -> [NavigationItem] {
        var items = [
            NavigationItem(label: visit.t("process.title"), icon: "workflow", url: ConsolePaths.processes, isCurrent: current == "processes"),
            NavigationItem(label: visit.t("bin.title"), icon: "trash-2", url: ConsolePaths.recycleBin, isCurrent: current == "bin"),
        ]
        if reader.schema.object("core.web_form").map({ reader.policy.mayCreate($0) }) ?? false {
            items.insert(NavigationItem(label: visit.t("capture.title"), icon: "qr-code", url: ConsolePaths.channels, isCurrent: current == "channels"), at: 0)
        }
        if hasPools { items.insert(NavigationItem(label: visit.t("pool.title"), icon: "droplet", url: ConsolePaths.pools, isCurrent: current == "pools"), at: 0) }
        if reader.policy.isAdministrator {
            items.append(NavigationItem(
                label: visit.t("settings.title"), icon: "settings", url: ConsolePaths.settings("people"), isCurrent: current == "settings"))
        }
        return items
    }

    /// Whether the reader sees any pool, or may make the first.
    private var hasPools: Bool {
        let pooled = reader.schema.objects.values.filter { $0.pooling != nil && reader.policy.grant($0) != nil }
        guard !pooled.isEmpty else { return false }
        return (try? reader.mayRulePools()) ?? false || pooled.contains { !((try? reader.openPools(of: $0)) ?? []).isEmpty }
    }

    private func phone(_ current: String) -> [NavigationItem] {
        let first = reader.schema.packages.flatMap(\.navigation).flatMap(\.objects).compactMap { reader.schema.object($0) }
            .filter { reader.policy.grant($0) != nil }.prefix(2)
        return [NavigationItem(label: visit.t("home.title"), icon: "house", url: "/", isCurrent: current == "/"), inbox(current)]
            + first.map { item($0, current) }
    }

    /// One letter for a Chinese name, two for others.
    static func initials(_ name: String) -> String {
        guard let first = name.first else { return "?" }
        if first.isASCII {
            return name.split(separator: " ").prefix(2).compactMap(\.first).map(String.init).joined().uppercased()
        }
        return String(first)
    }

    /// The same colour for the same thing, spread over the circle.
    static func hue(_ id: Int64) -> Int {
        // Fibonacci hashing: ids of one second differ in few bits, their colours should not.
        Int((UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15) >> 40) % 12 * 30 + 10
    }
}
