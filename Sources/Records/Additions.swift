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
            "SELECT kind, object, name, body FROM metadata_addition WHERE tenant_id = \(tenant) ORDER BY position"
        ) {
            Addition(kind: .init(rawValue: $0.text(0)) ?? .field, object: $0.text(1), name: $0.text(2), body: $0.text(3))
        }
    }

    /// Keeps an addition after checking it.
    /// - Returns: what is wrong with it; nothing is kept then.
    public static func save(_ addition: Addition, schema: Schema, tenant: Int64, now: Timestamp, in transaction: any Transaction)
        throws -> [MetadataProblem]
    {
        let problems = check(addition, schema: schema)
        guard problems.isEmpty else { return problems }
        try transaction.execute(
            .upsert(
                into: "metadata_addition", key: ["tenant_id", "kind", "object", "name"],
                [
                    ("tenant_id", .integer(tenant)), ("kind", .text(addition.kind.rawValue)),
                    ("object", .text(addition.object)), ("name", .text(addition.name)), ("body", .text(addition.body)),
                    ("position", .integer(now.milliseconds)),
                ]))
        try Tenants.schemaChanged(tenant, in: transaction)
        return []
    }

    public static func remove(_ addition: Addition, tenant: Int64, in transaction: any Transaction) throws {
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
                if let object = AppPackage.readAddition(addition.body, file: addition.object).object { own.append(object) }
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
        return read.field.map { [$0] } ?? []
    }
}
