import Basics
import Kernel
import Metadata
import Processes
import Records
import SQLStore

/// What the designers offer for choosing: people, roles, departments, objects, processes, decisions.
struct DesignChoices {
    let visit: Visit
    let reader: RecordReader

    func json(processes: [DefinitionSummary], decisions: [(id: String, name: String)]) throws -> JSON {
        let people = try people()
        let positions = Set(people.compactMap(\.position)).sorted()
        return [
            "people": .array(people.map { Self.choice($0.id, $0.name) }),
            "roles": .array(reader.schema.roles.values.sorted { $0.name < $1.name }.map { Self.choice($0.name, $0.label.text(visit.locale)) }),
            "departments": .array(try departments()), "positions": .array(positions.map { Self.choice($0, $0) }),
            "objects": .array(objects), "fields": .object(fields),
            "processes": .array(processes.map { Self.choice($0.key, $0.name) }), "decisions": .array(decisions.map { Self.choice($0.id, $0.name) }),
        ]
    }

    private static func choice(_ value: String, _ label: String) -> JSON { ["value": .string(value), "label": .string(label)] }

    private func people() throws -> [(id: String, name: String, position: String?)] {
        var query = RecordQuery("core.user")
        (query.limit, query.sort) = (200, [SortKey("name")])
        let page = try reader.list(query)
        let object = try reader.object("core.user")
        let place = object.position("position")
        return page.records.map { record in
            var position: String?
            if let place, case .text(let text) = record.values[place], !text.isEmpty { position = text }
            return (record.idText, record.name, position)
        }
    }

    private func departments() throws -> [JSON] {
        var query = RecordQuery("core.department")
        (query.limit, query.sort) = (200, [SortKey("name")])
        return try reader.list(query).records.map { Self.choice($0.idText, $0.name) }
    }

    /// Objects that a process may be about.
    private var subjects: [ObjectType] { reader.schema.objects.values.filter { !$0.isInternal && reader.policy.grant($0) != nil }.sorted { $0.name < $1.name } }

    private var objects: [JSON] { subjects.map { Self.choice($0.name, $0.label.text(visit.locale)) } }

    /// The fields of each object, for field rights and for choosing people out of fields.
    private var fields: OrderedMap<JSON> {
        OrderedMap(subjects.map { object in
            (object.name, JSON.array(object.fields.filter { $0.kind != .lines }.map { field in
                ["value": .string(field.name), "label": .string(field.label.text(visit.locale)), "kind": .string(field.kind.rawValue)]
            }))
        })
    }
}
