import Basics
import Foundation
import Testing

@Suite("Cron expressions") struct CronTests {
    @Test(
        "give the next time",
        arguments: [
            ("*/15 * * * *", "2026-11-23T10:14:59.000Z", "2026-11-23T10:15:00.000Z"),
            ("*/15 * * * *", "2026-11-23T10:15:00.000Z", "2026-11-23T10:30:00.000Z"),
            ("30 9 * * MON-FRI", "2026-11-27T09:30:00.000Z", "2026-11-30T09:30:00.000Z"),
            ("0 0 29 2 *", "2026-03-01T00:00:00.000Z", "2028-02-29T00:00:00.000Z"),
            ("0 0 13 * 5", "2026-11-23T00:00:00.000Z", "2026-11-27T00:00:00.000Z"),
            ("0 0 31 * *", "2026-11-01T00:00:00.000Z", "2026-12-31T00:00:00.000Z"),
            ("59 23 31 12 ?", "", ""), ("0 12 * jan,JUL 7", "2026-11-23T00:00:00.000Z", "2027-01-03T12:00:00.000Z"),
            ("5/20 0 * * *", "2026-11-23T00:05:00.000Z", "2026-11-23T00:25:00.000Z"),
            ("@monthly", "2026-12-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"),
        ])
    func next(_ text: String, _ from: String, _ expected: String) throws {
        if expected.isEmpty {
            #expect(throws: CronExpression.Problem.self) { try CronExpression(text) }
        } else {
            let found = try CronExpression(text).next(after: moment(from)) { _ in 0 }
            #expect(found?.rfc3339 == expected)
        }
    }

    @Test(
        "are refused with the field that is wrong",
        arguments: [
            ("60 * * * *", "minute"), ("* 24 * * *", "hour"), ("* * 0 * *", "day"), ("* * * 13 *", "month"),
            ("* * * * 8", "weekday"), ("5-1 * * * *", "minute"), ("*/0 * * * *", "minute"), ("1,,2 * * * *", "minute"),
            ("1-2-3 * * * *", "minute"), ("* * * *", "expression"), ("* * * foo *", "month"), ("-1 * * * *", "minute"),
            ("+1 * * * *", "minute"), ("1/2/3 * * * *", "minute"), ("", "expression"),
        ])
    func refused(_ text: String, _ field: String) {
        #expect {
            try CronExpression(text)
        } throws: {
            ($0 as? CronExpression.Problem)?.field == field
        }
    }

    @Test("never come for a day that does not exist")
    func never() throws {
        #expect(try CronExpression("0 0 30 2 *").next(after: moment("2026-01-01T00:00:00.000Z")) { _ in 0 } == nil)
    }

    @Test("keep to the local clock when it is set forward and back")
    func clockChanges() throws {
        // An hour is skipped on 29 March at 01:00 UTC and repeated on 25 October at 01:00 UTC (Central Europe 2026).
        let daily = try CronExpression("30 2 * * *")
        #expect(
            times(of: daily, from: "2026-03-28T00:00:00.000Z", 3) == [
                "2026-03-28T01:30:00.000Z", "2026-03-29T01:30:00.000Z", "2026-03-30T00:30:00.000Z",
            ])
        #expect(
            times(of: daily, from: "2026-10-24T00:00:00.000Z", 3) == [
                "2026-10-24T00:30:00.000Z", "2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z",
            ])
        // Ten past two comes a second time; half past two has been.
        #expect(times(of: daily, from: "2026-10-25T01:10:00.000Z", 1) == ["2026-10-26T01:30:00.000Z"])
        let hourly = try CronExpression("45 * * * *")
        #expect(
            times(of: hourly, from: "2026-10-24T23:50:00.000Z", 4) == [
                "2026-10-25T00:45:00.000Z", "2026-10-25T01:45:00.000Z", "2026-10-25T02:45:00.000Z",
                "2026-10-25T03:45:00.000Z",
            ])
        #expect(
            times(of: hourly, from: "2026-03-28T23:50:00.000Z", 3) == [
                "2026-03-29T00:45:00.000Z", "2026-03-29T01:45:00.000Z", "2026-03-29T02:45:00.000Z",
            ])
    }

    @Test("agree with a search minute by minute")
    func agreesWithSearch() throws {
        var random = SplitMix(state: Seed.value)
        for _ in 0..<150 {
            let text = Self.expression(&random)
            let expression = try CronExpression(text)
            let offset = [0, 28_800, -34_200].randomElement(using: &random) ?? 0
            let start = Timestamp(milliseconds: Int64.random(in: 1_700_000_000...1_900_000_000, using: &random) * 1000)
            let found = expression.next(after: start) { _ in Int64(offset) }
            let minutes = Oracle(text).minutes(after: start, offset: Int64(offset), limit: 60 * 24 * 20)
            if let expected = minutes {
                #expect(found == expected, "\(text) after \(start.rfc3339), seed \(Seed.value)")
            } else {
                #expect(found.map { $0 > start.adding(days: 19) } ?? true, "\(text), seed \(Seed.value)")
            }
        }
    }

    private func times(of expression: CronExpression, from start: String, _ count: Int) -> [String] {
        let (forward, back) = (moment("2026-03-29T01:00:00.000Z"), moment("2026-10-25T01:00:00.000Z"))
        var now = moment(start)
        return (0..<count).compactMap { _ in
            guard let next = expression.next(after: now, offset: { $0 >= forward && $0 < back ? 7200 : 3600 }) else {
                return nil
            }
            now = next
            return next.rfc3339
        }
    }

    private func moment(_ text: String) -> Timestamp {
        let parts = text.split { "T:.Z".contains($0) }
        guard parts.count == 5, let day = CivilDate(parts[0]) else { return Timestamp(milliseconds: 0) }
        let numbers = parts.dropFirst().compactMap { Int64($0) }
        return Timestamp(
            milliseconds: day.dayNumber * 86_400_000 + ((numbers[0] * 60 + numbers[1]) * 60 + numbers[2]) * 1000)
    }

    private static func expression(_ random: inout SplitMix) -> String {
        func field(_ range: ClosedRange<Int>, _ random: inout SplitMix) -> String {
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1: return "*"
            case 2: return "\(Int.random(in: range, using: &random))"
            case 3: return "*/\(Int.random(in: 1...7, using: &random))"
            default:
                let (a, b) = (Int.random(in: range, using: &random), Int.random(in: range, using: &random))
                return "\(min(a, b))-\(max(a, b)),\(Int.random(in: range, using: &random))"
            }
        }
        return [0...59, 0...23, 1...31, 1...12, 0...7].map { field($0, &random) }.joined(separator: " ")
    }
}

