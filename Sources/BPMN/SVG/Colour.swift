import XMLTree

extension BPMN {
    /// Colours in drawings: the `color` namespace of the OMG's working group, and bpmn.io's older one.
    enum Colour {
        static let namespace = "http://www.omg.org/spec/BPMN/non-normative/color/1.0"
        static let older = "http://bpmn.io/schema/bpmn/biocolor/1.0"

        static func read(_ base: BaseElement, _ name: String, _ olderName: String) -> String? {
            base.attributes.first { $0.name == XMLName(name, in: namespace) }?.value
                ?? base.attributes.first { $0.name == XMLName(olderName, in: older) }?.value
        }

        static func write(_ value: String?, into base: inout BaseElement, _ name: String, _ olderName: String) {
            base.attributes.removeAll {
                $0.name == XMLName(name, in: namespace) || $0.name == XMLName(olderName, in: older)
            }
            guard let value else { return }
            base.attributes.append(XMLAttribute(XMLName(olderName, in: older, prefix: "bioc"), value))
            base.attributes.append(XMLAttribute(XMLName(name, in: namespace, prefix: "color"), value))
        }

        /// The colour when it is one that may stand in a style.
        static func safe(_ value: String?) -> String? {
            guard let value, value.utf8.count <= 40 else { return nil }
            if value.hasPrefix("#") {
                let digits = value.dropFirst()
                return [3, 4, 6, 8].contains(digits.count) && digits.allSatisfy(\.isHexDigit) ? value : nil
            }
            let isWord = value.allSatisfy { $0.isASCII && $0.isLetter }
            let isFunction =
                (value.hasPrefix("rgb(") || value.hasPrefix("hsl(")) && value.hasSuffix(")")
                && value.dropFirst(4).dropLast().allSatisfy { $0.isASCII && ($0.isNumber || ",.% ".contains($0)) }
            return isWord || isFunction ? value : nil
        }

        /// White shapes with black borders are what every tool draws; they follow the theme.
        static func isPlain(_ value: String) -> Bool {
            ["#fff", "#ffffff", "white", "#000", "#000000", "black", "rgb(255, 255, 255)", "rgb(0, 0, 0)"]
                .contains(value.lowercased())
        }

        /// A text colour that can be read on a fill.
        static func text(on fill: String) -> String {
            var digits = fill.dropFirst().prefix(6).map { $0 }
            guard fill.hasPrefix("#"), digits.count >= 3 else { return "#1c1f26" }
            if digits.count < 6 { digits = digits.prefix(3).flatMap { [$0, $0] } }
            func part(_ index: Int) -> Double { Double(Int(String(digits[index..<index + 2]), radix: 16) ?? 0) }
            let light = 0.299 * part(0) + 0.587 * part(2) + 0.114 * part(4)
            return light > 140 ? "#1c1f26" : "#ffffff"
        }
    }
}

extension BPMN.Shape {
    /// The fill, as bpmn.io and the OMG's colour extension write it.
    public var fill: String? {
        get { BPMN.Colour.read(base, "background-color", "fill") }
        set { BPMN.Colour.write(newValue, into: &base, "background-color", "fill") }
    }

    /// The border's colour.
    public var stroke: String? {
        get { BPMN.Colour.read(base, "border-color", "stroke") }
        set { BPMN.Colour.write(newValue, into: &base, "border-color", "stroke") }
    }
}

extension BPMN.Edge {
    /// The line's colour.
    public var stroke: String? {
        get { BPMN.Colour.read(base, "border-color", "stroke") }
        set { BPMN.Colour.write(newValue, into: &base, "border-color", "stroke") }
    }
}
