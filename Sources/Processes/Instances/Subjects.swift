import Basics
import FEELValues
import ProcessEngine
import Records
import Tenancy

// The record that an instance is about, as its variable `record`.
extension ProcessUnit {
    /// The record's present fields and version; nil without a record, or when it is gone.
    func record(of subject: Subject?) throws -> (Context, Int64)? {
        guard let subject else { return nil }
        let system = Actor.system(tenant, versions: actor.versions)
        return try processes.records.write(as: system, at: now, in: transaction) { writer in
            let reader = writer.reader
            guard let record = try? reader.get(try reader.object(subject.object), subject.id) else { return nil }
            return (reader.context(of: record), record.version)
        }
    }

    /// Brings `record` up to date when somebody changed it since the instance last looked.
    func refreshSubject(of instance: LoadedInstance) throws {
        guard instance.state.status == .active, !instance.state.isSuspended, let subject = instance.subject,
            let (record, version) = try record(of: subject), version != subject.version
        else { return }
        instance.subject?.version = version
        try applyAlone(.setVariables(Context([("record", .context(record))])), to: instance)
    }
}
