import XMLTree

extension DMN.DRGElement {
    func xml(_ prefix: String) -> XMLElement {
        switch self {
        case .decision(let element): element.xml(prefix)
        case .knowledge(let element): element.xml(prefix)
        case .service(let element): element.xml(prefix)
        case .input(let element): element.xml(prefix)
        case .source(let element): element.xml(prefix)
        }
    }
}

extension DMN.Decision {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("decision", prefix)
        builder.attribute("name", name)
        builder.text("question", question)
        builder.text("allowedAnswers", allowedAnswers)
        builder.add(variable?.xml("variable", prefix))
        builder.add(requirements.map { $0.xml(prefix) })
        builder.add(context)
        builder.add(expression?.xml(prefix))
        return builder.finished(notes)
    }
}

extension DMN.BusinessKnowledgeModel {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("businessKnowledgeModel", prefix)
        builder.attribute("name", name)
        builder.add(variable?.xml("variable", prefix))
        builder.add(logic?.xml("encapsulatedLogic", prefix))
        builder.add(requirements.map { $0.xml(prefix) })
        return builder.finished(notes)
    }
}

extension DMN.DecisionService {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("decisionService", prefix)
        builder.attribute("name", name)
        builder.add(variable?.xml("variable", prefix))
        builder.add(outputs.map { $0.xml("outputDecision", prefix) })
        builder.add(encapsulated.map { $0.xml("encapsulatedDecision", prefix) })
        builder.add(inputDecisions.map { $0.xml("inputDecision", prefix) })
        builder.add(inputs.map { $0.xml("inputData", prefix) })
        return builder.finished(notes)
    }
}

extension DMN.InputData {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("inputData", prefix)
        builder.attribute("name", name)
        builder.add(variable?.xml("variable", prefix))
        return builder.finished(notes)
    }
}

extension DMN.KnowledgeSource {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("knowledgeSource", prefix)
        builder.attribute("name", name)
        builder.attribute("locationURI", locationURI)
        builder.add(requirements.map { $0.xml(prefix) })
        builder.add(context)
        return builder.finished(notes)
    }
}

extension DMN.Reference {
    func xml(_ tag: String, _ prefix: String) -> XMLElement {
        var builder = Builder(tag, prefix)
        builder.attribute("href", href)
        return builder.finished(notes)
    }
}

extension DMN.Requirement {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder(role.rawValue, prefix)
        builder.add(DMN.Reference(href).xml(kind.rawValue, prefix))
        return builder.finished(notes)
    }
}
