/// Separated text (RFC 4180) as it really comes: any of four separators or blanks, four encodings, line ends of every
/// system, quotes where they are needed or not, cells with line breaks, lines with too few or too many cells.
public struct CSVReader: TableReader {
    public private(set) var columns: [String] = []
    private let source: ByteSource
    private let transcoder: Transcoder?
    private let separator: Separator
    private let limits: TableLimits
    private var piece: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private var line = 1

    init(_ source: ByteSource, limits: TableLimits) throws(TableError) {
        let head = try source.peek(65_536)
        let (encoding, mark) = TextEncoding.guess(head, isWhole: head.count < 65_536)
        var sample = Array(head.dropFirst(mark))
        if encoding == .utf8 {
            transcoder = nil
        } else {
            transcoder = Transcoder(encoding)
            sample = Transcoder(encoding)?.convert(sample, isLast: false) ?? sample
        }
        source.skip(mark)
        self.source = source
        self.limits = limits
        separator = Separator.guess(sample)
        guard let header = try nextLine() else { throw TableError.empty }
        columns = Header.columns(header.cells)
    }

    public mutating func next() throws(TableError) -> TableRow? {
        guard let row = try nextLine() else { return nil }
        if row.cells.count == columns.count { return row }
        var cells = row.cells
        // What stands behind the last column is kept, so that nothing is lost without a word.
        if cells.count > columns.count {
            let extra = cells[columns.count...].filter { !$0.isEmpty }
            cells.removeSubrange(columns.count...)
            if !extra.isEmpty, let last = cells.indices.last { cells[last] += " " + extra.joined(separator: " ") }
        }
        while cells.count < columns.count { cells.append("") }
        return TableRow(line: row.line, cells: cells)
    }

    // MARK: Lines

    /// The next line that has any text.
    private mutating func nextLine() throws(TableError) -> TableRow? {
        while let row = try parseLine() {
            if !row.cells.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { return row }
        }
        return nil
    }

    private mutating func parseLine() throws(TableError) -> TableRow? {
        guard try peekByte() != nil else { return nil }
        let start = line
        var cells: [String] = []
        while true {
            let (cell, ending) = try parseCell()
            if separator != .blanks || !cell.isEmpty { cells.append(cell) }
            guard cells.count <= limits.columns else {
                throw TableError.tooManyColumns(line: start, limit: limits.columns)
            }
            if ending { return TableRow(line: start, cells: cells) }
        }
    }

    /// One cell and whether it ends its line.
    private mutating func parseCell() throws(TableError) -> (text: String, endsLine: Bool) {
        var bytes: [UInt8] = []
        var isQuoted = false
        let start = line
        while let byte = try peekByte() {
            if byte == UInt8(ascii: "\""), separator != .blanks, bytes.allSatisfy({ $0 == 0x20 }) {
                bytes = try quoted(start)
                isQuoted = true
                continue
            }
            position += 1
            if byte == 0x0A || byte == 0x0D {
                if byte == 0x0D, try peekByte() == 0x0A { position += 1 }
                line += 1
                return (try text(bytes, start, isQuoted), true)
            }
            if isSeparator(byte) { return (try text(bytes, start, isQuoted), false) }
            bytes.append(byte)
            guard bytes.count <= limits.cellBytes else {
                throw TableError.cellTooLong(line: start, limit: limits.cellBytes)
            }
        }
        return (try text(bytes, start, isQuoted), true)
    }

    private func isSeparator(_ byte: UInt8) -> Bool {
        switch separator {
        case .sign(let sign): byte == sign
        case .blanks: byte == 0x20 || byte == 0x09
        }
    }

    /// The inside of quotes; two quotes are one.
    private mutating func quoted(_ start: Int) throws(TableError) -> [UInt8] {
        var bytes: [UInt8] = []
        position += 1
        while let byte = try peekByte() {
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard try peekByte() == UInt8(ascii: "\"") else { return bytes }
                position += 1
            }
            if byte == 0x0A { line += 1 }
            bytes.append(byte)
            guard bytes.count <= limits.cellBytes else {
                throw TableError.cellTooLong(line: start, limit: limits.cellBytes)
            }
        }
        throw TableError.unclosedQuote(line: start)
    }

    private func text(_ bytes: [UInt8], _ line: Int, _ isQuoted: Bool) throws(TableError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw TableError.encoding(line: line) }
        let bare = isQuoted ? text : text.trimmed
        // Our own exports put an apostrophe before what a spreadsheet would take for a formula.
        if bare.utf8.first == UInt8(ascii: "'"), let second = bare.utf8.dropFirst().first,
            FormulaGuard.starts.contains(second)
        {
            return String(bare.dropFirst())
        }
        return bare
    }

    // MARK: Bytes

    private mutating func peekByte() throws(TableError) -> UInt8? {
        if position < piece.count { return piece[position] }
        while !isAtEnd {
            let raw = try source.next()
            isAtEnd = raw.isEmpty
            guard let transcoder else {
                piece = raw
                position = 0
                if !raw.isEmpty { return piece[0] }
                continue
            }
            guard let converted = transcoder.convert(raw, isLast: isAtEnd) else {
                throw TableError.encoding(line: line)
            }
            piece = converted
            position = 0
            if !converted.isEmpty { return piece[0] }
        }
        return nil
    }
}
