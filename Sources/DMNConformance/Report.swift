extension DMNConformance {
    /// The result of all folders, as text and as numbers.
    public struct Report: Sendable {
        /// The folders in the order in which they ran.
        public let folders: [FolderResult]

        /// A report of folders.
        public init(_ folders: [FolderResult]) { self.folders = folders.filter { !$0.cases.isEmpty } }

        /// Cases that passed.
        public var passedCases: Int { folders.reduce(0) { $0 + $1.passed } }
        /// All cases.
        public var cases: Int { folders.reduce(0) { $0 + $1.cases.count } }
        /// Folders of which every case passed.
        public var passedFolders: Int { folders.count(where: \.isPassed) }
        /// Whether everything passed.
        public var isPassed: Bool { passedCases == cases }

        /// Every failing case with what was expected and seen, a line a folder, and the totals.
        public var text: String {
            var lines: [String] = []
            for folder in folders {
                for test in folder.cases where !test.isPassed {
                    lines.append("FAIL \(folder.path) \(test.name)")
                    for failure in test.failures { lines += Self.lines(failure) }
                }
            }
            for folder in folders { lines.append("\(folder.path) \(folder.passed)/\(folder.cases.count)") }
            lines.append("cases \(Self.share(passedCases, cases))")
            lines.append("folders \(Self.share(passedFolders, folders.count))")
            lines.append("\(passedCases)/\(cases) cases, \(passedFolders)/\(folders.count) folders")
            return lines.joined(separator: "\n")
        }

        private static func lines(_ failure: Failure) -> [String] {
            ["  \(failure.result): expected \(failure.expected)", "  \(failure.result): actual   \(failure.actual)"]
                + failure.notes.prefix(3).map { "    \($0)" }
        }

        /// `12/13 (92.31 %)`.
        private static func share(_ part: Int, _ whole: Int) -> String {
            let hundredths = whole == 0 ? 0 : part * 10_000 / whole
            let fraction = hundredths % 100
            return "\(part)/\(whole) (\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) %)"
        }
    }
}
