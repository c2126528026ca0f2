import Foundation
import TableFiles
import Testing

/// Reads a whole table.
func rows(_ bytes: [UInt8], sheet: String? = nil, limits: TableLimits = TableLimits()) throws -> (
    columns: [String], rows: [TableRow]
) {
    var table = try TableFile.open(bytes: bytes, sheet: sheet, limits: limits)
    var rows: [TableRow] = []
    while let row = try table.next() { rows.append(row) }
    return (table.columns, rows)
}

func rows(_ text: String) throws -> (columns: [String], rows: [TableRow]) { try rows(Array(text.utf8)) }

/// The folder with real data, if it is there.
let sharedData: String? = {
    let folder =
        ProcessInfo.processInfo.environment["SANBU_SHARED"]
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: folder + "/data") ? folder + "/data" : nil
}()

@Suite("Separated text")
struct CSVReaderTests {
    @Test("comes with any of four separators", arguments: [",", ";", "\t", "|"])
    func separators(_ sign: String) throws {
        let table = try rows("姓名\(sign)手机\n王建国\(sign)13800000001\n赵敏\(sign)\n")
        #expect(table.columns == ["姓名", "手机"])
        #expect(table.rows.map(\.cells) == [["王建国", "13800000001"], ["赵敏", ""]])
    }

    @Test("keeps separators, quotes and line breaks inside quotes")
    func quotes() throws {
        let table = try rows("a,b\r\n\"x, \"\"y\"\"\",\"one\ntwo\"\r\nlast,row")
        #expect(table.rows.map(\.cells) == [["x, \"y\"", "one\ntwo"], ["last", "row"]])
        #expect(table.rows.map(\.line) == [2, 4])
    }

    @Test("is read in UTF-8 with a mark, UTF-16 of both kinds and GB 18030")
    func encodings() throws {
        let text = "姓名,城市\n欧阳静,杭州\n"
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        // 姓名,城市 and 欧阳静,杭州 in GB 18030.
        let chinese: [UInt8] =
            [0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0xB3, 0xC7, 0xCA, 0xD0, 0x0A]
            + [0xC5, 0xB7, 0xD1, 0xF4, 0xBE, 0xB2, 0x2C, 0xBA, 0xBC, 0xD6, 0xDD, 0x0A]
        for bytes in [[0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, chinese] {
            let table = try rows(bytes)
            #expect(table.columns == ["姓名", "城市"])
            #expect(table.rows.map(\.cells) == [["欧阳静", "杭州"]])
        }
    }

    @Test("a large file in GB 18030 is not cut inside a character")
    func transcodedPieces() throws {
        let line: [UInt8] = [0xC5, 0xB7, 0xD1, 0xF4, 0x2C, 0x31, 0x0A]
        let table = try rows([0x61, 0x2C, 0x62, 0x0A] + Array(repeating: line, count: 100_001).flatMap { $0 })
        #expect(table.rows.count == 100_001)
        #expect(table.rows.allSatisfy { $0.cells == ["欧阳", "1"] })
    }

    @Test("with padded columns is cut at the blanks")
    func blanks() throws {
        let table = try rows(" customer_id  date number\r\n 00001 19970101  1\r\n 00002 19970112  12\r\n")
        #expect(table.columns == ["customer_id", "date", "number"])
        #expect(table.rows.map(\.cells) == [["00001", "19970101", "1"], ["00002", "19970112", "12"]])
    }

    @Test("with one column has no separator")
    func oneColumn() throws {
        let table = try rows("company name\nAcme Corp Ltd\nOne\n")
        #expect(table.columns == ["company name"])
        #expect(table.rows.map(\.cells) == [["Acme Corp Ltd"], ["One"]])
    }

    @Test("gets a header of different names, and short and long lines get their cells")
    func ragged() throws {
        let table = try rows("a,,a\n1\n1,2,3,4\n\n  ,,\n")
        #expect(table.columns == ["a", "#2", "a (2)"])
        #expect(table.rows.map(\.cells) == [["1", "", ""], ["1", "2", "3 4"]])
    }

    @Test("that is broken is refused with the line")
    func errors() throws {
        #expect(throws: TableError.empty) { try rows("") }
        #expect(throws: TableError.unclosedQuote(line: 3)) { try rows("a,b\n1,2\n3,\"4\n5,6") }
        var limits = TableLimits()
        limits.cellBytes = 10
        #expect(throws: TableError.cellTooLong(line: 2, limit: 10)) {
            try rows(Array("a\n12345678901\n".utf8), limits: limits)
        }
        limits.columns = 2
        #expect(throws: TableError.tooManyColumns(line: 2, limit: 2)) {
            try rows(Array("a,b\n1,2,3\n".utf8), limits: limits)
        }
        #expect(throws: TableError.oldWorkbook) { try rows([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) }
    }

    @Test("written comes back, and no cell is a formula in a spreadsheet")
    func written() throws {
        var bytes: [UInt8] = []
        var writer = CSVWriter { bytes += $0 }
        let texts = [
            "=1+1", "+86 138 0000 0001", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "plain, \"quoted\"", " blank\nline",
        ]
        try writer.write([.text("a"), .text("b")])
        for text in texts { try writer.write([.text(text), .number("-12.50")]) }
        try writer.finish()
        let shown = String(decoding: bytes, as: UTF8.self)
        #expect(shown.contains("\n'=1+1,-12.50"))
        #expect(shown.contains("\n'@SUM(A1),"))
        #expect(shown.contains("\n'-2+3+cmd|"))
        #expect(shown.contains("\n+86 138 0000 0001,"))
        #expect(try rows(bytes).rows.map { $0.cells[0] } == texts)
    }

    @Test("of the real world is read whole", .enabled(if: sharedData != nil))
    func realFiles() throws {
        let folder = try #require(sharedData)
        for (file, count, columns) in [
            ("cdnow-purchases.txt", 69_659, 4), ("chinook-customers.csv", 59, 13), ("ecom-clickstream.csv", 31_106, 8),
        ] {
            var table = try TableFile.open(path: folder + "/" + file)
            var rows = 0
            while let row = try table.next() {
                rows += 1
                #expect(row.cells.count == columns)
            }
            #expect(rows == count, "\(file)")
        }
    }
}
