// Models are mostly read; these are for those who build them.

extension DMN.Import {
    /// An import of the model of a namespace under a name.
    public init(_ name: String, namespace: String) {
        self.init(name: name, namespace: namespace, importType: DMN.Version.v15.namespace)
    }
}

extension DMN.Decision {
    /// A decision with its logic.
    public init(_ name: String, id: String? = nil, _ expression: DMN.Expression? = nil) {
        self.init(name: name)
        self.expression = expression
        notes.id = id
    }
}

extension DMN.BusinessKnowledgeModel {
    /// A function with a name.
    public init(_ name: String, id: String? = nil, _ logic: DMN.FunctionDefinition? = nil) {
        self.init(name: name)
        self.logic = logic
        notes.id = id
    }
}

extension DMN.DecisionService {
    /// A service without any parts yet.
    public init(_ name: String, id: String? = nil) {
        self.init(name: name)
        notes.id = id
    }
}

extension DMN.InputData {
    /// Input data of a type.
    public init(_ name: String, id: String? = nil, typeRef: String? = nil) {
        self.init(name: name)
        variable = DMN.InformationItem(name, typeRef: typeRef)
        notes.id = id
    }
}

extension DMN.KnowledgeSource {
    /// A knowledge source.
    public init(_ name: String, id: String? = nil) {
        self.init(name: name)
        notes.id = id
    }
}

extension DMN.Context {
    /// A context of named entries; an empty name is the result.
    public init(_ entries: [(name: String, DMN.Expression)]) {
        self.init()
        self.entries = entries.map { name, expression in
            Entry(variable: name.isEmpty ? nil : DMN.InformationItem(name), expression: expression)
        }
    }
}

extension DMN.FunctionDefinition {
    /// A function of parameters and a body.
    public init(_ parameters: [DMN.InformationItem], _ body: DMN.Expression) {
        self.init()
        self.parameters = parameters
        self.body = body
    }
}

extension DMN.Invocation {
    /// A call of what an expression gives.
    public init(_ called: DMN.Expression, _ arguments: [(name: String, DMN.Expression)]) {
        self.init()
        self.called = called
        bindings = arguments.map { Binding(parameter: DMN.InformationItem($0), expression: $1) }
    }
}

extension DMN.Part {
    /// A part that holds an expression.
    public init(_ expression: DMN.Expression) { self.init(expression: expression) }
}

extension DMN.Conditional {
    /// If, then, else.
    public init(if condition: DMN.Expression, then: DMN.Expression, else otherwise: DMN.Expression) {
        self.init(condition: DMN.Part(condition), then: DMN.Part(then), otherwise: DMN.Part(otherwise))
    }
}

extension DMN.Iterator {
    /// For, some or every.
    public init(_ kind: Kind, _ variable: String, in list: DMN.Expression, _ body: DMN.Expression) {
        self.init(kind: kind, variable: variable, list: DMN.Part(list), body: DMN.Part(body))
    }
}

extension DMN.Filter {
    /// Items of a list that match.
    public init(_ list: DMN.Expression, where match: DMN.Expression) {
        self.init(list: DMN.Part(list), match: DMN.Part(match))
    }
}

extension DMN.ListExpression {
    /// A list of expressions.
    public init(_ items: [DMN.Expression]) { self.init(items: items) }
}

extension DMN.Relation {
    /// Rows under columns.
    public init(_ columns: [String], _ rows: [[DMN.Expression]]) {
        self.init(columns: columns.map { DMN.InformationItem($0) }, rows: rows.map { Row(cells: $0) })
    }
}

extension DMN.DecisionTable.Annotation {
    /// An annotation column with a name.
    public init(_ name: String) { self.init(name: name) }
}

extension DMN.DecisionTable.Remark {
    /// A remark.
    public init(_ text: String) { self.init(text: DMN.Text(text)) }
}
