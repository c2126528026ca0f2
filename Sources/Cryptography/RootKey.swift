/// The key above all others: what it opens is worth nothing without it. It lives outside the database.
public struct RootKey: Sendable {
    private let bytes: [UInt8]

    /// - Parameter bytes: 32 random bytes, kept secret.
    public init(_ bytes: [UInt8]) {
        precondition(bytes.count == 32, "a root key has 32 bytes")
        self.bytes = bytes
    }

    /// A key for one purpose; those of different purposes tell nothing about each other.
    public func key(for purpose: String) -> [UInt8] { Cryptography.hmacSHA256(Array(purpose.utf8), key: bytes) }

    /// Which root key it is, without telling what it is.
    public var fingerprint: String { String(Cryptography.hex(key(for: "fingerprint")).prefix(16)) }
}
