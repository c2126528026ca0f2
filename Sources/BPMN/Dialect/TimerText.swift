extension BPMN {
    /// The texts of timers: ISO 8601 dates, durations and repeating intervals, and cron.
    public enum TimerText {
        /// Whether a text is meant as one of them rather than as an expression.
        static func looksLike(_ text: String) -> Bool {
            guard let first = text.utf8.first else { return false }
            if (0x30...0x39).contains(first) || first == 0x2A { return true }
            if text.hasPrefix("@") { return true }
            if first == 0x50 || (first == 0x2D && text.utf8.dropFirst().first == 0x50) {
                return text.utf8.dropFirst().contains { (0x30...0x39).contains($0) }
            }
            return first == 0x52 && text.contains("/")
        }

        /// Whether a text is an ISO 8601 duration such as `P1DT2H` (weeks alone, or years to seconds).
        public static func isDuration(_ text: String) -> Bool {
            var rest = text[...]
            if rest.hasPrefix("-") { rest.removeFirst() }
            guard rest.popFirst() == "P" else { return false }
            let date = take(&rest, units: ["Y", "M", "W", "D"])
            guard date >= 0 else { return false }
            guard rest.popFirst() == "T" else { return date > 0 && rest.isEmpty }
            return take(&rest, units: ["H", "M", "S"]) > 0 && rest.isEmpty
        }

        /// How many `12H` stand there, in the order of the units; -1 when they are out of order.
        private static func take(_ rest: inout Substring, units: [Character]) -> Int {
            var units = units[...]
            var count = 0
            while let first = rest.first, first != "T" {
                let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
                guard number.first?.isNumber == true else { return -1 }
                rest.removeFirst(number.count)
                guard let unit = rest.popFirst(), let place = units.firstIndex(of: unit) else { return -1 }
                units = units[(place + 1)...]
                count += 1
            }
            return count
        }

        /// Whether a text is an ISO 8601 date, or a date and time with or without an offset or zone.
        public static func isDate(_ text: String) -> Bool {
            let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
            guard matches(parts[0], "0000-00-00") else { return false }
            let numbers = parts[0].split(separator: "-").compactMap { Int($0) }
            guard numbers.count == 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return false }
            return parts.count == 1 || isTime(parts[1])
        }

        private static func isTime(_ text: Substring) -> Bool {
            var clock = text
            if let zone = clock.firstIndex(of: "@") {
                clock = clock[..<zone]
            } else if clock.hasSuffix("Z") {
                clock.removeLast()
            } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
                let offset = clock[clock.index(after: sign)...]
                guard matches(offset, "00:00") || matches(offset, "0000") || matches(offset, "00") else { return false }
                clock = clock[..<sign]
            }
            if let dot = clock.firstIndex(of: ".") {
                let digits = clock[clock.index(after: dot)...]
                guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return false }
                clock = clock[..<dot]
            }
            guard matches(clock, "00:00:00") || matches(clock, "00:00") else { return false }
            let numbers = clock.split(separator: ":").compactMap { Int($0) }
            return zip(numbers, [24, 59, 60]).allSatisfy { $0 <= $1 }
        }

        /// Whether the text has a digit where the form has `0` and is the form elsewhere.
        private static func matches(_ text: Substring, _ form: String) -> Bool {
            text.count == form.count
                && zip(text, form).allSatisfy { $1 == "0" ? $0.isASCII && $0.isNumber : $0 == $1 }
        }

        /// Whether a text is a repeating interval (`R3/PT10H`, `R/2026-01-05T09:00:00Z/P1D`) or cron.
        public static func isCycle(_ text: String) -> Bool {
            guard text.hasPrefix("R") else { return isDuration(text) || isCron(text) }
            let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count), parts[0].isEmpty || Int(parts[0]) != nil || parts[0] == "-1" else {
                return false
            }
            let rest = parts.dropFirst().map(String.init)
            if rest.count == 1 { return isDuration(rest[0]) }
            return isDate(rest[0]) && (isDuration(rest[1]) || isDate(rest[1])) || isDuration(rest[0]) && isDate(rest[1])
        }

        /// Whether a text is a cron expression of five to seven fields, or one of its short names.
        public static func isCron(_ text: String) -> Bool {
            let names = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]
            if names.contains(text) { return true }
            let fields = text.split(separator: " ")
            guard (5...7).contains(fields.count) else { return false }
            return fields.allSatisfy { field in
                field.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLetter || "*/,-?#".contains($0)) }
            }
        }
    }
}
