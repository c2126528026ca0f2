import Basics
import FEELValues

/// `String.format` for the conversions that make sense of FEEL's values: `%s %d %f %b %c %x %n %%`.
enum JavaFormat {
    private struct Directive {
        var flags = ""
        var width = 0
        var precision: Int?
        var conversion: Character = "s"
    }

    /// The text, or nil when the pattern or a value does not fit, as Java would throw.
    static func text(_ pattern: String, _ values: [Value]) -> String? {
        var result = ""
        var rest = Substring(pattern)
        var next = 0
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            guard let directive = directive(&rest) else { return nil }
            switch directive.conversion {
            case "%": result += padded("%", directive)
            case "n": result += "\n"
            default:
                guard next < values.count, let text = converted(values[next], directive) else { return nil }
                result += padded(text, directive)
                next += 1
            }
        }
        return result + rest
    }

    private static func directive(_ rest: inout Substring) -> Directive? {
        var directive = Directive()
        while let flag = rest.first, "-+ 0,(#".contains(flag) {
            directive.flags.append(flag)
            rest.removeFirst()
        }
        directive.width = number(&rest) ?? 0
        if rest.first == "." {
            rest.removeFirst()
            guard let precision = number(&rest) else { return nil }
            directive.precision = precision
        }
        guard let conversion = rest.first, directive.width <= 1000, directive.precision ?? 0 <= 1000 else { return nil }
        rest.removeFirst()
        directive.conversion = conversion
        return directive
    }

    private static func number(_ rest: inout Substring) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return Int(digits)
    }

    private static func converted(_ value: Value, _ directive: Directive) -> String? {
        switch directive.conversion {
        case "s", "S":
            let text = directive.precision.map { String(value.text.prefix($0)) } ?? value.text
            return directive.conversion == "S" ? text.uppercased() : text
        case "b": return value.isNull || value.boolean == false ? "false" : "true"
        case "c": return value.string.flatMap { $0.utf16.count == 1 ? $0 : nil }
        case "d":
            return value.number.flatMap { Int64(exactly: $0) }.map { signed(String($0.magnitude), $0 < 0, directive) }
        case "x", "X":
            guard let integer = value.number.flatMap({ Int64(exactly: $0) }) else { return nil }
            return String(UInt64(bitPattern: integer), radix: 16, uppercase: directive.conversion == "X")
        case "f": return value.number.flatMap { fixed($0, directive) }
        default: return nil
        }
    }

    /// Half up, as Java rounds.
    private static func fixed(_ number: Decimal128, _ directive: Directive) -> String? {
        let places = directive.precision ?? 6
        let digits = String(number.significand)
        let shift = number.exponent + places
        var scaled = digits
        if shift >= 0 {
            guard shift < 7000 else { return nil }
            scaled += String(repeating: "0", count: shift)
        } else if -shift > digits.utf8.count {
            scaled = "0"
        } else {
            let kept = digits.dropLast(-shift)
            let isUp = digits.utf8.dropFirst(kept.utf8.count).first.map { $0 >= UInt8(ascii: "5") } ?? false
            guard let integer = UInt128(kept.isEmpty ? "0" : String(kept)) else { return nil }
            scaled = String(integer + (isUp ? 1 : 0))
        }
        if scaled.utf8.count <= places {
            scaled = String(repeating: "0", count: places + 1 - scaled.utf8.count) + scaled
        }
        let whole = String(scaled.dropLast(places))
        let text = places == 0 ? "" : "." + scaled.suffix(places)
        return signed(whole, number.isNegative, directive, fraction: text)
    }

    private static func signed(
        _ digits: String, _ isNegative: Bool, _ directive: Directive, fraction: String = ""
    ) -> String {
        var grouped = digits
        if directive.flags.contains(",") {
            grouped = ""
            for (index, digit) in digits.enumerated() {
                if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
                grouped.append(digit)
            }
        }
        let sign = isNegative ? "-" : directive.flags.contains("+") ? "+" : directive.flags.contains(" ") ? " " : ""
        guard directive.flags.contains("0") else { return sign + grouped + fraction }
        let missing = directive.width - grouped.count - sign.count - fraction.count
        return sign + String(repeating: "0", count: max(0, missing)) + grouped + fraction
    }

    private static func padded(_ text: String, _ directive: Directive) -> String {
        let missing = String(repeating: " ", count: max(0, directive.width - text.count))
        return directive.flags.contains("-") ? text + missing : missing + text
    }
}
