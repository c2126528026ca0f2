import CLibPQ
import SQLStore

/// The statements that one connection has prepared on the server.
final class StatementCache {
    /// A prepared form of a text. The same text may come with other kinds of arguments.
    struct Prepared {
        let name: String
        let types: [Oid]
        var lastUse: Int

        /// Whether arguments of these types fit: a null goes where a number is expected, but not the other way.
        func fits(_ types: [Oid], nulls: [SQLValue]) -> Bool {
            for index in types.indices where self.types[index] != types[index] {
                if nulls[index] != .null { return false }
            }
            return true
        }
    }

    private struct Entry {
        let placeholderCount: Int
        let text: String
        var forms: [Prepared] = []
    }

    private let prefix: String
    private var entries: [String: Entry] = [:]
    private var uses = 0
    private var number = 0
    private var count = 0
    static let limit = 500

    /// - Parameter prefix: what the names begin with, so that two caches of a connection do not share any.
    init(prefix: String) { self.prefix = prefix }

    /// The statement's text with the server's placeholders, and how many there are.
    func translation(of text: String) -> (text: String, placeholderCount: Int) {
        if let entry = entries[text] { return (entry.text, entry.placeholderCount) }
        let translated = Dialect.postgres.placeholders(text)
        let entry = Entry(placeholderCount: text.utf8.count { $0 == UInt8(ascii: "?") }, text: translated)
        entries[text] = entry
        return (translated, entry.placeholderCount)
    }

    func name(of text: String, _ types: [Oid], _ values: [SQLValue]) -> String? {
        uses += 1
        guard let place = entries[text]?.forms.firstIndex(where: { $0.fits(types, nulls: values) }) else { return nil }
        entries[text]?.forms[place].lastUse = uses
        return entries[text]?.forms[place].name
    }

    /// A name that no statement of this connection has had.
    func freshName() -> String {
        number += 1
        return prefix + String(number)
    }

    func insert(_ name: String, _ text: String, _ types: [Oid]) {
        entries[text]?.forms.append(Prepared(name: name, types: types, lastUse: uses))
        count += 1
    }

    /// When there are too many, forgets the older half.
    /// - Returns: the names that the server should forget too.
    func evict() -> [String] {
        guard count >= Self.limit || entries.count >= 2 * Self.limit else { return [] }
        let ages = entries.values.flatMap { $0.forms.map(\.lastUse) }.sorted()
        let middle = ages.isEmpty ? uses : ages[ages.count / 2]
        var names: [String] = []
        for (text, entry) in entries {
            names += entry.forms.filter { $0.lastUse < middle }.map(\.name)
            let kept = entry.forms.filter { $0.lastUse >= middle }
            if kept.isEmpty { entries[text] = nil } else { entries[text]?.forms = kept }
        }
        count -= names.count
        return names
    }
}
