import XMLTree

extension BPMN {
    /// What became of a file that was read, written and read again.
    public struct RoundTrip: Sendable {
        /// The problems of reading; an error means that there was nothing to compare.
        public var problems: [Problem] = []
        /// Whether the semantic model is the same.
        public var keepsModel = false
        /// Whether the shapes, edges, labels and colours are the same.
        public var keepsDiagram = false
        /// Whether the written text holds every element, attribute and text of the original, by a comparison of the
        /// XML itself that knows nothing of the model.
        public var keepsText = false
        /// The first thing that differs, with its line in the original.
        public var difference: String?

        /// Whether nothing was lost.
        public var isLossless: Bool { keepsModel && keepsDiagram && keepsText }
    }

    /// Reads, writes and reads again, and compares.
    public static func roundTrip(_ bytes: [UInt8]) -> RoundTrip {
        var result = RoundTrip()
        let original: XMLDocument
        do throws(XMLProblem) {
            original = try XML.read(bytes)
        } catch {
            result.problems = [Problem(error)]
            return result
        }
        let (first, problems) = read(original)
        result.problems = problems
        guard first.base.source.place != .none else { return result }
        let text = first.text()
        let (second, _) = read(text)
        result.keepsDiagram = first.diagrams == second.diagrams
        var (left, right) = (first, second)
        (left.diagrams, right.diagrams) = ([], [])
        result.keepsModel = left == right
        guard let written = try? XML.read(text) else { return result }
        result.difference = XMLComparison.difference(
            original.root.withoutIndentation(), written.root.withoutIndentation())
        result.keepsText = result.difference == nil && original.prolog == written.prolog
        return result
    }
}

/// Compares two XML trees as BPMN means them: attributes have no order, `1` is `true` and `10.0` is `10`.
enum XMLComparison {
    /// The first difference, or nil.
    static func difference(_ left: XMLElement, _ right: XMLElement) -> String? {
        let place = "line \(left.position.line), <\(left.name)>"
        guard left.name == right.name else { return "\(place): became <\(right.name)>" }
        if let difference = attributes(left, right) { return "\(place): \(difference)" }
        let old = children(left)
        var new = children(right)
        // What a node says about its flows may be completed, never lost.
        new = completed(old, new)
        guard old.count == new.count else { return "\(place): holds \(new.count) nodes instead of \(old.count)" }
        for (one, two) in zip(old, new) {
            switch (one, two) {
            case (.element(let one), .element(let two)):
                if let difference = difference(one, two) { return difference }
            default:
                if !isSame(one, two, in: left) { return "line \(one.position.line): text in <\(left.name)> differs" }
            }
        }
        return nil
    }

    private static func attributes(_ left: XMLElement, _ right: XMLElement) -> String? {
        for attribute in left.attributes {
            guard let other = right.attributes.first(where: { $0.name == attribute.name }) else {
                return "attribute '\(attribute.name)' is lost"
            }
            if !isSame(attribute.value, other.value) { return "attribute '\(attribute.name)' became '\(other.value)'" }
        }
        for attribute in right.attributes where !left.attributes.contains(where: { $0.name == attribute.name }) {
            return "attribute '\(attribute.name)' was added"
        }
        return nil
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        let (one, two) = (BPMN.Text.trimmed(left), BPMN.Text.trimmed(right))
        if let first = Double(one), let second = Double(two) { return first == second }
        let truths = ["1": "true", "0": "false"]
        return (truths[one] ?? one) == (truths[two] ?? two)
    }

    /// The children, texts joined and the blank ones between elements left out.
    private static func children(_ element: XMLElement) -> [XMLNode] {
        let isLeaf = element.elements.isEmpty
        let nodes = element.children.filter { isLeaf || !$0.isBlank }
        guard isLeaf else { return nodes }
        let others = nodes.filter { if case .text = $0 { false } else if case .cdata = $0 { false } else { true } }
        return BPMN.Text.trimmed(element.text).isEmpty ? others : [.text(element.text, at: element.position)] + others
    }

    private static func completed(_ old: [XMLNode], _ new: [XMLNode]) -> [XMLNode] {
        guard old.count < new.count else { return new }
        func key(_ element: XMLElement) -> String {
            "\(element.name.local) \(BPMN.Text.trimmed(element.text)) \(element.elements.count)"
        }
        var known: [String: Int] = [:]
        for case .element(let element) in old { known[key(element), default: 0] += 1 }
        return new.filter { node in
            guard let element = node.element, ["incoming", "outgoing"].contains(element.name.local) else { return true }
            known[key(element), default: 0] -= 1
            return known[key(element), default: 0] >= 0
        }
    }

    private static func isSame(_ left: XMLNode, _ right: XMLNode, in parent: XMLElement) -> Bool {
        guard case .text(let one, _) = left, case .text(let two, _) = right else { return left == right }
        return one == two || BPMN.Text.trimmed(one) == BPMN.Text.trimmed(two) && isReference(parent.name.local)
    }

    private static func isReference(_ name: String) -> Bool {
        name.hasSuffix("Ref") || name.hasSuffix("Refs") || ["incoming", "outgoing", "source", "target"].contains(name)
    }
}
