/// Reads one field of an object's file.
struct FieldReader {
    let reader: YAMLReader
    let name: String
    let package: String
    let isCustom: Bool

    /// Names that the platform keeps for itself.
    static let reservedNames: Set<String> = [
        "tenant_id", "id", "version", "ext", "deleted_at", "object", "owner", "created_at", "created_by", "updated_at",
        "updated_by",
    ]

    func field() -> Field? {
        reader.allow(
            "type", "label", "help", "required", "unique", "index", "history", "max", "min", "max-length", "scale",
            "currency", "options", "to", "parent", "of", "by", "default", "formula", "roll-up", "format", "visible-if",
            "read-only-if", "match", "privacy", "search", "mask")
        checkName()
        guard let kind = reader.child("type")?.asChoice("field type", FieldKind.self) else {
            if reader.child("type") == nil { _ = reader.requiredString("type") }
            return nil
        }
        var field = Field(name: name, kind: kind, label: reader.localized("label") ?? LocalizedText(name), place: reader.place)
        readCommon(into: &field)
        readByKind(into: &field)
        field.isCustom = isCustom
        field.storage = storage(kind)
        return field
    }

    private func storage(_ kind: FieldKind) -> FieldStorage {
        guard kind.isStored else { return .none }
        return isCustom ? .ext(name) : .column(name)
    }

    private func checkName() {
        let isRight = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
            && (name.utf8.first.map { (97...122).contains($0) } ?? false) && name.utf8.count <= 48
        if !isRight {
            reader.report("field.name", "\"\(name)\" is no field name",
                advice: "small letters, digits and underscores, a letter first, 48 at most")
        }
        if Self.reservedNames.contains(name) {
            reader.report("field.reserved", "every record has \"\(name)\" already", advice: "choose another name")
        }
    }

    private func readCommon(into field: inout Field) {
        field.help = reader.localized("help") ?? field.help
        field.required = reader.bool("required")
        field.unique = reader.bool("unique")
        field.indexed = reader.bool("index")
        field.tracked = reader.bool("history", default: field.kind != .json)
        field.defaultValue = reader.formula("default")
        field.visibleIf = reader.formula("visible-if")
        field.readOnlyIf = reader.formula("read-only-if")
        field.matchKey = reader.choice("match", MatchKey.self)
        field.searchable = reader.bool("search")
        field.minimum = reader.string("min")
        field.maximum = reader.string("max")
        if let privacy = reader.child("privacy") {
            privacy.allow("class", "level")
            field.privacyClass = privacy.string("class")
            field.privacyLevel = privacy.integer("level", in: 1...5) ?? 1
        }
    }

    private func readByKind(into field: inout Field) {
        field.maxLength = reader.integer("max-length", in: 1...1_000_000)
        field.format = reader.string("format")
        switch field.kind {
        case .number, .percent: field.scale = reader.integer("scale", in: 0...12) ?? 0
        case .money:
            field.scale = reader.integer("scale", in: 0...6) ?? 2
            field.currency = reader.string("currency") ?? "CNY"
        case .picklist, .multiPicklist: field.options = options()
        case .reference:
            field.targets = reader.strings("to").map(qualified)
            field.isParent = reader.bool("parent")
            if field.targets.isEmpty { reader.report("field.to", "a reference says what it points at", advice: "add to: OBJECT") }
        case .lines:
            field.targets = [qualified(reader.requiredString("of"))]
            field.by = reader.requiredString("by")
        case .formula:
            field.formula = reader.formula("formula")
            field.scale = reader.integer("scale", in: 0...12) ?? 0
            if reader.child("format") != nil { _ = reader.choice("format", FormulaResult.self) }
            if field.formula == nil { reader.report("field.formula", "a formula field has a formula", advice: "add formula: …") }
        case .rollUp:
            field.rollUp = rollUp()
            field.scale = reader.integer("scale", in: 0...12) ?? 0
            if reader.child("format") != nil { _ = reader.choice("format", FormulaResult.self) }
        case .encrypted:
            field.maskStyle = reader.child("mask") == nil ? .all : reader.choice("mask", MaskStyle.self) ?? .all
            for key in ["search", "match", "default", "min", "max"] where reader.child(key) != nil {
                reader.report("field.encrypted", "an encrypted field has no \(key): its values cannot be looked into", advice: "take \(key) away")
            }
        case .autoNumber:
            if field.format == nil { reader.report("field.format", "an automatic number has a format", advice: "such as Q-{yyyy}{mm}-{0000}") }
        default: break
        }
    }

    private func options() -> [PickOption] {
        guard let list = reader.child("options") else {
            reader.report("field.options", "a picklist has options", advice: "add options: with value: label lines")
            return []
        }
        return list.members().map { name, _, value in
            guard value.isMapping else { return PickOption(value: name, label: LocalizedText(value.text ?? name)) }
            value.allow("label", "hue", "weight", "zh-CN", "en")
            let label = value.localized("label") ?? LocalizedText(
                ["zh-CN", "en"].reduce(into: [:]) { $0[$1] = value.string($1) })
            return PickOption(value: name, label: label.isEmpty ? LocalizedText(name) : label,
                hue: value.integer("hue", in: 0...359), weight: value.integer("weight", in: 0...1000))
        }
    }

    private func rollUp() -> RollUp? {
        guard let node = reader.child("roll-up") else {
            reader.report("field.roll-up", "a roll-up says what it sums up", advice: "add roll-up: {function, of, by, field}")
            return nil
        }
        node.allow("function", "of", "by", "field", "filter")
        guard let function = node.choice("function", RollUp.Function.self) else { return nil }
        return RollUp(function: function, object: qualified(node.requiredString("of")), by: node.requiredString("by"),
            field: node.string("field"), filter: node.formula("filter"))
    }

    private func qualified(_ name: String) -> String { name.contains(".") || name == "*" ? name : "\(package).\(name)" }
}

/// What a formula may give.
enum FormulaResult: String, CaseIterable {
    case text, number, money, percent, boolean, date
    case dateTime = "date-time"
}
