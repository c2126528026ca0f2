import Metadata

/// A field through which records may point at records of some object.
struct IncomingReference {
    let object: ObjectType
    let field: Field
}

extension Schema {
    /// Every field of every object that may point at records of an object, in a fixed order.
    func references(to object: ObjectType) -> [IncomingReference] {
        objects.values.sorted { $0.name < $1.name }.flatMap { other in
            other.fields.filter { field in
                field.kind == .reference && (field.targets.contains(object.name) || field.targets == ["*"])
            }.map { IncomingReference(object: other, field: $0) }
        }
    }
}
