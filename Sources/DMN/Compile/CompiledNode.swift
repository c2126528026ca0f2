import FEEL
import FEELValues

/// An element of the graph made ready.
enum CompiledNode: Sendable {
    case input(ItemType)
    case decision(CompiledDecision)
    case function(CompiledFunction)
    case service(CompiledService)
    /// Knowledge sources.
    case nothing
}

/// A decision: the nodes that it needs, in the order of its slots, and its logic.
struct CompiledDecision: Sendable {
    let name: String
    let needs: [Int]
    let step: Step
}

/// A function: the nodes that it needs, then its parameters, in the order of its slots.
struct CompiledFunction: Sendable {
    let name: String
    let needs: [Int]
    let parameters: [Parameter]
    let result: ItemType
    let step: Step

    struct Parameter: Sendable {
        let name: String
        let type: ItemType
    }

    init(name: String, needs: [Int], parameters: [Parameter], result: ItemType, step: @escaping Step) {
        self.name = name
        self.needs = needs
        self.parameters = parameters
        self.result = result
        self.step = step
    }

    var signature: [FunctionValue.Parameter] {
        parameters.map { FunctionValue.Parameter($0.name, $0.type.type) }
    }

    /// The arguments brought to the parameters' types, or nil when one does not conform: then nothing is called
    /// (DMN 1.5 §10.3.2.13.1).
    func admitted(_ arguments: [Value], _ evaluator: Evaluator) -> [Value]? {
        guard arguments.count == parameters.count else { return nil }
        var admitted: [Value] = []
        for (argument, parameter) in zip(arguments, parameters) {
            guard let value = parameter.type.admit(argument, evaluator) else { return nil }
            admitted.append(value)
        }
        return admitted
    }
}

/// A decision service: parameters that take the place of nodes, and the decisions that it gives.
struct CompiledService: Sendable {
    let name: String
    let parameters: [(node: Int, parameter: FunctionValue.Parameter, type: ItemType)]
    let outputs: [(name: String, node: Int)]
    let result: ItemType
}
