extension BPMN {
    /// How wide texts are and where they break, without a font: widths of a common sans serif.
    enum TextLayout {
        static let size = 12.0
        static let lineHeight = 14.5

        /// The widths of ASCII from space on, in thousandths of the size.
        private static let widths: [Double] = [
            278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
            556,
            556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500,
            667,
            556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333,
            556,
            556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500,
            722,
            500, 500, 500, 334, 260, 334, 584,
        ]

        static func width(_ character: Character) -> Double {
            guard let scalar = character.unicodeScalars.first else { return 0 }
            if let ascii = character.asciiValue {
                return ascii < 32 ? 0 : size * (ascii < 127 ? widths[Int(ascii) - 32] : 0) / 1000
            }
            return isWide(scalar) ? size : size * 0.58
        }

        static func width(_ text: some StringProtocol) -> Double { text.reduce(0) { $0 + width($1) } }

        /// Chinese, Japanese, Korean and full-width forms.
        private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD, 0x2014, 0x2026:
                true
            default: false
            }
        }

        /// Marks that do not begin a line, and those that do not end one.
        private static let closing: Set<Character> = Set("，。、；：？！）》」』】”’…,.;:?!)]}%")
        private static let opening: Set<Character> = Set("（《「『【“‘([{")

        /// The lines of a text in a width; what does not fit the number of lines is cut with `…`.
        static func lines(_ text: String, width: Double, most: Int = 100) -> [String] {
            var lines: [String] = []
            for paragraph in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
                lines += wrapped(Text.trimmed(String(paragraph)), max(width, size))
            }
            while lines.last?.isEmpty == true { lines.removeLast() }
            while lines.first?.isEmpty == true { lines.removeFirst() }
            guard lines.count > max(1, most) else { return lines }
            lines = Array(lines.prefix(max(1, most)))
            var last = lines.removeLast()
            while !last.isEmpty, self.width(last) + size > width { last.removeLast() }
            return lines + [last + "…"]
        }

        private static func wrapped(_ text: String, _ width: Double) -> [String] {
            guard self.width(text) > width else { return [text] }
            var lines: [String] = []
            var line = ""
            for piece in pieces(text) {
                if self.width(line + piece) <= width || line.isEmpty && self.width(piece) <= width {
                    line += piece
                    continue
                }
                if !line.isEmpty { lines.append(Text.trimmed(line)) }
                line = ""
                // A word that is too long for any line is cut.
                for character in Text.trimmed(piece) {
                    if !line.isEmpty, self.width(line) + self.width(character) > width {
                        lines.append(line)
                        line = ""
                    }
                    line.append(character)
                }
                if piece.last == " " { line += " " }
            }
            if !Text.trimmed(line).isEmpty { lines.append(Text.trimmed(line)) }
            return lines
        }

        /// What stays together: words with the space behind them, Chinese characters with their punctuation.
        private static func pieces(_ text: String) -> [String] {
            var pieces: [String] = []
            var piece = ""
            var previous: Character?
            for character in text {
                if let before = previous, canBreak(before, character) {
                    pieces.append(piece)
                    piece = ""
                }
                piece.append(character)
                previous = character
            }
            if !piece.isEmpty { pieces.append(piece) }
            return pieces
        }

        private static func canBreak(_ before: Character, _ after: Character) -> Bool {
            if closing.contains(after) || after == " " || opening.contains(before) { return false }
            if before == " " || before == "-" || before == "/" { return true }
            guard let one = before.unicodeScalars.first, let two = after.unicodeScalars.first else { return false }
            return isWide(one) || isWide(two)
        }
    }
}
