import Basics

extension CalendarDate: CustomStringConvertible {
    /// `2026-11-23`.
    public var description: String {
        let digits = String(year.magnitude)
        let padding = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
        return (year < 0 ? "-" : "") + padding + digits + "-" + twoDigits(Int(month)) + "-" + twoDigits(Int(day))
    }
}

extension Zone: CustomStringConvertible {
    /// Nothing, `Z`, `+08:00` or `@Asia/Shanghai`.
    public var description: String {
        switch self {
        case .local: return ""
        case .offset(0): return "Z"
        case .offset(let seconds):
            let magnitude = Int(seconds.magnitude)
            let tail = magnitude % 60 == 0 ? "" : ":" + twoDigits(magnitude % 60)
            return (seconds < 0 ? "-" : "+") + twoDigits(magnitude / 3600) + ":" + twoDigits(magnitude / 60 % 60) + tail
        case .region(let region): return "@" + region.name
        }
    }
}

extension TimeOfDay: CustomStringConvertible {
    /// `10:30:00.5+08:00`, with as many digits of a second as it needs.
    public var description: String {
        twoDigits(hour) + ":" + twoDigits(minute) + ":" + twoDigits(second) + fractionText(nanosecond)
            + zone.description
    }
}

extension DateAndTime: CustomStringConvertible {
    /// `2026-11-23T10:30:00@Asia/Shanghai`.
    public var description: String { date.description + "T" + time.description }
}

extension DaysAndTimeDuration: CustomStringConvertible {
    /// `P1DT2H3M4.5S`; nothing is `PT0S`.
    public var description: String {
        let parts = parts
        var text = isNegative ? "-P" : "P"
        if parts.days != 0 { text += "\(abs(parts.days))D" }
        var clock = ""
        if parts.hours != 0 { clock += "\(abs(parts.hours))H" }
        if parts.minutes != 0 { clock += "\(abs(parts.minutes))M" }
        if parts.seconds != 0 || parts.nanoseconds != 0 {
            clock += "\(abs(parts.seconds))\(fractionText(abs(parts.nanoseconds)))S"
        }
        if clock.isEmpty, parts.days == 0 { return "PT0S" }
        if !clock.isEmpty { text += "T" + clock }
        return text
    }
}

extension YearsAndMonthsDuration: CustomStringConvertible {
    /// `P1Y2M`; nothing is `P0M`.
    public var description: String {
        let magnitude = months.magnitude
        if magnitude == 0 { return "P0M" }
        let years = magnitude / 12 == 0 ? "" : "\(magnitude / 12)Y"
        let rest = magnitude % 12 == 0 ? "" : "\(magnitude % 12)M"
        return (months < 0 ? "-P" : "P") + years + rest
    }
}

extension RangeValue: CustomStringConvertible {
    /// `[1..10)`, `(null..5]`; the complement of a point is `(!=5)`.
    public var description: String {
        if isComplement { return "(!=" + start.description + ")" }
        return (includesStart ? "[" : "(") + start.description + ".." + end.description + (includesEnd ? "]" : ")")
    }
}

extension Value: CustomStringConvertible {
    /// The canonical text of the built-in `string`, where strings inside lists and contexts stand in quotes.
    public var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// What the built-in `string` answers (DMN 1.5 table 72): a string as it is, anything else its canonical text.
    public var text: String {
        if case .string(let value) = self { return value }
        return description
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let value): text += value.description
        case .string(let value): Self.quote(value, to: &text)
        case .date(let value): text += value.description
        case .time(let value): text += value.description
        case .dateAndTime(let value): text += value.description
        case .daysAndTimeDuration(let value): text += value.description
        case .yearsAndMonthsDuration(let value): text += value.description
        case .list(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += ", " }
                element.write(to: &text)
            }
            text += "]"
        case .context(let context): Self.write(context, to: &text)
        case .range(let range): text += range.description
        case .function(let function):
            text += "function(" + function.parameters.map(\.name).joined(separator: ", ") + ")"
        }
    }

    private static func write(_ context: Context, to text: inout String) {
        text += "{"
        var first = true
        for (name, value) in context.entries {
            if !first { text += ", " }
            first = false
            if isSimpleName(name) { text += name } else { quote(name, to: &text) }
            text += ": "
            value.write(to: &text)
        }
        text += "}"
    }

    private static func isSimpleName(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first.properties.isAlphabetic || first == "_" else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            scalar == " " || scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

private func fractionText(_ nanoseconds: Int) -> String {
    if nanoseconds == 0 { return "" }
    var digits = String(nanoseconds)
    digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "." + digits
}
