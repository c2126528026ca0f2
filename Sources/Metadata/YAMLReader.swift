internal import Yams

/// Collects what is wrong while a file is read to its end.
final class ProblemCollector {
    private(set) var problems: [MetadataProblem] = []

    func report(_ code: String, at place: SourcePlace, _ message: String, advice: String = "") {
        problems.append(MetadataProblem(code, at: place, message, advice: advice))
    }
}

/// One node of a YAML file, read with a message for everything that is not as it should be.
struct YAMLReader {
    let node: Node
    let file: String
    let collector: ProblemCollector

    /// Reads a file's text.
    /// - Returns: nil after reporting that it is no YAML.
    static func document(_ text: String, file: String, collector: ProblemCollector) -> YAMLReader? {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                let place = SourcePlace(file: file, line: 1, column: 1)
                collector.report("yaml.empty", at: place, "the file is empty", advice: "describe an object or an app")
                return nil
            }
            return YAMLReader(node: node, file: file, collector: collector)
        } catch {
            collector.report("yaml.syntax", at: place(of: error, file: file), reason(of: error),
                advice: "check the indentation and the quotes around texts with a colon")
            return nil
        }
    }

    var place: SourcePlace {
        SourcePlace(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    /// The text of a scalar, whatever its type.
    var text: String? { node.scalar?.string }

    var isMapping: Bool { node.mapping != nil }

    func report(_ code: String, _ message: String, advice: String = "") {
        collector.report(code, at: place, message, advice: advice)
    }

    /// The value of a key; the key need not be there.
    func child(_ key: String) -> YAMLReader? {
        guard let child = node.mapping?[Node(key)], child.null == nil || child.scalar?.style != .plain else { return nil }
        return YAMLReader(node: child, file: file, collector: collector)
    }

    /// The members of a mapping in the order they stand in.
    func members() -> [(name: String, key: YAMLReader, value: YAMLReader)] {
        guard let mapping = node.mapping else {
            report("yaml.mapping", "a mapping of names to values is expected here", advice: "write name: value")
            return []
        }
        return mapping.map { key, value in
            (key.scalar?.string ?? "", reader(key), reader(value))
        }
    }

    /// The elements of a list; one value alone counts as a list of one.
    func elements() -> [YAMLReader] {
        guard let sequence = node.sequence else { return [self] }
        return sequence.map(reader)
    }

    /// Reports every key that is not among those allowed.
    func allow(_ keys: String...) {
        for (name, key, _) in members() where !keys.contains(name) {
            let nearest = Spelling.nearest(to: name, among: keys)
            key.report("yaml.unknown-key", "there is no key \"\(name)\" here",
                advice: nearest.map { "did you mean \"\($0)\"?" } ?? "allowed: " + keys.sorted().joined(separator: ", "))
        }
    }

    func string(_ key: String) -> String? {
        guard let child = child(key) else { return nil }
        if child.text == nil { child.report("yaml.text", "\(key) is a text") }
        return child.text
    }

    func requiredString(_ key: String) -> String {
        if let value = string(key), !value.isEmpty { return value }
        report("yaml.missing", "\(key) is missing", advice: "add \(key): …")
        return ""
    }

    func bool(_ key: String, default fallback: Bool = false) -> Bool {
        guard let child = child(key) else { return fallback }
        if let value = child.node.bool { return value }
        child.report("yaml.boolean", "\(key) is true or false", advice: "write true or false without quotes")
        return fallback
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let child = child(key) else { return nil }
        if let value = child.node.int, range.contains(value) { return value }
        child.report("yaml.integer", "\(key) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    func strings(_ key: String) -> [String] {
        guard let child = child(key) else { return [] }
        return child.elements().compactMap { element in
            if element.text == nil { element.report("yaml.text", "\(key) is a list of texts") }
            return element.text
        }
    }

    /// One of an enumeration's raw values.
    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        child(key).flatMap { $0.asChoice(key, type) }
    }

    /// This node as one of an enumeration's raw values.
    func asChoice<Choice: RawRepresentable & CaseIterable>(_ what: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue)
        if let text, let value = Choice(rawValue: text) { return value }
        let nearest = Spelling.nearest(to: text ?? "", among: names)
        report("yaml.choice", "\"\(text ?? "")\" is no \(what)",
            advice: nearest.map { "did you mean \"\($0)\"?" } ?? "one of " + names.joined(separator: ", "))
        return nil
    }

    /// A text in one or several languages.
    func localized(_ key: String) -> LocalizedText? {
        child(key)?.localized()
    }

    /// This very node as a text in several languages.
    func localized() -> LocalizedText {
        if let text { return LocalizedText(text) }
        return LocalizedText(Dictionary(members().map { ($0.name, $0.value.text ?? "") }, uniquingKeysWith: { $1 }))
    }

    func formula(_ key: String) -> Formula? {
        guard let child = child(key) else { return nil }
        guard let text = child.text else {
            child.report("yaml.text", "\(key) is an expression")
            return nil
        }
        return Formula(text, at: child.place)
    }

    private func reader(_ node: Node) -> YAMLReader { YAMLReader(node: node, file: file, collector: collector) }

    private static func place(of error: any Error, file: String) -> SourcePlace {
        switch error as? YamlError {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            SourcePlace(file: file, line: mark.line, column: mark.column)
        default: SourcePlace(file: file, line: 1, column: 1)
        }
    }

    private static func reason(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        default: "the file is no YAML: \(error)"
        }
    }
}
