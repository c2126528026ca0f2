public import Basics
public import FEELValues

extension Run {
    /// The timer of a trigger, from now; nil when its expression gives no time.
    func schedule(_ trigger: TimerTrigger, in key: Int) -> TimerState? {
        TimerSchedule(environment: environment, calendar: trigger.calendar)
            .first(trigger.kind, evaluate(trigger.formula, in: key))
    }

    /// The timer that follows one that has fired; nil when that was the last.
    func following(_ timer: TimerState) -> TimerState? {
        TimerSchedule(environment: environment, calendar: timer.calendar).following(timer)
    }
}

extension ProcessEngine {
    /// When a timer start event first begins an instance; nil when its expression gives no time.
    public func schedule(of start: ProcessGraph.Start, in environment: ProcessEnvironment) -> TimerState? {
        guard case .timer(let trigger) = graph.trigger(of: start) else { return nil }
        let run = Run(graph, InstanceState(startedAt: environment.now, initiator: nil, seed: 0), environment)
        return run.schedule(trigger, in: 0)
    }

    /// When the timer start event fires again after that; nil when that was the last time.
    public func following(_ timer: TimerState, in environment: ProcessEnvironment) -> TimerState? {
        TimerSchedule(environment: environment, calendar: timer.calendar).following(timer)
    }
}

/// Reads the times of timers: ISO 8601 dates, durations and repeating intervals, and cron expressions.
struct TimerSchedule {
    let environment: ProcessEnvironment
    let calendar: String?

    func first(_ kind: TimerTrigger.Kind, _ value: Value) -> TimerState? {
        switch kind {
        case .date: date(value).map { timer(at: $0, .once, 0) }
        case .duration: step(value).flatMap { step in later(environment.now, by: step).map { timer(at: $0, .once, 0) } }
        case .cycle: cycle(value)
        }
    }

    func following(_ fired: TimerState) -> TimerState? {
        guard fired.repetitions != 0, let due = later(fired.due, by: fired.step),
            // A step of no length would fire for ever at one moment.
            due > fired.due
        else { return nil }
        return timer(at: due, fired.step, fired.repetitions < 0 ? -1 : fired.repetitions - 1)
    }

    private func timer(at due: Timestamp, _ step: TimerState.Step, _ repetitions: Int) -> TimerState {
        TimerState(due: due, repetitions: repetitions, step: step, calendar: calendar, purpose: .event)
    }

    // MARK: Dates and durations

    private func date(_ value: Value) -> Timestamp? {
        switch value {
        case .dateAndTime(let moment): return timestamp(moment)
        case .date(let date):
            return TimeOfDay(hour: 0, minute: 0, second: 0).map { timestamp(DateAndTime(date, $0)) }
        case .string(let text):
            if let moment = DateAndTime(text, zones: environment.timeZones) { return timestamp(moment) }
            guard let date = CalendarDate(text) else { return nil }
            return self.date(.date(date))
        default: return nil
        }
    }

    /// A local time is one of the environment's zone.
    private func timestamp(_ moment: DateAndTime) -> Timestamp {
        var zoned = moment
        if moment.zone == .local {
            zoned = DateAndTime(moment.date, TimeOfDay(nanoseconds: moment.time.nanoseconds, zone: environment.zone))
        }
        return Timestamp(milliseconds: Int64(clamping: zoned.nanosecondsSinceEpoch / 1_000_000))
    }

    private func step(_ value: Value) -> TimerState.Step? {
        switch value {
        case .daysAndTimeDuration(let duration): .seconds(duration.wholeSeconds)
        case .yearsAndMonthsDuration(let duration): .months(duration.months)
        case .string(let text): duration(text)
        default: nil
        }
    }

    func duration(_ text: String) -> TimerState.Step? {
        if let value = Value.duration(text) { return step(value) }
        // ISO 8601 also knows weeks, which FEEL does not.
        if text.hasPrefix("P"), text.hasSuffix("W"), let weeks = Int64(text.dropFirst().dropLast()) {
            return .seconds(weeks * 604_800)
        }
        return mixed(text)
    }

