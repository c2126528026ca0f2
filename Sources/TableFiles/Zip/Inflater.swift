import CZlib

/// Unpacks one deflated part piece by piece, and stops when it grows beyond what it may.
final class Inflater {
    private var stream = z_stream()
    private let input: [UInt8]
    private var consumed = 0
    private var produced = 0
    private let limit: Int
    private var isDone = false

    /// - Parameter limit: the most bytes that may come out.
    init(_ input: [UInt8], limit: Int) throws(TableError) {
        self.input = input
        self.limit = limit
        // Negative window bits: a raw stream without a header, as archives hold it.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw TableError.notAWorkbook("inflate")
        }
    }

    deinit { inflateEnd(&stream) }

    /// The next piece; empty at the end.
    func next() throws(TableError) -> [UInt8] {
        if isDone { return [] }
        var output = [UInt8](repeating: 0, count: 128 << 10)
        let (status, taken, made) = step(&output)
        consumed += taken
        produced += made
        guard produced <= limit else { throw TableError.unpacksTooLarge(part: "") }
        switch status {
        case Z_STREAM_END: isDone = true
        case Z_OK where made > 0 || taken > 0: break
        default: throw TableError.notAWorkbook("a packed part is damaged")
        }
        if made == 0, !isDone { return try next() }
        return Array(output[..<made])
    }

    private func step(_ output: inout [UInt8]) -> (status: Int32, taken: Int, made: Int) {
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                let (from, room) = (source.count - consumed, target.count)
                stream.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
                stream.avail_in = UInt32(min(from, 1 << 30))
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(room)
                let before = stream.avail_in
                let status = inflate(&stream, Z_NO_FLUSH)
                return (status, Int(before - stream.avail_in), room - Int(stream.avail_out))
            }
        }
    }
}
