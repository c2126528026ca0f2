import SQLStore

/// Runs units on the writer's connection, many in one commit, each in a savepoint of its own.
///
/// Confined to the queue of GRDB's writer.
struct Writer {
    let connection: Connection
    let settings: SQLiteStore.Settings

    /// Runs as many units as fit in the time of one group.
    /// - Returns: the units that were not begun.
    func run(_ units: [WriteQueue.Unit]) -> ArraySlice<WriteQueue.Unit> {
        guard units.count > 1 else {
            units.forEach(runAlone)
            return []
        }
        do {
            try begin()
        } catch {
            units.forEach { $0.finish(error) }
            return []
        }
        return runGroup(units)
    }

    private struct Done {
        let unit: WriteQueue.Unit
        var failure: (any Error)?
        var callbacks: [@Sendable () -> Void] = []
    }

    private func runGroup(_ units: [WriteQueue.Unit]) -> ArraySlice<WriteQueue.Unit> {
        let end = ContinuousClock.now + settings.groupDuration
        var done: [Done] = []
        for unit in units {
            if !done.isEmpty, ContinuousClock.now > end { break }
            let result = runInSavepoint(unit)
            if connection.isIdle {
                // This unit's failure has undone its neighbours too: they start again, each alone.
                unit.finish(result.failure ?? StoreError.statement("a unit of work ended its own transaction"))
                done.forEach { runAlone($0.unit) }
                return units[(done.count + 1)...]
            }
            done.append(result)
        }
        commit(done)
        return units[done.count...]
    }

    private func runInSavepoint(_ unit: WriteQueue.Unit) -> Done {
        let transaction = WriteTransaction(connection: connection)
        connection.deadline.instant = ContinuousClock.now + settings.writeTimeout
        defer { connection.deadline.instant = nil }
        do {
            try transaction.savepoint { try unit.perform(transaction) }
            return Done(unit: unit, callbacks: transaction.callbacks)
        } catch {
            return Done(unit: unit, failure: error)
        }
    }

    private func commit(_ done: [Done]) {
        do {
            _ = try connection.execute("COMMIT")
        } catch {
            // A deferred foreign key of one unit refuses all of them: alone, only the guilty one fails.
            rollback()
            return done.forEach { runAlone($0.unit) }
        }
        for result in done {
            result.callbacks.forEach { $0() }
            result.unit.finish(result.failure)
        }
    }

    private func runAlone(_ unit: WriteQueue.Unit) {
        let transaction = WriteTransaction(connection: connection)
        defer { connection.deadline.instant = nil }
        do {
            try begin()
            if !unit.runsAlone { connection.deadline.instant = ContinuousClock.now + settings.writeTimeout }
            try unit.perform(transaction)
            if connection.isIdle { throw StoreError.statement("a unit of work ended its own transaction") }
            connection.deadline.instant = nil
            _ = try connection.execute("COMMIT")
        } catch {
            rollback()
            return unit.finish(error)
        }
        transaction.callbacks.forEach { $0() }
        unit.finish(nil)
    }

    /// Takes the write lock at once: a transaction that begins as a reader cannot always become a writer.
    private func begin() throws { _ = try connection.execute("BEGIN IMMEDIATE") }

    private func rollback() {
        // What SQLite has undone by itself needs no rollback, and a rollback that fails leaves nothing to do.
        if !connection.isIdle { _ = try? connection.execute("ROLLBACK") }
    }
}
