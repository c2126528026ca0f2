import Basics
public import DMN
import FEEL
public import FEELValues

/// Tries a decision with values, and says which rules matched.
public enum GridTrial {
    /// What came of it.
    public struct Outcome: Sendable {
        /// The result.
        public let value: Value
        /// The rules that matched, from 0.
        public let rules: [Int]
        /// What kept the result from being computed.
        public let problems: [ProcessDesign.Sentence]
    }

    /// The inputs that a decision needs, those of the decisions behind it included.
    public static func inputs(_ model: DMN.Model, zones: any TimeZoneDatabase) -> [DMN.Decisions.Input] {
        DMN.compile(model, options: DMN.Options(timeZones: zones)).inputs
    }

    /// Evaluates a decision.
    ///
    /// - Parameter texts: the inputs as they were typed: FEEL where that can be read, else a text.
    public static func run(
        _ model: DMN.Model, decision name: String, texts: [(name: String, text: String)], zones: any TimeZoneDatabase
    ) -> Outcome {
        let options = DMN.Options(timeZones: zones)
        let values = Context(texts.compactMap { text in text.text.isEmpty ? nil : (text.name, value(text.text)) })
        let outcome = DMN.compile(model, options: options).evaluate(name, with: values)
        let matched = DMN.compile(numbered(model, name), options: options).evaluate(name, with: values).value
        let rules = matched.elements.compactMap { $0.number.flatMap { Int64(exactly: $0) }.map { Int($0) } }
        let problems = outcome.problems.map { ProcessDesign.Sentence($0.message.english, $0.message.chinese) }
        return Outcome(value: outcome.value, rules: rules, problems: problems)
    }

    private static func value(_ text: String) -> Value {
        guard let expression = try? FEEL.compile(text) else { return .string(text) }
        let value = expression.evaluate().value
        return value.isNull && text != "null" ? .string(text) : value
    }

    /// The same table, whose rules give their own numbers, all that match.
    private static func numbered(_ model: DMN.Model, _ name: String) -> DMN.Model {
        var model = model
        for place in model.elements.indices {
            guard case .decision(var decision) = model.elements[place], decision.name == name || decision.notes.id == name,
                case .table(var table)? = decision.expression
            else { continue }
            table.hitPolicy = .ruleOrder
            table.aggregation = nil
            table.about.typeRef = nil
            table.outputs = [DMN.DecisionTable.Output()]
            for rule in table.rules.indices { table.rules[rule].outputs = [DMN.Literal(DMN.Text("\(rule)"))] }
            decision.variable?.typeRef = nil
            decision.expression = .table(table)
            model.elements[place] = .decision(decision)
        }
        return model
    }
}