    /// `P1M2DT3H`: months and days in one are not a duration of FEEL; the months count thirty days.
    private func mixed(_ text: String) -> TimerState.Step? {
        guard let month = text.firstIndex(of: "M"), text.hasPrefix("P"),
            month < (text.firstIndex(of: "T") ?? text.endIndex)
        else { return nil }
        let rest = text[text.index(after: month)...]
        guard case .yearsAndMonthsDuration(let months) = Value.duration(String(text[...month])),
            case .daysAndTimeDuration(let days) = Value.duration("P" + rest)
        else { return nil }
        return .seconds(months.months * 30 * 86_400 + days.wholeSeconds)
    }

    func later(_ moment: Timestamp, by step: TimerState.Step) -> Timestamp? {
        switch step {
        case .once: return nil
        case .seconds(let seconds):
            if let calendar, let workingTime = environment.workingTime { return workingTime(calendar, moment, seconds) }
            return moment.adding(seconds: seconds)
        case .months(let months):
            let local = moment.milliseconds + environment.offset(at: moment) * 1000
            let day = CivilDate(dayNumber: local.flooredQuotient(86_400_000))
            let moved = day.adding(months: months)
            return Timestamp(milliseconds: moment.milliseconds + (moved.dayNumber - day.dayNumber) * 86_400_000)
        case .cron(let text):
            return (try? CronExpression(text))?.next(after: moment) { environment.offset(at: $0) }
        }
    }

    // MARK: Cycles

    private func cycle(_ value: Value) -> TimerState? {
        guard case .string(let text) = value else {
            // A bare duration repeats without end.
            guard let step = step(value) else { return nil }
            return later(environment.now, by: step).map { timer(at: $0, step, -1) }
        }
        if text.hasPrefix("R") { return repeating(text) }
        if let step = duration(text) { return later(environment.now, by: step).map { timer(at: $0, step, -1) } }
        let cron = Self.fiveFields(text)
        guard let due = later(environment.now, by: .cron(cron)) else { return nil }
        return timer(at: due, .cron(cron), -1)
    }

    /// `R3/PT10M`, `R/2026-01-01T00:00:00Z/P1D`: how often, from when, how much later each time (ISO 8601 §4.5).
    private func repeating(_ text: String) -> TimerState? {
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count >= 2, let step = parts.count > 1 ? duration(parts[parts.count - 1]) : nil else { return nil }
        let count = parts[0].dropFirst()
        guard let times = count.isEmpty ? -1 : Int(count), times != 0 else { return nil }
        let repetitions = times < 0 ? -1 : times - 1
        if parts.count > 2 {
            guard let start = date(.string(parts[1])) else { return nil }
            return timer(at: start, step, repetitions)
        }
        return later(environment.now, by: step).map { timer(at: $0, step, repetitions) }
    }

    /// Six fields begin with seconds, as some engines write them; the five of crontab remain.
    private static func fiveFields(_ text: String) -> String {
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count >= 6 else { return text }
        return fields[1...5].map { $0 == "?" ? "*" : String($0) }.joined(separator: " ")
    }
}

extension TimerState {
    /// A duration of ISO 8601 as a step; weeks, and months mixed with days, are read as well.
    public static func step(ofDuration text: String) -> Step? {
        let environment = ProcessEnvironment(now: Timestamp(milliseconds: 0))
        return TimerSchedule(environment: environment, calendar: nil).duration(text)
    }

    /// The moment one step later on the clock on the wall, in UTC.
    public static func later(_ moment: Timestamp, by step: Step) -> Timestamp? {
        TimerSchedule(environment: ProcessEnvironment(now: moment), calendar: nil).later(moment, by: step)
    }
}

extension ProcessEngine {
    /// Whether a condition of the process holds for variables, for conditional start events.
    public func holds(_ condition: Formula, _ variables: Context, in environment: ProcessEnvironment) -> Bool {
        let run = Run(graph, InstanceState(startedAt: environment.now, initiator: nil, seed: 0), environment)
        var values: [String: Value] = [:]
        for (name, value) in variables.entries { values[name] = value }
        return run.evaluate(condition, in: 0, with: values) == .boolean(true)
    }
}
