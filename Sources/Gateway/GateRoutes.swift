import Basics
import Kernel
import Metadata
import Records
import Tenancy
import Web

extension APIRoutes {
    private static let one = base + "/records/{object}/{id}"

    static let gates: [APIRoute] = [
        {
            var route = APIRoute("GET", one + "/gate", "What a move of the record's state needs, met or not.", .read { call, reader in
                let object = try reader.object(call.parameter("object"))
                let record = try reader.get(object, try reader.id(call.parameter("id"), of: object))
                let requirements = try reader.gate(of: record, call.request.query("command") ?? "", to: call.request.query("to") ?? "")
                return .json { $0.object { out in
                    out.key("data")
                    out.array { list in for one in requirements { list.object { write(one, reader.actor.locale, &$0) } } }
                    out.member("is_open", requirements.allSatisfy(\.isMet))
                } }
            })
            route.parameters = [.query("command", "string", "The command."), .query("to", "string", "The state that it leads to.")]
            route.response = .object("Gate")
            return route
        }(),
        {
            var route = APIRoute("PUT", one + "/checks/{item}", "Ticks an item of the record's checklists, or takes the tick away.", .write { call, writer in
                let done = try call.object()["done"]?.bool ?? true
                try writer.check(call.parameter("object"), try recordID(call, writer), item: call.parameter("item"), done)
                return .json { $0.object { $0.member("done", done) } }
            })
            (route.request, route.response) = (.object("Done"), .object("Done"))
            return route
        }(),
        {
            var route = APIRoute(
                "POST", one + "/commands/{command}/consent", "Gives a command, or asks for the consent that its gate wants; with it the record moves by itself.",
                .other { call, gateway in
                    let body = call.request.body.isEmpty ? [:] : try call.object()
                    let object = call.parameter("object")
                    let id = try await gateway.kernel.records.read(as: call.actor) { reader in
                        try reader.id(call.parameter("id"), of: try reader.object(object))
                    }
                    let begun = try await gateway.kernel.commandOrAsk(
                        call.parameter("command"), object, id, to: body["to"]?.string, body["values"]?.object ?? [:], as: call.actor)
                    return .json(APIAnswer.json { $0.object { out in
                        out.member("moved", begun.isEmpty)
                        out.key("instances")
                        out.array { list in begun.forEach { list.string($0.text(prefix: "pin")) } }
                    } }.body)
                })
            (route.request, route.response) = (.command, .object("Consent"))
            return route
        }(),
    ]

    private static func write(_ one: GateRequirement, _ locale: String, _ out: inout JSONWriter) {
        out.member("kind", one.kind.rawValue)
        out.member("what", one.what)
        out.member("label", one.label.text(locale))
        out.member("count", Int64(one.count))
        out.member("is_met", one.isMet)
        out.member("proof", one.proof)
        if one.kind == .approval { out.member("is_asked", one.isRunning) }
    }
}
