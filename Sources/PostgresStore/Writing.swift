import SQLStore

/// The thread of a connection that writes: what waits is committed together, each unit in a savepoint of its own.
///
/// All units of a tenant go to the same thread, so a tenant's hot rows (the head of its event log, a counter) are
/// never fought over by two transactions, and the units that want them share one commit.
struct Writing {
    let queue: WorkQueue
    let owner: ConnectionOwner
    let scope: TenantScope
    let settings: PostgresStore.Settings
    /// The most units in a group; 1 in the bulk lane.
    let groupLimit: Int
    static let attempts = 6

    func loop() {
        while let units = queue.take(atMost: groupLimit) {
            if units.count == 1 { units.forEach(runAlone) } else { runGroup(units) }
        }
        owner.drop()
    }

    private struct Done {
        let unit: Unit
        var failure: (any Error)?
        var callbacks: [@Sendable () -> Void] = []
    }
}

// One unit in a transaction of its own.
extension Writing {
    private func runAlone(_ unit: Unit) {
        for attempt in 1... {
            let connection: Connection
            do throws(StoreError) {
                connection = try owner.connected(for: unit)
            } catch {
                return unit.finish(error)
            }
            guard unit.ticket.begin(owner.cancelHandle) else { return unit.finish(CancellationError()) }
            let outcome = perform(unit, connection)
            let isCancelled = unit.ticket.end()
            guard let failure = outcome.failure else {
                outcome.callbacks.forEach { $0() }
                return unit.finish(nil)
            }
            if isCancelled { return unit.finish(CancellationError()) }
            guard outcome.remedy != .none, attempt < Self.attempts else { return unit.finish(failure) }
            owner.prepare(for: outcome.remedy, attempt: attempt)
        }
    }

    private func perform(
        _ unit: Unit, _ connection: Connection
    ) -> (failure: (any Error)?, remedy: Failure.Remedy, callbacks: [@Sendable () -> Void]) {
        let session = Session(connection: connection)
        do {
            connection.isRestricted = false
            try connection.queue("BEGIN")
            try scope.enter(unit.tenant, on: connection)
            try unit.perform(session)
            if let poison = session.poison { throw poison.error }
        } catch let problem as Connection.Problem {
            rollback(connection)
            return (problem.failure.error, problem.failure.remedy, [])
        } catch {
            rollback(connection)
            return (error, session.poison?.remedy ?? .none, [])
        }
        do throws(Connection.Problem) {
            try commit(connection)
        } catch {
            // What was only queued may have failed, and the transaction still stands.
            rollback(connection)
            return (error.failure.error, error.failure.remedy, [])
        }
        return (nil, .none, session.callbacks)
    }
}

// Many units in one transaction.
extension Writing {
    private func runGroup(_ units: [Unit]) {
        let connection: Connection
        do throws(StoreError) {
            connection = try owner.connected(for: units[0])
        } catch {
            return units.forEach { $0.finish(error) }
        }
        var done: [Done] = []
        let end = ContinuousClock.now + settings.groupDuration
        do throws(Connection.Problem) {
            connection.isRestricted = false
            try connection.queue("BEGIN")
            // A group holds many locks: rather than wait long for one more, it gives up and its units run alone.
            try connection.queue("SET LOCAL lock_timeout = '200ms'")
            var tenant: Int64?
            for unit in units {
                if !done.isEmpty, ContinuousClock.now > end { break }
                if unit.tenant != tenant { try scope.enter(unit.tenant, on: connection) }
                tenant = unit.tenant
                done.append(try runInGroup(unit, connection))
            }
            try commit(connection)
        } catch {
            // Nothing of a lost commit may run again: nobody knows whether it was kept.
            let isLost = error.failure.remedy == .none && connection.isLost
            rollback(connection)
            let begun = units.prefix(done.count + 1)
            queue.putBack(units.dropFirst(begun.count))
            return begun.forEach { isLost ? $0.finish(error.failure.error) : runAlone($0) }
        }
        for result in done {
            result.callbacks.forEach { $0() }
            result.unit.finish(result.failure)
        }
        queue.putBack(units.dropFirst(done.count))
    }

    /// Runs one unit of a group. Throws only what undoes the group as a whole.
    private func runInGroup(_ unit: Unit, _ connection: Connection) throws(Connection.Problem) -> Done {
        // In a group a statement cannot be cancelled without hitting the neighbours.
        guard unit.ticket.begin(nil) else { return Done(unit: unit, failure: CancellationError()) }
        let session = Session(connection: connection)
        do {
            try session.savepoint { try unit.perform(session) }
        } catch {
            if let poison = session.poison { throw Connection.Problem(poison) }
            return Done(unit: unit, failure: error)
        }
        if let poison = session.poison { throw Connection.Problem(poison) }
        return Done(unit: unit, callbacks: session.callbacks)
    }
}

// Ends of a transaction.
extension Writing {
    private func commit(_ connection: Connection) throws(Connection.Problem) {
        do throws(Connection.Problem) {
            try connection.queue("COMMIT")
            connection.endStretch()
            guard let result = try connection.awaitEndOfStretch(), result.tag == "COMMIT" else {
                throw Connection.Problem(Failure(.statement("the server did not commit")))
            }
        } catch {
            guard connection.isLost else { throw error }
            let unknown = StoreError.unavailable("the connection was lost during the commit; it may have been kept")
            throw Connection.Problem(Failure(unknown))
        }
    }

    private func rollback(_ connection: Connection) {
        connection.recover()
        guard !connection.isLost else { return }
        do throws(Connection.Problem) {
            try connection.queue("ROLLBACK")
            connection.endStretch()
            _ = try connection.awaitEndOfStretch()
        } catch {
            // A connection that cannot even roll back is of no use; the server rolls back what it drops.
            owner.drop()
        }
    }
}
