import Basics
import FEELValues
import Metadata
import ProcessDesign
import Records

/// What expressions of a process may name: the record's fields, who began it, and the process's own variables.
struct DesignNames {
    let schema: Schema
    let locale: String

    /// The check of a process about an object, with variables that the model brings.
    func check(_ subject: String?, _ variables: [ExpressionCheck.Name]) -> ExpressionCheck {
        var names: [ExpressionCheck.Name] = []
        let object = subject.flatMap { schema.object($0) }
        if let object { names.append(ExpressionCheck.Name("record", type(object, opens: true), label: object.label.text(locale))) }
        names.append(ExpressionCheck.Name("initiator", .context([.init("id", .string), .init("name", .string)])))
        let known = Set(names.map(\.name))
        names += variables.filter { !known.contains($0.name) }
        var check = ExpressionCheck(names)
        check.labels = object.map(labels) ?? [:]
        return check
    }

    private func type(_ object: ObjectType, opens: Bool) -> FEELType {
        .context([FEELType.Entry("id", .string)] + object.fields.map { FEELType.Entry($0.name, type($0, opens: opens)) })
    }

    private func type(_ field: Field, opens: Bool) -> FEELType {
        switch field.kind {
        case .number, .money, .percent: .number
        case .boolean: .boolean
        case .date: .date
        case .time: .time
        case .dateTime: .dateAndTime
        case .duration: .daysAndTimeDuration
        case .multiPicklist, .tags: .list(.string)
        case .reference: reference(field, opens: opens)
        case .text, .longText, .richText, .picklist, .phone, .email, .url, .autoNumber, .encrypted: .string
        default: .any
        }
    }

    private func reference(_ field: Field, opens: Bool) -> FEELType {
        guard opens, field.targets.count == 1, let target = schema.object(field.targets[0]) else { return .context([.init("id", .string)]) }
        return type(target, opens: false)
    }

    private func labels(_ object: ObjectType) -> [String: String] {
        var labels: [String: String] = [:]
        for field in object.fields {
            labels["record." + field.name] = field.label.text(locale)
            guard field.kind == .reference, field.targets.count == 1, let target = schema.object(field.targets[0]) else { continue }
            for inner in target.fields { labels["record.\(field.name).\(inner.name)"] = inner.label.text(locale) }
        }
        return labels
    }

    /// A variable's type as an island names it: `number`, `date` …
    static func type(_ word: String) -> FEELType {
        switch word {
        case "money": .number
        case "user": .context([.init("id", .string), .init("name", .string)])
        default: FEELType(named: word) ?? .any
        }
    }
}
