public import Basics

// The grid as the editor in the browser holds it.
extension DecisionGrid {
    /// The grid as JSON.
    public var json: JSON { ["tables": .array(tables.map(\.json))] }

    /// How large a table may be that is edited in a browser.
    public static let mostCells = 40_000

    /// Reads a grid.
    /// - Throws: a sentence that says what is not right.
    public init(json: JSON) throws(ProcessDesign.Sentence) {
        guard let items = json["tables"]?.array, items.count <= 200 else { throw Self.malformed }
        tables = []
        for item in items { tables.append(try Table(json: item)) }
        let cells = tables.reduce(0) { $0 + $1.rules.count * ($1.inputs.count + $1.outputs.count) }
        guard cells <= Self.mostCells else {
            throw ProcessDesign.Sentence("The table has more than \(Self.mostCells) cells.", "表格超过 \(Self.mostCells) 个单元格。")
        }
    }

    static let malformed = ProcessDesign.Sentence("The table cannot be read.", "无法读取表格。")
}

extension DecisionGrid.Table {
    var json: JSON {
        [
            "decision": .string(decision), "name": .string(name), "hitPolicy": .string(hitPolicy), "aggregation": .string(aggregation),
            "inputs": .array(inputs.map(\.json)), "outputs": .array(outputs.map(\.json)), "annotations": .array(annotations.map { .string($0) }),
            "rules": .array(rules.map(\.json)),
        ]
    }

    init(json: JSON) throws(ProcessDesign.Sentence) {
        guard let decision = json["decision"]?.string, let inputs = json["inputs"]?.array, let outputs = json["outputs"]?.array,
            !outputs.isEmpty, inputs.count + outputs.count <= 200
        else { throw DecisionGrid.malformed }
        self.decision = decision
        name = json["name"]?.string ?? ""
        hitPolicy = json["hitPolicy"]?.string ?? ""
        aggregation = json["aggregation"]?.string ?? ""
        self.inputs = inputs.map(DecisionGrid.Column.init)
        self.outputs = outputs.map(DecisionGrid.Column.init)
        annotations = json["annotations"].texts
        rules = (json["rules"]?.array ?? []).map(DecisionGrid.Row.init)
    }
}

extension DecisionGrid.Column {
    var json: JSON {
        [
            "id": .string(id), "label": .string(label), "expression": .string(expression), "type": .string(type), "values": .string(values),
            "fallback": .string(fallback),
        ]
    }

    init(json: JSON) {
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        self.init(
            id: text("id"), label: text("label"), expression: text("expression"), type: text("type"), values: text("values"),
            fallback: text("fallback"))
    }
}

extension DecisionGrid.Row {
    var json: JSON {
        [
            "id": .string(id), "inputs": .array(inputs.map { .string($0) }), "outputs": .array(outputs.map { .string($0) }),
            "annotations": .array(annotations.map { .string($0) }),
        ]
    }

    init(json: JSON) {
        self.init(
            id: json["id"]?.string ?? "", inputs: json["inputs"].texts, outputs: json["outputs"].texts, annotations: json["annotations"].texts)
    }
}

extension JSON? {
    fileprivate var texts: [String] { (self?.array ?? []).map { $0.string ?? "" } }
}
