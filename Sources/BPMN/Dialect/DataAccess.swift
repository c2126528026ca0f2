extension BPMN {
    /// The functions by which XPath, the standard's own default language, reads data (BPMN 2.0.2 §10.4.3).
    enum DataAccess {
        private static let functions = [
            "getDataObject", "getDataInput", "getDataOutput", "getProcessProperty", "getActivityProperty",
            "getEventProperty",
        ]

        /// `bpmn:getDataObject('approved') = 'yes'` as `approved = "yes"`; a text without such a call as it is.
        static func replaced(_ text: String) -> String {
            guard functions.contains(where: { text.contains($0 + "(") }) else { return text }
            var result = ""
            var rest = text[...]
            while let first = rest.first {
                if let (name, length) = call(rest) {
                    // The prefix of the function has been copied already.
                    dropPrefix(&result)
                    result += name
                    rest = rest.dropFirst(length)
                } else if first == "'", let literal = literal(rest) {
                    result += Expression.quoted(literal)
                    rest = rest.dropFirst(literal.count + 2)
                } else {
                    result.append(first)
                    rest.removeFirst()
                }
            }
            return result
        }

        /// The name of the data that a call at the beginning reads, and how long the call is.
        private static func call(_ text: Substring) -> (name: String, length: Int)? {
            guard let function = functions.first(where: { text.hasPrefix($0 + "(") }) else { return nil }
            let inside = text.dropFirst(function.count + 1)
            guard let name = literal(inside), inside.dropFirst(name.count + 2).first == ")", isName(name) else {
                return nil
            }
            return (name, function.count + 1 + name.count + 3)
        }

        private static func isName(_ text: String) -> Bool {
            text.first.map { $0.isLetter || $0 == "_" } == true
                && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        }

        private static func literal(_ text: Substring) -> String? {
            guard let quote = text.first, quote == "'" || quote == "\"" else { return nil }
            let inside = text.dropFirst().prefix { $0 != quote }
            guard inside.count + 1 < text.count else { return nil }
            return String(inside)
        }

        private static func dropPrefix(_ text: inout String) {
            guard text.last == ":" else { return }
            text.removeLast()
            while let last = text.last, last.isLetter || last.isNumber || last == "_" || last == "-" {
                text.removeLast()
            }
        }
    }
}
