import Basics

/// Days and moments as texts.
enum CivilDay {
    static func text(_ days: Int64) -> String { CivilDate(dayNumber: days).description }

    /// `2026-11-23 14:05:09`
    static func moment(_ milliseconds: Int64) -> String {
        let text = Timestamp(milliseconds: milliseconds).rfc3339
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
    }
}
