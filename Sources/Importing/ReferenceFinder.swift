import Basics
import Metadata
import Records
import SQLStore

/// Finds the records that the texts of a batch mean: by typed id, by unique fields, by name; people also by sign-in
/// name and employee number.
struct ReferenceFinder {
    enum Found: Equatable {
        case one(String)
        case none
        case several
    }

    let reader: RecordReader
    private var known: [String: [String: Found]] = [:]

    init(reader: RecordReader) { self.reader = reader }

    /// Looks all texts up that a column of a batch holds.
    mutating func prepare(_ texts: Set<String>, _ key: String, _ targets: [ObjectType]) throws {
        var open = texts.filter { !$0.isEmpty && known[key]?[$0] == nil }
        var found = known[key] ?? [:]
        for target in targets {
            for text in open where EntityID(text: text, prefix: target.idPrefix) != nil { found[text] = .one(text) }
            open = open.filter { found[$0] == nil }
            for field in Self.keys(of: target) {
                if open.isEmpty { break }
                for (text, match) in try matches(open, field, target) { found[text] = match }
                open = open.filter { found[$0] == nil }
            }
        }
        for text in open { found[text] = Found.none }
        known[key] = found
    }

    func found(_ text: String, _ key: String) -> Found { known[key]?[text] ?? .none }

    /// A record that the batch has just made.
    mutating func note(_ text: String, _ key: String, _ id: String) { known[key, default: [:]][text] = .one(id) }

    /// Fields that tell a record: unique ones, then the name.
    static func keys(of object: ObjectType) -> [Field] {
        let unique = object.fields.filter { $0.unique && !$0.kind.isComputed || $0.kind == .autoNumber }
        let name = object.field(object.nameField).map { [$0] } ?? []
        return unique + name.filter { field in !unique.contains { $0.name == field.name } }
    }

    private func matches(_ texts: Set<String>, _ field: Field, _ object: ObjectType) throws -> [String: Found] {
        var byValue: [SQLValue: [String]] = [:]
        for text in texts.sorted() {
            if let value = try? field.type.parse(text: text, field), value != .null {
                byValue[value, default: []].append(text)
            }
        }
        var found: [String: Found] = [:]
        for (value, id) in try reader.find(object, where: field.name, isOneOf: Array(byValue.keys)) {
            for text in byValue[value] ?? [] {
                found[text] = found[text] == nil ? .one(id.text(prefix: object.idPrefix)) : .several
            }
        }
        return found
    }
}
