import FEELValues

/// Why bytes are no state of an instance.
public enum StateDecodingError: Error, Sendable, Equatable {
    /// They were written in a form that this version does not know.
    case unknownVersion(Int)
    /// They end too early, or hold what cannot be; the place counts from 0.
    case damaged(at: Int)
}

/// Reads what ``BinaryWriter`` wrote. Nothing is believed: lengths are checked against what is left.
struct BinaryReader {
    private let bytes: [UInt8]
    private(set) var place = 0
    let zones: any TimeZoneDatabase

    init(_ bytes: [UInt8], zones: any TimeZoneDatabase) {
        self.bytes = bytes
        self.zones = zones
    }

    var isAtEnd: Bool { place == bytes.count }
    var failure: StateDecodingError { .damaged(at: place) }

    mutating func byte() throws(StateDecodingError) -> UInt8 {
        guard place < bytes.count else { throw failure }
        defer { place += 1 }
        return bytes[place]
    }

    mutating func bool() throws(StateDecodingError) -> Bool { try byte() != 0 }

    mutating func unsigned() throws(StateDecodingError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw failure
    }

    mutating func int() throws(StateDecodingError) -> Int {
        let raw = try unsigned()
        return Int(Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1))
    }

    /// A length, which cannot be more than the bytes that are left.
    mutating func count() throws(StateDecodingError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(bytes.count - place) else { throw failure }
        return Int(value)
    }

    mutating func string() throws(StateDecodingError) -> String {
        let count = try count()
        guard let text = String(validating: bytes[place..<place + count], as: UTF8.self) else { throw failure }
        place += count
        return text
    }

    mutating func optional<Element>(
        _ read: (inout BinaryReader) throws(StateDecodingError) -> Element
    ) throws(StateDecodingError) -> Element? {
        try bool() ? try read(&self) : nil
    }

    mutating func list<Element>(
        _ read: (inout BinaryReader) throws(StateDecodingError) -> Element
    ) throws(StateDecodingError) -> [Element] {
        let count = try count()
        var values: [Element] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    mutating func strings() throws(StateDecodingError) -> [String] {
        try list { (reader) throws(StateDecodingError) in try reader.string() }
    }

    mutating func ints() throws(StateDecodingError) -> [Int] {
        try list { (reader) throws(StateDecodingError) in try reader.int() }
    }

    mutating func optionalString() throws(StateDecodingError) -> String? {
        try optional { (reader) throws(StateDecodingError) in try reader.string() }
    }

    /// A case by its raw value.
    mutating func choice<Choice: RawRepresentable>(
        _ type: Choice.Type
    ) throws(StateDecodingError) -> Choice where Choice.RawValue == Int {
        guard let choice = Choice(rawValue: try int()) else { throw failure }
        return choice
    }
}
