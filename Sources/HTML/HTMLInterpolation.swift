extension HTML: ExpressibleByStringInterpolation {
    /// A literal without holes: the author's own markup.
    public init(stringLiteral value: String) { self.init(bytes: Array(value.utf8)) }

    /// A literal with holes, already assembled.
    public init(stringInterpolation: Interpolation) { self.init(bytes: stringInterpolation.bytes) }

    /// Assembles one literal. Each kind of hole has its own rule.
    public struct Interpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        /// Reserves room: the literal itself and a guess for each hole.
        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        /// The author's markup, as it stands.
        public mutating func appendLiteral(_ literal: String) { bytes.append(contentsOf: literal.utf8) }

        /// Data: escaped, for text and for double-quoted attribute values alike.
        public mutating func appendInterpolation(_ text: String) { HTML.escape(text, into: &bytes) }

        /// Data that may be missing: nothing is written then.
        public mutating func appendInterpolation(_ text: String?) {
            if let text { HTML.escape(text, into: &bytes) }
        }

        /// A whole number.
        public mutating func appendInterpolation(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

        /// A finished piece.
        public mutating func appendInterpolation(_ piece: HTML) { bytes.append(contentsOf: piece.bytes) }

        /// A finished piece that may be missing.
        public mutating func appendInterpolation(_ piece: HTML?) {
            if let piece { bytes.append(contentsOf: piece.bytes) }
        }

        /// Finished pieces in order.
        public mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { bytes.append(contentsOf: piece.bytes) }
        }

        /// A piece only when the condition holds.
        public mutating func appendInterpolation(when condition: Bool, _ piece: @autoclosure () -> HTML) {
            if condition { bytes.append(contentsOf: piece().bytes) }
        }

        /// ` name="value"` with the value escaped, or nothing when it is missing.
        public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            bytes.append(0x20)
            append(name)
            bytes.append(contentsOf: [0x3D, 0x22])
            HTML.escape(value, into: &bytes)
            bytes.append(0x22)
        }

        /// ` name` when it holds: `checked`, `required`, `hidden`.
        public mutating func appendInterpolation(flag name: StaticString, _ holds: Bool) {
            guard holds else { return }
            bytes.append(0x20)
            append(name)
        }

        /// Markup that the compiler can see is constant; never data.
        public mutating func appendInterpolation(raw constant: StaticString) { append(constant) }

        private mutating func append(_ constant: StaticString) {
            constant.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }
    }
}
