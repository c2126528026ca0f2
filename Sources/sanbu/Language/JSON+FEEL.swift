import Basics
import DMN
import DMNConformance
import FEELValues
import Foundation

extension JSON {
    /// A FEEL value as JSON: numbers keep their 34 digits, dates and durations become their texts.
    init(feel value: FEELValues.Value) {
        switch value {
        case .null: self = .null
        case .boolean(let truth): self = .bool(truth)
        case .number(let number):
            self = Int64(exactly: number).map(JSON.integer) ?? .decimal(number)
        case .string(let text): self = .string(text)
        case .list(let items): self = .array(items.map(JSON.init(feel:)))
        case .context(let context):
            self = .object(OrderedMap(context.entries.map { ($0, JSON(feel: $1)) }))
        default: self = .string(value.text)
        }
    }

    /// The FEEL value; a text becomes a date, time or duration where the type asks for one.
    func feel(as type: FEELType, zones: any TimeZoneDatabase) -> FEELValues.Value {
        switch self {
        case .null: return .null
        case .bool(let truth): return .boolean(truth)
        case .integer(let number): return .number(Decimal128(number))
        case .decimal(let number): return .number(number)
        case .string(let text): return Self.temporal(text, type, zones) ?? .string(text)
        case .array(let items):
            let element: FEELType = if case .list(let element) = type { element } else { .any }
            return .list(items.map { $0.feel(as: element, zones: zones) })
        case .object(let members):
            let entries: [FEELType.Entry] = if case .context(let entries) = type { entries } else { [] }
            return .context(
                Context(
                    members.map { name, value in
                        (name, value.feel(as: entries.first { $0.name == name }?.type ?? .any, zones: zones))
                    }))
        }
    }

    private static func temporal(_ text: String, _ type: FEELType, _ zones: any TimeZoneDatabase) -> FEELValues.Value? {
        switch type {
        case .date: CalendarDate(text).map(FEELValues.Value.date)
        case .time: TimeOfDay(text, zones: zones).map(FEELValues.Value.time)
        case .dateAndTime: DateAndTime(text, zones: zones).map(FEELValues.Value.dateAndTime)
        case .daysAndTimeDuration, .yearsAndMonthsDuration: FEELValues.Value.duration(text)
        default: nil
        }
    }
}

extension DMN.Problem {
    /// The problem as an object for programs.
    var json: JSON {
        var object: [(String, JSON)] = [
            ("line", .integer(Int64(place.line))), ("column", .integer(Int64(place.column))),
            ("severity", .string(severity.rawValue)), ("code", .string(code)), ("element", .string(element)),
            ("en", .string(message.english)), ("zh-CN", .string(message.chinese)),
        ]
        if let advice {
            object.append(("advice", ["en": .string(advice.english), "zh-CN": .string(advice.chinese)]))
        }
        return .object(OrderedMap(object))
    }
}

extension DMNConformance.Report {
    /// The report as an object for programs.
    var json: JSON {
        [
            "passed": .integer(Int64(passedCases)), "total": .integer(Int64(cases)),
            "passedFolders": .integer(Int64(passedFolders)), "totalFolders": .integer(Int64(folders.count)),
            "folders": .array(
                folders.map { folder in
                    [
                        "path": .string(folder.path), "passed": .integer(Int64(folder.passed)),
                        "total": .integer(Int64(folder.cases.count)),
                        "failures": .array(folder.cases.filter { !$0.isPassed }.map(Self.json)),
                    ]
                }),
        ]
    }

    private static func json(_ result: DMNConformance.CaseResult) -> JSON {
        [
            "case": .string(result.name),
            "results": .array(
                result.failures.map {
                    [
                        "name": .string($0.result), "expected": .string($0.expected), "actual": .string($0.actual),
                        "notes": .array($0.notes.map(JSON.string)),
                    ]
                }),
        ]
    }
}

/// Messages about a model on the terminal.
enum Terminal {
    /// Prints `file:line:column: error: …`, as compilers do, in the language of the environment.
    static func print(_ problem: DMN.Problem, _ file: String, to output: FileHandle = .standardError) {
        let isChinese = (ProcessInfo.processInfo.environment["LANG"] ?? "").hasPrefix("zh")
        func text(_ wording: DMN.Wording) -> String { isChinese ? wording.chinese : wording.english }
        let name = problem.element.isEmpty ? "" : " \(problem.element):"
        let advice = problem.advice.map { " " + text($0) } ?? ""
        let line =
            "\(file):\(problem.place.line):\(problem.place.column): \(problem.severity.rawValue):\(name) "
            + "\(text(problem.message))\(advice) [\(problem.code)]\n"
        output.write(Data(line.utf8))
    }
}

/// The one clock of the command line.
enum Moment {
    /// The present moment in UTC.
    static var now: DateAndTime? {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let nanoseconds = Int128(time.tv_sec) * 1_000_000_000 + Int128(time.tv_nsec)
        return DateAndTime(nanosecondsSinceEpoch: nanoseconds, zone: .offset(0))
    }
}
