import Basics
import FEELValues

extension Run {
    /// Calls another process; the shell starts it and tells of its end.
    func call(_ key: Int, _ work: CallWork) {
        guard let element = state.elements[key] else { return }
        guard let process = text(work.process, in: key), !process.isEmpty else {
            return report(.noCalledProcess, at: key, phase: .begin)
        }
        let own = Context(distinctNames: element.variables.keys, values: element.variables.values)
        state.elements[key]?.detail = .called
        emit(
            .startCalled(
                CalledStart(
                    key: key, node: element.node, process: process, binding: work.binding,
                    variables: work.propagatesInputs ? visibleVariables(key) : own)))
    }

    func calledCompleted(_ key: Int, _ variables: Context) {
        guard let element = state.elements[key], case .call(let work) = graph.nodes[element.node].kind else { return }
        state.elements[key]?.detail = .none
        if !graph.nodes[element.node].outputs.isEmpty {
            for (name, value) in variables.entries { set(name, value, in: key) }
        }
        if work.propagatesOutputs { propagate(variables, from: element.parent) }
        enqueue(.complete(key))
    }

    /// The called instance has failed, or somebody has cancelled it.
    func calledFailed(_ key: Int, code: String?, _ message: String) {
        guard state.elements[key] != nil else { return }
        state.elements[key]?.detail = .none
        if let code { return throwError(code, message, from: key) }
        report(.called(message), at: key, phase: .begin)
    }
}
