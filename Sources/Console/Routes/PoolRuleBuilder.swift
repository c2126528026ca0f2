import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Fills the simulator of a pool's rule.
struct PoolRuleBuilder {
    let visit: Visit
    let reader: RecordReader
    let pool: Pool

    private var t: Strings { visit.t }

    /// A rule out of a form or an address; what is no number is said at its field.
    static func rule(_ value: (String) -> String?, fallback: PoolRule?) -> (rule: PoolRule, wrong: [String]) {
        guard PoolRule.numberNames.contains(where: { value($0) != nil }) else {
            // What the last version was for is no word about the next.
            var present = fallback ?? PoolRule()
            present.note = nil
            return (present, [])
        }
        var rule = PoolRule()
        var wrong: [String] = []
        for name in PoolRule.numberNames {
            guard let text = value(name), !text.isEmpty else { continue }
            if let days = Int64(text), (0...3650).contains(days) { rule.set(name, days) } else { wrong.append(name) }
        }
        for name in PoolRule.textNames { if let text = value(name) { rule.set(name, String(text.prefix(2000))) } }
        return (rule, wrong)
    }

    func page(_ rule: PoolRule, wrong: [String], problem: String? = nil) throws -> PoolRulePage {
        PoolRulePage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: "pools"), pool: pool.idText, name: pool.name,
            fields: try fields(PoolRule.numberNames, rule, wrong), texts: try fields(PoolRule.textNames, rule, []),
            forecast: try forecast(rule, problem ?? wrong.first.map { _ in t("pool.wrong-number") }), versions: try versions(), mayKeep: try reader.mayRulePools())
    }

    private func fields(_ names: [String], _ rule: PoolRule, _ wrong: [String]) throws -> [FieldView] {
        let object = try reader.object("core.pool_rule")
        let views = try FieldViews(visit, reader, [])
        return names.compactMap { name in
            guard let field = object.field(name) else { return nil }
            var view = views.blank(field, object)
            let number = rule.numbers.first { $0.name == name }?.days.map { "\($0)" }
            let text = rule.texts.first { $0.name == name }?.text
            if let shown = number ?? text { view.value = .text(shown) }
            if wrong.contains(name) { view.problem = t("pool.wrong-number") }
            return view
        }
    }

    func forecast(_ rule: PoolRule, _ problem: String?) throws -> PoolForecastView {
        guard problem == nil else { return PoolForecastView(count: "", before: "", owners: [], rows: [], problem: problem) }
        do {
            let forecast = try reader.forecast(rule, of: pool, limit: 30)
            let views = try FieldViews(visit, reader, forecast.records)
            let people = try reader.people(Set(forecast.owners.map(\.person)))
            let owners = forecast.owners.map { (person: person($0.person, people), count: $0.count) }
            let clock = Clock(visit)
            let rows = forecast.records.map { record in
                PoolForecastView.Row(mark: FieldViews.mark(record), owner: views.person(record.owner), note: last(record, clock))
            }
            return PoolForecastView(count: FieldViews.grouped("\(forecast.count)"), before: try before(), owners: owners, rows: rows)
        } catch RecordError.query(let code, let arguments) {
            let object = try reader.object(pool.object)
            let sentence = visit.words.sentence(code, arguments, object: object, field: arguments["field"])
            return PoolForecastView(count: "", before: "", owners: [], rows: [], problem: sentence)
        }
    }

    private func before() throws -> String {
        guard let present = pool.rule else { return t("pool.no-rule-yet") }
        return t("pool.present-moves", "\(present.version)", FieldViews.grouped("\(try reader.forecast(present, of: pool, limit: 1).count)"))
    }

    private func person(_ id: EntityID, _ names: [EntityID: String]) -> Reference {
        let name = names[id] ?? t("people.unknown")
        return Reference(id: id.text(prefix: "usr"), label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(id.rawValue), isPerson: true)
    }

    private func last(_ record: Record, _ clock: Clock) -> String {
        guard let field = record.object.pooling?.lastContact, case .integer(let moment) = record[field] else { return t("pool.never-contacted") }
        return "\(clock.local(Timestamp(milliseconds: moment)).day)"
    }

    private func versions() throws -> [PoolRulePage.Version] {
        var query = RecordQuery("core.pool_rule")
        query.pointing = RecordQuery.Pointer(field: "pool", id: pool.id, object: Pool.objectName)
        query.sort = [SortKey("number", descending: true)]
        query.limit = 10
        guard let found = try? reader.list(query).records else { return [] }
        let clock = Clock(visit)
        let views = try FieldViews(visit, reader, found)
        let builder = PoolBuilder(visit: visit, reader: reader)
        return found.map { record in
            var rule = PoolRule()
            for name in PoolRule.numberNames { if case .integer(let days) = record[name] { rule.set(name, days) } }
            for name in PoolRule.textNames { if case .text(let text) = record[name] { rule.set(name, text) } }
            var number = ""
            if case .integer(let version) = record["number"] { number = "v\(version)" }
            return PoolRulePage.Version(
                number: number, text: builder.summary(rule), note: rule.note ?? "", by: views.person(record.createdBy)?.label ?? t("people.system"),
                at: clock.moment(record.createdAt))
        }
    }
}
