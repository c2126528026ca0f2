import XMLTree

/// Literal and boxed expressions.
extension DMN.Reading {
    private static let names: Set<String> = [
        "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition", "invocation",
        "conditional", "for", "some", "every", "filter",
    ]

    /// The first expression directly inside.
    func expression(_ fields: inout Fields) -> DMN.Expression? {
        for node in fields.element.children {
            guard let element = Self.dmnElement(node), Self.names.contains(element.name.local) else { continue }
            return fields.child(element.name.local).flatMap(expression)
        }
        return nil
    }

    func expression(_ element: XMLElement) -> DMN.Expression? {
        switch element.name.local {
        case "literalExpression": .literal(literal(element))
        case "decisionTable": .table(table(element))
        case "context": .context(context(element))
        case "list": .list(list(element))
        case "relation": .relation(relation(element))
        case "functionDefinition": .function(function(element))
        case "invocation": .invocation(invocation(element))
        case "conditional": .conditional(conditional(element))
        case "for": .iterator(iterator(element, .all, "return"))
        case "some": .iterator(iterator(element, .some, "satisfies"))
        case "every": .iterator(iterator(element, .every, "satisfies"))
        case "filter": .filter(filter(element))
        default: nil
        }
    }

    func literal(_ element: XMLElement) -> DMN.Literal {
        var fields = Fields(element, self)
        var literal = DMN.Literal(fields.text("text"))
        literal.expressionLanguage = fields.attribute("expressionLanguage")
        literal.imported = fields.child("importedValues")
        literal.about = fields.about()
        return literal
    }

    private func context(_ element: XMLElement) -> DMN.Context {
        var fields = Fields(element, self)
        var context = DMN.Context()
        context.entries = fields.children(["contextEntry"]).map { element in
            var inner = Fields(element, self)
            return DMN.Context.Entry(
                variable: variable(inner.child("variable")), expression: expression(&inner), notes: inner.notes())
        }
        context.about = fields.about()
        return context
    }

    private func list(_ element: XMLElement) -> DMN.ListExpression {
        var fields = Fields(element, self)
        let items = fields.children(Self.names).compactMap(expression)
        return DMN.ListExpression(items: items, about: fields.about())
    }

    private func relation(_ element: XMLElement) -> DMN.Relation {
        var fields = Fields(element, self)
        var relation = DMN.Relation()
        relation.columns = fields.children(["column"]).compactMap(variable)
        relation.rows = fields.children(["row"]).map { element in
            var inner = Fields(element, self)
            let cells = inner.children(Self.names).compactMap(expression)
            return DMN.Relation.Row(cells: cells, notes: inner.notes())
        }
        relation.about = fields.about()
        return relation
    }

    func function(_ element: XMLElement) -> DMN.FunctionDefinition {
        var fields = Fields(element, self)
        var function = DMN.FunctionDefinition()
        function.kind = fields.word("kind", DMN.FunctionDefinition.Kind.self)
        function.parameters = fields.children(["formalParameter"]).compactMap(variable)
        function.body = expression(&fields)
        function.about = fields.about()
        return function
    }

    private func invocation(_ element: XMLElement) -> DMN.Invocation {
        var fields = Fields(element, self)
        var invocation = DMN.Invocation()
        invocation.called = expression(&fields)
        invocation.bindings = fields.children(["binding"]).map { element in
            var inner = Fields(element, self)
            return DMN.Invocation.Binding(
                parameter: variable(inner.child("parameter")), expression: expression(&inner), notes: inner.notes())
        }
        invocation.about = fields.about()
        return invocation
    }

    private func part(_ element: XMLElement?) -> DMN.Part? {
        guard let element else { return nil }
        var fields = Fields(element, self)
        return DMN.Part(expression: expression(&fields), about: fields.about())
    }

    private func conditional(_ element: XMLElement) -> DMN.Conditional {
        var fields = Fields(element, self)
        return DMN.Conditional(
            condition: part(fields.child("if")), then: part(fields.child("then")),
            otherwise: part(fields.child("else")), about: fields.about())
    }

    private func iterator(_ element: XMLElement, _ kind: DMN.Iterator.Kind, _ body: String) -> DMN.Iterator {
        var fields = Fields(element, self)
        return DMN.Iterator(
            kind: kind, variable: fields.required("iteratorVariable"), list: part(fields.child("in")),
            body: part(fields.child(body)), about: fields.about())
    }

    private func filter(_ element: XMLElement) -> DMN.Filter {
        var fields = Fields(element, self)
        return DMN.Filter(list: part(fields.child("in")), match: part(fields.child("match")), about: fields.about())
    }
}

/// Decision tables.
extension DMN.Reading {
    private func table(_ element: XMLElement) -> DMN.DecisionTable {
        var fields = Fields(element, self)
        var table = DMN.DecisionTable()
        table.hitPolicy = fields.word("hitPolicy", DMN.HitPolicy.self)
        table.aggregation = fields.word("aggregation", DMN.Aggregation.self)
        table.preferredOrientation = fields.attribute("preferredOrientation")
        table.outputLabel = fields.attribute("outputLabel")
        table.inputs = fields.children(["input"]).map(input)
        table.outputs = fields.children(["output"]).map(output)
        table.annotations = fields.children(["annotation"]).map { element in
            var inner = Fields(element, self)
            return DMN.DecisionTable.Annotation(name: inner.attribute("name"), notes: inner.notes())
        }
        table.rules = fields.children(["rule"]).map(rule)
        table.about = fields.about()
        return table
    }

    private func input(_ element: XMLElement) -> DMN.DecisionTable.Input {
        var fields = Fields(element, self)
        var input = DMN.DecisionTable.Input(fields.child("inputExpression").map(literal))
        input.values = tests(fields.child("inputValues"))
        input.notes = fields.notes()
        return input
    }

    private func output(_ element: XMLElement) -> DMN.DecisionTable.Output {
        var fields = Fields(element, self)
        var output = DMN.DecisionTable.Output(fields.attribute("name"), typeRef: fields.attribute("typeRef"))
        output.values = tests(fields.child("outputValues"))
        output.defaultEntry = fields.child("defaultOutputEntry").map(literal)
        output.notes = fields.notes()
        return output
    }

    private func rule(_ element: XMLElement) -> DMN.DecisionTable.Rule {
        var fields = Fields(element, self)
        var rule = DMN.DecisionTable.Rule()
        rule.inputs = fields.children(["inputEntry"]).compactMap(tests)
        rule.outputs = fields.children(["outputEntry"]).map(literal)
        rule.annotations = fields.children(["annotationEntry"]).map { element in
            var inner = Fields(element, self)
            return DMN.DecisionTable.Remark(text: inner.text("text") ?? "", notes: inner.notes())
        }
        rule.notes = fields.notes()
        return rule
    }
}
