public import DMN
public import FEELValues

/// What is wrong with the tables of a model, cell by cell, and what its rules leave open or say twice.
public struct GridCheck: Sendable {
    /// What was found, in the order of the file.
    public let findings: [Finding]

    /// A finding with the place that an editor can show.
    public struct Finding: Sendable, Equatable {
        /// The decision, by id or name.
        public var decision: String
        /// Rules concerned, from 0; empty when it is about the whole table or a column.
        public var rules: [Int]
        /// The column among the inputs and then the outputs, from 0; nil for whole rules.
        public var column: Int?
        /// Whether the table cannot be deployed with it.
        public var isError: Bool
        /// What kind: `gap`, `overlap` …, or empty for a mistake in a text.
        public var kind: String
        /// What is wrong, and what would be right.
        public var sentence: ProcessDesign.Sentence
    }

    /// Checks a model, as it would be read again: its places are those of its text.
    public init(_ model: DMN.Model, zones: any TimeZoneDatabase) {
        let read = DMN.read(model.text())
        let options = DMN.Options(timeZones: zones)
        let reports = DMN.analyse(read.model, options: options)
        let places = CellPlaces(read.model)
        var findings = (read.problems + DMN.check(read.model, options: options)).map { places.finding($0) }
        // The analysis says its flaws as problems too; here they come with the rules that they are about.
        for report in reports {
            for flaw in report.findings {
                let kind = flaw.kind.rawValue
                let decision = places.decision(report.element)
                guard let place = findings.firstIndex(where: { $0.kind == kind && !$0.isPlaced && $0.decision == decision }) else { continue }
                findings[place].rules = flaw.rules.map { $0 - 1 }
                findings[place].column = nil
                findings[place].isPlaced = true
            }
        }
        self.findings = findings.map(\.finding)
    }
}

/// A finding while its rules are looked for.
private struct PlacedFinding {
    var finding: GridCheck.Finding
    var isPlaced = false
    var decision: String { finding.decision }
    var kind: String { finding.kind }
    var rules: [Int] {
        get { finding.rules }
        set { finding.rules = newValue }
    }
    var column: Int? {
        get { finding.column }
        set { finding.column = newValue }
    }
}

/// Where each cell of a model's tables stands in the text.
private struct CellPlaces {
    private struct Cell {
        var place: DMN.Place
        var decision: String
        var rule: Int?
        var column: Int?
    }

    private var cells: [Cell] = []
    private var decisions: [String: String] = [:]

    init(_ model: DMN.Model) {
        for decision in model.decisions {
            let id = decision.notes.id ?? decision.name
            decisions[decision.name] = id
            decisions[id] = id
            cells.append(Cell(place: decision.notes.place, decision: id))
            guard case .table(let table)? = decision.expression else { continue }
            add(table, id)
        }
        cells.sort { $0.place < $1.place }
    }

    private mutating func add(_ table: DMN.DecisionTable, _ decision: String) {
        for (column, input) in table.inputs.enumerated() {
            cells.append(Cell(place: input.notes.place, decision: decision, rule: nil, column: column))
        }
        for (column, output) in table.outputs.enumerated() {
            cells.append(Cell(place: output.notes.place, decision: decision, rule: nil, column: table.inputs.count + column))
        }
        for (number, rule) in table.rules.enumerated() {
            cells.append(Cell(place: rule.notes.place, decision: decision, rule: number, column: nil))
            for (column, cell) in rule.inputs.enumerated() {
                cells.append(Cell(place: cell.text.place, decision: decision, rule: number, column: column))
            }
            for (column, cell) in rule.outputs.enumerated() {
                guard let text = cell.text else { continue }
                cells.append(Cell(place: text.place, decision: decision, rule: number, column: table.inputs.count + column))
            }
        }
    }

    func decision(_ name: String) -> String { decisions[name] ?? name }

    /// The cell in which a problem stands is the last that begins before it.
    func finding(_ problem: DMN.Problem) -> PlacedFinding {
        let cell = cells.last { $0.place <= problem.place }
        let kind = problem.code.hasPrefix("dmn.table-") ? String(problem.code.dropFirst("dmn.table-".count)) : ""
        let advice = problem.advice
        let sentence = ProcessDesign.Sentence(
            [problem.message.english, advice?.english].compactMap(\.self).joined(separator: " "),
            [problem.message.chinese, advice?.chinese].compactMap(\.self).joined())
        return PlacedFinding(
            finding: GridCheck.Finding(
                decision: cell?.decision ?? decision(problem.element), rules: cell?.rule.map { [$0] } ?? [], column: kind.isEmpty ? cell?.column : nil,
                isError: problem.severity == .error, kind: kind, sentence: sentence))
    }
}
