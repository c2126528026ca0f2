import Basics
import Tenancy

extension ProcessUnit {
    /// The moment so many working seconds after another: Monday to Friday, nine to six with an hour for lunch, in the
    /// tenant's zone; whole days count as working days.
    func workingTime(_ calendar: String, _ moment: Timestamp, _ seconds: Int64) -> Timestamp? {
        WorkWeek(zoneMinutes: Int64(actor.zoneMinutes)).adding(seconds, to: moment)
    }
}

/// A week of work: which hours of which days count.
struct WorkWeek {
    let zoneMinutes: Int64
    /// Minutes of the day at which work begins and ends; the hours between two of them rest.
    private static let shifts: [(from: Int64, to: Int64)] = [(9 * 60, 12 * 60), (13 * 60, 18 * 60)]
    private static let day: Int64 = 86_400

    func adding(_ seconds: Int64, to moment: Timestamp) -> Timestamp {
        if seconds % Self.day == 0 { return addingDays(seconds / Self.day, to: moment) }
        var local = moment.milliseconds + zoneMinutes * 60_000
        var rest = seconds * 1000
        while rest > 0 {
            let midnight = local.flooredQuotient(86_400_000) * 86_400_000
            for shift in Self.shifts where isWorkday(local) {
                let (from, to) = (midnight + shift.from * 60_000, midnight + shift.to * 60_000)
                guard local < to else { continue }
                let start = max(local, from)
                if rest <= to - start { return Timestamp(milliseconds: start + rest - zoneMinutes * 60_000) }
                rest -= to - start
                local = to
            }
            local = midnight + 86_400_000
        }
        return Timestamp(milliseconds: local - zoneMinutes * 60_000)
    }

    private func addingDays(_ days: Int64, to moment: Timestamp) -> Timestamp {
        var local = moment.milliseconds + zoneMinutes * 60_000
        var rest = days
        while rest > 0 {
            local += 86_400_000
            if isWorkday(local) { rest -= 1 }
        }
        return Timestamp(milliseconds: local - zoneMinutes * 60_000)
    }

    /// 1970-01-01 was a Thursday.
    private func isWorkday(_ local: Int64) -> Bool { (local.flooredQuotient(86_400_000) + 3) % 7 < 5 }
}
