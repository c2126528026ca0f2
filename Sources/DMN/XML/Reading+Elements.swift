import XMLTree

/// Decisions and the other nodes of the requirement graph.
extension DMN.Reading {
    func drgElement(_ element: XMLElement) -> DMN.DRGElement? {
        switch element.name.local {
        case "decision": .decision(decision(element))
        case "businessKnowledgeModel": .knowledge(knowledge(element))
        case "decisionService": .service(service(element))
        case "inputData": .input(input(element))
        case "knowledgeSource": .source(source(element))
        default: nil
        }
    }

    private func decision(_ element: XMLElement) -> DMN.Decision {
        var fields = Fields(element, self)
        var decision = DMN.Decision(name: fields.required("name"))
        decision.question = fields.text("question")
        decision.allowedAnswers = fields.text("allowedAnswers")
        decision.variable = variable(fields.child("variable"))
        decision.requirements = requirements(&fields)
        decision.context = fields.children([
            "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess",
            "usingTask",
        ])
        decision.expression = expression(&fields)
        decision.notes = fields.notes()
        return decision
    }

    private func knowledge(_ element: XMLElement) -> DMN.BusinessKnowledgeModel {
        var fields = Fields(element, self)
        var knowledge = DMN.BusinessKnowledgeModel(name: fields.required("name"))
        knowledge.variable = variable(fields.child("variable"))
        knowledge.logic = fields.child("encapsulatedLogic").map(function)
        knowledge.requirements = requirements(&fields)
        knowledge.notes = fields.notes()
        return knowledge
    }

    private func service(_ element: XMLElement) -> DMN.DecisionService {
        var fields = Fields(element, self)
        var service = DMN.DecisionService(name: fields.required("name"))
        service.variable = variable(fields.child("variable"))
        service.outputs = references("outputDecision", &fields)
        service.encapsulated = references("encapsulatedDecision", &fields)
        service.inputDecisions = references("inputDecision", &fields)
        service.inputs = references("inputData", &fields)
        service.notes = fields.notes()
        return service
    }

    private func input(_ element: XMLElement) -> DMN.InputData {
        var fields = Fields(element, self)
        return DMN.InputData(
            name: fields.required("name"), variable: variable(fields.child("variable")), notes: fields.notes())
    }

    private func source(_ element: XMLElement) -> DMN.KnowledgeSource {
        var fields = Fields(element, self)
        var source = DMN.KnowledgeSource(name: fields.required("name"))
        source.locationURI = fields.attribute("locationURI")
        source.requirements = requirements(&fields)
        source.context = fields.children(["type", "owner"])
        source.notes = fields.notes()
        return source
    }

    private func references(_ name: String, _ fields: inout Fields) -> [DMN.Reference] {
        fields.children([name]).map { element in
            var inner = Fields(element, self)
            var reference = DMN.Reference(inner.required("href"))
            reference.notes = inner.notes()
            return reference
        }
    }

    private func requirements(_ fields: inout Fields) -> [DMN.Requirement] {
        fields.children(["informationRequirement", "knowledgeRequirement", "authorityRequirement"])
            .compactMap(requirement)
    }

    private func requirement(_ element: XMLElement) -> DMN.Requirement? {
        var fields = Fields(element, self)
        let kinds: [DMN.Requirement.Kind] = [.decision, .input, .knowledge, .authority]
        for kind in kinds {
            guard let role = DMN.Requirement.Role(rawValue: element.name.local),
                let target = fields.child(kind.rawValue)
            else { continue }
            guard let href = target.attribute("href") else {
                missing("attribute 'href'", "属性 'href'", in: target)
                return nil
            }
            var requirement = DMN.Requirement(role, kind, href)
            requirement.notes = fields.notes()
            return requirement
        }
        missing("required element", "所需的元素", in: element)
        return nil
    }
}
