extension BPMN {
    /// What XML says about white space.
    enum Text {
        /// The text without white space at its ends.
        static func trimmed(_ text: String) -> String {
            let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
            guard let first = text.firstIndex(where: { !isSpace($0) }),
                let last = text.lastIndex(where: { !isSpace($0) })
            else { return "" }
            return String(text[first...last])
        }

        /// The text on one line: names in diagrams have line breaks.
        static func line(_ text: String) -> String {
            guard text.contains(where: \.isNewline) else { return text }
            return text.split(whereSeparator: \.isNewline).map { trimmed(String($0)) }.joined(separator: " ")
        }
    }
}
