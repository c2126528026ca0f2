import Basics
import FEELValues
import ProcessEngine
import SQLStore

/// An instance inside a unit: its row, its state, and what has happened in the unit and is written at its end.
final class LoadedInstance {
    let id: EntityID
    var definition: Definition
    var state: InstanceState
    var number: String
    var title: String
    let initiator: EntityID?
    var subject: Subject?
    let parent: (instance: EntityID, key: Int)?
    let root: EntityID
    let startedAt: Timestamp
    var step: Int64
    var events: [Event] = []
    var isNew: Bool
    var isDirty = false
    var endedAt: Timestamp?

    init(
        id: EntityID, definition: Definition, state: InstanceState, number: String, title: String, initiator: EntityID?,
        subject: Subject?, parent: (instance: EntityID, key: Int)?, root: EntityID, startedAt: Timestamp, step: Int64, isNew: Bool
    ) {
        self.id = id
        self.definition = definition
        self.state = state
        self.number = number
        self.title = title
        self.initiator = initiator
        self.subject = subject
        self.parent = parent
        self.root = root
        self.startedAt = startedAt
        self.step = step
        self.isNew = isNew
    }

    var idText: String { id.text(prefix: "pin") }
}

/// The record that an instance is about.
struct Subject: Equatable {
    let object: String
    let id: EntityID
    /// The version of the record that the variable `record` shows; 0 when it shows none.
    var version: Int64
}

extension ProcessUnit {
    /// What the row of an instance holds.
    private struct Row {
        let definition: EntityID
        let number: String
        let title: String
        let initiator: EntityID?
        let subject: Subject?
        let parent: (instance: EntityID, key: Int)?
        let root: EntityID
        let startedAt: Timestamp
        let step: Int64
        let state: [UInt8]

        init(_ row: any RowView) {
            definition = EntityID(rawValue: row.integer(0))
            number = row.text(1)
            title = row.text(2)
            initiator = row.optionalInteger(3).map(EntityID.init(rawValue:))
            subject = row.optionalText(4).map {
                Subject(object: $0, id: EntityID(rawValue: row.integer(5)), version: row.integer(6))
            }
            parent = row.optionalInteger(7).map { (EntityID(rawValue: $0), Int(row.integer(8))) }
            root = EntityID(rawValue: row.integer(9))
            startedAt = Timestamp(milliseconds: row.integer(10))
            step = row.integer(11)
            state = row.blob(12)
        }
    }

    /// An instance of the actor's tenant, locked until the unit ends.
    func load(_ id: EntityID) throws -> LoadedInstance {
        if let known = loaded[id] { return known }
        let row = try transaction.first(
            """
            SELECT i.definition, i.number, i.title, i.initiator, i.subject_object, i.subject_id, i.subject_version, i.parent,
                i.parent_key, i.root, i.started_at, i.step, s.state
            FROM process_instance i JOIN process_state s ON s.tenant_id = i.tenant_id AND s.id = i.id
            WHERE i.tenant_id = \(tenant) AND i.id = \(id.rawValue)\(verbatim: transaction.dialect.forUpdate)
            """, Row.init)
        guard let row else { throw ProcessError.unknownInstance(id.text(prefix: "pin")) }
        let definition = try processes.definitions.definition(row.definition, tenant: tenant, in: transaction)
        let instance = LoadedInstance(
            id: id, definition: definition, state: try InstanceState(decoding: row.state, zones: processes.zones),
            number: row.number, title: row.title, initiator: row.initiator, subject: row.subject, parent: row.parent,
            root: row.root, startedAt: row.startedAt, step: row.step, isNew: false)
        loaded[id] = instance
        return instance
    }
}
