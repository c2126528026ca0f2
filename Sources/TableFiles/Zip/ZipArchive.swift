/// The parts of a zip archive (PKWARE APPNOTE 6.3.10), read from its central directory.
struct ZipArchive {
    struct Part {
        let name: String
        let isDeflated: Bool
        let packed: Int
        let unpacked: Int
        let offset: Int
    }

    private let bytes: [UInt8]
    private let limits: TableLimits
    private(set) var parts: [String: Part] = [:]
    static let mostParts = 10_000

    init(_ bytes: [UInt8], _ limits: TableLimits) throws(TableError) {
        self.bytes = bytes
        self.limits = limits
        let (count, start) = try directory()
        var place = start
        for _ in 0..<count {
            guard let part = entry(at: &place) else {
                throw TableError.notAWorkbook("the archive's directory is damaged")
            }
            parts[part.name] = part
        }
    }

    /// A part's bytes as they are unpacked.
    func open(_ name: String) throws(TableError) -> PartStream? {
        guard let part = parts[name] else { return nil }
        // A small part may be packed tightly; a large one that is is a bomb.
        let most = part.unpacked > 1 << 20 ? min(limits.unpackedBytes, part.packed * limits.ratio) : 4 << 20
        guard part.unpacked <= most else { throw TableError.unpacksTooLarge(part: name) }
        guard let data = data(of: part) else { throw TableError.notAWorkbook("the part \(name) is cut off") }
        return try PartStream(data, isDeflated: part.isDeflated, limit: most, name: name)
    }

    /// The end record stands in the last 64 KiB, behind a comment of any length (§4.3.16).
    private func directory() throws(TableError) -> (count: Int, start: Int) {
        let least = max(0, bytes.count - 65_557)
        var place = bytes.count - 22
        while place >= least {
            if word(place) == 0x0605_4B50 {
                let (count, start) = (half(place + 10), word(place + 16))
                // 0xFFFF and 0xFFFFFFFF stand for a ZIP64 record, which no sheet within the limits needs.
                guard count < 0xFFFF, start < bytes.count, count <= Self.mostParts else {
                    throw TableError.notAWorkbook("the archive has too many parts")
                }
                return (count, start)
            }
            place -= 1
        }
        throw TableError.notAWorkbook("the archive has no directory")
    }

    /// One entry of the central directory (§4.3.12).
    private func entry(at place: inout Int) -> Part? {
        guard place + 46 <= bytes.count, word(place) == 0x0201_4B50 else { return nil }
        let lengths = (name: half(place + 28), extra: half(place + 30), comment: half(place + 32))
        let method = half(place + 10)
        let end = place + 46 + lengths.name
        guard end <= bytes.count, method == 0 || method == 8, half(place + 8) & 1 == 0 else { return nil }
        let name = String(decoding: bytes[(place + 46)..<end], as: UTF8.self)
        let part = Part(
            name: name.hasPrefix("/") ? String(name.dropFirst()) : name, isDeflated: method == 8,
            packed: word(place + 20),
            unpacked: word(place + 24), offset: word(place + 42))
        place = end + lengths.extra + lengths.comment
        return part
    }

    private func data(of part: Part) -> [UInt8]? {
        guard part.offset + 30 <= bytes.count, word(part.offset) == 0x0403_4B50 else { return nil }
        let start = part.offset + 30 + half(part.offset + 26) + half(part.offset + 28)
        guard start + part.packed <= bytes.count else { return nil }
        return Array(bytes[start..<(start + part.packed)])
    }

    private func half(_ place: Int) -> Int {
        place + 2 <= bytes.count ? Int(bytes[place]) | Int(bytes[place + 1]) << 8 : 0
    }

    private func word(_ place: Int) -> Int { half(place) | half(place + 2) << 16 }
}

/// One part while it is unpacked.
final class PartStream {
    private let inflater: Inflater?
    private var stored: [UInt8]
    private let name: String

    init(_ data: [UInt8], isDeflated: Bool, limit: Int, name: String) throws(TableError) {
        self.name = name
        inflater = isDeflated ? try Inflater(data, limit: limit) : nil
        stored = isDeflated ? [] : data
    }

    /// The next piece; empty at the end.
    func next() throws(TableError) -> [UInt8] {
        guard let inflater else {
            defer { stored = [] }
            return stored
        }
        do {
            return try inflater.next()
        } catch TableError.unpacksTooLarge {
            throw TableError.unpacksTooLarge(part: name)
        }
    }
}
