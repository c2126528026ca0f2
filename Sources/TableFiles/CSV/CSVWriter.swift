/// One cell of a table that is written.
public enum TableCell: Sendable, Hashable {
    case empty
    case text(String)
    /// A number in plain digits.
    case number(String)
    /// Days since 1970-01-01.
    case date(Int64)
    /// Milliseconds since 1970-01-01T00:00 on the reader's clock.
    case moment(Int64)
    case truth(Bool)
}

/// Writes tables; one conforming type a format.
public protocol TableWriter {
    mutating func write(_ cells: [TableCell]) throws
    /// Ends the file; nothing may be written after.
    mutating func finish() throws
}

/// Texts that a spreadsheet would run as a formula when it opens a file.
enum FormulaGuard {
    static let starts: Set<UInt8> = Set("=+-@\t\r".utf8)

    /// The text with an apostrophe in front where it needs one. Telephone numbers need none: digits and signs alone
    /// call nothing.
    static func safe(_ text: String) -> String {
        guard let first = text.utf8.first, starts.contains(first) else { return text }
        let harmless = Set("+-0123456789 ().".utf8)
        if text.utf8.allSatisfy(harmless.contains), first != UInt8(ascii: "=") { return text }
        return "'" + text
    }
}

/// Writes separated text that Excel opens rightly: UTF-8 with its mark, CRLF, quotes where needed, no formulas.
public struct CSVWriter: TableWriter {
    private let sink: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = [0xEF, 0xBB, 0xBF]

    public init(_ sink: @escaping ([UInt8]) throws -> Void) { self.sink = sink }

    public mutating func write(_ cells: [TableCell]) throws {
        for (index, cell) in cells.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            append(Self.text(cell))
        }
        buffer += [0x0D, 0x0A]
        if buffer.count > 64 << 10 { try flush() }
    }

    public mutating func finish() throws { try flush() }

    private mutating func flush() throws {
        try sink(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private static func text(_ cell: TableCell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text): FormulaGuard.safe(text)
        case .number(let digits): digits
        case .date(let days): CivilDay.text(days)
        case .moment(let milliseconds): CivilDay.moment(milliseconds)
        case .truth(let value): value ? "true" : "false"
        }
    }

    private mutating func append(_ text: String) {
        let needsQuotes =
            text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
            || text.utf8.first == 0x20 || text.utf8.last == 0x20
        guard needsQuotes else { return buffer.append(contentsOf: text.utf8) }
        buffer.append(0x22)
        for byte in text.utf8 {
            if byte == 0x22 { buffer.append(0x22) }
            buffer.append(byte)
        }
        buffer.append(0x22)
    }
}
