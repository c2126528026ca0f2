import TableFiles
import Testing

@Suite("Workbook")
struct WorkbookTests {
    /// Three days, of which Excel's own counting of 1900 is the oldest that matters.
    static let cells: [[TableCell]] = [
        [.text("姓名"), .text("金额"), .text("日期"), .text("时间"), .text("在职")],
        [.text("王 & 李 <\"x\">"), .number("-1234.5"), .date(20_780), .moment(1_795_428_000_000), .truth(true)],
        [.text("=1+1"), .number("13812345678"), .date(-3), .empty, .truth(false)],
        [.text("long"), .number("1234567890123456789"), .empty, .empty, .empty],
    ]

    private func written(_ cells: [[TableCell]]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var writer = try WorkbookWriter(sheet: "客户/导出") { bytes += $0 }
        for row in cells { try writer.write(row) }
        try writer.finish()
        return bytes
    }

    @Test("that was written is read back with its dates and numbers")
    func roundTrip() throws {
        let table = try rows(try written(Self.cells))
        #expect(table.columns == ["姓名", "金额", "日期", "时间", "在职"])
        #expect(
            table.rows.map(\.cells) == [
                ["王 & 李 <\"x\">", "-1234.5", "2026-11-23", "2026-11-23 10:00:00", "true"],
                ["=1+1", "13812345678", "1969-12-29", "", "false"], ["long", "1234567890123456789", "", "", ""],
            ])
        #expect(table.rows.map(\.line) == [2, 3, 4])
    }

    @Test("names its sheets when the wanted one is missing")
    func sheets() throws {
        let bytes = try written(Self.cells)
        #expect(try rows(bytes, sheet: "客户导出").rows.count == 3)
        #expect(throws: TableError.noSheet("Tabelle", sheets: ["客户导出"])) { try rows(bytes, sheet: "Tabelle") }
    }

    @Test("that unpacks to far more than it holds is refused")
    func bomb() throws {
        let row: [TableCell] = [.text(String(repeating: "0", count: 900_000))]
        let bytes = try written([[.text("a")]] + Array(repeating: row, count: 20))
        #expect(bytes.count < 100_000)
        #expect(throws: TableError.unpacksTooLarge(part: "xl/worksheets/sheet1.xml")) { try rows(bytes) }
    }

    @Test("that lies about its size is stopped while it is unpacked")
    func liar() throws {
        let row: [TableCell] = [.text(String(repeating: "0", count: 900_000))]
        var bytes = try written([[.text("a")]] + Array(repeating: row, count: 20))
        // The directory's unpacked size of the sheet, set to 1,000.
        let name = Array("xl/worksheets/sheet1.xml".utf8)
        let place = try #require(bytes.indices.last { bytes[$0...].starts(with: name) })
        bytes.replaceSubrange((place - 22)..<(place - 18), with: [0xE8, 0x03, 0, 0])
        #expect(throws: TableError.unpacksTooLarge(part: "xl/worksheets/sheet1.xml")) { try rows(bytes) }
    }

    @Test("that is cut off or no archive at all is refused in words")
    func broken() throws {
        let bytes = try written(Self.cells)
        for count in stride(from: 4, to: bytes.count - 1, by: 97) {
            #expect(throws: TableError.self) { try rows(Array(bytes.prefix(count))) }
        }
    }

    @Test("with any byte changed is read or refused, never a crash")
    func mutated() throws {
        let bytes = try written(Self.cells)
        for place in stride(from: 0, to: bytes.count, by: 3) {
            var copy = bytes
            copy[place] ^= 0x5A
            _ = try? rows(copy)
        }
    }
}
