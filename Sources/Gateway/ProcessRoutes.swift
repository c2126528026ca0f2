import Basics
import FEELValues
import Kernel
import ProcessEngine
import Processes
import Records
import Tenancy
import Web

// Processes over HTTP: definitions, instances, tasks, messages, workers, decisions. The rules are in `Processes`.
extension APIRoutes {
    static let processes: [APIRoute] = definitions + instances + tasks + messages + jobs + decisions

    // MARK: Definitions

    private static let definitions: [APIRoute] = [
        described(
            "POST", "/deployments", "Puts process and decision models into force together: `{\"resources\":[{\"name\":\"a.bpmn\",\"text\":\"…\"}]}`.",
            body: "Deployment", status: 200, bodyLimit: 8 << 20
        ) { call, gateway in
            let body = try ProcessBody(call, ["resources"])
            let resources = try body.list("resources").map { item in
                ProcessResource(name: item["name"]?.string ?? "model.bpmn", text: item["text"]?.string ?? "")
            }
            let report = try await gateway.kernel.processes.deploy(resources, as: call.actor)
            return ProcessJSON.answer(report)
        },
        described("GET", "/processes", "The processes in force.") { call, gateway in
            let found = try await gateway.kernel.processes.definitions(as: call.actor)
            let figures = try await gateway.kernel.processes.figures(as: call.actor)
            return ProcessJSON.list(found) { ProcessJSON.write($0, figures[$0.id], to: &$1) }
        },
        described("GET", "/processes/{key}/versions", "The versions of a process, newest first.") { call, gateway in
            let found = try await gateway.kernel.processes.definitions(of: call.parameter("key"), as: call.actor)
            guard !found.isEmpty else { throw ProcessError.unknownDefinition(call.parameter("key")) }
            return ProcessJSON.list(found) { ProcessJSON.write($0, nil, to: &$1) }
        },
        described(
            "POST", "/process-definitions/{id}/migrate",
            "Moves running instances of this version to another: `to`, `mapping` of element ids, `instances`, `dry_run`.", body: "Migration"
        ) { call, gateway in
            let body = try ProcessBody(call, ["to", "mapping", "instances", "dry_run"])
            let mapping = (body["mapping"]?.object ?? [:]).compactMap { name, value in value.string.map { (name, $0) } }
            let chosen = try body["instances"]?.array?.compactMap(\.string).map { try ProcessJSON.id($0, "pin") }
            let processes = gateway.kernel.processes
            let from = try await processes.definition(call.parameter("id"), as: call.actor).summary.id
            let to = try await processes.definition(try body.text("to"), as: call.actor).summary.id
            let report = try await processes.migrate(
                from: from, to: to, mapping: Dictionary(mapping, uniquingKeysWith: { $1 }), instances: chosen,
                isDryRun: body["dry_run"]?.bool ?? false, as: call.actor)
            return ProcessJSON.answer { ProcessJSON.write(report, to: &$0) }
        },
        described(
            "POST", "/processes/{key}/preview", "The way of a request before it is submitted, with the people who will have it; the body as for starting.",
            body: "ProcessStart"
        ) { call, gateway in
            let start = try processStart(call)
            return ProcessJSON.list(try await gateway.kernel.processes.preview(call.parameter("key"), start, as: call.actor)) { ProcessJSON.write($0, to: &$1) }
        },
        described("GET", "/process-definitions/{id}", "One version with its source.") { call, gateway in
            let found = try await gateway.kernel.processes.definition(call.parameter("id"), as: call.actor)
            return ProcessJSON.answer { out in
                ProcessJSON.write(found.summary, nil, to: &out, further: { $0.member("source", found.source) })
            }
        },
    ]

    // MARK: Instances

    private static func processStart(_ call: APICall) throws -> ProcessStart {
        let body = try ProcessBody(call, ["variables", "subject", "title", "version", "picks"])
        var start = ProcessStart(variables: try body.variables())
        if let subject = body["subject"] { start.subject = (subject["object"]?.string ?? "", subject["id"]?.string ?? "") }
        start.title = body["title"]?.string
        start.version = body["version"]?.integer.map { Int($0) }
        start.picks = body.picks()
        return start
    }

