/// The parts of a TZif file (RFC 8536) that tell offsets: a pure function of its bytes.
struct TZifFile {
    private(set) var transitions: [Int64] = []
    private(set) var offsets: [Int32] = []
    private(set) var firstOffset: Int32 = 0
    private(set) var lastStandardOffset: Int32?
    private(set) var footer = ""

    private struct Counts {
        var isUTC, isStandard, leap, transitions, types, characters: Int
    }

    init?(_ bytes: [UInt8]) {
        guard let first = Self.counts(bytes, at: 0), bytes[4] >= UInt8(ascii: "2") else { return nil }
        // The first block has 32-bit times and is there for old readers only.
        let skipped =
            44 + first.transitions * 5 + first.types * 6 + first.characters + first.leap * 8
            + first.isStandard + first.isUTC
        guard let counts = Self.counts(bytes, at: skipped) else { return nil }
        let times = skipped + 44
        let indexes = times + counts.transitions * 8
        let types = indexes + counts.transitions
        let end = types + counts.types * 6 + counts.characters + counts.leap * 12 + counts.isStandard + counts.isUTC
        guard end <= bytes.count, counts.types > 0 else { return nil }
        func offset(_ type: Int) -> Int32 { Int32(truncatingIfNeeded: Self.integer(bytes, types + type * 6, 4)) }
        firstOffset = offset(0)
        for index in 0..<counts.transitions {
            let type = Int(bytes[indexes + index])
            guard type < counts.types else { return nil }
            transitions.append(Self.integer(bytes, times + index * 8, 8))
            offsets.append(offset(type))
            if bytes[types + type * 6 + 4] == 0 { lastStandardOffset = offset(type) }
        }
        footer = String(decoding: bytes[end...].dropFirst().prefix { $0 != 10 }, as: UTF8.self)
    }

    private static func counts(_ bytes: [UInt8], at start: Int) -> Counts? {
        guard start + 44 <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else { return nil }
        let numbers = (0..<6).map { Int(integer(bytes, start + 20 + $0 * 4, 4)) }
        guard numbers.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
        return Counts(
            isUTC: numbers[0], isStandard: numbers[1], leap: numbers[2], transitions: numbers[3], types: numbers[4],
            characters: numbers[5])
    }

    /// A signed integer of `count` bytes, highest first.
    private static func integer(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int64 {
        var value: Int64 = bytes[start] >= 128 ? -1 : 0
        for byte in bytes[start..<start + count] { value = value << 8 | Int64(byte) }
        return value
    }
}
