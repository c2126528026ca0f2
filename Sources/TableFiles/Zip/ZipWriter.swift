import CZlib

/// Writes a zip archive part by part without going back: sizes follow each part (§4.3.9), so any sink will do.
final class ZipWriter {
    private struct Entry {
        let name: String
        let offset: Int
        let checksum: UInt32
        let packed: Int
        let unpacked: Int
    }

    private let sink: ([UInt8]) throws -> Void
    private var entries: [Entry] = []
    private var written = 0
    private var stream = z_stream()
    private var name = ""
    private var start = 0
    private var checksum: UInt = 0
    private var packed = 0
    private var unpacked = 0

    init(_ sink: @escaping ([UInt8]) throws -> Void) { self.sink = sink }

    func part(_ name: String, _ text: String) throws {
        try begin(name)
        try write(Array(text.utf8))
        try end()
    }

    func begin(_ name: String) throws {
        self.name = name
        start = written
        (checksum, packed, unpacked) = (crc32(0, nil, 0), 0, 0)
        stream = z_stream()
        guard
            deflateInit2_(
                &stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { throw TableError.notAWorkbook("deflate") }
        // Version 2.0, sizes behind the part and names in UTF-8 (bits 3 and 11), deflate, 1980-01-01.
        try put(
            Self.words([0x0403_4B50]) + Self.halves([20, 0x0808, 8, 0, 0x21]) + Self.words([0, 0, 0])
                + Self.halves([name.utf8.count, 0]) + Array(name.utf8))
    }

    func write(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        checksum = crc32(checksum, bytes, UInt32(bytes.count))
        unpacked += bytes.count
        try deflate(bytes, Z_NO_FLUSH)
    }

    func end() throws {
        try deflate([], Z_FINISH)
        deflateEnd(&stream)
        let entry = Entry(
            name: name, offset: start, checksum: UInt32(truncatingIfNeeded: checksum), packed: packed,
            unpacked: unpacked)
        entries.append(entry)
        try put(Self.words([0x0807_4B50, Int(entry.checksum), packed, unpacked]))
    }

    /// Writes the directory and ends the archive.
    func finish() throws {
        let begin = written
        for entry in entries {
            try put(
                Self.words([0x0201_4B50]) + Self.halves([20, 20, 0x0808, 8, 0, 0x21])
                    + Self.words([Int(entry.checksum), entry.packed, entry.unpacked])
                    + Self.halves([entry.name.utf8.count, 0, 0, 0, 0]) + Self.words([0, entry.offset])
                    + Array(entry.name.utf8))
        }
        let size = written - begin
        try put(
            Self.words([0x0605_4B50]) + Self.halves([0, 0, entries.count, entries.count]) + Self.words([size, begin])
                + Self.halves([0]))
    }

    private func deflate(_ bytes: [UInt8], _ flush: Int32) throws {
        var input = bytes
        var output = [UInt8](repeating: 0, count: 64 << 10)
        var pieces: [UInt8] = []
        input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            repeat {
                let made = output.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    _ = CZlib.deflate(&stream, flush)
                    return target.count - Int(stream.avail_out)
                }
                pieces += output[..<made]
            } while stream.avail_out == 0
        }
        packed += pieces.count
        try put(pieces)
    }

    private func put(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        written += bytes.count
        try sink(bytes)
    }

    private static func halves(_ values: [Int]) -> [UInt8] {
        values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    private static func words(_ values: [Int]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    }
}