    private static let instances: [APIRoute] = [
        described(
            "POST", "/processes/{key}/instances", "Begins an instance: `{\"variables\":{…},\"subject\":{\"object\":…,\"id\":…},\"title\":…,\"version\":…}`.",
            body: "ProcessStart", status: 201
        ) { call, gateway in
            let id = try await gateway.kernel.processes.start(call.parameter("key"), try processStart(call), as: call.actor)
            return try await instance(id, call, gateway, status: 201)
        },
        described(
            "GET", "/process-instances", "Instances that the caller may see, newest first.",
            parameters: [
                .query("process", "string", "Only of this process."), .query("status", "string", "active, completed, terminated, cancelled, failed."),
                .query("incidents", "boolean", "Only those with incidents."), .query("mine", "boolean", "Only those that the caller began."),
                .query("object", "string", "With id: only those about this record."), .query("id", "string", "See object."),
                .query("limit", "integer", "1 to 200."), .query("before", "string", "The id that the page before ended with."),
            ]
        ) { call, gateway in
            var query = InstanceQuery(process: call.request.query("process"), status: call.request.query("status"))
            query.hasIncidents = try call.bool("incidents")
            query.startedByMe = try call.bool("mine")
            query.limit = try call.integer("limit", in: 1...200, default: 30)
            query.before = try call.request.query("before").map { try ProcessJSON.id($0, "pin") }
            if let object = call.request.query("object") { query.subject = try await subject(object, call, gateway) }
            return ProcessJSON.list(try await gateway.kernel.processes.instances(query, as: call.actor)) { ProcessJSON.write($0, to: &$1) }
        },
        described("GET", "/process-instances/{id}", "One instance: state, variables, tasks, waits, incidents.") { call, gateway in
            try await instance(try ProcessJSON.id(call.parameter("id"), "pin"), call, gateway, status: 200)
        },
        described("GET", "/process-instances/{id}/way", "The steps of a request: passed, present, expected, with people.") { call, gateway in
            let way = try await gateway.kernel.processes.way(of: try ProcessJSON.id(call.parameter("id"), "pin"), as: call.actor)
            return ProcessJSON.list(way) { ProcessJSON.write($0, to: &$1) }
        },
        described("GET", "/process-instances/{id}/history", "What happened in an instance, oldest first.") { call, gateway in
            let details = try await gateway.kernel.processes.instance(try ProcessJSON.id(call.parameter("id"), "pin"), as: call.actor)
            return ProcessJSON.list(details.history) { entry, out in ProcessJSON.write(entry, to: &out) }
        },
        described(
            "POST", "/process-instances/{id}/commands/{command}",
            "suspend, resume, cancel (`reason`), set-variables (`variables`, `scope`), retry or skip an incident (`incident`), modify (`activate`, `terminate`), withdraw.",
            body: "ProcessCommand"
        ) { call, gateway in
            let id = try ProcessJSON.id(call.parameter("id"), "pin")
            let body = try ProcessBody(call, ["reason", "variables", "scope", "incident", "activate", "terminate"])
            if call.parameter("command") == "withdraw" {
                try await gateway.kernel.processes.approve(instance: id, as: call.actor) { .withdraw(by: $0) }
            } else {
                try await gateway.kernel.processes.command(try body.command(call.parameter("command")), on: id, as: call.actor)
            }
            return try await instance(id, call, gateway, status: 200)
        },
    ]

    private static func instance(_ id: EntityID, _ call: APICall, _ gateway: Gateway, status: Int) async throws -> WebResponse {
        let details = try await gateway.kernel.processes.instance(id, as: call.actor)
        return ProcessJSON.answer(status) { ProcessJSON.write(details, to: &$0) }
    }

    private static func subject(_ object: String, _ call: APICall, _ gateway: Gateway) async throws -> (object: String, id: EntityID) {
        let text = call.request.query("id") ?? ""
        return try await gateway.kernel.records.read(as: call.actor) { reader in
            let type = try reader.object(object)
            return (object, try reader.id(text, of: type))
        }
    }

    // MARK: Tasks

    private static let tasks: [APIRoute] = [
        described(
            "GET", "/tasks", "Tasks of the caller, newest first.",
            parameters: [
                .query("box", "string", "mine, assigned, claimable, done, all; mine if not said."), .query("process", "string", "Only of this process."),
                .query("search", "string", "Words of the title or the step."), .query("limit", "integer", "1 to 200."),
                .query("before", "string", "The id that the page before ended with."),
            ]
        ) { call, gateway in
            let name = call.request.query("box") ?? "mine"
            guard let box = TaskQuery.Box(rawValue: name) else {
                throw APIError(400, "request.parameter", ["name": "box", "value": name, "expected": TaskQuery.Box.allCases.map(\.rawValue).joined(separator: ", ")])
            }
            var query = TaskQuery(box, process: call.request.query("process"), search: call.request.query("search"))
            query.limit = try call.integer("limit", in: 1...200, default: 30)
            query.before = try call.request.query("before").map { try ProcessJSON.id($0, "tsk") }
            let found = try await gateway.kernel.processes.tasks(query, as: call.actor)
            return ProcessJSON.list(found.tasks, next: found.hasMore ? found.tasks.last?.idText : nil) { ProcessJSON.write($0, to: &$1) }
        },
        described("GET", "/tasks/{id}", "One task.") { call, gateway in
            let task = try await gateway.kernel.processes.task(try ProcessJSON.id(call.parameter("id"), "tsk"), as: call.actor)
            return ProcessJSON.answer { ProcessJSON.write(task, to: &$0) }
        },
        described(
            "POST", "/tasks/{id}/commands/{command}",
            """
            claim, unclaim, assign (`to`), complete (`variables`), throw-error (`code`, `message`); for approvals approve, reject (`opinion`, \
            `signed`, `variables`, `picks`), return (`to`, `mode`), add (`people`, `placement`), remove (`people`), transfer, delegate (`to`), \
            copy (`people`), remind, read.
            """, body: "TaskCommand"
        ) { call, gateway in
            let id = try ProcessJSON.id(call.parameter("id"), "tsk")
            try await TaskCommand(call: call, processes: gateway.kernel.processes, id: id).run()
            let task = try await gateway.kernel.processes.task(id, as: call.actor)
            return ProcessJSON.answer { ProcessJSON.write(task, to: &$0) }
        },
        described("POST", "/tasks/hand-over", "Everything open of one person goes to another: `from`, `to`.", body: "HandOver") { call, gateway in
            let body = try ProcessBody(call, ["from", "to"])
            let count = try await gateway.kernel.processes.handOver(
                from: try ProcessJSON.id(body.text("from"), "usr"), to: try ProcessJSON.id(body.text("to"), "usr"), as: call.actor)
            return ProcessJSON.answer { $0.object { $0.member("instances", Int64(count)) } }
        },
    ]

