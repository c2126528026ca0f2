/// Tables as people keep them: separated text in any encoding, and Excel workbooks.
///
/// ```swift
/// var table = try TableFile.open(path: "customers.csv")
/// while let row = try table.next() { print(row.cells) }
/// ```
///
/// Every reader works row by row and stops with an error that names the line when a limit is passed.
public enum TableFile {
    /// Opens a file by what it holds, not by its name: a workbook begins with a zip archive's signature.
    /// - Parameter sheet: the sheet of a workbook; nil is the first.
    public static func open(path: String, sheet: String? = nil, limits: TableLimits = TableLimits()) throws(TableError)
        -> any TableReader
    {
        let source = try ByteSource(path: path)
        return try open(source, sheet: sheet, limits: limits)
    }

    /// Opens a file that was sent.
    public static func open(bytes: [UInt8], sheet: String? = nil, limits: TableLimits = TableLimits())
        throws(TableError)
        -> any TableReader
    {
        try open(ByteSource(bytes: bytes), sheet: sheet, limits: limits)
    }

    private static func open(_ source: ByteSource, sheet: String?, limits: TableLimits) throws(TableError)
        -> any TableReader
    {
        let head = try source.peek(65_536)
        if head.isEmpty { throw TableError.empty }
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            return try WorkbookReader(
                archive: ZipArchive(try source.all(limits.archiveBytes), limits), sheet: sheet, limits)
        }
        // The compound file of old .xls and of workbooks with a password.
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { throw TableError.oldWorkbook }
        return try CSVReader(source, limits: limits)
    }
}

/// A table read row by row.
public protocol TableReader {
    /// The header's texts, made different from each other, none empty.
    var columns: [String] { get }
    /// The next row with as many cells as there are columns; nil after the last. Rows without any text are passed over.
    mutating func next() throws(TableError) -> TableRow?
}

/// One row of a table.
public struct TableRow: Sendable, Equatable {
    /// The line or the sheet's row where it begins; from 1.
    public let line: Int
    public let cells: [String]

    public init(line: Int, cells: [String]) {
        self.line = line
        self.cells = cells
    }
}

/// How much a file may hold.
public struct TableLimits: Sendable {
    /// A workbook's size on disk.
    public var archiveBytes = 200 << 20
    /// A workbook part's size when it is unpacked, and how many times its packed size that may be.
    public var unpackedBytes = 2 << 30
    public var ratio = 300
    public var cellBytes = 1 << 20
    public var columns = 2000
    public var sharedStrings = 5_000_000

    public init() {}
}

/// Why a table cannot be read.
public enum TableError: Error, Equatable, Sendable {
    case unreadable(String)
    case empty
    /// Neither UTF-8, UTF-16 nor GB 18030.
    case encoding(line: Int)
    case unclosedQuote(line: Int)
    case cellTooLong(line: Int, limit: Int)
    case tooManyColumns(line: Int, limit: Int)
    case fileTooLarge(limit: Int)
    /// An `.xls` file of before 2007, or a workbook with a password.
    case oldWorkbook
    case notAWorkbook(String)
    /// The archive unpacks to more than it may: a bomb.
    case unpacksTooLarge(part: String)
    case noSheet(String, sheets: [String])
}

/// Makes a header out of a first row: blanks at the ends go, empty ones get a number, equal ones one behind them.
enum Header {
    static func columns(_ cells: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return cells.enumerated().map { index, cell in
            let bare = cell.trimmed
            let name = bare.isEmpty ? "#\(index + 1)" : bare
            let count = seen[name, default: 0] + 1
            seen[name] = count
            return count == 1 ? name : "\(name) (\(count))"
        }
    }
}

extension String {
    /// Without blanks at the ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
