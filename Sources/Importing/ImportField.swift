import Metadata
import Records

/// A field that a column may go into: one of the object's own, or its owner.
struct ImportField: Sendable {
    let name: String
    let label: LocalizedText
    let kind: FieldKind
    let field: Field?

    /// The fields that an actor may write, in their order.
    static func all(of object: ObjectType, _ reader: RecordReader) -> [ImportField] {
        let mask = reader.policy.mask(object)
        var fields = object.fields.filter { field in
            !field.kind.isComputed && field.kind != .file && field.kind != .image && !mask.hidden.contains(field.name)
                && !mask.readOnly.contains(field.name)
        }.map { ImportField(name: $0.name, label: $0.label, kind: $0.kind, field: $0) }
        if object.isOwned {
            let label = LocalizedText(["zh-CN": "负责人", "en": "Owner"])
            fields.append(ImportField(name: "owner", label: label, kind: .reference, field: nil))
        }
        return fields
    }
}
