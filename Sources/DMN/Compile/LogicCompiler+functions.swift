import FEEL
import FEELValues

/// Functions and calls.
extension LogicCompiler {
    /// A function's parameters, the type of its result and its body.
    struct FunctionBody {
        let parameters: [CompiledFunction.Parameter]
        let result: ItemType
        let step: Step
    }

    /// Compiles what a function definition holds; `declared` is the type that its variable has.
    ///
    /// Models say the type of the result in several places: as a function type, as the type of the variable, or as
    /// the type of the logic. All that say it must be met.
    func body(_ function: DMN.FunctionDefinition, result declared: ItemType) -> FunctionBody {
        let parameters = function.parameters.map {
            CompiledFunction.Parameter(name: $0.name, type: type($0.typeRef, $0.notes))
        }
        let names = parameters.map { Name(name: $0.name, type: $0.type.type) }
        let step = with(names) { logic(function, parameters) }
        let place = function.about.notes.place
        let own = Self.result(of: type(function.about.typeRef, function.about.notes))
        let outer = Self.result(of: declared)
        return FunctionBody(
            parameters: parameters, result: outer.type == .any ? own : outer,
            step: typed(typed(step, own, place), outer, place))
    }

    /// What a function of this type gives, or the type itself when it is no function type.
    private static func result(of type: ItemType) -> ItemType {
        if case .function(_, let result) = type.type { return ItemType(result) }
        return type
    }

    private func logic(_ function: DMN.FunctionDefinition, _ parameters: [CompiledFunction.Parameter]) -> Step {
        switch function.kind ?? .feel {
        case .feel: return step(function.body)
        case .java: return java(function, parameters.count)
        case .pmml:
            report(
                .warning, "pmml", at: function.about.notes.place,
                DMN.Wording("PMML models are not evaluated; the result is null.", "不支持 PMML 模型，结果为 null。"))
            return { _ in .null }
        }
    }

    /// A boxed function whose body is a context that names a class and a method (DMN 1.5 §10.3.2.13.3).
    private func java(_ function: DMN.FunctionDefinition, _ count: Int) -> Step {
        let mapping = step(function.body)
        let place = function.about.notes.place
        let first = names.count - count
        let element = element
        return { bindings in
            let arguments = Array(bindings.values[first..<first + count])
            guard let context = mapping(&bindings).context, let method = JavaFunction(mapping: context) else {
                bindings.run.report(
                    "external-function", at: place, in: element,
                    DMN.Wording(
                        "The Java method is not in the table of pure functions.", "该 Java 方法不在可用的纯函数表中。"))
                return .null
            }
            return method(arguments)
        }
    }

    /// A boxed function as a value that takes the variables around it along.
    func function(_ function: DMN.FunctionDefinition) -> Step {
        let body = body(function, result: .any)
        let compiled = CompiledFunction(
            name: element, needs: [], parameters: body.parameters, result: body.result, step: body.step)
        return { bindings in
            .function(bindings.run.function(compiled, captured: bindings.values))
        }
    }

    /// A boxed invocation: arguments by name (DMN 1.5 §10.2.2.7).
    func invocation(_ invocation: DMN.Invocation) -> Step {
        let called = step(invocation.called)
        let arguments = invocation.bindings.map { binding -> (name: String, step: Step) in
            let type = type(binding.parameter?.typeRef, binding.notes)
            return (binding.parameter?.name ?? "", typed(step(binding.expression), type, binding.notes.place))
        }
        let place = invocation.about.notes.place
        let element = element
        return { bindings in
            guard case .function(let function) = called(&bindings) else {
                bindings.run.report(
                    "not-callable", at: place, in: element,
                    DMN.Wording("What is invoked is not a function.", "被调用的不是函数。"))
                return .null
            }
            let given = arguments.map { (name: $0.name, value: $0.step(&bindings)) }
            return bindings.run.call(function, named: given)
        }
    }
}

extension JavaFunction {
    /// The method that a mapping names: `{class: "…", method signature: "…"}`, alone or under `java`.
    init?(mapping: FEELValues.Context) {
        let names = mapping["java"]?.context ?? mapping
        guard let type = names["class"]?.string, let signature = names["method signature"]?.string else { return nil }
        self.init(class: type, signature: signature)
    }
}
