public import Basics
import FEELValues
public import ProcessEngine

extension ProcessSimulation {
    /// Moves the clock forward and fires what is due on the way, in the order in which it is due.
    public func advance(to moment: Timestamp) {
        while let next = nextDue(), next.due <= moment {
            now = max(now, next.due)
            fire(next)
            settle()
        }
        now = max(now, moment)
    }

    /// Fires the first timer that is due already; `false` when there is none.
    func fireOverdue() -> Bool {
        guard let next = nextDue(), next.due <= now else { return false }
        fire(next)
        return true
    }

    /// When the next timer is due.
    public var nextTimer: Timestamp? { nextDue()?.due }

    private enum Source {
        case wait(instance: Int, key: Int)
        case start(process: String, index: Int)
    }

    private struct Due {
        let due: Timestamp
        let source: Source
    }

    /// The earliest timer; of several at one moment, the one set first.
    private func nextDue() -> Due? {
        var earliest: Due?
        func consider(_ due: Timestamp, _ source: Source) {
            if let known = earliest, known.due <= due { return }
            earliest = Due(due: due, source: source)
        }
        for process in deploymentOrder {
            for (index, timer) in (deployments[process]?.timers ?? []).enumerated() {
                consider(timer.state.due, .start(process: process, index: index))
            }
        }
        for number in instances.keys.sorted() {
            guard let state = instances[number]?.state, state.status == .active, !state.isSuspended else { continue }
            for key in state.waits.keys.sorted() {
                if case .timer(let timer) = state.waits[key]?.kind {
                    consider(timer.due, .wait(instance: number, key: key))
                }
            }
        }
        return earliest
    }

    private func fire(_ next: Due) {
        switch next.source {
        case .wait(let instance, let key):
            do throws(CommandError) {
                try applyAlone(.timerDue(key), to: instance)
            } catch {
                // A timer that is gone needs no firing.
            }
        case .start(let process, let index):
            guard let deployment = deployments[process] else { return }
            let timer = deployment.timers[index]
            if let following = deployment.engine.following(timer.state, in: moment) {
                deployments[process]?.timers[index].state = following
            } else {
                deployments[process]?.timers.remove(at: index)
            }
            _ = begin(process, StartRequest(timer.start, variables: startVariables))
        }
    }
}

extension ProcessSimulation {
    /// Moves the clock forward by a duration.
    public func advance(by step: TimerState.Step) {
        if let moment = TimerState.later(now, by: step) { advance(to: moment) }
    }
}
