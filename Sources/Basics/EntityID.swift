import Synchronization

/// A 64-bit, time-ordered id: 41 bits of milliseconds, 10 of node, 12 of sequence. Never reused, never guessed at:
/// what must stay secret is a separate random token.
public struct EntityID: Hashable, Comparable, Sendable {
    public let rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    public static func < (left: EntityID, right: EntityID) -> Bool { left.rawValue < right.rawValue }

    /// 2026-01-01T00:00:00Z, the zero of the time bits; they last until 2095.
    static let epochMilliseconds: Int64 = 1_767_225_600_000

    /// When the id was made.
    public var timestamp: Timestamp { Timestamp(milliseconds: (rawValue >> 22) + Self.epochMilliseconds) }

    /// The typed text at the API's edge: `acc_` and thirteen base-32 digits and a check character.
    public func text(prefix: String) -> String {
        String(unsafeUninitializedCapacity: prefix.utf8.count + 15) { write(prefix: prefix.utf8, to: $0) }
    }

    /// Writes the typed text.
    /// - Returns: how many bytes it has: the prefix's and fifteen.
    func write(prefix: some Sequence<UInt8>, to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var (count, bits) = (0, UInt64(bitPattern: rawValue))
        for byte in prefix {
            buffer[count] = byte
            count += 1
        }
        buffer[count] = UInt8(ascii: "_")
        buffer[count + 14] = Self.checkAlphabet[Int(bits % 37)]
        for place in stride(from: count + 13, to: count, by: -1) {
            buffer[place] = Self.alphabet[Int(bits & 31)]
            bits >>= 5
        }
        return count + 15
    }

    /// Reads the typed text.
    /// - Returns: nil when the prefix differs, a digit is wrong or the check character does not fit.
    public init?(text: some StringProtocol, prefix: String) {
        let bytes = Array(text.utf8)
        let head = Array(prefix.utf8) + [UInt8(ascii: "_")]
        guard bytes.count == head.count + 14, bytes.starts(with: head) else { return nil }
        var bits: UInt64 = 0
        for byte in bytes[head.count..<head.count + 13] {
            guard let digit = Self.alphabet.firstIndex(of: Self.folded(byte)), bits >> 59 == 0 else { return nil }
            bits = bits << 5 | UInt64(digit)
        }
        guard Self.checkAlphabet[Int(bits % 37)] == Self.folded(bytes[bytes.count - 1]) else { return nil }
        self.init(rawValue: Int64(bitPattern: bits))
    }

    // Crockford's base 32: no i, l, o, u. The check alphabet adds five signs that are safe in a path.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let checkAlphabet = Array("0123456789abcdefghjkmnpqrstvwxyz~.!-u".utf8)

    private static func folded(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 32 : byte
    }
}

/// Makes ids for one node. Two nodes with different numbers never make the same id.
public final class IDGenerator: Sendable {
    private let clock: WallClock
    private let state: Mutex<State>

    private struct State {
        var node: Int64
        var milliseconds: Int64 = 0
        var sequence: Int64 = 0
    }

    /// - Parameter node: 0 to 1023, leased in the database.
    public init(node: Int, clock: WallClock) {
        state = Mutex(State(node: Self.checked(node)))
        self.clock = clock
    }

    /// Goes on under another node number, after the lease of the one before was lost.
    public func renumber(_ node: Int) { state.withLock { $0.node = Self.checked(node) } }

    /// The next id. When a millisecond's 4,096 numbers are used up, or the clock steps back, it borrows from the future.
    public func next() -> EntityID {
        let now = max(clock.now().milliseconds - EntityID.epochMilliseconds, 1)
        return state.withLock { state in
            if now > state.milliseconds {
                (state.milliseconds, state.sequence) = (now, 0)
            } else if state.sequence < 4095 {
                state.sequence += 1
            } else {
                (state.milliseconds, state.sequence) = (state.milliseconds + 1, 0)
            }
            return EntityID(rawValue: state.milliseconds << 22 | state.node << 12 | state.sequence)
        }
    }

    private static func checked(_ node: Int) -> Int64 {
        precondition((0..<1024).contains(node), "a node number has ten bits")
        return Int64(node)
    }
}
