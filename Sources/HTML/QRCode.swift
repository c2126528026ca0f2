/// A QR code (ISO/IEC 18004:2015) in byte mode with error correction level M, drawn as an SVG picture.
///
/// Versions 1 to 15 hold up to 412 bytes, which is more than any address of ours.
public struct QRCode: Sendable, Equatable {
    /// How many modules an edge has.
    public private(set) var size: Int
    /// Row by row, true for dark.
    public private(set) var modules: [[Bool]]
    private var isFixed: [[Bool]]

    /// - Returns: nil when the text is longer than 412 bytes.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let version = (1...15).first(where: { bytes.count <= Self.capacity($0) }) else { return nil }
        size = 17 + 4 * version
        modules = Array(repeating: Array(repeating: false, count: size), count: size)
        isFixed = modules
        drawFixed(version)
        place(Self.interleaved(Self.data(bytes, version), version))
        self = (0..<8).map(masked).min { $0.penalty < $1.penalty } ?? self
    }

    // MARK: Data

    /// Per version: codewords of error correction a block, blocks and their data codewords (table 9, level M).
    private static let blocks: [(correction: Int, groups: [(count: Int, data: Int)])] = [
        (10, [(1, 16)]), (16, [(1, 28)]), (26, [(1, 44)]), (18, [(2, 32)]), (24, [(2, 43)]), (16, [(4, 27)]),
        (18, [(4, 31)]),
        (22, [(2, 38), (2, 39)]), (22, [(3, 36), (2, 37)]), (26, [(4, 43), (1, 44)]), (30, [(1, 50), (4, 51)]),
        (22, [(6, 36), (2, 37)]),
        (22, [(8, 37), (1, 38)]), (24, [(4, 40), (5, 41)]), (24, [(5, 41), (5, 42)]),
    ]

    private static func dataCodewords(_ version: Int) -> Int {
        blocks[version - 1].groups.reduce(0) { $0 + $1.count * $1.data }
    }

    /// The mode takes four bits, the length eight, or sixteen from version 10 on.
    private static func capacity(_ version: Int) -> Int { dataCodewords(version) - (version < 10 ? 2 : 3) }

    private static func data(_ bytes: [UInt8], _ version: Int) -> [UInt8] {
        var bits: [Bool] = []
        func add(_ value: Int, _ count: Int) { bits += (0..<count).map { value >> (count - 1 - $0) & 1 == 1 } }
        add(4, 4)
        add(bytes.count, version < 10 ? 8 : 16)
        bytes.forEach { add(Int($0), 8) }
        let total = dataCodewords(version)
        add(0, min(4, total * 8 - bits.count))
        while bits.count % 8 != 0 { bits.append(false) }
        var words = stride(from: 0, to: bits.count, by: 8).map { place in
            bits[place..<place + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        while words.count < total {
            words.append((total - words.count) % 2 == (total - bits.count / 8) % 2 ? 0xEC : 0x11)
        }
        return words
    }

    /// The blocks' codewords taken in turn (§7.6).
    private static func interleaved(_ data: [UInt8], _ version: Int) -> [UInt8] {
        let (correction, groups) = blocks[version - 1]
        var parts: [[UInt8]] = []
        var rest = data[...]
        for group in groups {
            for _ in 0..<group.count {
                parts.append(Array(rest.prefix(group.data)))
                rest = rest.dropFirst(group.data)
            }
        }
        let checks = parts.map { remainder($0, correction) }
        let longest = parts.map(\.count).max() ?? 0
        let first = (0..<longest).flatMap { place in parts.compactMap { place < $0.count ? $0[place] : nil } }
        return first + (0..<correction).flatMap { place in checks.map { $0[place] } }
    }

    // MARK: Reed and Solomon over GF(256) with x⁸ + x⁴ + x³ + x² + 1

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result = 0
        for bit in (0..<8).reversed() {
            result = result << 1 ^ (result >> 7) * 0x11D
            result ^= Int(right >> UInt8(bit) & 1) * Int(left)
        }
        return UInt8(result)
    }

    private static func remainder(_ data: [UInt8], _ count: Int) -> [UInt8] {
        var generator = [UInt8](repeating: 0, count: count)
        generator[count - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<count {
            for place in 0..<count {
                generator[place] = product(generator[place], root) ^ (place + 1 < count ? generator[place + 1] : 0)
            }
            root = product(root, 2)
        }
        var rest = [UInt8](repeating: 0, count: count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for place in 0..<count { rest[place] ^= product(generator[place], factor) }
        }
        return rest
    }

    // MARK: What is always there

    private mutating func set(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        modules[y][x] = isDark
        isFixed[y][x] = true
    }

    private mutating func drawFixed(_ version: Int) {
        for place in 0..<size {
            set(6, place, place % 2 == 0)
            set(place, 6, place % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(x, y) }
        let centres = Self.alignment(version)
        for x in centres {
            for y in centres where !((x == 6 && y == 6) || (x == 6 && y == size - 7) || (x == size - 7 && y == 6)) {
                drawAlignment(x, y)
            }
        }
        drawFormat(0)
        drawVersion(version)
    }

    private mutating func drawFinder(_ x: Int, _ y: Int) {
        for dy in -4...4 {
            for dx in -4...4 {
                let distance = max(abs(dx), abs(dy))
                set(x + dx, y + dy, distance != 2 && distance != 4)
            }
        }
    }

    private mutating func drawAlignment(_ x: Int, _ y: Int) {
        for dy in -2...2 { for dx in -2...2 { set(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) } }
    }

    /// Annex E.
    private static func alignment(_ version: Int) -> [Int] {
        guard version > 1 else { return [] }
        let (count, last) = (version / 7 + 2, 10 + 4 * version)
        let step = count == 2 ? last - 6 : (last - 6 + (count - 1) * 2 - 1) / ((count - 1) * 2) * 2
        return [6] + (0..<count - 1).map { last - step * $0 }.reversed()
    }

    /// Level M is 00; ten bits of a BCH code follow, and a mask keeps them from all being zero (§7.9).
    private mutating func drawFormat(_ mask: Int) {
        var rest = mask
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (mask << 10 | rest) ^ 0x5412
        func bit(_ place: Int) -> Bool { bits >> place & 1 == 1 }
        for place in 0..<6 { set(8, place, bit(place)) }
        set(8, 7, bit(6))
        set(8, 8, bit(7))
        set(7, 8, bit(8))
        for place in 9..<15 { set(14 - place, 8, bit(place)) }
        for place in 0..<8 { set(size - 1 - place, 8, bit(place)) }
        for place in 8..<15 { set(8, size - 15 + place, bit(place)) }
        set(8, size - 8, true)
    }

    private mutating func drawVersion(_ version: Int) {
        guard version >= 7 else { return }
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11) * 0x1F25 }
        let bits = version << 12 | rest
        for place in 0..<18 {
            let (a, b, isDark) = (size - 11 + place % 3, place / 3, bits >> place & 1 == 1)
            set(a, b, isDark)
            set(b, a, isDark)
        }
    }

    // MARK: Placing and masking

    /// Two columns at a time from the right, up and down in turn, around what is fixed (§7.7.3).
    private mutating func place(_ words: [UInt8]) {
        var next = 0
        for right in stride(from: size - 1, through: 1, by: -2).map({ $0 <= 6 ? $0 - 1 : $0 }) {
            for step in 0..<size {
                for x in [right, right - 1] {
                    let isUpward = (right + 1) & 2 == 0
                    let y = isUpward ? size - 1 - step : step
                    guard !isFixed[y][x], next < words.count * 8 else { continue }
                    modules[y][x] = words[next >> 3] >> UInt8(7 - next & 7) & 1 == 1
                    next += 1
                }
            }
        }
    }

    private func masked(_ mask: Int) -> QRCode {
        var copy = self
        for y in 0..<size {
            for x in 0..<size where !isFixed[y][x] && Self.flips(mask, x, y) { copy.modules[y][x].toggle() }
        }
        copy.drawFormat(mask)
        return copy
    }

    private static func flips(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    /// How hard the code is to read (§7.8.3): runs, blocks, what looks like a finder, and an uneven share of dark.
    private var penalty: Int {
        let columns = (0..<size).map { x in modules.map { $0[x] } }
        var sum = (modules + columns).reduce(0) { $0 + Self.penalty(ofLine: $1) }
        for y in 0..<size - 1 {
            for x in 0..<size - 1 {
                let colour = modules[y][x]
                if modules[y][x + 1] == colour, modules[y + 1][x] == colour, modules[y + 1][x + 1] == colour {
                    sum += 3
                }
            }
        }
        let dark = modules.reduce(0) { $0 + $1.count { $0 } }
        return sum + abs(dark * 20 - size * size * 10) / (size * size) * 10
    }

    private static let finderLike: [[Bool]] = [
        [true, false, true, true, true, false, true, false, false, false, false],
        [false, false, false, false, true, false, true, true, true, false, true],
    ]

    private static func penalty(ofLine line: [Bool]) -> Int {
        var (sum, run) = (0, 1)
        for place in 1..<line.count {
            run = line[place] == line[place - 1] ? run + 1 : 1
            if run == 5 { sum += 3 } else if run > 5 { sum += 1 }
        }
        for start in 0...line.count - 11 where finderLike.contains(Array(line[start..<start + 11])) { sum += 40 }
        return sum
    }

    // MARK: Drawing

    /// The picture with a quiet zone of four modules. Dark stays dark in a dark theme: cameras want it so.
    /// - Parameter label: what a screen reader says.
    public func svg(label: String) -> HTML {
        var path = ""
        for (y, row) in modules.enumerated() {
            for (x, isDark) in row.enumerated() where isDark { path += "M\(x + 4) \(y + 4)h1v1h-1z" }
        }
        let edge = size + 8
        return """
            <svg class="qr" role="img" aria-label="\(label)" viewBox="0 0 \(edge) \(edge)" width="220" height="220" \
            shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(edge)v\(edge)h-\(edge)z"/><path fill="#000" d="\(path)"/></svg>
            """
    }
}
