import CLibPQ
import SQLStore

/// One connection to the server, always in libpq's pipeline mode.
///
/// Statements whose answers nobody needs at once (BEGIN, SAVEPOINT, the tenant's setting) are only queued and travel
/// with the next one that somebody waits for. Confined to the thread that owns it.
final class Connection {
    private let pointer: OpaquePointer
    private var awaited: [Awaited] = []
    /// Stretches that were ended and whose confirmation has not been read.
    private var unconfirmedEnds = 0
    private var caches = CachePair()
    /// Whether statements run as the restricted role. They are prepared apart: their plans hold its row-level security.
    var isRestricted = false

    private struct CachePair {
        let free = StatementCache(prefix: "f")
        let restricted = StatementCache(prefix: "r")
    }

    private enum Awaited {
        case prepared(name: String, text: String, types: [Oid], cache: StatementCache)
        case answer(of: String)
    }

    /// Connects, and waits for it.
    init(url: String, session: [String]) throws(StoreError) {
        let keywords = ["dbname", "connect_timeout", "application_name", "client_encoding"]
        let values = [url, "5", "sanbu", "UTF8"]
        let connected = Self.withPointers(keywords) { keywords in
            Self.withPointers(values) { PQconnectdbParams(keywords, $0, 1) }
        }
        guard let connected else { throw .unavailable("no memory for a connection") }
        pointer = connected
        guard PQstatus(pointer) == CONNECTION_OK else { throw .unavailable(lastMessage) }
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        let result = PQexec(pointer, session.map { "SET " + $0 }.joined(separator: "; "))
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw .unavailable(lastMessage) }
        guard PQenterPipelineMode(pointer) == 1 else { throw .unavailable(lastMessage) }
    }

    deinit { PQfinish(pointer) }

    var isLost: Bool { PQstatus(pointer) == CONNECTION_BAD }

    /// What another thread needs to cancel the statement that runs.
    func cancelHandle() -> CancelHandle? { PQgetCancel(pointer).map(CancelHandle.init) }

    /// How many statements are queued or not answered.
    var backlog: Int { awaited.count }

    /// Queues a statement that travels with the next one.
    func queue(_ sql: SQL) throws(Problem) { try send(sql) }

    /// Runs a statement and what is queued before it.
    func run(_ sql: SQL) throws(Problem) -> Result {
        try send(sql)
        PQsendFlushRequest(pointer)
        guard PQflush(pointer) == 0 else { throw Problem(Failure(.unavailable(lastMessage), .reconnect)) }
        return try receiveAll()
    }

    /// Ends a stretch of the pipeline without waiting for the confirmation: an implicit transaction ends with it.
    /// The confirmation is read with the next answer, which saves a wait and a system call a read.
    func endStretch() {
        PQpipelineSync(pointer)
        unconfirmedEnds += 1
    }

    /// Waits for the answers of all stretches that have been ended.
    func awaitEndOfStretch() throws(Problem) -> Result? {
        var last: Result?
        var problem: Problem?
        while unconfirmedEnds > 0 {
            guard let answer = PQgetResult(pointer) else {
                throw Problem(Failure(.unavailable(lastMessage), .reconnect))
            }
            let result = Result(answer)
            if result.status == PGRES_PIPELINE_SYNC {
                unconfirmedEnds -= 1
                continue
            }
            let statement = awaited.isEmpty ? nil : awaited.removeFirst()
            if result.status == PGRES_FATAL_ERROR || result.status == PGRES_BAD_RESPONSE {
                problem = problem ?? Problem(Failure(result, of: text(of: statement), on: pointer))
                if let problem, isLost { throw problem }
            } else if result.status != PGRES_PIPELINE_ABORTED {
                finish(statement)
                last = result
            }
            // A null ends each statement's answers.
            if let extra = PQgetResult(pointer) { PQclear(extra) }
        }
        awaited.removeAll()
        if let problem { throw problem }
        return last
    }

    /// After a failure the server skips everything up to the end of the stretch; this gets there.
    func recover() {
        guard !isLost else { return }
        endStretch()
        // The failure is known already; what the skipped statements say adds nothing.
        _ = try? awaitEndOfStretch()
    }

    /// Forgets the prepared statements after the server's objects have changed under them.
    func forgetStatements() {
        caches = CachePair()
        awaited.append(.answer(of: "DEALLOCATE ALL"))
        PQsendQueryParams(pointer, "DEALLOCATE ALL", 0, nil, nil, nil, nil, 0)
        recover()
    }

    /// A failure on its way to the unit.
    struct Problem: Error {
        let failure: Failure
        init(_ failure: Failure) { self.failure = failure }
    }
}

