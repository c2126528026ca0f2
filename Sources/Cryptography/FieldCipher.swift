internal import CSodium

/// Encryption of a field's value: AES-256-GCM (NIST SP 800-38D) where the processor has it, else XChaCha20-Poly1305.
/// The first byte says which, so that a database can move between machines of both kinds as long as one opens both.
public enum FieldCipher {
    private enum Algorithm: UInt8 { case aes256GCM = 1, xChaCha20Poly1305 = 2 }

    public static let keyBytes = 32

    private static let hasAES: Bool = {
        Cryptography.start()
        return crypto_aead_aes256gcm_is_available() == 1
    }()

    /// - Parameter context: what the value belongs to; it opens nowhere else.
    public static func seal(_ plain: [UInt8], key: [UInt8], context: [UInt8]) -> [UInt8] {
        guard hasAES else {
            return [Algorithm.xChaCha20Poly1305.rawValue] + SealingKey(key).seal(plain, context: context)
        }
        precondition(key.count == keyBytes, "a field's key has 32 bytes")
        // Random nonces of 96 bits are safe for 2³² values a key (SP 800-38D §8.3); keys are changed long before.
        let nonce = Cryptography.randomBytes(Int(crypto_aead_aes256gcm_NPUBBYTES))
        var sealed = [UInt8](repeating: 0, count: plain.count + Int(crypto_aead_aes256gcm_ABYTES))
        crypto_aead_aes256gcm_encrypt(
            &sealed, nil, plain, UInt64(plain.count), context, UInt64(context.count), nil, nonce, key)
        return [Algorithm.aes256GCM.rawValue] + nonce + sealed
    }

    /// - Returns: nil when the text was changed, belongs elsewhere, or this processor cannot open it.
    public static func open(_ sealed: [UInt8], key: [UInt8], context: [UInt8]) -> [UInt8]? {
        guard let algorithm = sealed.first.flatMap(Algorithm.init) else { return nil }
        let rest = Array(sealed.dropFirst())
        if algorithm == .xChaCha20Poly1305 { return SealingKey(key).open(rest, context: context) }
        let (head, tail) = (Int(crypto_aead_aes256gcm_NPUBBYTES), Int(crypto_aead_aes256gcm_ABYTES))
        guard hasAES, rest.count >= head + tail else { return nil }
        let (nonce, body) = (Array(rest[..<head]), Array(rest[head...]))
        var plain = [UInt8](repeating: 0, count: body.count - tail)
        let result = crypto_aead_aes256gcm_decrypt(
            &plain, nil, nil, body, UInt64(body.count), context, UInt64(context.count), nonce, key)
        return result == 0 ? plain : nil
    }
}
