import Basics
public import FEELValues
import ProcessEngine

extension ProcessSimulation {
    /// Does what the shell does with an effect. Tasks, timers and subscriptions need no rows here: they are read off
    /// the states.
    func carryOut(_ effect: Effect, of number: Int) {
        switch effect {
        case .createJob(let job):
            if completesJobs { tell(number, .completeJob(job.key)) }
        case .openSubscription(let key, .message(let name, let correlationKey), _):
            guard instances[number]?.state.waits[key] != nil else { return }
            if let message = buffer.take(name: name, correlationKey: correlationKey, at: now) {
                tell(number, .correlate(subscription: key, variables: message.variables))
            }
        case .publishMessage(let name, let correlationKey, let variables, _):
            deliver(message(name, correlationKey, nil, variables))
        case .broadcastSignal(let name, let variables): broadcast(name, variables)
        case .startCalled(let called): call(called, by: number)
        case .cancelCalled(let key):
            for instance in instances.values.sorted(by: { $0.number < $1.number })
            where instance.caller?.instance == number && instance.caller?.key == key {
                tell(instance.number, .cancel(reason: "the caller has ended"))
            }
        case .escalateToCaller(let code, let variables):
            if let caller = instances[number]?.caller {
                tell(caller.instance, .calledEscalated(caller.key, code: code, variables: variables))
            }
        case .sendCopy(let key, let people, _): copies += people.map { (key, $0) }
        case .notify(let notice): notices.append(notice)
        case .finish(let finish): ended(number, finish)
        default: break
        }
    }

    /// A command that may come too late: the element may be gone in the meantime.
    private func tell(_ number: Int, _ command: Command) {
        do throws(CommandError) {
            try applyAlone(command, to: number)
        } catch {
            // What is no longer open needs no answer.
        }
    }

    private func call(_ called: CalledStart, by number: Int) {
        let request = StartRequest(variables: called.variables, initiator: instances[number]?.state.initiator)
        if begin(called.process, request, caller: (number, called.key)) == nil {
            tell(number, .calledFailed(called.key, code: nil, message: "'\(called.process)' is not deployed"))
        }
    }

    private func ended(_ number: Int, _ finish: Finish) {
        instances[number]?.finish = finish
        guard let caller = instances[number]?.caller else { return }
        switch finish.status {
        case .completed, .terminated: tell(caller.instance, .calledCompleted(caller.key, variables: finish.variables))
        case .failed:
            tell(caller.instance, .calledFailed(caller.key, code: finish.errorCode ?? "", message: finish.message))
        case .cancelled, .active:
            tell(caller.instance, .calledFailed(caller.key, code: nil, message: finish.message))
        }
    }

    // MARK: Messages and signals

    func message(
        _ name: String, _ correlationKey: String?, _ id: String?, _ variables: Context
    ) -> MessageBuffer.Message {
        MessageBuffer.Message(
            name: name, correlationKey: correlationKey, id: id, variables: variables,
            expires: now.adding(seconds: messageLife))
    }

    /// Sends a message and works until everything rests.
    public func publish(
        message name: String, correlationKey: String? = nil, id: String? = nil, variables: Context = Context()
    ) {
        deliver(message(name, correlationKey, id, variables))
        settle()
    }

    /// A message goes to the oldest subscription that takes it, else it begins an instance, else it is kept.
    private func deliver(_ message: MessageBuffer.Message) {
        if buffer.knows(message, at: now) { return }
        for number in instances.keys.sorted() {
            guard let state = instances[number]?.state, state.status == .active else { continue }
            for key in state.waits.keys.sorted() {
                guard case .message(let name, let correlationKey) = state.waits[key]?.kind,
                    message.fits(name: name, correlationKey: correlationKey)
                else { continue }
                buffer.note(message)
                return tell(number, .correlate(subscription: key, variables: message.variables))
            }
        }
        if begin(by: message) {
            buffer.note(message)
        } else {
            buffer.keep(message, at: now)
        }
    }

    private func begin(by message: MessageBuffer.Message) -> Bool {
        for process in deploymentOrder {
            guard let deployment = deployments[process], deployment.isStartable else { continue }
            let start = deployment.engine.graph.starts.first { start in
                guard case .message(let trigger) = deployment.engine.graph.trigger(of: start) else { return false }
                return trigger.name.constant?.string == message.name
            }
            if let start {
                _ = begin(process, StartRequest(start, variables: merged(message.variables)))
                return true
            }
        }
        return false
    }

    private func merged(_ variables: Context) -> Context {
        var all = startVariables
        for (name, value) in variables.entries { all[name] = value }
        return all
    }

    /// Sends a signal to everybody who listens and works until everything rests.
    public func broadcast(signal name: String, variables: Context = Context()) {
        broadcast(name, variables)
        settle()
    }

    private func broadcast(_ name: String, _ variables: Context) {
        for number in instances.keys.sorted() where instances[number]?.state.status == .active {
            tell(number, .signal(name, variables: variables))
        }
        for process in deploymentOrder {
            guard let deployment = deployments[process], deployment.isStartable else { continue }
            for start in deployment.engine.graph.starts {
                guard case .signal(let formula) = deployment.engine.graph.trigger(of: start),
                    formula.constant?.string == name
                else { continue }
                _ = begin(process, StartRequest(start, variables: merged(variables)))
            }
        }
    }
}
