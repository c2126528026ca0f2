import Basics
import Metadata
import Records
import Work

/// Events in the shape of CloudEvents 1.0, without the fields that the reader may not see.
enum EventText {
    static func write(_ event: Event, schema: Schema, policy: AccessPolicy, to writer: inout JSONWriter) {
        let object = schema.object(event.object)
        writer.object { out in
            out.member("specversion", "1.0")
            out.member("id", event.id.text(prefix: "evt"))
            out.member("type", event.type)
            out.member("source", "/api/v1/records/\(event.object)")
            out.member("subject", event.record.text(prefix: object?.idPrefix ?? "rec"))
            out.member("time", event.time.rfc3339)
            out.member("sequence", event.sequence)
            out.member("actor", event.actorName)
            out.key("data")
            data(event, object, policy).write(to: &out)
        }
    }

    private static func data(_ event: Event, _ object: ObjectType?, _ policy: AccessPolicy) -> JSON {
        guard var members = (try? JSON.parse(event.data))?.object, let object else { return .object([:]) }
        let hidden = policy.mask(object).hidden
        if var changes = members["changes"]?.object {
            for name in hidden { changes[name] = nil }
            members["changes"] = .object(changes)
        }
        return .object(members)
    }
}
