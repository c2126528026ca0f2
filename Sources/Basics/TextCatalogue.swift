/// Sentences for people in one language: `key = text` a line, `#` begins a comment, `{name}` is filled in.
public struct TextCatalogue: Sendable {
    public let locale: String
    public private(set) var texts: [String: String] = [:]

    /// - Throws: the line's number when a line is neither blank, comment nor `key = text`, or a key comes twice.
    public init(locale: String, source: String) throws(MalformedCatalogue) {
        self.locale = locale
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.drop { $0 == " " }
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw MalformedCatalogue(line: index + 1) }
            let key = String(parts[0].reversed().drop { $0 == " " }.reversed())
            guard !key.isEmpty, texts[key] == nil else { throw MalformedCatalogue(line: index + 1) }
            texts[key] = String(parts[1].drop { $0 == " " })
        }
    }

    /// The sentence of a key; a key without one shows itself.
    public func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        var text = texts[key] ?? key
        for (name, value) in arguments where text.contains("{\(name)}") {
            text = text.split(separator: "{\(name)}", omittingEmptySubsequences: false).joined(separator: value)
        }
        return text
    }
}

/// A catalogue's line that cannot be read.
public struct MalformedCatalogue: Error, Equatable {
    public let line: Int
}

/// The catalogues of all languages.
public struct TextCatalogues: Sendable {
    private let catalogues: [String: TextCatalogue]

    public init(_ catalogues: [TextCatalogue]) {
        self.catalogues = Dictionary(catalogues.map { ($0.locale, $0) }, uniquingKeysWith: { $1 })
    }

    public subscript(locale: String) -> TextCatalogue? { catalogues[locale] ?? catalogues["zh-CN"] ?? catalogues.values.first }

    public var locales: [String] { catalogues.keys.sorted() }
}
