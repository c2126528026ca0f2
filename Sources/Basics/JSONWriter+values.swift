// What records are made of, written as bytes without a text in between: a page of a list holds hundreds of them.
extension JSONWriter {
    /// A key that was quoted and escaped before, with its colon (``prepared(key:)``).
    public mutating func key(prepared key: [UInt8]) { member(prepared: key) }

    /// A key as ``key(prepared:)`` takes it.
    public static func prepared(key: String) -> [UInt8] {
        var writer = JSONWriter(capacity: key.utf8.count + 3)
        writer.key(key)
        return writer.bytes
    }

    /// The typed text of an id (``EntityID/text(prefix:)``).
    public mutating func id(_ id: EntityID, prefix: [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: prefix.count + 15) { buffer in
            let count = id.write(prefix: prefix, to: buffer)
            string(ascii: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// A moment as RFC 3339 in UTC with milliseconds.
    public mutating func moment(_ time: Timestamp) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Timestamp.textCapacity) { buffer in
            let count = time.write(to: buffer)
            string(ascii: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// A whole number of units with so many digits after the point: `-1234` with two is `-12.34`.
    public mutating func scaled(_ units: Int64, scale: Int, quoted: Bool) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { buffer in
            let start = Digits.write(units, scale: scale, to: buffer)
            let text = UnsafeBufferPointer(rebasing: buffer[start...])
            if quoted { string(ascii: text) } else { raw(text) }
        }
    }
}

/// Decimal digits, written from the end of a buffer backwards.
enum Digits {
    /// - Parameter scale: digits after the point, at most 18.
    /// - Returns: where the text begins.
    static func write(_ units: Int64, scale: Int, to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var (rest, place, written) = (units.magnitude, buffer.count, 0)
        repeat {
            if written == scale, scale > 0 { place = put(UInt8(ascii: "."), before: place, buffer) }
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            place = put(UInt8(ascii: "0") + UInt8(digit), before: place, buffer)
            (rest, written) = (quotient, written + 1)
        } while rest > 0 || written <= scale
        return units < 0 ? put(UInt8(ascii: "-"), before: place, buffer) : place
    }

    /// A number of at least zero with a fixed width, zeros in front.
    @inline(__always) static func write(_ value: Int64, width: Int, at place: Int, to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var rest = value
        for offset in stride(from: place + width - 1, through: place, by: -1) {
            buffer[offset] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return place + width
    }

    private static func put(_ byte: UInt8, before place: Int, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        buffer[place - 1] = byte
        return place - 1
    }
}
