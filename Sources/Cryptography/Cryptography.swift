internal import CSodium

/// The cryptography that the platform uses, all of it libsodium's.
public enum Cryptography {
    /// Starts the library; nothing else may be called before. Safe to call again.
    public static func start() {
        precondition(sodium_init() >= 0, "libsodium could not start")
    }

    /// Random bytes fit for keys.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        start()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// A token that cannot be guessed: as many random bytes in base64url.
    public static func randomToken(bytes count: Int = 32) -> String { base64URL(randomBytes(count)) }

    public static func sha256(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256(&digest, message, UInt64(message.count))
        return digest
    }

    public static func sha256(_ text: String) -> [UInt8] { sha256(Array(text.utf8)) }

    /// HMAC-SHA-256 (RFC 2104).
    public static func hmacSHA256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    /// Equality in a time that does not tell where the difference is.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }

    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount * 2)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value }

    /// - Returns: nil when the text is no hexadecimal number of whole bytes.
    public static func bytes(hex text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// Base 64 for URLs without padding (RFC 4648 §5).
    public static func base64URL(_ bytes: [UInt8]) -> String {
        let variant = Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING)
        var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
        sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
        return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// - Returns: nil when the text is no such encoding.
    public static func bytes(base64URL text: String) -> [UInt8]? {
        decode(text, variant: Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING))
    }

    /// Base 64 with padding (RFC 4648 §4), as HTTP's basic authentication has it.
    public static func bytes(base64 text: String) -> [UInt8]? {
        decode(text, variant: Int32(sodium_base64_VARIANT_ORIGINAL))
    }

    private static func decode(_ text: String, variant: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: text.utf8.count)
        var count = 0
        let result = sodium_base642bin(&bytes, bytes.count, text, text.utf8.count, nil, &count, nil, variant)
        return result == 0 ? Array(bytes.prefix(count)) : nil
    }
}

/// Passwords, hashed with Argon2id (RFC 9106): two passes over 19 MiB, OWASP's figure.
public enum PasswordHash {
    /// About 45 ms of a core: call it on a lane of its own.
    public static func make(_ password: String) -> String {
        Cryptography.start()
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let result = crypto_pwhash_str_alg(
            &text, password, UInt64(password.utf8.count), 2, 19 << 20, crypto_pwhash_ALG_ARGON2ID13)
        precondition(result == 0, "there is no memory for a password hash")
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    public static func verify(_ password: String, _ hash: String) -> Bool {
        Cryptography.start()
        return crypto_pwhash_str_verify(hash, password, UInt64(password.utf8.count)) == 0
    }

    /// A hash that no password has: checking against it takes as long as against a real one.
    public static let decoy = make(Cryptography.randomToken())
}

/// A key pair that signs (Ed25519, RFC 8032).
public struct SigningKey: Sendable {
    public let publicKey: [UInt8]
    private let secretKey: [UInt8]

    /// - Parameter seed: 32 random bytes, kept secret.
    public init(seed: [UInt8]) {
        precondition(seed.count == Int(crypto_sign_SEEDBYTES), "a signing key's seed has 32 bytes")
        Cryptography.start()
        var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
        var secretKey = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
        crypto_sign_seed_keypair(&publicKey, &secretKey, seed)
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
        crypto_sign_detached(&signature, nil, message, UInt64(message.count), secretKey)
        return signature
    }

    public static func isValid(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
        signature.count == Int(crypto_sign_BYTES) && publicKey.count == Int(crypto_sign_PUBLICKEYBYTES)
            && crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
    }
}

/// Encryption of single values with a key (XChaCha20-Poly1305). The nonce goes in front of the text.
public struct SealingKey: Sendable {
    private let key: [UInt8]

    /// - Parameter key: 32 random bytes, kept secret.
    public init(_ key: [UInt8]) {
        precondition(key.count == Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES), "a sealing key has 32 bytes")
        Cryptography.start()
        self.key = key
    }

    /// - Parameter context: what the value belongs to; it opens nowhere else.
    public func seal(_ plain: [UInt8], context: [UInt8]) -> [UInt8] {
        let nonce = Cryptography.randomBytes(Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES))
        var sealed = [UInt8](repeating: 0, count: plain.count + Int(crypto_aead_xchacha20poly1305_ietf_ABYTES))
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            &sealed, nil, plain, UInt64(plain.count), context, UInt64(context.count), nil, nonce, key)
        return nonce + sealed
    }

    /// - Returns: nil when the text was changed, or belongs elsewhere.
    public func open(_ sealed: [UInt8], context: [UInt8]) -> [UInt8]? {
        let head = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
        let tail = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)
        guard sealed.count >= head + tail else { return nil }
        let nonce = Array(sealed[..<head])
        let body = Array(sealed[head...])
        var plain = [UInt8](repeating: 0, count: body.count - tail)
        let result = crypto_aead_xchacha20poly1305_ietf_decrypt(
            &plain, nil, nil, body, UInt64(body.count), context, UInt64(context.count), nonce, key)
        return result == 0 ? plain : nil
    }
}
