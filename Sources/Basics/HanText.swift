/// Chinese text for full-text search: every Han, kana and hangul character is a word of its own.
///
/// Trigram indexes cannot find words of two characters; with a blank between characters on writing and phrase search
/// on reading, both databases can.
public enum HanText {
    /// The text in lower case, with a blank around every character of the unified ideographs, kana and hangul, and a
    /// blank for everything that is no letter or digit.
    public static func words(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        out.reserveCapacity(text.utf8.count + text.utf8.count / 2)
        var pending = false
        for scalar in text.unicodeScalars {
            let folded = fold(scalar)
            if isIdeograph(folded) {
                if !out.isEmpty { out.append(" ") }
                out.append(folded)
                pending = true
            } else if folded.properties.isAlphabetic || folded.properties.numericType != nil {
                if pending, !out.isEmpty { out.append(" ") }
                pending = false
                out.append(folded)
            } else {
                pending = true
            }
        }
        return String(out)
    }

    /// The phrases a search text asks for: one for each run between blanks.
    public static func phrases(_ search: String) -> [String] {
        search.split(whereSeparator: \.isWhitespace).map { words(String($0)) }.filter { !$0.isEmpty }
    }

    /// The text with full-width forms as ASCII and capital letters as small ones.
    public static func folded(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(fold(scalar)) }
        return String(out)
    }

    /// Full-width forms become ASCII, capital letters small ones.
    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        var value = scalar.value
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        if (0x41...0x5A).contains(value) { value += 0x20 }
        if value < 0x80 { return Unicode.Scalar(value) ?? scalar }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first ?? scalar : scalar
    }

    static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        case 0x3040...0x30FF, 0xAC00...0xD7AF: true
        default: false
        }
    }
}
