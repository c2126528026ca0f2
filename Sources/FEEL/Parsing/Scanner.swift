import Basics

/// Reads an expression's text code point by code point.
struct Scanner {
    let text: [Unicode.Scalar]
    private let lineStarts: [Int]
    var place = 0

    init(_ string: String) {
        text = Array(string.unicodeScalars)
        var starts = [0]
        for (index, scalar) in text.enumerated() where scalar == "\n" { starts.append(index + 1) }
        lineStarts = starts
    }

    func span(from start: Int, to end: Int) -> Span {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= start { low = middle } else { high = middle }
        }
        return Span(start: start, end: end, line: low + 1, column: start - lineStarts[low] + 1)
    }

    var current: Unicode.Scalar? { place < text.count ? text[place] : nil }

    func scalar(after distance: Int) -> Unicode.Scalar? {
        place + distance < text.count ? text[place + distance] : nil
    }

    /// Passes white space and comments.
    mutating func skipSpace() throws(FEELSyntaxError) {
        while let scalar = current {
            if CharacterClass.isSpace(scalar) {
                place += 1
            } else if scalar == "/", self.scalar(after: 1) == "/" {
                while let scalar = current, scalar != "\n" { place += 1 }
            } else if scalar == "/", self.scalar(after: 1) == "*" {
                try skipBlockComment()
            } else {
                return
            }
        }
    }

    private mutating func skipBlockComment() throws(FEELSyntaxError) {
        let start = place
        place += 2
        while let scalar = current {
            if scalar == "*", self.scalar(after: 1) == "/" {
                place += 2
                return
            }
            place += 1
        }
        throw FEELSyntaxError(problem: .unterminatedComment, span: span(from: start, to: place))
    }

    /// Whether the text goes on with these characters.
    func at(_ symbol: StaticString) -> Bool {
        var index = place
        return symbol.withUTF8Buffer { bytes in
            for byte in bytes {
                guard index < text.count, text[index].value == UInt32(byte) else { return false }
                index += 1
            }
            return true
        }
    }

    /// Takes the characters if they come next.
    mutating func take(_ symbol: StaticString) -> Bool {
        guard at(symbol) else { return false }
        place += symbol.utf8CodeUnitCount
        return true
    }

    /// Whether this word comes next, as a whole word.
    func atWord(_ word: StaticString) -> Bool {
        guard at(word) else { return false }
        let end = place + word.utf8CodeUnitCount
        return end >= text.count || !CharacterClass.isNamePart(text[end])
    }

    /// Takes the word if it comes next as a whole word.
    mutating func takeWord(_ word: StaticString) -> Bool {
        guard atWord(word) else { return false }
        place += word.utf8CodeUnitCount
        return true
    }

    /// The simple word that begins here, without passing it.
    var word: String? {
        guard let first = current, CharacterClass.isNameStart(first) else { return nil }
        var end = place + 1
        while end < text.count, CharacterClass.isNamePart(text[end]) { end += 1 }
        return string(from: place, to: end)
    }

    func string(from start: Int, to end: Int) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text[start..<end])
        return String(result)
    }

    /// What stands at the place, for a message.
    var found: String {
        guard let scalar = current else { return "end" }
        if let word { return String(word.prefix(40)) }
        return String(scalar)
    }

    // MARK: Literals

    /// Digits with a fraction and an exponent.
    mutating func number() throws(FEELSyntaxError) -> Decimal128 {
        let start = place
        while let scalar = current, CharacterClass.isDigit(scalar) { place += 1 }
        if current == ".", let next = scalar(after: 1), CharacterClass.isDigit(next) {
            place += 1
            while let scalar = current, CharacterClass.isDigit(scalar) { place += 1 }
        }
        skipExponent()
        let digits = string(from: start, to: place)
        guard let number = Decimal128(digits) else {
            throw FEELSyntaxError(problem: .badNumber(String(digits.prefix(40))), span: span(from: start, to: place))
        }
        return number
    }

    private mutating func skipExponent() {
        guard current == "e" || current == "E" else { return }
        let sign = scalar(after: 1) == "+" || scalar(after: 1) == "-" ? 1 : 0
        guard let digit = scalar(after: 1 + sign), CharacterClass.isDigit(digit) else { return }
        place += 2 + sign
        while let scalar = current, CharacterClass.isDigit(scalar) { place += 1 }
    }

    /// A string in double quotes with its escapes.
    mutating func quotedString() throws(FEELSyntaxError) -> String {
        let start = place
        place += 1
        var result = String.UnicodeScalarView()
        while let scalar = current {
            place += 1
            if scalar == "\"" { return String(result) }
            if scalar == "\\" { try escape(into: &result) } else { result.append(scalar) }
        }
        throw FEELSyntaxError(problem: .unterminatedText, span: span(from: start, to: place))
    }

    private mutating func escape(into result: inout String.UnicodeScalarView) throws(FEELSyntaxError) {
        let start = place - 1
        guard let kind = current else {
            throw FEELSyntaxError(problem: .unterminatedText, span: span(from: start, to: place))
        }
        place += 1
        switch kind {
        case "n": result.append("\n")
        case "r": result.append("\r")
        case "t": result.append("\t")
        case "\"", "'", "\\": result.append(kind)
        case "u", "U":
            guard let scalar = escapedScalar(digits: kind == "u" ? 4 : 6) else { fallthrough }
            result.append(scalar)
        default:
            // Regular expressions are written with their backslashes as they are: "\d" (DMN 1.5 table 73).
            place = start + 1
            result.append("\\")
        }
    }

    /// The code point of hexadecimal digits; two escapes of a surrogate pair make one.
    private mutating func escapedScalar(digits: Int) -> Unicode.Scalar? {
        let start = place
        guard let unit = hexadecimal(digits) else { return nil }
        if (0xD800..<0xDC00).contains(unit), at("\\u") {
            place += 2
            if let low = hexadecimal(4), (0xDC00..<0xE000).contains(low) {
                return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            }
        }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if (0xD800..<0xE000).contains(unit) {
            // Half of a surrogate pair is no code point; it counts as one that cannot be shown.
            return "\u{FFFD}"
        }
        place = start
        return nil
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        guard place + count <= text.count, text[place] != "+", text[place] != "-",
            let value = UInt32(string(from: place, to: place + count), radix: 16)
        else { return nil }
        place += count
        return value
    }
}
