/// Where a time's offset comes from (DMN 1.5 §10.3.2.3.4).
public enum Zone: Sendable, Hashable {
    /// Local time: no offset is known.
    case local
    /// Seconds east of UTC.
    case offset(Int32)
    /// A region of the IANA database.
    case region(TimeZoneRegion)
}

/// Where time-zone regions come from. The system's files are one source; tests bring their own.
public protocol TimeZoneDatabase: Sendable {
    /// The region of a name such as `Europe/Paris`, or `nil` when there is none.
    func region(named name: String) -> TimeZoneRegion?
}

/// A database without regions except UTC.
public struct NoTimeZones: TimeZoneDatabase {
    public init() {}
    public func region(named name: String) -> TimeZoneRegion? {
        name == "Etc/UTC" || name == "UTC" ? TimeZoneRegion(name: name, fixedOffset: 0) : nil
    }
}

/// A region of the IANA database with its offsets over time, read from the bytes of a TZif file (RFC 8536).
public final class TimeZoneRegion: Sendable, Hashable {
    public let name: String
    let transitions: [Int64]
    /// The offset from each transition on, in seconds east of UTC.
    let offsets: [Int32]
    let firstOffset: Int32
    /// The rule after the last transition.
    let rule: TimeZoneRule?
    /// The offset without daylight saving, in seconds: what a time without a date uses.
    public let standardOffset: Int32

    public init(name: String, fixedOffset: Int32) {
        self.name = name
        transitions = []
        offsets = []
        firstOffset = fixedOffset
        rule = nil
        standardOffset = fixedOffset
    }

    /// `nil` when the bytes are no TZif file of version 2 or later.
    public init?(name: String, tzif bytes: [UInt8]) {
        guard let file = TZifFile(bytes) else { return nil }
        self.name = name
        transitions = file.transitions
        offsets = file.offsets
        firstOffset = file.firstOffset
        rule = TimeZoneRule(posix: file.footer)
        standardOffset = rule?.standardOffset ?? file.lastStandardOffset ?? file.firstOffset
    }

    /// Seconds east of UTC at a moment in seconds since 1970-01-01T00:00Z.
    public func offset(at moment: Int64) -> Int32 {
        guard let last = transitions.last else { return rule?.offset(at: moment) ?? firstOffset }
        if moment >= last, let rule { return rule.offset(at: moment) }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= moment { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }

    /// Seconds east of UTC for a wall clock that shows `local` (seconds as if it were UTC).
    ///
    /// An hour that comes twice takes its first offset; an hour that never comes takes the offset before the gap.
    public func offset(local: Int64) -> Int32 {
        let before = offset(at: local - 86_400)
        let after = offset(at: local + 86_400)
        if before == after || offset(at: local - Int64(before)) == before { return before }
        return offset(at: local - Int64(after)) == after ? after : before
    }

    public static func == (left: TimeZoneRegion, right: TimeZoneRegion) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
