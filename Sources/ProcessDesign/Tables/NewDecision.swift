public import DMN

extension DecisionGrid {
    /// A model with one decision of one input and one output, to begin with.
    public static func new(id: String, name: String) -> DMN.Model {
        var table = DMN.DecisionTable(hitPolicy: .unique)
        var input = DMN.DecisionTable.Input(DMN.Literal("amount"))
        input.expression?.about.typeRef = "number"
        input.notes.id = "input-1"
        var output = DMN.DecisionTable.Output("result", typeRef: "string")
        output.notes.id = "output-1"
        (table.inputs, table.outputs) = ([input], [output])
        var rule = DMN.DecisionTable.Rule([DMN.UnaryTests("-")], gives: [DMN.Literal("\"\"")])
        rule.notes.id = "rule-1"
        table.rules = [rule]
        var decision = DMN.Decision(name, id: id, .table(table))
        decision.variable = DMN.InformationItem(name)
        decision.requirements = [DMN.Requirement(.information, .input, "#amount")]
        var model = DMN.Model(name: name, namespace: "https://sanbu.dev/decisions/" + id)
        model.notes.id = id + "-model"
        model.elements = [.input(DMN.InputData("amount", id: "amount", typeRef: "number")), .decision(decision)]
        return model
    }
}
