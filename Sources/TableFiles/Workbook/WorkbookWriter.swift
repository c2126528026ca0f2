/// Writes an `.xlsx` workbook with one sheet, row by row: a header line that stays in view and typed cells.
public struct WorkbookWriter: TableWriter {
    private let zip: ZipWriter
    private var row = 0
    private var buffer: [UInt8] = []
    private static let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"# + "\n"
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    /// - Parameter sheet: the sheet's name; signs that Excel does not allow in one are left out.
    public init(sheet: String, _ sink: @escaping ([UInt8]) throws -> Void) throws {
        zip = ZipWriter(sink)
        let name = Self.escaped(String(sheet.filter { !"[]:*?/\\'".contains($0) }.prefix(31)))
        try Self.writeParts(zip, name.isEmpty ? "Sheet1" : name)
        try zip.begin("xl/worksheets/sheet1.xml")
        buffer += Array(
            (Self.head
                + "<worksheet xmlns=\"\(Self.main)\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" "
                + "topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>")
                .utf8)
    }

    public mutating func write(_ cells: [TableCell]) throws {
        row += 1
        append("<row r=\"\(row)\">")
        for (column, cell) in cells.enumerated() where cell != .empty {
            append(Self.cell(cell, Self.name(column) + "\(row)"))
        }
        append("</row>")
        if buffer.count > 64 << 10 { try flush() }
    }

    public mutating func finish() throws {
        append("</sheetData></worksheet>")
        try flush()
        try zip.end()
        try zip.finish()
    }

    private mutating func append(_ text: String) { buffer.append(contentsOf: text.utf8) }

    private mutating func flush() throws {
        try zip.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private static func cell(_ cell: TableCell, _ reference: String) -> String {
        switch cell {
        case .empty: ""
        case .text(let text):
            "<c r=\"\(reference)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">\(escaped(text))</t></is></c>"
        // Excel keeps fifteen digits of a number; longer ones are texts.
        case .number(let digits) where digits.utf8.count > 15:
            "<c r=\"\(reference)\" t=\"inlineStr\"><is><t>\(escaped(digits))</t></is></c>"
        case .number(let digits): "<c r=\"\(reference)\"><v>\(digits)</v></c>"
        case .date(let days): "<c r=\"\(reference)\" s=\"1\"><v>\(days + 25_569)</v></c>"
        case .moment(let milliseconds):
            "<c r=\"\(reference)\" s=\"2\"><v>\(Double(milliseconds) / 86_400_000 + 25_569)</v></c>"
        case .truth(let value): "<c r=\"\(reference)\" t=\"b\"><v>\(value ? 1 : 0)</v></c>"
        }
    }

    /// 0 is `A`, 26 is `AA`.
    private static func name(_ column: Int) -> String {
        var name = ""
        var rest = column + 1
        while rest > 0 {
            name = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + name
            rest = (rest - 1) / 26
        }
        return name
    }

    /// Escapes, and leaves out the control characters that XML does not have.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: if scalar.value >= 0x20 || scalar == "\n" || scalar == "\t" { out.unicodeScalars.append(scalar) }
            }
        }
        return out
    }

    private static func writeParts(_ zip: ZipWriter, _ sheet: String) throws {
        let types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        try zip.part(
            "[Content_Types].xml",
            head
                + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(types).sheet.main+xml\"/>"
                + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"\(types).worksheet+xml\"/>"
                + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(types).styles+xml\"/></Types>")
        let relations = "http://schemas.openxmlformats.org/package/2006/relationships"
        try zip.part(
            "_rels/.rels",
            head + "<Relationships xmlns=\"\(relations)\">"
                + "<Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        )
        try zip.part(
            "xl/workbook.xml",
            head + "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets>"
                + "<sheet name=\"\(sheet)\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")
        try zip.part(
            "xl/_rels/workbook.xml.rels",
            head + "<Relationships xmlns=\"\(relations)\">"
                + "<Relationship Id=\"rId1\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                + "<Relationship Id=\"rId2\" Type=\"\(office)/styles\" Target=\"styles.xml\"/></Relationships>")
        try zip.part("xl/styles.xml", head + styles)
    }

    /// Style 0 is plain, 1 a date (format 14), 2 a moment (format 22).
    private static var styles: String {
        let none = "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
        let date = "<xf numFmtId=\"14\" applyNumberFormat=\"1\"/>"
        let moment = "<xf numFmtId=\"22\" applyNumberFormat=\"1\"/>"
        return
            "<styleSheet xmlns=\"\(main)\"><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
            + "<fills count=\"2\">\(none)</fills>"
            + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
            + "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf/>\(date)\(moment)</cellXfs></styleSheet>"
    }
}
