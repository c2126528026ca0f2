import Glibc

/// Bytes from a file or from memory, in pieces.
final class ByteSource {
    private let descriptor: Int32?
    private var waiting: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        waiting = bytes
        descriptor = nil
    }

    init(path: String) throws(TableError) {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw TableError.unreadable(String(cString: strerror(errno))) }
        descriptor = file
        waiting = []
    }

    deinit { if let descriptor { close(descriptor) } }

    /// The first bytes without taking them.
    func peek(_ count: Int) throws(TableError) -> ArraySlice<UInt8> {
        while waiting.count - position < count, try fill() {}
        return waiting[position..<min(position + count, waiting.count)]
    }

    /// The next piece; empty at the end.
    func next() throws(TableError) -> [UInt8] {
        if position >= waiting.count, try !fill() { return [] }
        let piece = position == 0 ? waiting : Array(waiting[position...])
        waiting = []
        position = 0
        return piece
    }

    func skip(_ count: Int) { position += count }

    /// Everything that is left.
    func all(_ limit: Int) throws(TableError) -> [UInt8] {
        while try fill() {
            if waiting.count > limit { throw TableError.fileTooLarge(limit: limit) }
        }
        return try next()
    }

    private func fill() throws(TableError) -> Bool {
        guard let descriptor else { return false }
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        let count = read(descriptor, &piece, piece.count)
        guard count >= 0 else { throw TableError.unreadable(String(cString: strerror(errno))) }
        waiting += piece[..<count]
        return count > 0
    }
}
