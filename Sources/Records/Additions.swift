public import Basics
public import Metadata
public import SQLStore
import Tenancy

/// What a tenant added to its packages: fields of packaged objects, and objects of its own.
public struct Addition: Sendable, Hashable {
    public enum Kind: String, Sendable { case field, object }
    public let kind: Kind
    /// The object that is new or gets the field.
    public let object: String
    /// The field's name; empty for an object.
    public let name: String
    /// The same YAML or JSON that a package's file would hold.
    public let body: String
    /// Where indexed fields are kept: the column of each by its name.
    var slots: [String: String] = [:]

    public init(kind: Kind, object: String, name: String, body: String) {
        self.kind = kind
        self.object = object
        self.name = name
        self.body = body
    }
}

/// Keeps the tenants' additions.
public enum Additions {
    public static func all(tenant: Int64, _ reader: any Reader) throws -> [Addition] {
        try reader.all(
            "SELECT kind, object, name, body, slots FROM metadata_addition WHERE tenant_id = \(tenant) ORDER BY position, name"
        ) { row in
            var addition = Addition(kind: .init(rawValue: row.text(0)) ?? .field, object: row.text(1), name: row.text(2), body: row.text(3))
            let slots = row.optionalText(4).flatMap { (try? JSON.parse($0))?.object } ?? [:]
            addition.slots = Dictionary(slots.map { ($0.0, $0.1.string ?? "") }, uniquingKeysWith: { $1 })
            return addition
        }
    }

    static let migration = Migration("0004-slots") { dialect in
        [SQL(text: "ALTER TABLE metadata_addition ADD COLUMN slots \(dialect.type(.text))")]
    }

