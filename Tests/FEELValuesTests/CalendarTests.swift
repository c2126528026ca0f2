import FEELValues
import Testing
import TimeZones

@Suite("The calendar") struct CalendarTests {
    @Test("days and dates are one to one over all years")
    func roundTrip() throws {
        for days in stride(from: -365_242_000_000, to: 365_242_000_000, by: 99_999_989) {
            let date = try #require(CalendarDate(daysSinceEpoch: days))
            #expect(date.daysSinceEpoch == days)
        }
        #expect(CalendarDate(year: 999_999_999, month: 12, day: 31)?.adding(days: 1) == nil)
        #expect(CalendarDate("2024-02-29")?.adding(months: 12)?.description == "2025-02-28")
        #expect(CalendarDate("2023-02-29") == nil)
        #expect(CalendarDate("-0044-03-15")?.adding(days: 1)?.description == "-0044-03-16")
    }

    @Test(
        "a zone's offset follows its rules, before and after the table ends",
        arguments: [
            ("2026-07-01T12:00:00@Europe/Paris", 7200), ("2026-01-01T12:00:00@Europe/Paris", 3600),
            ("2099-07-01T12:00:00@Europe/Paris", 7200), ("2099-01-01T12:00:00@Australia/Melbourne", 39_600),
            ("1800-01-01T12:00:00@Europe/Paris", 561), ("2026-11-23T10:00:00@Asia/Shanghai", 28_800),
            // An hour that comes twice takes its first offset, one that never comes the offset before the gap.
            ("2026-10-25T02:30:00@Europe/Paris", 7200), ("2026-03-29T02:30:00@Europe/Paris", 3600),
        ])
    func offsets(_ text: String, _ seconds: Int32) throws {
        let moment = try #require(DateAndTime(text, zones: SystemTimeZones()))
        #expect(moment.offset == seconds)
        #expect(moment.description == text)
    }

    @Test(
        "zones cannot leave their folder",
        arguments: ["../../etc/passwd", "/etc/passwd", "", "posixrules/../UTC", "europe/paris\u{0}"])
    func names(_ name: String) { #expect(SystemTimeZones().region(named: name) == nil) }

    @Test("bytes that are no zone file are refused", arguments: 0..<60)
    func damaged(_ place: Int) {
        #expect(TimeZoneRegion(name: "X", tzif: Array("TZif2".utf8) + [UInt8](repeating: 255, count: place)) == nil)
    }

    @Test("adding across a change of clocks counts real hours")
    func elapsed() throws {
        let moment = try #require(DateAndTime("2026-03-29T01:30:00@Europe/Paris", zones: SystemTimeZones()))
        let later = moment.adding(DaysAndTimeDuration(wholeSeconds: 3600))
        #expect(later?.description == "2026-03-29T03:30:00@Europe/Paris")
    }

    @Test("values are 24 bytes")
    func size() { #expect(MemoryLayout<Value>.stride == 24) }

    @Test("a context keeps the order of its entries, with an index or without", arguments: [3, 40])
    func contexts(_ count: Int) {
        var context = Context()
        for index in 0..<count { context["k\(index)"] = .number(index) }
        context["k1"] = "changed"
        context["k0"] = nil
        #expect(context.names == (1..<count).map { "k\($0)" })
        #expect(context["k1"] == .some("changed"))
        #expect(context["k0"] == .none)
        #expect(context["k2"] == .some(.number(2)))
    }
}
