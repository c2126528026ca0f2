public import Basics

extension TimerState {
    /// The timer as a short text that a shell can keep in a column: `due;repetitions;step;calendar`.
    public var text: String {
        let step =
            switch step {
            case .once: "once"
            case .seconds(let seconds): "s\(seconds)"
            case .months(let months): "m\(months)"
            case .cron(let expression): "c" + expression
            }
        return "\(due.milliseconds);\(repetitions);\(step);\(calendar ?? "")"
    }

    /// Reads ``text``.
    public init?(text: String) {
        let parts = text.split(separator: ";", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let due = Int64(parts[0]), let repetitions = Int(parts[1]), let step = Step(text: parts[2])
        else { return nil }
        self.init(
            due: Timestamp(milliseconds: due), repetitions: repetitions, step: step, calendar: parts[3].isEmpty ? nil : parts[3],
            purpose: .event)
    }
}

extension TimerState.Step {
    fileprivate init?(text: String) {
        if text == "once" {
            self = .once
        } else if text.hasPrefix("c") {
            self = .cron(String(text.dropFirst()))
        } else if text.hasPrefix("s"), let seconds = Int64(text.dropFirst()) {
            self = .seconds(seconds)
        } else if text.hasPrefix("m"), let months = Int64(text.dropFirst()) {
            self = .months(months)
        } else {
            return nil
        }
    }
}
