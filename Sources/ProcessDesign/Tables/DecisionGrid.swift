public import DMN

/// A decision model as its editor in the browser shows it: the decisions, and each table as a grid of texts.
///
/// What the grid does not show (requirements, types, diagrams, other vendors' elements) stays in the model, into which
/// ``apply(to:)`` puts the grid back.
public struct DecisionGrid: Sendable, Equatable {
    /// The decisions that are tables, in the order of the file.
    public var tables: [Table]

    /// One decision's table.
    public struct Table: Sendable, Equatable {
        /// The decision's id, or its name where it has none.
        public var decision: String
        /// The decision's name.
        public var name: String
        /// `UNIQUE`, `FIRST` …
        public var hitPolicy: String
        /// `SUM` … for `COLLECT`; empty makes a list.
        public var aggregation: String
        /// The input columns.
        public var inputs: [Column]
        /// The output columns.
        public var outputs: [Column]
        /// The names of the remarks' columns.
        public var annotations: [String]
        /// The rules.
        public var rules: [Row]
    }

    /// A column.
    public struct Column: Sendable, Equatable {
        /// The element's id; empty for a new one.
        public var id: String
        /// What people see.
        public var label: String
        /// An input's expression, an output's name.
        public var expression: String
        /// Its type's name; empty for any.
        public var type: String
        /// The allowed values, as unary tests.
        public var values: String
        /// An output's result when no rule matches.
        public var fallback: String
    }

    /// A rule: a text a cell.
    public struct Row: Sendable, Equatable {
        /// The rule's id; empty for a new one.
        public var id: String
        /// The tests.
        public var inputs: [String]
        /// The results.
        public var outputs: [String]
        /// The remarks.
        public var annotations: [String]
    }

    /// The grids of a model.
    public init(_ model: DMN.Model) {
        tables = model.decisions.compactMap { decision in
            guard case .table(let table)? = decision.expression else { return nil }
            return Table(decision, table)
        }
    }
}

extension DecisionGrid.Table {
    fileprivate init(_ decision: DMN.Decision, _ table: DMN.DecisionTable) {
        self.decision = decision.notes.id ?? decision.name
        name = decision.name
        hitPolicy = (table.hitPolicy ?? .unique).rawValue
        aggregation = table.aggregation?.rawValue ?? ""
        inputs = table.inputs.map { input in
            DecisionGrid.Column(
                id: input.notes.id ?? "", label: input.notes.label ?? "", expression: input.expression?.text?.text ?? "",
                type: input.expression?.about.typeRef ?? "", values: input.values?.text.text ?? "", fallback: "")
        }
        outputs = table.outputs.map { output in
            DecisionGrid.Column(
                id: output.notes.id ?? "", label: output.notes.label ?? "", expression: output.name ?? "", type: output.typeRef ?? "",
                values: output.values?.text.text ?? "", fallback: output.defaultEntry?.text?.text ?? "")
        }
        annotations = table.annotations.map { $0.name ?? "" }
        rules = table.rules.map { rule in
            DecisionGrid.Row(
                id: rule.notes.id ?? "", inputs: rule.inputs.map(\.text.text), outputs: rule.outputs.map { $0.text?.text ?? "" },
                annotations: rule.annotations.map(\.text.text))
        }
    }
}

// The way back.
extension DecisionGrid {
    /// The model with the grids in place of its tables.
    public func apply(to model: DMN.Model) -> DMN.Model {
        var model = model
        for place in model.elements.indices {
            guard case .decision(var decision) = model.elements[place], case .table(var old)? = decision.expression,
                let table = tables.first(where: { $0.decision == decision.notes.id ?? decision.name })
            else { continue }
            let former = old
            table.write(into: &old)
            decision.expression = .table(old)
            model.elements[place] = .decision(decision)
            guard former.inputs.map(\.name) != old.inputs.map(\.name) else { continue }
            InputNames(decision: table.decision, before: former, after: old).settle(in: &model)
        }
        return model
    }
}

extension DMN.DecisionTable.Input {
    fileprivate var name: String { expression?.text?.text ?? "" }
}

/// Input data follow the columns: a column that reads a new name brings its datum, one that nobody reads goes.
private struct InputNames {
    let decision: String
    let before: DMN.DecisionTable
    let after: DMN.DecisionTable

