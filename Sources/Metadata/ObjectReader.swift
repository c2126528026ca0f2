/// Reads an object's file: fields, states, rules, layout, views and rights in one place.
struct ObjectReader {
    let reader: YAMLReader
    let package: String
    var isCustom = false

    func object() -> ObjectType? {
        reader.allow(
            "object", "label", "plural", "help", "icon", "hue", "id-prefix", "name-field", "owned", "internal", "fields",
            "state", "validations", "sharing", "layout", "views", "duplicates", "convert", "permissions", "indexes", "keeps-deleted-days", "documents", "pool", "score", "check-in", "relations", "forecast")
        let name = qualified(reader.requiredString("object"))
        let fields = self.fields()
        var object = ObjectType(
            name: name, label: reader.localized("label") ?? LocalizedText(name), idPrefix: idPrefix(),
            nameField: reader.requiredString("name-field"), fields: fields, place: reader.place)
        object.plural = reader.localized("plural") ?? object.label
        object.help = reader.localized("help") ?? object.help
        object.icon = reader.string("icon") ?? object.icon
        object.hue = reader.integer("hue", in: 0...359)
        object.isOwned = reader.bool("owned", default: true)
        object.isInternal = reader.bool("internal")
        object.isCustom = isCustom
        object.indexes = (reader.child("indexes")?.elements() ?? []).map { $0.elements().compactMap(\.text) }
        object.keepsDeletedDays = reader.integer("keeps-deleted-days", in: 1...3650).map(Int64.init) ?? object.keepsDeletedDays
        object.state = state()
        object.validations = validations()
        object.sharing = sharing()
        object.layout = layout(name)
        object.views = views()
        object.duplicates = duplicates(name)
        object.conversions = conversions()
        object.documents = documents()
        object.pooling = pooling()
        object.scoring = scoring()
        object.checkIn = checkIn()
        object.relations = relationGraph()
        object.forecasting = forecasting()
        object.grants = grants()
        checkReferences(object)
        return object
    }

    func fields() -> [Field] {
        guard let node = reader.child("fields") else {
            reader.report("object.fields", "an object has fields", advice: "add fields: with at least a name")
            return []
        }
        return node.members().compactMap { name, _, value in
            FieldReader(reader: value, name: name, package: package, isCustom: isCustom).field()
        }
    }

    func qualified(_ name: String) -> String { name.contains(".") ? name : "\(package).\(name)" }

    private func idPrefix() -> String {
        let prefix = reader.requiredString("id-prefix")
        let isRight = (2...5).contains(prefix.utf8.count) && prefix.utf8.allSatisfy { (97...122).contains($0) }
        if !prefix.isEmpty, !isRight {
            reader.report("object.id-prefix", "\"\(prefix)\" is no id prefix", advice: "two to five small letters")
        }
        return prefix
    }

    private func state() -> StateMachine? {
        guard let node = reader.child("state") else { return nil }
        node.allow("field", "initial", "commands", "editable", "open", "gate")
        let commands = (node.child("commands")?.members() ?? []).map { name, _, value in command(name, value) }
        return StateMachine(
            field: node.requiredString("field"), initial: node.requiredString("initial"), commands: commands,
            editable: node.strings("editable"), open: node.strings("open"), gate: node.string("gate"))
    }

    private func command(_ name: String, _ node: YAMLReader) -> Command {
        node.allow("label", "from", "to", "requires", "when", "message", "primary", "hue")
        return Command(
            name: name, label: node.localized("label") ?? LocalizedText(name), from: node.strings("from"),
            to: node.strings("to"), requires: node.strings("requires"), condition: node.formula("when"),
            message: node.localized("message") ?? LocalizedText([:]), isPrimary: node.bool("primary"),
            hue: node.integer("hue", in: 0...359))
    }

    private func validations() -> [ValidationRule] {
        (reader.child("validations")?.members() ?? []).compactMap { name, _, node in
            node.allow("rule", "message", "field")
            guard let rule = node.formula("rule") else {
                node.report("validation.rule", "a validation has a rule", advice: "add rule: an expression that is true when all is right")
                return nil
            }
            return ValidationRule(name: name, condition: rule, message: node.localized("message") ?? LocalizedText(name),
                field: node.string("field"))
        }
    }

    private func sharing() -> [SharingRule] {
        (reader.child("sharing")?.members() ?? []).compactMap { name, _, node in
            node.allow("role", "when", "write")
            guard let condition = node.formula("when") else {
                node.report("sharing.when", "a sharing rule says when", advice: "add when: an expression")
                return nil
            }
            return SharingRule(name: name, role: qualified(node.requiredString("role")), condition: condition, write: node.bool("write"))
        }
    }

    private func layout(_ name: String) -> Layout {
        var layout = Layout()
        guard let node = reader.child("layout") else { return layout }
        node.allow("highlights", "panel", "sections", "related")
        layout.highlights = node.strings("highlights")
        layout.panel = node.strings("panel")
        layout.sections = (node.child("sections")?.elements() ?? []).map { section in
            section.allow("label", "fields")
            return LayoutSection(label: section.localized("label") ?? LocalizedText([:]), fields: section.strings("fields"))
        }
        layout.related = (node.child("related")?.elements() ?? []).map { related in
            related.allow("object", "by", "label", "columns")
            return RelatedList(object: qualified(related.requiredString("object")), by: related.requiredString("by"),
                label: related.localized("label") ?? LocalizedText([:]), columns: related.strings("columns"))
        }
        return layout
    }

