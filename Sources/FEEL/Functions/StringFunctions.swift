import Basics
import FEELValues

// DMN 1.5 §10.3.4.3, table 73. Strings are counted and compared by code point.
extension BuiltIns {
    static let stringFunctions: [BuiltIn] = [
        BuiltIn("substring(string: string; start position: number; length?: number) -> string") { call in
            substring(call)
        },
        BuiltIn("string length(string: string) -> number") { call in
            call[0].string.map { .number($0.unicodeScalars.count) }
        },
        BuiltIn("upper case(string: string) -> string") { call in
            call[0].string.map { call.string($0.uppercased()) }
        },
        BuiltIn("lower case(string: string) -> string") { call in
            call[0].string.map { call.string($0.lowercased()) }
        },
        BuiltIn("substring before(string: string; match: string) -> string") { call in
            guard let (text, match) = pair(call) else { return nil }
            guard let found = Text.find(match, in: text) else { return "" }
            return call.string(Text.slice(text, 0, found))
        },
        BuiltIn("substring after(string: string; match: string) -> string") { call in
            guard let (text, match) = pair(call) else { return nil }
            guard let found = Text.find(match, in: text) else { return "" }
            return call.string(Text.slice(text, found + match.utf8.count, text.utf8.count))
        },
        BuiltIn("contains(string: string; match: string) -> boolean") { call in
            pair(call).map { .boolean(Text.find($1, in: $0) != nil) }
        },
        BuiltIn("starts with(string: string; match: string) -> boolean") { call in
            pair(call).map { .boolean($0.utf8.starts(with: $1.utf8)) }
        },
        BuiltIn("ends with(string: string; match: string) -> boolean") { call in
            pair(call).map { text, match in
                .boolean(
                    text.utf8.count >= match.utf8.count && text.utf8.suffix(match.utf8.count).elementsEqual(match.utf8))
            }
        },
        BuiltIn("string join(list: list; delimiter?: string) -> string") { call in
            join(call)
        },
    ]

    /// The two strings of a call, with the search paid for.
    private static func pair(_ call: BuiltIn.Call) -> (String, String)? {
        guard let text = call[0].string, let match = call[1].string else { return nil }
        let work = text.utf8.count / 64 &* max(1, min(match.utf8.count, 64) / 8)
        return work < 4 || call.spend(work) ? (text, match) : nil
    }

    /// Positions count from 1, from the end with negative numbers; fractions of numbers are cut off.
    private static func substring(_ call: BuiltIn.Call) -> Value? {
        guard let text = call[0].string, let start = whole(call[1]), start != 0 else { return nil }
        let scalars = text.unicodeScalars
        let count = scalars.count
        guard call.spend(count / 32) else { return nil }
        let first = start > 0 ? start - 1 : count + start
        guard first >= 0 else { return nil }
        if first >= count { return "" }
        var length = count - first
        if call.arguments.count > 2, !call[2].isNull {
            guard let wanted = whole(call[2]), wanted > 0 else { return nil }
            length = min(length, wanted)
        }
        let from = scalars.index(scalars.startIndex, offsetBy: first)
        let to = scalars.index(from, offsetBy: length)
        return call.string(String(scalars[from..<to]))
    }

    /// A number with its fraction cut off.
    static func whole(_ value: Value) -> Int? {
        value.number.flatMap { $0.rounded(scale: 0, .down) }.flatMap { Int(exactly: $0) }
    }

    /// Nulls in the list are passed over; anything else but a string makes the result null.
    private static func join(_ call: BuiltIn.Call) -> Value? {
        guard let list = call[0].list else { return nil }
        let delimiter = call[1].string ?? ""
        var result = ""
        var first = true
        for element in list where !element.isNull {
            guard let text = element.string, call.evaluator.spend(memory: text.utf8.count, at: call.span) else {
                return nil
            }
            if !first { result += delimiter }
            first = false
            result += text
        }
        return call.string(result)
    }
}

/// Strings as UTF-8, where code points need no look at neighbours.
enum Text {
    /// The offset in bytes of the first occurrence.
    static func find(_ match: String, in text: String) -> Int? {
        if match.isEmpty { return 0 }
        var (haystack, needle) = (text, match)
        return haystack.withUTF8 { text in
            needle.withUTF8 { match in
                guard text.count >= match.count else { return nil }
                let first = match[0]
                for start in 0...(text.count - match.count) where text[start] == first {
                    var index = 1
                    while index < match.count, text[start + index] == match[index] { index += 1 }
                    if index == match.count { return start }
                }
                return nil
            }
        }
    }

    /// The bytes from `start` to `end`, which lie between code points.
    static func slice(_ text: String, _ start: Int, _ end: Int) -> String {
        let bytes = text.utf8
        let from = bytes.index(bytes.startIndex, offsetBy: start)
        return String(text[from..<bytes.index(from, offsetBy: end - start)])
    }
}
