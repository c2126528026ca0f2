/// A text in the languages it was given in: `zh-CN`, `en` …
public struct LocalizedText: Sendable, Hashable {
    public private(set) var texts: [String: String]

    public init(_ texts: [String: String]) { self.texts = texts }

    public init(_ text: String) { texts = ["": text] }

    public var isEmpty: Bool { texts.isEmpty }

    /// The text for a locale, else the one without a language, else English, else any in a fixed order.
    public func text(_ locale: String) -> String {
        if let exact = texts[locale] { return exact }
        let language = locale.split(separator: "-").first.map(String.init) ?? locale
        let sameLanguage = texts.keys.sorted().first { $0 == language || $0.hasPrefix(language + "-") }
        let key = sameLanguage ?? ["", "en", "zh-CN"].first { texts[$0] != nil } ?? texts.keys.min()
        return key.flatMap { texts[$0] } ?? ""
    }
}