    private func views() -> [ListView] {
        (reader.child("views")?.members() ?? []).map { name, _, node in
            node.allow("label", "kind", "columns", "filter", "sort", "group", "sum")
            var view = ListView(name: name, label: node.localized("label") ?? LocalizedText(name))
            view.kind = node.child("kind") == nil ? .list : node.choice("kind", ListView.Kind.self) ?? .list
            view.columns = node.strings("columns")
            view.filter = node.formula("filter")
            view.sort = node.strings("sort")
            view.group = node.string("group")
            view.sum = node.string("sum")
            return view
        }
    }

    private func duplicates(_ object: String) -> [DuplicateRule] {
        (reader.child("duplicates")?.members() ?? []).map { name, _, node in
            node.allow("field", "against", "blocks")
            let field = node.requiredString("field")
            let targets = node.strings("against").map { text in
                let parts = text.split(separator: "/").map(String.init)
                return DuplicateRule.Target(object: qualified(parts.first ?? ""), field: parts.count > 1 ? parts[1] : field)
            }
            return DuplicateRule(name: name, field: field,
                against: targets.isEmpty ? [.init(object: object, field: field)] : targets, blocks: node.bool("blocks"))
        }
    }

    /// One conversion, or a list of them.
    private func conversions() -> [Conversion] {
        guard let node = reader.child("convert") else { return [] }
        return node.child("command") == nil ? node.elements().map(conversion) : [conversion(node)]
    }

    private func conversion(_ node: YAMLReader) -> Conversion {
        node.allow("command", "steps", "carries")
        let steps = (node.child("steps")?.elements() ?? []).map { step in
            step.allow("object", "values", "match-by", "optional", "store-in", "copies")
            let copies = (step.child("copies")?.elements() ?? []).map { copy in
                copy.allow("from", "to")
                return LineCopy(from: qualified(copy.requiredString("from")), to: qualified(copy.requiredString("to")))
            }
            let values = (step.child("values")?.members() ?? []).map { ($0.name, Formula($0.value.text ?? "null", at: $0.value.place)) }
            return ConversionStep(object: qualified(step.requiredString("object")),
                values: Dictionary(values, uniquingKeysWith: { $1 }), matchBy: step.string("match-by"),
                optional: step.bool("optional"), storedIn: step.string("store-in"), copies: copies)
        }
        return Conversion(command: node.requiredString("command"), steps: steps, carries: node.strings("carries").map(qualified))
    }

    private func grants() -> [String: ObjectGrant] {
        let rows = (reader.child("permissions")?.members() ?? []).map { name, _, node in (qualified(name), grant(node)) }
        return Dictionary(rows, uniquingKeysWith: { $1 })
    }

    private func grant(_ node: YAMLReader) -> ObjectGrant {
        node.allow("create", "read", "update", "delete", "export", "transfer", "reveal", "commands", "hidden", "read-only")
        var grant = ObjectGrant()
        grant.create = node.bool("create")
        grant.read = scopes(node, "read")
        grant.update = scopes(node, "update")
        grant.delete = scopes(node, "delete")
        grant.export = node.bool("export")
        grant.transfer = node.bool("transfer")
        grant.reveal = node.bool("reveal")
        grant.commands = node.child("commands").map { _ in Set(node.strings("commands")) }
        grant.hiddenFields = Set(node.strings("hidden"))
        grant.readOnlyFields = Set(node.strings("read-only"))
        return grant
    }

    private func scopes(_ node: YAMLReader, _ key: String) -> Set<AccessScope> {
        Set((node.child(key)?.elements() ?? []).compactMap { $0.asChoice("scope", AccessScope.self) })
    }

    /// Names of fields that the file mentions and does not have.
    private func checkReferences(_ object: ObjectType) {
        let standard = Set(FieldReader.reservedNames)
        let names = object.fields.map(\.name)
        func check(_ name: String, _ what: String) {
            let bare = name.hasPrefix("-") ? String(name.dropFirst()) : name
            guard !bare.isEmpty, object.field(bare) == nil, !standard.contains(bare) else { return }
            let nearest = Spelling.nearest(to: bare, among: names)
            reader.report("object.unknown-field", "\(what) names the field \"\(bare)\", which \(object.name) does not have",
                advice: nearest.map { "did you mean \"\($0)\"?" } ?? "add the field or take the name away")
        }
        check(object.nameField, "name-field")
        object.layout.highlights.forEach { check($0, "layout.highlights") }
        object.layout.panel.forEach { check($0, "layout.panel") }
        object.layout.sections.forEach { section in section.fields.forEach { check($0, "layout.sections") } }
        for view in object.views {
            (view.columns + view.sort).forEach { check($0, "the view \(view.name)") }
            [view.group, view.sum].forEach { $0.map { check($0, "the view \(view.name)") } }
        }
        object.duplicates.forEach { check($0.field, "the duplicate rule \($0.name)") }
        object.validations.forEach { rule in rule.field.map { check($0, "the validation \(rule.name)") } }
        if let state = object.state { checkState(state, object, check) }
        checkDocuments(object, check)
        if let pooling = object.pooling { checkPooling(pooling, object, check) }
        if let scoring = object.scoring { checkScoring(scoring, check) }
        if let forecasting = object.forecasting { checkForecasting(forecasting, check) }
        object.checkIn?.names.forEach { check($0.field, "check-in." + $0.what) }
    }

    private func checkState(_ state: StateMachine, _ object: ObjectType, _ check: (String, String) -> Void) {
        check(state.field, "state.field")
        state.open.forEach { check($0, "state.open") }
        state.commands.forEach { command in command.requires.forEach { check($0, "the command \(command.name)") } }
        guard let options = object.field(state.field)?.options else { return }
        let values = options.map(\.value)
        for name in [state.initial] + state.editable + state.commands.flatMap({ $0.from + $0.to }) where !values.contains(name) {
            reader.report("state.unknown", "\"\(name)\" is no option of \(state.field)",
                advice: "one of " + values.joined(separator: ", "))
        }
    }
}
