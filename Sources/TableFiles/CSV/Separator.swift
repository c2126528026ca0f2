/// What stands between the cells of a line.
enum Separator: Equatable {
    case sign(UInt8)
    /// Runs of blanks, as in tables with padded columns.
    case blanks

    /// The sign that cuts the first lines into the same number of cells; most cells win.
    static func guess(_ head: [UInt8]) -> Separator {
        let lines = firstLines(head)
        var best: (sign: UInt8, cells: Int)?
        for sign in ",;\t|".utf8 {
            let counts = lines.map { cells($0, sign) }
            guard let most = counts.first, most > 1 else { continue }
            let alike = counts.filter { $0 == most }.count
            if alike * 10 >= counts.count * 8, most > best?.cells ?? 1 { best = (sign, most) }
        }
        if let best { return .sign(best.sign) }
        let words = lines.map { $0.split { $0 == 0x20 || $0 == 0x09 }.count }
        if let first = words.first, first > 1, words.count > 2, words.allSatisfy({ $0 == first }) { return .blanks }
        // A header with a sign in it is a better witness than nothing.
        let header = lines.first ?? []
        let inHeader = ",;\t|".utf8.max { cells(header, $0) < cells(header, $1) }
        return .sign(inHeader.flatMap { cells(header, $0) > 1 ? $0 : nil } ?? UInt8(ascii: ","))
    }

    /// Up to twenty whole lines that are not empty; a line break inside quotes ends none.
    private static func firstLines(_ head: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var isQuoted = false
        for byte in head {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == 0x0A, !isQuoted {
                if !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { lines.append(line) }
                line = []
                if lines.count == 20 { return lines }
            } else {
                line.append(byte)
            }
        }
        if lines.isEmpty, !line.isEmpty { lines.append(line) }
        return lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
    }

    private static func cells(_ line: [UInt8], _ sign: UInt8) -> Int {
        var count = 1
        var isQuoted = false
        for byte in line {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == sign, !isQuoted { count += 1 }
        }
        return count
    }
}
