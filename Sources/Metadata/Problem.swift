/// Where something stands in a text file; lines and columns count from 1.
public struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String { "\(file):\(line):\(column)" }
}

/// Something wrong with a package, said so that its author can mend it.
public struct MetadataProblem: Sendable, Hashable, CustomStringConvertible {
    /// Stable: partners and translations depend on it.
    public let code: String
    public let place: SourcePlace
    public let message: String
    /// What would be right.
    public let advice: String

    public init(_ code: String, at place: SourcePlace, _ message: String, advice: String = "") {
        self.code = code
        self.place = place
        self.message = message
        self.advice = advice
    }

    public var description: String {
        "\(place): \(message)" + (advice.isEmpty ? "" : " — \(advice)") + " [\(code)]"
    }
}

/// The nearest of some names to a mistyped one.
public enum Spelling {
    /// - Returns: nil when nothing is near: more than a third of the letters differ.
    public static func nearest(to name: String, among names: some Sequence<String>) -> String? {
        let limit = max(1, name.count / 3)
        return names.map { ($0, distance(Array(name), Array($0))) }.filter { $0.1 <= limit }
            .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    // Levenshtein's distance with one row.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = a == b ? diagonal : min(diagonal, row[j], row[j + 1]) + 1
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
