import FoundationEssentials

/// The texts of the console in one language: a flat catalogue of `key = text`.
struct Strings: Sendable {
    /// The language tag, as written in `<html lang>`.
    let locale: String
    private let texts: [String: String]

    /// All keys, for the test that both languages say the same.
    var keys: Set<String> { Set(texts.keys) }

    init(locale: String, texts: [String: String]) {
        self.locale = locale
        self.texts = texts
    }

    /// Reads `<folder>/<locale>.txt`.
    init(locale: String, folder: String) throws {
        let source = try String(contentsOfFile: "\(folder)/\(locale).txt", encoding: .utf8)
        try self.init(locale: locale, texts: Strings.parse(source))
    }

    /// The text of a key; a missing one shows its key, so that it is seen and fixed.
    func callAsFunction(_ key: String) -> String { texts[key] ?? key }

    /// The text of a key with `{0}`, `{1}` … filled in.
    func callAsFunction(_ key: String, _ arguments: any CustomStringConvertible...) -> String {
        var text = self(key)
        for (index, argument) in arguments.enumerated() {
            text = text.replacing("{\(index)}", with: argument.description)
        }
        return text
    }

    /// A line that is neither blank, nor a comment, nor `key = text`; or a key said twice.
    struct Malformed: Error, Equatable {
        var line: Int
        var text: String
    }

    /// One `key = text` a line; `#` begins a comment line.
    static func parse(_ source: String) throws(Malformed) -> [String: String] {
        var texts: [String: String] = [:]
        for (index, raw) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.trimmingSpaces
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "=") else { throw Malformed(line: index + 1, text: line) }
            let key = line[..<equals].trimmingSpaces
            guard !key.isEmpty, texts[key] == nil else { throw Malformed(line: index + 1, text: line) }
            texts[key] = line[line.index(after: equals)...].trimmingSpaces
        }
        return texts
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var rest = self
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
