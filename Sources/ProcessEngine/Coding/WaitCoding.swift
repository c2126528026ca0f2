import Basics

extension BinaryWriter {
    mutating func wait(_ wait: Wait) {
        int(wait.key)
        int(wait.owner)
        int(wait.node)
        int(wait.trigger)
        switch wait.kind {
        case .timer(let timer):
            byte(0)
            self.timer(timer)
        case .message(let name, let correlationKey):
            byte(1)
            string(name)
            string(correlationKey)
        case .signal(let name):
            byte(2)
            string(name)
        case .condition(let held):
            byte(3)
            bool(held)
        }
    }

    private mutating func timer(_ timer: TimerState) {
        int(Int(timer.due.milliseconds))
        int(timer.repetitions)
        string(timer.calendar)
        int(timer.purpose.rawValue)
        switch timer.step {
        case .once: byte(0)
        case .seconds(let seconds):
            byte(1)
            int(Int(seconds))
        case .months(let months):
            byte(2)
            int(Int(months))
        case .cron(let text):
            byte(3)
            string(text)
        }
    }

    mutating func incident(_ incident: Incident) {
        int(incident.key)
        int(incident.element)
        int(incident.node)
        int(incident.phase.rawValue)
        string(incident.code)
        strings(incident.arguments)
        int(Int(incident.at.milliseconds))
    }
}

extension BinaryReader {
    mutating func wait() throws(StateDecodingError) -> Wait {
        let (key, owner, node, trigger) = (try int(), try int(), try int(), try int())
        return Wait(key: key, owner: owner, node: node, trigger: trigger, kind: try waitKind())
    }

    private mutating func waitKind() throws(StateDecodingError) -> Wait.Kind {
        switch try byte() {
        case 0: return .timer(try timer())
        case 1: return .message(name: try string(), correlationKey: try optionalString())
        case 2: return .signal(name: try string())
        case 3: return .condition(held: try bool())
        default: throw failure
        }
    }

    private mutating func timer() throws(StateDecodingError) -> TimerState {
        let due = Timestamp(milliseconds: Int64(try int()))
        let repetitions = try int()
        let calendar = try optionalString()
        let purpose = try choice(TimerState.Purpose.self)
        let step: TimerState.Step
        switch try byte() {
        case 0: step = .once
        case 1: step = .seconds(Int64(try int()))
        case 2: step = .months(Int64(try int()))
        case 3: step = .cron(try string())
        default: throw failure
        }
        return TimerState(due: due, repetitions: repetitions, step: step, calendar: calendar, purpose: purpose)
    }

    mutating func incident() throws(StateDecodingError) -> Incident {
        Incident(
            key: try int(), element: try int(), node: try int(), phase: try choice(Incident.Phase.self),
            code: try string(), arguments: try strings(), at: Timestamp(milliseconds: Int64(try int())))
    }
}
