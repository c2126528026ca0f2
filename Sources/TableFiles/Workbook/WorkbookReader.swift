/// Reads one sheet of an `.xlsx` workbook row by row.
public struct WorkbookReader: TableReader {
    public private(set) var columns: [String] = []
    /// The names of all sheets.
    public let sheets: [String]
    private let parts: WorkbookParts
    private var events: XMLEvents
    private let limits: TableLimits
    private var line = 0

    init(archive: ZipArchive, sheet: String?, _ limits: TableLimits) throws(TableError) {
        let parts = try WorkbookParts(archive, limits)
        self.parts = parts
        sheets = parts.sheets.map(\.name)
        self.limits = limits
        let wanted = sheet.map { name in parts.sheets.first { $0.name == name } } ?? parts.sheets.first
        guard let wanted, let part = try archive.open(wanted.path) else {
            throw TableError.noSheet(sheet ?? "", sheets: sheets)
        }
        events = XMLEvents(part, limit: limits.cellBytes)
        guard let header = try nextRow() else { throw TableError.empty }
        columns = Header.columns(header.cells)
    }

    public mutating func next() throws(TableError) -> TableRow? {
        guard let row = try nextRow() else { return nil }
        var cells = Array(row.cells.prefix(columns.count))
        while cells.count < columns.count { cells.append("") }
        return TableRow(line: row.line, cells: cells)
    }

    private mutating func nextRow() throws(TableError) -> TableRow? {
        while let event = try events.next() {
            guard case .start("row", let attributes, let isEmpty) = event else { continue }
            line = attributes["r"].flatMap { Int($0) } ?? line + 1
            if isEmpty { continue }
            let cells = try self.cells()
            if cells.contains(where: { !$0.allSatisfy(\.isWhitespace) }) { return TableRow(line: line, cells: cells) }
        }
        return nil
    }

    /// The cells up to the row's end; cells that are left out are empty.
    private mutating func cells() throws(TableError) -> [String] {
        var cells: [String] = []
        while let event = try events.next() {
            if event == .end("row") { return cells }
            guard case .start("c", let attributes, let isEmpty) = event else { continue }
            let place = attributes["r"].flatMap(Self.column) ?? cells.count
            guard place < limits.columns else { throw TableError.tooManyColumns(line: line, limit: limits.columns) }
            while cells.count < place { cells.append("") }
            let value =
                isEmpty ? "" : try value(attributes["t"] ?? "n", style: attributes["s"].flatMap { Int($0) } ?? 0)
            if place < cells.count { cells[place] = value } else { cells.append(value) }
        }
        return cells
    }

    /// `AB12` is the column 27, counted from 0.
    private static func column(_ reference: String) -> Int? {
        var number = 0
        for byte in reference.utf8 {
            guard byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") else { break }
            number = number * 26 + Int(byte) - 64
            if number > 20_000 { return nil }
        }
        return number > 0 ? number - 1 : nil
    }

    private mutating func value(_ type: String, style: Int) throws(TableError) -> String {
        var raw = ""
        var isValue = false
        var isSpoken = false
        loop: while let event = try events.next() {
            switch event {
            case .start("v", _, let isEmpty), .start("t", _, let isEmpty): isValue = !isEmpty
            case .start("rPh", _, _): isSpoken = true
            case .end("rPh"): isSpoken = false
            case .end("v"), .end("t"): isValue = false
            case .text(let text) where isValue && !isSpoken: raw += text
            case .end("c"): break loop
            default: break
            }
        }
        return text(raw, type, style)
    }

    /// The types of §18.18.11; an error in the sheet (`#N/A`) is no value.
    private func text(_ raw: String, _ type: String, _ style: Int) -> String {
        switch type {
        case "s": return Int(raw).flatMap { parts.texts.indices.contains($0) ? parts.texts[$0].trimmed : nil } ?? ""
        case "b": return raw == "1" ? "true" : "false"
        case "e": return ""
        case "n":
            guard let number = Double(raw) else { return "" }
            if parts.dateStyles.indices.contains(style), let kind = parts.dateStyles[style] {
                return date(number, kind)
            }
            return SheetNumber.text(number, raw)
        default: return raw.trimmed
        }
    }

    private func date(_ serial: Double, _ kind: WorkbookParts.DateStyle) -> String {
        guard serial >= 0, serial < 3_000_000 else { return SheetNumber.text(serial, "") }
        // 25,569 days lie between the sheet's zero and 1970; the sheet counts a 29 February 1900 that never was.
        let zero = parts.countsFrom1904 ? 24_107.0 : serial < 60 ? 25_568.0 : 25_569.0
        let seconds = ((serial - zero) * 86_400).rounded()
        let days = (seconds / 86_400).rounded(.down)
        let time = CivilDay.moment(Int64(seconds) * 1000)
        switch kind {
        case .date: return seconds == days * 86_400 ? CivilDay.text(Int64(days)) : time
        case .time: return serial < 1 ? String(time.suffix(8)) : time
        case .moment: return time
        }
    }
}

/// Numbers as people would type them.
enum SheetNumber {
    /// `13812345678` and not `1.3812345678E10`; binary noise behind the fifteenth digit goes.
    static func text(_ number: Double, _ raw: String) -> String {
        if let whole = Int64(exactly: number) { return String(whole) }
        // A sheet has fifteen digits; what is behind them came from binary arithmetic.
        if raw.utf8.count <= 16, !raw.utf8.contains(UInt8(ascii: "E")), !raw.utf8.contains(UInt8(ascii: "e")) {
            return raw
        }
        var scale = 1.0
        var digits = 0
        while digits < 12, (number * scale - (number * scale).rounded()).magnitude > 1e-6 * scale.magnitude.squareRoot()
        {
            scale *= 10
            digits += 1
        }
        let units = (number * scale).rounded()
        guard units.magnitude < 9e15 else { return "\(number)" }
        let text = String(Int64(units.magnitude))
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        let sign = units < 0 ? "-" : ""
        return digits == 0 ? sign + padded : sign + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}
