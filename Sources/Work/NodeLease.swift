public import Basics
public import SQLStore

/// Leases of the numbers that keep the ids of several programs on one database apart (ten bits of every id).
///
/// A program takes a number when it starts and extends its lease while it runs. A number whose lease ran out may go to
/// another program, which is why the holder stops making ids when it could not extend in time.
public enum NodeLease {
    /// Why a number could not be had or kept.
    public enum Problem: Error, Equatable, Sendable {
        /// 1,024 programs hold one already.
        case noneFree
        /// The lease ran out and somebody else has the number now.
        case lost(Int)
    }

    public static let count = 1024

    public static let migration = Migration("0008-node-lease") { _ in
        [
            """
            CREATE TABLE node_lease (
                node BIGINT PRIMARY KEY NOT NULL, holder TEXT NOT NULL, held_until BIGINT NOT NULL)
            """
        ]
    }

    /// Takes the lowest number that is free.
    /// - Parameter holder: a random token of this program.
    public static func take(
        holder: String, now: Timestamp, for duration: Duration, in transaction: any Transaction
    ) throws -> Int {
        if let lock = transaction.dialect.lock(lockKey) { try transaction.forEach(lock) { _ in } }
        let held = Set(
            try transaction.all("SELECT node FROM node_lease WHERE held_until > \(now.milliseconds)") {
                Int($0.integer(0))
            })
        guard let node = (0..<count).first(where: { !held.contains($0) }) else { throw Problem.noneFree }
        let until = now.milliseconds + Backoff.milliseconds(duration)
        try transaction.execute(
            .upsert(
                into: "node_lease", key: ["node"],
                [("node", .integer(Int64(node))), ("holder", .text(holder)), ("held_until", .integer(until))]))
        return node
    }

    /// Keeps a number for longer.
    public static func extend(
        _ node: Int, holder: String, now: Timestamp, for duration: Duration, in transaction: any Transaction
    ) throws {
        let until = now.milliseconds + Backoff.milliseconds(duration)
        let count = try transaction.execute(
            """
            UPDATE node_lease SET held_until = \(until)
            WHERE node = \(node) AND holder = \(holder) AND held_until > \(now.milliseconds)
            """)
        guard count == 1 else { throw Problem.lost(node) }
    }

    /// Gives a number back at once.
    public static func release(_ node: Int, holder: String, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM node_lease WHERE node = \(node) AND holder = \(holder)")
    }

    /// Two programs that start at once must not see the same number free: "node" in ASCII.
    private static let lockKey: Int64 = 0x6e_6f_64_65
}