    // MARK: Messages, workers, decisions

    private static let messages: [APIRoute] = [
        described(
            "POST", "/messages", "Sends a message: `name`, `correlation_key`, `id` (taken in once), `variables`, `time_to_live` in seconds.", body: "ProcessMessage"
        ) { call, gateway in
            let body = try ProcessBody(call, ["name", "correlation_key", "id", "variables", "time_to_live"])
            let message = ProcessMessage(
                name: try body.text("name"), correlationKey: body["correlation_key"]?.string, id: body["id"]?.string,
                variables: try body.variables(), timeToLive: body["time_to_live"]?.integer ?? 3600)
            let delivery = try await gateway.kernel.processes.publish(message, as: call.actor)
            return ProcessJSON.answer { ProcessJSON.write(delivery, to: &$0) }
        },
        described("POST", "/signals", "Sends a signal to everybody who listens: `name`, `variables`.", body: "ProcessSignal") { call, gateway in
            let body = try ProcessBody(call, ["name", "variables"])
            let count = try await gateway.kernel.processes.broadcast(signal: try body.text("name"), variables: try body.variables(), as: call.actor)
            return ProcessJSON.answer { $0.object { $0.member("heard", Int64(count)) } }
        },
    ]

    private static let jobs: [APIRoute] = [
        described(
            "POST", "/jobs/lease", "Leases jobs to a worker: `types`, `worker`, `limit`, `seconds`, `wait` (up to 30 seconds for the first).", body: "JobLease"
        ) { call, gateway in
            let body = try ProcessBody(call, ["types", "worker", "limit", "seconds", "wait"])
            let types = try body.list("types").compactMap(\.string)
            let request = JobRequest(
                types: types, worker: body["worker"]?.string ?? "worker", limit: Int(body["limit"]?.integer ?? 10), seconds: body["seconds"]?.integer ?? 60)
            let found = try await gateway.kernel.processes.lease(request, waiting: .seconds(min(max(body["wait"]?.integer ?? 0, 0), 30)), as: call.actor)
            return ProcessJSON.list(found) { ProcessJSON.write($0, to: &$1) }
        },
        described(
            "POST", "/jobs/{id}/commands/{command}", "complete (`variables`), fail (`message`, `retries`, `pause`), throw-error (`code`, `message`, `variables`), extend (`worker`, `seconds`).",
            body: "JobCommand"
        ) { call, gateway in
            try await JobCommand(call: call, processes: gateway.kernel.processes).run()
            return ProcessJSON.answer { $0.object { $0.member("done", true) } }
        },
    ]

    private static let decisions: [APIRoute] = [
        described("GET", "/decisions", "The decision models in force.") { call, gateway in
            ProcessJSON.list(try await gateway.kernel.processes.decisionModels(as: call.actor)) { model, out in
                out.object { item in
                    item.member("id", model.idText)
                    item.member("key", model.key)
                    item.member("version", Int64(model.version))
                    item.member("name", model.name)
                }
            }
        },
        described("POST", "/decisions/{name}/evaluate", "Evaluates a decision in force: `variables`.", body: "DecisionInput") { call, gateway in
            let body = try ProcessBody(call, ["variables"])
            let name = call.parameter("name")
            let value = try await gateway.kernel.processes.decide(name, try body.variables(), as: call.actor)
            return ProcessJSON.answer { out in
                out.object { item in
                    item.key("result")
                    ProcessValues.json(value).write(to: &item)
                }
            }
        },
    ]

    private static func described(
        _ method: String, _ path: String, _ summary: String, body: String? = nil, status: Int = 200, bodyLimit: Int = 1 << 20,
        parameters: [APIParameter] = [], _ work: @escaping @Sendable (APICall, Gateway) async throws -> WebResponse
    ) -> APIRoute {
        var route = APIRoute(method, base + path, summary, .other(work))
        route.request = body.map(APIShape.object)
        (route.status, route.bodyLimit, route.parameters) = (status, bodyLimit, parameters)
        return route
    }
}
