import SQLStore

/// A thread's connection: made when it is first needed, made again when it is lost.
final class ConnectionOwner {
    private let settings: PostgresStore.Settings
    private let session: [String]
    private let number: Int
    private var connection: Connection?
    private(set) var cancelHandle: CancelHandle?

    /// - Parameter number: its place among the store's connections.
    init(settings: PostgresStore.Settings, session: [String], number: Int) {
        self.settings = settings
        self.session = session
        self.number = number
    }

    /// The connection, after waiting for a server that restarts; the waiting grows from 20 ms to a second.
    func connected(for unit: Unit) throws(StoreError) -> Connection {
        if let connection, !connection.isLost { return connection }
        drop()
        var pause = Duration.milliseconds(20)
        while true {
            do throws(StoreError) {
                let fresh = try Connection(url: settings.url, session: session)
                connection = fresh
                cancelHandle = fresh.cancelHandle()
                return fresh
            } catch {
                guard ContinuousClock.now + pause < unit.queuedAt + settings.reconnectTimeout else { throw error }
                Thread.sleep(pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    /// Does what a failure calls for before the unit runs again.
    func prepare(for remedy: Failure.Remedy, attempt: Int) {
        switch remedy {
        case .none: break
        case .prepareAgain: connection?.forgetStatements()
        case .reconnect: drop()
        case .replay:
            // The two sides of a deadlock must not meet again at once; each connection has a pause of its own.
            Thread.sleep(.milliseconds((number % 7 + 1) << min(attempt, 4)))
        }
    }

    func drop() {
        cancelHandle = nil
        connection = nil
    }
}
