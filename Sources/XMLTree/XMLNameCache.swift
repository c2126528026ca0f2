/// Names seen before, so that a document's thousand `decision` tags share one string.
struct XMLNameCache {
    /// A name as written, split at the colon.
    struct Parts {
        var prefix: String
        var local: String
    }

    private var slots: [(range: Range<Int>, parts: Parts)?] = Array(repeating: nil, count: 512)

    /// The parts of the name that stands in the range.
    mutating func name(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Parts {
        var hash: UInt32 = 2_166_136_261
        for index in range { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
        let slot = Int((hash ^ hash >> 15) & 511)
        if let known = slots[slot], same(known.range, range, in: bytes) { return known.parts }
        let parts = split(range, in: bytes)
        slots[slot] = (range, parts)
        return parts
    }

    /// Whether the same bytes stand in both ranges.
    func same(_ one: Range<Int>, _ two: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard one.count == two.count else { return false }
        for offset in 0..<one.count
        where bytes[one.lowerBound + offset] != bytes[two.lowerBound + offset] {
            return false
        }
        return true
    }

    private func split(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Parts {
        func string(_ part: Range<Int>) -> String {
            String(decoding: UnsafeBufferPointer(rebasing: bytes[part]), as: UTF8.self)
        }
        guard let colon = range.first(where: { bytes[$0] == 0x3A }) else {
            return Parts(prefix: "", local: string(range))
        }
        return Parts(
            prefix: string(range.lowerBound..<colon), local: string(colon + 1..<range.upperBound))
    }
}
