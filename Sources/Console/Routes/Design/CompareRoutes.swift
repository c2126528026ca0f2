import BPMN
import Basics
import DMN
import HTML
import Kernel
import ProcessDesign
import Processes
import Records
import Web

/// What differs between two versions of a process or a decision.
enum CompareRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/processes/{key}/compare", processes), WebRoute("GET", "/processes/{key}/compare.svg", picture),
        WebRoute("GET", "/decisions/{key}/compare", decisions),
    ]

    // MARK: Processes

    private struct Pair {
        var versions: [DefinitionSummary]
        var before: Definition
        var after: Definition

        init(_ visit: Visit) async throws {
            let (key, processes) = (visit.parameter("key"), visit.kernel.processes)
            versions = try await processes.definitions(of: key, as: visit.actor)
            guard let latest = versions.first else { throw ProcessError.unknownDefinition(key) }
            let (from, to) = (visit.request.query("from"), visit.request.query("to"))
            let after = versions.first { $0.idText == to } ?? latest
            let before = versions.first { $0.idText == from } ?? versions.first { $0.version < after.version } ?? after
            self.before = try await processes.definition(before.idText, as: visit.actor)
            self.after = try await processes.definition(after.idText, as: visit.actor)
        }
    }

    private static let processes: ConsoleFace.Handler = { visit in
        let pair = try await Pair(visit)
        let key = visit.parameter("key")
        let changes = ModelComparison(pair.before.model, pair.after.model).changes
        return try await visit.read { reader in
            let choices = pair.versions.map { Choice($0.idText, visit.t("compare.version", "\($0.version)", Clock(visit).moment($0.deployedAt))) }
            var page = ComparePage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), name: pair.after.summary.name,
                homeURL: ConsolePaths.process(key), home: visit.t("process.title"), listURL: ConsolePaths.processes, url: ConsolePaths.process(key, "compare"),
                versions: choices, from: pair.before.summary.idText, to: pair.after.summary.idText, changes: changes.map { row($0, visit) })
            let query = [("from", pair.before.summary.idText), ("to", pair.after.summary.idText)]
            page.pictures = [("before", query + [("side", "before")]), ("after", query + [("side", "after")])].map { side, query in
                (visit.t("compare." + side), ConsolePaths.address(ConsolePaths.process(key, "compare.svg"), query))
            }
            return visit.html(page.html(visit.page))
        }
    }

    private static func row(_ change: ModelComparison.Change, _ visit: Visit) -> ComparePage.Row {
        let hue = switch change.kind { case .added: 155; case .removed: 25; case .changed: 245 }
        let type = visit.t("compare.type-" + change.type)
        return ComparePage.Row(
            kind: Choice(change.kind.rawValue, visit.t("compare." + change.kind.rawValue), hue: hue),
            name: change.name.isEmpty ? change.element : change.name, type: type.hasPrefix("compare.") ? change.type : type,
            // What is new or gone is named; only what changed is worth its properties.
            details: change.kind == .changed ? change.properties.map(ChangeWords(t: visit.t).detail) : [])
    }

    private static let picture: ConsoleFace.Handler = { visit in
        let pair = try await Pair(visit)
        let isBefore = visit.request.query("side") == "before"
        let overlays = ModelComparison(pair.before.model, pair.after.model).changes.compactMap { change -> BPMN.Overlay? in
            switch change.kind {
            case .added: isBefore ? nil : BPMN.Overlay(change.element, .state(.completed))
            case .removed: isBefore ? BPMN.Overlay(change.element, .state(.failed)) : nil
            case .changed: BPMN.Overlay(change.element, .state(.active))
            }
        }
        return ProcessRoutes.picture(isBefore ? pair.before.model : pair.after.model, overlays, visit)
    }

    // MARK: Decisions

    private static let decisions: ConsoleFace.Handler = { visit in
        let (key, processes) = (visit.parameter("key"), visit.kernel.processes)
        let versions = try await processes.decisionModels(of: key, as: visit.actor)
        guard let latest = versions.first else { throw ProcessError.unknownDecision(key) }
        let after = versions.first { $0.idText == visit.request.query("to") } ?? latest
        let before = versions.first { $0.idText == visit.request.query("from") } ?? versions.first { $0.version < after.version } ?? after
        let old = DecisionGrid(DMN.read(try await processes.decisionSource(before.id, as: visit.actor)).model)
        let new = DecisionGrid(DMN.read(try await processes.decisionSource(after.id, as: visit.actor)).model)
        return try await visit.read { reader in
            let choices = versions.map { Choice($0.idText, visit.t("compare.version", "\($0.version)", Clock(visit).moment($0.deployedAt))) }
            let page = ComparePage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), name: latest.name, homeURL: ConsolePaths.decision(key),
                home: visit.t("decision.title"), listURL: ConsolePaths.decisions, url: ConsolePaths.decision(key, "compare"), versions: choices,
                from: before.idText, to: after.idText, changes: GridComparison(old, new, visit).rows)
            return visit.html(page.html(visit.page))
        }
    }
}

