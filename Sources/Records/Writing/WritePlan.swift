import Metadata

/// Which of an object's fields each step of a write has to look at, worked out once: going over all of them every time
/// costs more than the write itself.
struct WritePlan: Sendable {
    /// Fields that fill themselves where nothing was given: numbers, counts, defaults.
    let filling: [Int]
    /// Fields that must have a value.
    let required: [Int]
    let unique: [Int]
    /// Fields whose words can be searched for.
    let searchable: [Int]
    /// Fields kept in `ext`, with their keys.
    let ext: [(place: Int, key: String)]

    init(_ object: ObjectType) {
        let fields = object.fields
        filling = fields.indices.filter {
            fields[$0].kind == .autoNumber || fields[$0].rollUp?.function == .count || fields[$0].defaultValue != nil
        }
        required = fields.indices.filter { fields[$0].required && fields[$0].kind.isStored }
        unique = fields.indices.filter { fields[$0].unique }
        searchable = fields.indices.filter { SearchText.isSearchable(fields[$0], of: object) }
        ext = fields.indices.compactMap { place in
            guard case .ext(let key) = fields[place].storage else { return nil }
            return (place, key)
        }
    }
}
