import FEELValues

extension Run {
    /// A token at a joining complex gateway (BPMN 2.0.2 §13.4.5): it passes when the activation condition holds, and
    /// then takes up the late tokens until no more can come.
    func joinComplex(_ place: Int, in scope: Int, along flow: Int) {
        addToken(place, in: scope, along: flow)
        guard case .complex(let activation?) = graph.nodes[place].kind,
            let join = state.elements[scope]?.scope?.joins[place], !join.awaitsReset
        else { return }
        let count = join.arrived.reduce(0, +)
        guard holds(activation, in: scope, with: ["activationCount": .number(count)]) == true else { return }
        let spent = join.arrived.map { $0 > 0 }
        state.elements[scope]?.scope?.joins[place]?.awaitsReset = true
        state.elements[scope]?.scope?.joins[place]?.spent = spent
        takeTokens(place, in: scope)
        pass(place, in: scope, with: ["waitingForStart": true])
    }

    /// Asked when everything else has come to rest.
    func wakeComplex(_ place: Int, in scope: Int) {
        guard let join = state.elements[scope]?.scope?.joins[place] else { return }
        if join.awaitsReset {
            takeLateTokens(place, in: scope)
            if !awaitsMore(place, in: scope) { reset(place, in: scope) }
        } else if case .complex(activation: nil) = graph.nodes[place].kind, join.filled > 0,
            join.filled == join.arrived.count || !isHeldUp(place, in: scope)
        {
            // Without a condition it waits for whatever can come, as an inclusive gateway does.
            takeTokens(place, in: scope)
            pass(place, in: scope)
        }
    }

    /// A token on a flow that has not had one since the gateway passed ends here.
    private func takeLateTokens(_ place: Int, in scope: Int) {
        guard var join = state.elements[scope]?.scope?.joins[place] else { return }
        var taken = 0
        for flow in join.arrived.indices where join.arrived[flow] > 0 && !join.spent[flow] {
            join.spent[flow] = true
            join.setTokens(join.arrived[flow] - 1, on: flow)
            taken += 1
        }
        guard taken > 0 else { return }
        state.elements[scope]?.scope?.joins[place] = join
        state.elements[scope]?.scope?.tokens -= taken
        leftScope(scope)
    }

    private func awaitsMore(_ place: Int, in scope: Int) -> Bool {
        guard let join = state.elements[scope]?.scope?.joins[place] else { return false }
        return !join.spent.allSatisfy { $0 } && isHeldUp(place, in: scope)
    }

    /// The gateway is as at the beginning. Flows whose condition asks for `waitingForStart` are asked once more.
    private func reset(_ place: Int, in scope: Int) {
        state.elements[scope]?.scope?.joins[place]?.awaitsReset = false
        state.elements[scope]?.scope?.joins[place]?.spent = []
        let node = graph.nodes[place]
        for flow in node.outgoing {
            guard let condition = graph.flows[flow].condition, condition.names.contains("waitingForStart") else {
                continue
            }
            if holds(condition, in: scope, with: ["waitingForStart": false]) == true { take(flow, in: scope) }
        }
        if state.elements[scope]?.scope?.joins[place]?.isIdle == true {
            state.elements[scope]?.scope?.joins[place] = nil
            leftScope(scope)
        } else {
            rearm(place, in: scope)
        }
    }

    /// Tokens of the next round were already waiting: the condition is asked for them now.
    private func rearm(_ place: Int, in scope: Int) {
        guard case .complex(let activation?) = graph.nodes[place].kind,
            let join = state.elements[scope]?.scope?.joins[place], join.filled > 0
        else { return }
        let count = join.arrived.reduce(0, +)
        guard holds(activation, in: scope, with: ["activationCount": .number(count)]) == true else { return }
        let spent = join.arrived.map { $0 > 0 }
        state.elements[scope]?.scope?.joins[place]?.awaitsReset = true
        state.elements[scope]?.scope?.joins[place]?.spent = spent
        takeTokens(place, in: scope)
        pass(place, in: scope, with: ["waitingForStart": true])
        touchedJoins.insert(scope)
    }
}
