public import Basics
import FEELValues
import Metadata
import Processes
public import Records
import SQLStore
public import Tenancy

/// Gates of records' states, answered by the company's decisions and processes.
struct ProcessGates: Gatekeeper {
    let decisions: DecisionBook

    func decide(_ decision: String, _ values: Context, tenant: Int64, in reader: any Reader) throws -> Value {
        switch try decisions.decide(decision, values, tenant: tenant, in: reader) {
        case .value(let value): return value
        case .failure(let reason): throw GateUndecided(reason)
        }
    }

    func isConsent(_ through: String, of process: String, about record: EntityID, tenant: Int64, in reader: any Reader) throws -> Bool {
        try Processes.isInstance(through, of: process, about: record, tenant: tenant, in: reader)
    }

    func isAsking(_ process: String, about record: EntityID, tenant: Int64, in reader: any Reader) throws -> Bool {
        try Processes.isRunning(process, about: record, tenant: tenant, in: reader)
    }

    func isProcess(_ through: String) -> Bool { EntityID(text: through, prefix: "pin") != nil }
}

extension Kernel {
    /// Gives a command to a record; where nothing but consent is missing, asks for it instead, and the processes that
    /// bring the consent give the command when they are done.
    /// - Returns: the processes that were begun; none when the record has moved.
    public func commandOrAsk(
        _ command: String, _ object: String, _ id: EntityID, to target: String?, _ values: OrderedMap<JSON> = [:], _ options: WriteOptions = WriteOptions(),
        as actor: Actor
    ) async throws -> [EntityID] {
        do {
            _ = try await records.write(as: actor) { try $0.command(command, object, id, to: target, values, options) }
            return []
        } catch RecordError.gateClosed(let refusal) where refusal.waitsForApproval {
            guard !refusal.missing.contains(where: \.isRunning) else { throw RecordError.commandRefused(code: "gate.asking", arguments: ["object": object]) }
            return try await ask(refusal, as: actor)
        }
    }

    private func ask(_ refusal: GateRefusal, as actor: Actor) async throws -> [EntityID] {
        let prefix = try await records.read(as: actor) { try $0.object(refusal.object).idPrefix }
        let start = ProcessStart(
            variables: Context([
                ("command", .string(refusal.command)), ("from", .string(refusal.from)), ("to", .string(refusal.to)),
            ]), subject: (refusal.object, refusal.id.text(prefix: prefix)))
        var begun: [EntityID] = []
        for one in refusal.missing { begun.append(try await processes.start(one.what, start, as: actor)) }
        return begun
    }
}
