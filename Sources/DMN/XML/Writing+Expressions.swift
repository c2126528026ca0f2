import XMLTree

extension DMN.Expression {
    func xml(_ prefix: String) -> XMLElement {
        switch self {
        case .literal(let expression): expression.xml("literalExpression", prefix)
        case .table(let expression): expression.xml(prefix)
        case .context(let expression): expression.xml(prefix)
        case .list(let expression): expression.xml(prefix)
        case .relation(let expression): expression.xml(prefix)
        case .function(let expression): expression.xml("functionDefinition", prefix)
        case .invocation(let expression): expression.xml(prefix)
        case .conditional(let expression): expression.xml(prefix)
        case .iterator(let expression): expression.xml(prefix)
        case .filter(let expression): expression.xml(prefix)
        }
    }
}

extension DMN.Literal {
    func xml(_ tag: String, _ prefix: String) -> XMLElement {
        var builder = Builder(tag, prefix)
        builder.attribute("expressionLanguage", expressionLanguage)
        builder.text("text", text)
        builder.add(imported)
        return builder.finished(about)
    }
}

extension DMN.Context {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("context", prefix)
        for entry in entries {
            var inner = Builder("contextEntry", prefix)
            inner.add(entry.variable?.xml("variable", prefix))
            inner.add(entry.expression?.xml(prefix))
            builder.add(inner.finished(entry.notes))
        }
        return builder.finished(about)
    }
}

extension DMN.ListExpression {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("list", prefix)
        builder.add(items.map { $0.xml(prefix) })
        return builder.finished(about)
    }
}

extension DMN.Relation {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("relation", prefix)
        builder.add(columns.map { $0.xml("column", prefix) })
        for row in rows {
            var inner = Builder("row", prefix)
            inner.add(row.cells.map { $0.xml(prefix) })
            builder.add(inner.finished(row.notes))
        }
        return builder.finished(about)
    }
}

extension DMN.FunctionDefinition {
    func xml(_ tag: String, _ prefix: String) -> XMLElement {
        var builder = Builder(tag, prefix)
        builder.attribute("kind", kind?.rawValue)
        builder.add(parameters.map { $0.xml("formalParameter", prefix) })
        builder.add(body?.xml(prefix))
        return builder.finished(about)
    }
}

extension DMN.Invocation {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("invocation", prefix)
        builder.add(called?.xml(prefix))
        for binding in bindings {
            var inner = Builder("binding", prefix)
            inner.add(binding.parameter?.xml("parameter", prefix))
            inner.add(binding.expression?.xml(prefix))
            builder.add(inner.finished(binding.notes))
        }
        return builder.finished(about)
    }
}

extension DMN.Part {
    func xml(_ tag: String, _ prefix: String) -> XMLElement {
        var builder = Builder(tag, prefix)
        builder.add(expression?.xml(prefix))
        return builder.finished(about)
    }
}

extension DMN.Conditional {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("conditional", prefix)
        builder.add(condition?.xml("if", prefix))
        builder.add(then?.xml("then", prefix))
        builder.add(otherwise?.xml("else", prefix))
        return builder.finished(about)
    }
}

extension DMN.Iterator {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder(kind.rawValue, prefix)
        builder.attribute("iteratorVariable", variable)
        builder.add(list?.xml("in", prefix))
        builder.add(body?.xml(kind == .all ? "return" : "satisfies", prefix))
        return builder.finished(about)
    }
}

extension DMN.Filter {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("filter", prefix)
        builder.add(list?.xml("in", prefix))
        builder.add(match?.xml("match", prefix))
        return builder.finished(about)
    }
}

extension DMN.DecisionTable {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("decisionTable", prefix)
        builder.attribute("hitPolicy", hitPolicy?.rawValue)
        builder.attribute("aggregation", aggregation?.rawValue)
        builder.attribute("preferredOrientation", preferredOrientation)
        builder.attribute("outputLabel", outputLabel)
        builder.add(inputs.map { $0.xml(prefix) })
        builder.add(outputs.map { $0.xml(prefix) })
        for annotation in annotations {
            var inner = Builder("annotation", prefix)
            inner.attribute("name", annotation.name)
            builder.add(inner.finished(annotation.notes))
        }
        builder.add(rules.map { $0.xml(prefix) })
        return builder.finished(about)
    }
}

extension DMN.DecisionTable.Input {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("input", prefix)
        builder.add(expression?.xml("inputExpression", prefix))
        builder.add(values?.xml("inputValues", prefix))
        return builder.finished(notes)
    }
}

extension DMN.DecisionTable.Output {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("output", prefix)
        builder.attribute("name", name)
        builder.attribute("typeRef", typeRef)
        builder.add(values?.xml("outputValues", prefix))
        builder.add(defaultEntry?.xml("defaultOutputEntry", prefix))
        return builder.finished(notes)
    }
}

extension DMN.DecisionTable.Rule {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("rule", prefix)
        builder.add(inputs.map { $0.xml("inputEntry", prefix) })
        builder.add(outputs.map { $0.xml("outputEntry", prefix) })
        for annotation in annotations {
            var inner = Builder("annotationEntry", prefix)
            inner.text("text", annotation.text)
            builder.add(inner.finished(annotation.notes))
        }
        return builder.finished(notes)
    }
}
