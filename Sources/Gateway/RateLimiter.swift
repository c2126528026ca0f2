import Basics
import Synchronization

/// Token buckets, one for each person or client: so many requests at once, and so many a minute.
final class RateLimiter: Sendable {
    struct Verdict: Sendable {
        let allowed: Bool
        let remaining: Int
        /// Seconds until the bucket is full again, or until the next request is let through.
        let seconds: Int64
    }
    private struct Key: Hashable {
        let tenant: Int64
        let actor: Int64
    }
    private struct Bucket {
        var tokens: Double
        var at: Int64
    }

    let perMinute: Int
    private let buckets = Mutex<[Key: Bucket]>([:])
    static let mostBuckets = 100_000

    init(perMinute: Int) { self.perMinute = perMinute }

    func take(tenant: Int64, actor: Int64, now: Timestamp) -> Verdict {
        let rate = Double(perMinute) / 60_000
        return buckets.withLock { buckets in
            if buckets.count >= Self.mostBuckets { buckets.removeAll(keepingCapacity: true) }
            let key = Key(tenant: tenant, actor: actor)
            var bucket = buckets[key] ?? Bucket(tokens: Double(perMinute), at: now.milliseconds)
            let elapsed = Double(max(0, now.milliseconds - bucket.at))
            bucket.tokens = min(Double(perMinute), bucket.tokens + elapsed * rate)
            bucket.at = now.milliseconds
            let allowed = bucket.tokens >= 1
            if allowed { bucket.tokens -= 1 }
            buckets[key] = bucket
            let missing = allowed ? Double(perMinute) - bucket.tokens : 1 - bucket.tokens
            return Verdict(allowed: allowed, remaining: Int(bucket.tokens), seconds: Int64(missing / rate / 1000) + 1)
        }
    }
}