/// The plainest reading of crontab(5): every minute is held against every field.
private struct Oracle {
    let anyDay: Bool
    let anyWeekday: Bool
    private let allowed: [Set<Int>]

    init(_ text: String) {
        let fields = text.split(separator: " ")
        (anyDay, anyWeekday) = (fields[2].hasPrefix("*"), fields[4].hasPrefix("*"))
        let ranges = [0...59, 0...23, 1...31, 1...12, 0...7]
        allowed = zip(fields, ranges).map { field, range in
            Set(range.filter { Self.holds(field, $0, range.lowerBound) })
        }
    }

    func minutes(after start: Timestamp, offset: Int64, limit: Int64) -> Timestamp? {
        let first = (start.milliseconds + offset * 1000).flooredQuotient(60_000) + 1
        for minute in first..<first + limit where matches(minute) {
            return Timestamp(milliseconds: minute * 60_000 - offset * 1000)
        }
        return nil
    }

    private func matches(_ minute: Int64) -> Bool {
        let date = CivilDate(dayNumber: minute.flooredQuotient(1440))
        let time = Int(minute.flooredRemainder(1440))
        let weekday = Int(date.weekday % 7)
        guard allowed[0].contains(time % 60), allowed[1].contains(time / 60), allowed[3].contains(Int(date.month))
        else {
            return false
        }
        let day = allowed[2].contains(Int(date.day))
        let week = allowed[4].contains(weekday) || weekday == 0 && allowed[4].contains(7)
        return anyDay || anyWeekday ? day && week : day || week
    }

    private static func holds(_ field: Substring, _ value: Int, _ lowest: Int) -> Bool {
        field.split(separator: ",").contains { part in
            if part == "*" { return true }
            if part.hasPrefix("*/") { return (value - lowest) % (Int(part.dropFirst(2)) ?? 1) == 0 }
            let ends = part.split(separator: "-").compactMap { Int($0) }
            return (ends.first ?? -1) <= value && value <= (ends.last ?? -1)
        }
    }
}

/// The seed of this run's random tests: `SANBU_TEST_SEED`, or a new one.
enum Seed {
    static let value = ProcessInfo.processInfo.environment["SANBU_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
}