// Sending and receiving.
extension Connection {
    private func send(_ sql: SQL) throws(Problem) {
        let arguments: Arguments
        do throws(StoreError) {
            arguments = try Arguments(sql.arguments)
        } catch {
            throw Problem(Failure(error))
        }
        let name = try preparedName(sql, arguments)
        let isSent = arguments.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(pointer, name, count, values, lengths, formats, 0)
        }
        guard isSent == 1 else { throw Problem(Failure(.unavailable(lastMessage), .reconnect)) }
        awaited.append(.answer(of: sql.text))
    }

    private func preparedName(_ sql: SQL, _ arguments: Arguments) throws(Problem) -> String {
        let translation = cache.translation(of: sql.text)
        guard translation.placeholderCount == sql.arguments.count else {
            throw Problem(Failure(.statement("\(sql.arguments.count) arguments do not fit: \(sql.text)")))
        }
        if let name = cache.name(of: sql.text, arguments.types, sql.arguments) { return name }
        if let queued = queuedName(sql, arguments) { return queued }
        for old in cache.evict() {
            PQsendQueryParams(pointer, "DEALLOCATE " + old, 0, nil, nil, nil, nil, 0)
            awaited.append(.answer(of: "DEALLOCATE"))
        }
        _ = cache.translation(of: sql.text)
        let name = cache.freshName()
        guard PQsendPrepare(pointer, name, translation.text, Int32(arguments.types.count), arguments.types) == 1 else {
            throw Problem(Failure(.unavailable(lastMessage), .reconnect))
        }
        awaited.append(.prepared(name: name, text: sql.text, types: arguments.types, cache: cache))
        return name
    }

    /// The name of a statement that is being prepared in the queue.
    private func queuedName(_ sql: SQL, _ arguments: Arguments) -> String? {
        for case .prepared(let name, sql.text, arguments.types, let place) in awaited where place === cache {
            return name
        }
        return nil
    }

    private func receiveAll() throws(Problem) -> Result {
        var last: Result?
        while let statement = awaited.first {
            guard let answer = PQgetResult(pointer) else {
                throw Problem(Failure(.unavailable(lastMessage), .reconnect))
            }
            let result = Result(answer)
            if result.status == PGRES_PIPELINE_SYNC {
                unconfirmedEnds -= 1
                continue
            }
            let isGood = result.status == PGRES_COMMAND_OK || result.status == PGRES_TUPLES_OK
            let failure = isGood ? nil : Failure(result, of: text(of: statement), on: pointer)
            // A null ends each statement's answers.
            if let extra = PQgetResult(pointer) { PQclear(extra) }
            awaited.removeFirst()
            if let failure { throw Problem(failure) }
            finish(statement)
            last = result
        }
        guard let last else { throw Problem(Failure(.statement("nothing was asked"))) }
        return last
    }

    /// Remembers a statement that the server has prepared.
    private func finish(_ statement: Awaited?) {
        guard case .prepared(let name, let text, let types, let cache) = statement else { return }
        cache.insert(name, text, types)
    }

    private func text(of statement: Awaited?) -> String {
        switch statement {
        case .prepared(_, let text, _, _), .answer(let text): text
        case nil: ""
        }
    }

    private var cache: StatementCache { isRestricted ? caches.restricted : caches.free }

    private var lastMessage: String {
        String(cString: PQerrorMessage(pointer)).split(separator: "\n").joined(separator: " ")
    }

    private static func withPointers<T>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
        func next(_ index: Int, _ pointers: [UnsafePointer<CChar>?]) -> T {
            guard index < texts.count else { return body(pointers + [nil]) }
            return texts[index].withCString { next(index + 1, pointers + [$0]) }
        }
        return next(0, [])
    }
}

/// Cancels what a connection runs, from any thread (libpq documents that PQcancel may be called so).
final class CancelHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQfreeCancel(pointer) }

    func cancel() {
        var message = [CChar](repeating: 0, count: 256)
        // When it cannot reach the server, the statement ends by its timeout.
        _ = PQcancel(pointer, &message, 256)
    }
}
