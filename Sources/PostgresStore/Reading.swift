import SQLStore

/// The thread of a connection that only reads.
///
/// Its session is REPEATABLE READ READ ONLY, and a unit is one stretch of the pipeline, which the server takes for one
/// transaction: no BEGIN, no COMMIT, and the tenant's setting travels with the first statement. A read of one
/// statement costs one round trip.
struct Reading {
    let queue: WorkQueue
    let owner: ConnectionOwner
    let scope: TenantScope
    static let attempts = 5

    func loop() {
        while let units = queue.take(atMost: 1) { units.forEach(run) }
        owner.drop()
    }

    private func run(_ unit: Unit) {
        for attempt in 1... {
            let connection: Connection
            do throws(StoreError) {
                connection = try owner.connected(for: unit)
            } catch {
                return unit.finish(error)
            }
            guard unit.ticket.begin(owner.cancelHandle) else { return unit.finish(CancellationError()) }
            let failure = perform(unit, connection)
            let isCancelled = unit.ticket.end()
            guard let failure else { return }
            connection.recover()
            if isCancelled { return unit.finish(CancellationError()) }
            guard let remedy = failure.poison?.remedy, remedy != .none, attempt < Self.attempts else {
                return unit.finish(failure.error)
            }
            owner.prepare(for: remedy, attempt: attempt)
        }
    }

    /// Runs the body and, when it is content, tells its task before the server has confirmed the end.
    private func perform(_ unit: Unit, _ connection: Connection) -> (error: any Error, poison: Failure?)? {
        let session = Session(connection: connection)
        do {
            try scope.enter(unit.tenant, on: connection)
            try unit.perform(session)
            if let poison = session.poison { throw poison.error }
        } catch let problem as Connection.Problem {
            return (problem.failure.error, problem.failure)
        } catch {
            return (error, session.poison)
        }
        // A read that was content has nothing to lose here; a lost connection shows itself to the next unit.
        connection.endStretch()
        unit.finish(nil)
        return nil
    }
}
