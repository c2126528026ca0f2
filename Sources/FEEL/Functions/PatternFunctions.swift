import FEELValues

// DMN 1.5 §10.3.4.3, table 73: functions on regular expressions, which are those of XPath.
extension BuiltIns {
    static let patternFunctions: [BuiltIn] = [
        BuiltIn("replace(input: string; pattern: string; replacement: string; flags?: string) -> string") { call in
            guard let text = call[0].string, let replacement = call[2].string,
                let pattern = pattern(call, flags: call[3])
            else { return nil }
            return replace(Array(text.unicodeScalars), pattern, replacement, call)
        },
        BuiltIn("matches(input: string; pattern: string; flags?: string) -> boolean") { call in
            guard let text = call[0].string, let pattern = pattern(call, flags: call[2]),
                var matcher = PatternMatcher(pattern, Array(text.unicodeScalars), spend: call.spend),
                let match = matcher.firstMatch(from: 0)
            else { return nil }
            return .boolean(!match.isEmpty)
        },
        BuiltIn("split(string: string; delimiter: string) -> list<string>") { call in
            guard let text = call[0].string, let pattern = pattern(call, flags: .null) else { return nil }
            return split(Array(text.unicodeScalars), pattern, call)
        },
    ]

    private static func pattern(_ call: BuiltIn.Call, flags: Value) -> Pattern? {
        if let prepared = call.prepared { return prepared }
        guard let text = call[1].string, call.spend(text.utf8.count) else { return nil }
        return try? Pattern(text, flags: flags.string ?? "")
    }

    /// Every match replaced; a pattern that matches nothing at all is an error (XPath FORX0003).
    private static func replace(
        _ text: [Unicode.Scalar], _ pattern: Pattern, _ replacement: String, _ call: BuiltIn.Call
    ) -> Value? {
        guard let template = Template(replacement, pattern: pattern),
            var matcher = PatternMatcher(pattern, text, spend: call.spend)
        else { return nil }
        var result = String.UnicodeScalarView()
        var place = 0
        while place <= text.count {
            guard let match = matcher.firstMatch(from: place) else { return nil }
            guard !match.isEmpty else { break }
            guard match[1] > match[0] else { return nil }
            result.append(contentsOf: text[place..<match[0]])
            guard template.write(match, of: text, to: &result, call) else { return nil }
            place = match[1]
        }
        result.append(contentsOf: text[min(place, text.count)...])
        return call.string(String(result))
    }

    private static func split(_ text: [Unicode.Scalar], _ pattern: Pattern, _ call: BuiltIn.Call) -> Value? {
        guard var matcher = PatternMatcher(pattern, text, spend: call.spend) else { return nil }
        var parts: [Value] = []
        var start = 0
        while true {
            guard let match = matcher.firstMatch(from: start) else { return nil }
            guard !match.isEmpty else { break }
            guard match[1] > match[0] else { return nil }
            parts.append(part(text[start..<match[0]], call))
            start = match[1]
        }
        parts.append(part(text[start...], call))
        return call.list(parts)
    }

    private static func part(_ scalars: ArraySlice<Unicode.Scalar>, _ call: BuiltIn.Call) -> Value {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return call.string(String(view))
    }
}

/// A replacement with its groups: `$1`, with `\$` and `\\` for the characters themselves.
private struct Template {
    private enum Part {
        case text(Unicode.Scalar)
        case group(Int)
    }

    private var parts: [Part] = []

    /// `nil` for a lonely `\` or `$` (XPath FORX0004).
    init?(_ text: String, pattern: Pattern) {
        let scalars = Array(text.unicodeScalars)
        if pattern.flags.isLiteral {
            parts = scalars.map(Part.text)
            return
        }
        var place = 0
        while place < scalars.count {
            let scalar = scalars[place]
            place += 1
            if scalar == "\\" {
                guard place < scalars.count, scalars[place] == "\\" || scalars[place] == "$" else { return nil }
                parts.append(.text(scalars[place]))
                place += 1
            } else if scalar == "$" {
                guard let group = Self.group(scalars, &place, pattern.groupCount) else { return nil }
                parts.append(.group(group))
            } else {
                parts.append(.text(scalar))
            }
        }
    }

    /// As many digits as name a group; a first digit beyond the groups stands for nothing.
    private static func group(_ scalars: [Unicode.Scalar], _ place: inout Int, _ count: Int) -> Int? {
        guard place < scalars.count, CharacterClass.isDigit(scalars[place]) else { return nil }
        var group = Int(scalars[place].value - 48)
        place += 1
        while place < scalars.count, CharacterClass.isDigit(scalars[place]) {
            let next = group * 10 + Int(scalars[place].value - 48)
            if next > count { break }
            group = next
            place += 1
        }
        return group
    }

    /// Writes the replacement of one match; `false` when the budget ran out.
    func write(
        _ match: PatternMatcher.Captures, of text: [Unicode.Scalar], to result: inout String.UnicodeScalarView,
        _ call: BuiltIn.Call
    ) -> Bool {
        for part in parts {
            switch part {
            case .text(let scalar):
                guard call.evaluator.spend(memory: 4, at: call.span) else { return false }
                result.append(scalar)
            case .group(let group):
                guard 2 * group + 1 < match.count, match[2 * group] >= 0 else { continue }
                let piece = text[match[2 * group]..<match[2 * group + 1]]
                guard call.evaluator.spend(memory: 4 * piece.count, at: call.span) else { return false }
                result.append(contentsOf: piece)
            }
        }
        return true
    }
}