    /// Keeps an addition after checking it.
    /// - Returns: what is wrong with it; nothing is kept then.
    public static func save(_ addition: Addition, schema: Schema, tenant: Int64, now: Timestamp, in transaction: any Transaction)
        throws -> [MetadataProblem]
    {
        let before = try all(tenant: tenant, transaction)
        let old = before.first { $0.kind == addition.kind && $0.object == addition.object && $0.name == addition.name }
        var problems = check(addition, schema: schema)
        guard problems.isEmpty else { return problems }
        var kept = addition
        let fields = added(by: addition, schema)
        guard let object = owner(of: addition, schema) else { return [] }
        let others = before.filter { $0.object == addition.object && $0 != old }.reduce(into: [:]) { $0.merge($1.slots) { first, _ in first } }
        for field in fields {
            let taken = others.merging(kept.slots) { first, _ in first }.merging(old?.slots ?? [:]) { first, _ in first }
            if let problem = Slots.problem(field, object, taken: taken) { problems.append(problem) }
            kept.slots[field.name] = Slots.slot(field, object, taken: taken)
        }
        guard problems.isEmpty else { return problems }
        try move(from: old, to: kept, object, schema, tenant, transaction)
        let slots = JSON.object(OrderedMap(kept.slots.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) })).text
        try transaction.execute(
            .upsert(
                into: "metadata_addition", key: ["tenant_id", "kind", "object", "name"],
                [
                    ("tenant_id", .integer(tenant)), ("kind", .text(addition.kind.rawValue)),
                    ("object", .text(addition.object)), ("name", .text(addition.name)), ("body", .text(addition.body)),
                    ("position", .integer(try position(old, tenant, now, transaction))), ("slots", .text(slots)),
                ]))
        try Tenants.schemaChanged(tenant, in: transaction)
        return []
    }

    /// A changed field stays where it stands among the others.
    private static func position(_ old: Addition?, _ tenant: Int64, _ now: Timestamp, _ reader: any Reader) throws -> Int64 {
        guard let old else { return now.milliseconds }
        return try reader.first(
            """
            SELECT position FROM metadata_addition WHERE tenant_id = \(tenant) AND kind = \(old.kind.rawValue)
            AND object = \(old.object) AND name = \(old.name)
            """) { $0.integer(0) } ?? now.milliseconds
    }

    private static func owner(of addition: Addition, _ schema: Schema) -> ObjectType? {
        addition.kind == .field ? schema.object(addition.object) : AppPackage.readAddition(addition.body, file: addition.object).object
    }

    private static func added(by addition: Addition, _ schema: Schema) -> [Field] {
        switch addition.kind {
        case .object: AppPackage.readAddition(addition.body, file: addition.object).object?.fields ?? []
        case .field: schema.object(addition.object).map { fields(addition, $0) } ?? []
        }
    }

    /// Values follow their field into a slot or out of it.
    private static func move(
        from old: Addition?, to new: Addition, _ object: ObjectType, _ schema: Schema, _ tenant: Int64, _ transaction: any Transaction
    ) throws {
        let mover = SlotMover(tenant: tenant, object: object, transaction: transaction)
        let after = Dictionary(added(by: new, schema).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for (name, slot) in old?.slots ?? [:] where new.slots[name] != slot { try mover.empty(slot, into: after[name]) }
        for (name, slot) in new.slots where old?.slots[name] != slot {
            if let field = after[name] { try mover.fill(slot, from: field) }
        }
    }

    public static func remove(_ addition: Addition, schema: Schema, tenant: Int64, in transaction: any Transaction) throws {
        let kept = try all(tenant: tenant, transaction).first { $0.kind == addition.kind && $0.object == addition.object && $0.name == addition.name }
        if let object = owner(of: addition, schema) {
            let mover = SlotMover(tenant: tenant, object: object, transaction: transaction)
            for slot in (kept?.slots ?? [:]).values { try mover.empty(slot, into: nil) }
        }
        try transaction.execute(
            """
            DELETE FROM metadata_addition WHERE tenant_id = \(tenant) AND kind = \(addition.kind.rawValue)
            AND object = \(addition.object) AND name = \(addition.name)
            """)
        try Tenants.schemaChanged(tenant, in: transaction)
    }

    public static func check(_ addition: Addition, schema: Schema) -> [MetadataProblem] {
        let place = SourcePlace(file: addition.object, line: 1, column: 1)
        switch addition.kind {
        case .field:
            guard let object = schema.object(addition.object) else {
                return [MetadataProblem("addition.object", at: place, "there is no object \(addition.object)")]
            }
            let (field, problems) = AppPackage.readField(
                addition.body, name: addition.name, package: object.package, file: addition.object)
            if let existing = object.field(addition.name), !existing.isCustom {
                return problems + [MetadataProblem("addition.taken", at: place, "\(addition.object) has a field \(addition.name) already",
                    advice: "choose another name")]
            }
            if let field, !field.targets.allSatisfy({ schema.object($0) != nil }) {
                return problems + [MetadataProblem("addition.target", at: place, "the reference points at an unknown object")]
            }
            return problems
        case .object:
            let (object, problems) = AppPackage.readAddition(addition.body, file: addition.object)
            if let object, let other = schema.object(idPrefix: object.idPrefix), other.name != object.name {
                return problems + [MetadataProblem("addition.prefix", at: place, "\(other.name) has the id prefix \(object.idPrefix) already",
                    advice: "choose another prefix")]
            }
            return problems
        }
    }

    /// The packages' schema with the additions in it.
    public static func apply(_ additions: [Addition], to packages: [AppPackage], version: Int64) -> Schema {
        var objects = packages.flatMap(\.objects)
        var own: [ObjectType] = []
        for addition in additions {
            switch addition.kind {
            case .object:
                if let object = AppPackage.readAddition(addition.body, file: addition.object).object { own.append(object.kept(in: addition.slots)) }
            case .field:
                if let place = objects.firstIndex(where: { $0.name == addition.object }) {
                    objects[place] = objects[place].adding(fields(addition, objects[place]))
                } else if let place = own.firstIndex(where: { $0.name == addition.object }) {
                    own[place] = own[place].adding(fields(addition, own[place]))
                }
            }
        }
        let changed = packages.map { package in
            var copy = package
            copy.objects = objects.filter { $0.package == package.name }
            return copy
        }
        let custom = AppPackage(
            name: "custom", version: "\(version)", label: LocalizedText(["zh-CN": "自建", "en": "Custom"]), help: LocalizedText([:]),
            needs: [], roles: [], navigation: [
                NavigationSection(label: LocalizedText(["zh-CN": "自建", "en": "Custom"]), objects: own.map(\.name))
            ], objects: own)
        return Schema(packages: changed + (own.isEmpty ? [] : [custom]), version: version)
    }

    private static func fields(_ addition: Addition, _ object: ObjectType) -> [Field] {
        let read = AppPackage.readField(addition.body, name: addition.name, package: object.package, file: addition.object)
        return read.field.map { [$0.kept(in: addition.slots)] } ?? []
    }
}

extension Field {
    /// The field as it is kept: in its slot, if it has one.
    fileprivate func kept(in slots: [String: String]) -> Field {
        guard let slot = slots[name] else { return self }
        var copy = self
        copy.storage = .column(slot)
        return copy
    }
}

extension ObjectType {
    fileprivate func kept(in slots: [String: String]) -> ObjectType {
        var copy = self
        copy.fields = fields.map { $0.kept(in: slots) }
        return copy
    }
}
