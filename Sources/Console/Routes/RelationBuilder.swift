import Basics
import Metadata
import Records
import SQLStore
import Web

/// Fills the picture of the people around a record.
struct RelationBuilder {
    let visit: Visit
    let reader: RecordReader
    let record: Record
    let graph: RelationGraph

    /// So many people are drawn at most.
    static let most = 200

    func view() throws -> RelationView {
        let people = try reader.object(graph.people)
        let own = try reader.list(pointing(graph.people, graph.by)).records
        let further = try self.further(people, except: Set(own.map(\.id)))
        let all = own + further.map(\.person)
        let positions = Dictionary(all.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let parts = Dictionary(further.map { ($0.person.id, $0.tie) }, uniquingKeysWith: { first, _ in first })
        let nodes = all.map { node($0, parts[$0.id], positions) }
        var seen: Set<String> = []
        let legend = all.compactMap { person in graph.attitude.flatMap { option($0, all: person) } }.filter { seen.insert($0.value).inserted }
        let create = reader.policy.mayCreate(people)
            ? Action(label: visit.t("gate.add", people.label.text(visit.locale)), icon: "plus", url: ConsolePaths.create(people.name, [(graph.by, record.idText)])) : nil
        return RelationView(title: graph.label.text(visit.locale), nodes: nodes, legend: legend, create: create)
    }

    private func pointing(_ object: String, _ field: String) -> RecordQuery {
        var query = RecordQuery(object)
        query.pointing = RecordQuery.Pointer(field: field, id: record.id, object: record.object.name)
        query.sort = [SortKey("created_at")]
        query.limit = Self.most
        return query
    }

    /// People of elsewhere who are tied to the record, with what ties them.
    private func further(_ people: ObjectType, except known: Set<EntityID>) throws -> [(person: Record, tie: Record)] {
        guard let ties = graph.ties, reader.schema.object(ties.object).flatMap({ reader.policy.grant($0) }) != nil else { return [] }
        return try reader.list(pointing(ties.object, ties.record)).records.compactMap { tie in
            guard let (_, id) = tie.reference(ties.person), !known.contains(id), let person = try? reader.get(people, id) else { return nil }
            return (person, tie)
        }
    }

    private func node(_ person: Record, _ tie: Record?, _ positions: [EntityID: Int]) -> RelationView.Node {
        let role = graph.role.flatMap { name in option(name, all: tie ?? person) ?? option(name, all: person) }
        let attitude = graph.attitude.flatMap { option($0, all: person) }
        var note = ""
        if case .text(let text) = (tie ?? person)["position"] { note = text }
        return RelationView.Node(
            label: person.name, note: note, badge: role?.label, hue: attitude?.hue, url: ConsolePaths.record(person.object.name, person.idText),
            above: person.reference(graph.above).flatMap { positions[$0.id] }, isFurther: tie != nil)
    }

    private func option(_ name: String, all record: Record) -> Choice? {
        guard case .text(let value) = record[name], !reader.policy.mask(record.object).hidden.contains(name) else { return nil }
        return record.object.field(name)?.option(value).map { Choice($0.value, $0.label.text(visit.locale), hue: $0.hue) }
    }
}