    func settle(in model: inout DMN.Model) {
        let known = Set(model.elements.map(\.name))
        for input in after.inputs where !known.contains(input.name) && Self.isPlain(input.name) { add(input, to: &model) }
        let gone = Set(before.inputs.map(\.name)).subtracting(after.inputs.map(\.name))
        for name in gone where !isRead(name) { remove(name, from: &model) }
    }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first.properties.isAlphabetic else { return false }
        return name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" }
    }

    private func add(_ input: DMN.DecisionTable.Input, to model: inout DMN.Model) {
        let id = "input-" + input.name
        guard !model.elements.contains(where: { $0.notes.id == id }) else { return }
        model.elements.insert(.input(DMN.InputData(input.name, id: id, typeRef: input.expression?.about.typeRef)), at: 0)
        change(&model) { $0.requirements.append(DMN.Requirement(.information, .input, "#" + id)) }
    }

    private func isRead(_ name: String) -> Bool {
        let tests = after.rules.flatMap { $0.inputs.map(\.text.text) + $0.outputs.map { $0.text?.text ?? "" } }
        return (after.inputs.map(\.name) + tests).contains { $0.contains(name) }
    }

    private func remove(_ name: String, from model: inout DMN.Model) {
        guard let datum = model.elements.first(where: { if case .input(let input) = $0 { input.name == name } else { false } }),
            let id = datum.notes.id
        else { return }
        change(&model) { $0.requirements.removeAll { $0.kind == .input && $0.href == "#" + id } }
        let isNeeded = model.elements.contains { $0.requires.contains("#" + id) }
        if !isNeeded, model.diagrams == nil { model.elements.removeAll { $0.notes.id == id } }
    }

    private func change(_ model: inout DMN.Model, _ body: (inout DMN.Decision) -> Void) {
        for place in model.elements.indices {
            guard case .decision(var found) = model.elements[place], found.notes.id ?? found.name == decision else { continue }
            body(&found)
            model.elements[place] = .decision(found)
        }
    }
}

extension DMN.DRGElement {
    /// What it refers to.
    fileprivate var requires: [String] {
        switch self {
        case .decision(let element): element.requirements.map(\.href)
        case .knowledge(let element): element.requirements.map(\.href)
        case .source(let element): element.requirements.map(\.href)
        case .service(let element): (element.inputs + element.outputs + element.encapsulated + element.inputDecisions).map(\.href)
        case .input: []
        }
    }
}

extension DecisionGrid.Table {
    fileprivate func write(into table: inout DMN.DecisionTable) {
        table.hitPolicy = DMN.HitPolicy(rawValue: hitPolicy) ?? .unique
        table.aggregation = table.hitPolicy == .collect ? DMN.Aggregation(rawValue: aggregation) : nil
        let (inputs, outputs, rules) = (table.inputs, table.outputs, table.rules)
        table.inputs = self.inputs.map { column in
            var input = inputs.first { $0.notes.id == column.id && !column.id.isEmpty } ?? DMN.DecisionTable.Input()
            var literal = input.expression ?? DMN.Literal()
            literal.text = DMN.Text(column.expression)
            literal.about.typeRef = column.type.isEmpty ? nil : column.type
            input.expression = literal
            input.values = column.tests(input.values)
            input.notes.label = column.label.isEmpty ? nil : column.label
            return input
        }
        table.outputs = self.outputs.map { column in
            var output = outputs.first { $0.notes.id == column.id && !column.id.isEmpty } ?? DMN.DecisionTable.Output()
            output.name = column.expression.isEmpty ? nil : column.expression
            output.typeRef = column.type.isEmpty ? nil : column.type
            output.values = column.tests(output.values)
            output.defaultEntry = column.fallback.isEmpty ? nil : DMN.Literal(DMN.Text(column.fallback))
            output.notes.label = column.label.isEmpty ? nil : column.label
            return output
        }
        let known = table.annotations
        table.annotations = annotations.enumerated().map { place, name in
            var annotation = known.indices.contains(place) ? known[place] : DMN.DecisionTable.Annotation("")
            annotation.name = name
            return annotation
        }
        table.rules = self.rules.map { row in
            rule(row, over: rules.first { $0.notes.id == row.id && !row.id.isEmpty })
        }
    }

    /// A rule with a text for every column; what its cells carried beside the text stays where the column stayed.
    private func rule(_ row: DecisionGrid.Row, over old: DMN.DecisionTable.Rule?) -> DMN.DecisionTable.Rule {
        var rule = old ?? DMN.DecisionTable.Rule()
        rule.inputs = inputs.indices.map { place in
            var cell = old.flatMap { $0.inputs.count == inputs.count ? $0.inputs[place] : nil } ?? DMN.UnaryTests("-")
            let text = row.inputs.indices.contains(place) ? row.inputs[place] : ""
            cell.text = DMN.Text(text.isEmpty ? "-" : text)
            return cell
        }
        rule.outputs = outputs.indices.map { place in
            var cell = old.flatMap { $0.outputs.count == outputs.count ? $0.outputs[place] : nil } ?? DMN.Literal()
            cell.text = DMN.Text(row.outputs.indices.contains(place) ? row.outputs[place] : "")
            return cell
        }
        rule.annotations = annotations.indices.map { place in
            DMN.DecisionTable.Remark(row.annotations.indices.contains(place) ? row.annotations[place] : "")
        }
        return rule
    }
}

extension DecisionGrid.Column {
    fileprivate func tests(_ old: DMN.UnaryTests?) -> DMN.UnaryTests? {
        guard !values.isEmpty else { return nil }
        var tests = old ?? DMN.UnaryTests("")
        tests.text = DMN.Text(values)
        return tests
    }
}
