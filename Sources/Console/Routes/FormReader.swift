import Basics
import Metadata
import Web

/// A posted form as the values that the kernel takes.
struct FormReader {
    let form: WebForm
    let zoneMinutes: Int

    /// The values of those fields that the form holds.
    func values(_ fields: [Field], owner: Bool) -> OrderedMap<JSON> {
        var values = OrderedMap<JSON>()
        for field in fields {
            if let value = value(field, named: field.name) { values[field.name] = value }
        }
        if owner, let text = form["owner"] { values["owner"] = text.isEmpty ? .null : .string(text) }
        return values
    }

    /// One field's value; nil when the form does not hold it.
    func value(_ field: Field, named name: String) -> JSON? {
        if field.kind == .address { return address(name) }
        let all = form.all(name)
        guard let last = all.last else { return nil }
        switch field.kind {
        case .boolean: return .string(last)
        case .multiPicklist, .tags: return list(all)
        case .dateTime: return last.isEmpty ? .null : .string(withZone(last))
        case .duration: return duration(last)
        case .json, .geoPoint: return last.isEmpty ? .null : (try? JSON.parse(last)) ?? .string(last)
        default: return last.isEmpty ? .null : .string(last)
        }
    }

    private func list(_ all: [String]) -> JSON {
        let parts = all.flatMap { $0.split(separator: ",").map(String.init) }.filter { !$0.isEmpty }
        return parts.isEmpty ? .null : .array(parts.map(JSON.string))
    }

    /// A browser's local time with the reader's zone behind it.
    private func withZone(_ text: String) -> String {
        let sign = zoneMinutes < 0 ? "-" : "+"
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let magnitude = abs(zoneMinutes)
        return text + sign + two(magnitude / 60) + ":" + two(magnitude % 60)
    }

    /// `1:30` as hours and minutes.
    private func duration(_ text: String) -> JSON {
        let parts = text.split(separator: ":").compactMap { Int64($0) }
        switch parts.count {
        case 0: return text.isEmpty ? .null : .string(text)
        case 1: return .string("PT\(parts[0])H")
        default: return .string("PT\(parts[0])H\(parts[1])M")
        }
    }

    private func address(_ name: String) -> JSON? {
        let parts = ["province", "city", "district", "street", "postcode"].map { form[name + "." + $0] }
        guard parts.contains(where: { $0 != nil }) else { return form[name].map { $0.isEmpty ? .null : .string($0) } }
        let text = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        return text.isEmpty ? .null : .string(text)
    }
}