/// What differs between two grids, rule by rule.
private struct GridComparison {
    private(set) var rows: [ComparePage.Row] = []
    private let visit: Visit

    init(_ old: DecisionGrid, _ new: DecisionGrid, _ visit: Visit) {
        self.visit = visit
        for table in new.tables {
            guard let former = old.tables.first(where: { $0.decision == table.decision }) else {
                add("added", table.name, "decision", [])
                continue
            }
            compare(former, table)
        }
        for table in old.tables where !new.tables.contains(where: { $0.decision == table.decision }) { add("removed", table.name, "decision", []) }
    }

    private mutating func compare(_ old: DecisionGrid.Table, _ new: DecisionGrid.Table) {
        let head = detail(visit.t("grid.policy"), old.hitPolicy + " " + old.aggregation, new.hitPolicy + " " + new.aggregation)
            + detail(visit.t("grid.inputs"), Self.columns(old.inputs), Self.columns(new.inputs))
            + detail(visit.t("grid.outputs"), Self.columns(old.outputs), Self.columns(new.outputs))
        if !head.isEmpty { add("changed", new.name, "decision", head) }
        for (number, rule) in new.rules.enumerated() {
            let name = visit.t("grid.rule-number", "\(number + 1)")
            guard let former = Self.former(rule, number, old) else {
                add("added", name, "rule", detail(new.name, "—", Self.text(rule)))
                continue
            }
            let difference = detail(new.name, Self.text(former), Self.text(rule))
            if !difference.isEmpty { add("changed", name, "rule", difference) }
        }
        for (number, rule) in old.rules.enumerated() where Self.former(rule, number, new) == nil {
            add("removed", visit.t("grid.rule-number", "\(number + 1)"), "rule", detail(new.name, Self.text(rule), "—"))
        }
    }

    /// The same rule in the other version: by its id, else the one in its place that has none either.
    private static func former(_ rule: DecisionGrid.Row, _ number: Int, _ table: DecisionGrid.Table) -> DecisionGrid.Row? {
        if !rule.id.isEmpty { return table.rules.first { $0.id == rule.id } }
        return table.rules.indices.contains(number) && table.rules[number].id.isEmpty ? table.rules[number] : nil
    }

    private static func columns(_ columns: [DecisionGrid.Column]) -> String {
        columns.map { [$0.label, $0.expression, $0.type].filter { !$0.isEmpty }.joined(separator: " ") }.joined(separator: " | ")
    }

    private static func text(_ rule: DecisionGrid.Row) -> String {
        rule.inputs.joined(separator: " | ") + " → " + (rule.outputs + rule.annotations.filter { !$0.isEmpty }).joined(separator: " | ")
    }

    private func detail(_ name: String, _ before: String, _ after: String) -> [ComparePage.Detail] {
        before == after ? [] : [.init(name: name, before: before, after: after)]
    }

    private mutating func add(_ kind: String, _ name: String, _ type: String, _ details: [ComparePage.Detail]) {
        let hue = ["added": 155, "removed": 25, "changed": 245][kind]
        rows.append(.init(kind: Choice(kind, visit.t("compare." + kind), hue: hue), name: name, type: visit.t("compare.type-" + type), details: details))
    }
}
