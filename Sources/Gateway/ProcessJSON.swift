import Basics
import FEELValues
import ProcessEngine
import Processes
import Web

/// How processes are written as JSON.
enum ProcessJSON {
    static func answer(_ status: Int = 200, _ write: (inout JSONWriter) -> Void) -> WebResponse {
        var writer = JSONWriter(capacity: 2048)
        write(&writer)
        return .json(writer.bytes, status: status)
    }

    static func list<Item>(_ items: [Item], next: String? = nil, _ write: (Item, inout JSONWriter) -> Void) -> WebResponse {
        answer { out in
            out.object { page in
                page.key("data")
                page.array { list in for item in items { write(item, &list) } }
                page.member("next", next)
            }
        }
    }

    static func id(_ text: String, _ prefix: String) throws -> EntityID {
        guard let id = EntityID(text: text, prefix: prefix) else {
            switch prefix {
            case "tsk": throw ProcessError.unknownTask(String(text.prefix(60)))
            case "usr": throw APIError(400, "request.parameter", ["name": "person", "value": String(text.prefix(60)), "expected": "usr_…"])
            default: throw ProcessError.unknownInstance(String(text.prefix(60)))
            }
        }
        return id
    }

    static func write(
        _ definition: DefinitionSummary, _ figures: (active: Int, incidents: Int)?, to out: inout JSONWriter, further: (inout JSONWriter) -> Void = { _ in }
    ) {
        out.object { item in
            item.member("id", definition.idText)
            item.member("key", definition.key)
            item.member("version", Int64(definition.version))
            item.member("name", definition.name)
            item.member("subject", definition.subject)
            item.member("active", definition.isActive)
            item.member("deployed_at", definition.deployedAt.rfc3339)
            item.member("deployed_by", definition.deployedBy)
            if let figures {
                item.member("instances", Int64(figures.active))
                item.member("incidents", Int64(figures.incidents))
            }
            further(&item)
        }
    }

    /// What a deployment made; a refused one is a problem document (RFC 9457) with everything that is wrong.
    static func answer(_ report: DeploymentReport) -> WebResponse {
        guard !report.isDeployed else { return answer { write(report, to: &$0) } }
        var response = answer(422) { write(report, to: &$0) }
        response.set("content-type", "application/problem+json")
        return response
    }

    private static func write(_ report: DeploymentReport, to out: inout JSONWriter) {
        out.object { item in
            if !report.isDeployed {
                item.member("type", "urn:sanbu:problem:process.not-deployed")
                item.member("title", "Not deployed")
                item.member("status", Int64(422))
                item.member("code", "process.not-deployed")
                item.member("detail", report.problems.first { $0.isError }.map { "\($0.file):\($0.line): \($0.english)" } ?? "The files hold no model.")
            }
            item.member("deployed", report.isDeployed)
            item.key("processes")
            item.array { list in report.processes.forEach { write($0, nil, to: &list) } }
            item.key("problems")
            item.array { list in
                for problem in report.problems {
                    list.object { one in
                        one.member("file", problem.file)
                        one.member("line", Int64(problem.line))
                        one.member("code", problem.code)
                        one.member("severity", problem.isError ? "error" : "warning")
                        one.member("element", problem.element)
                        one.member("en", problem.english)
                        one.member("zh-CN", problem.chinese)
                    }
                }
            }
        }
    }

    static func write(_ instance: InstanceSummary, to out: inout JSONWriter) {
        out.object { members(instance, &$0) }
    }

    private static func members(_ instance: InstanceSummary, _ item: inout JSONWriter) {
        item.member("id", instance.idText)
        item.member("process", instance.process)
        item.member("version", Int64(instance.version))
        item.member("number", instance.number)
        item.member("title", instance.title)
        item.member("status", instance.status)
        item.member("suspended", instance.isSuspended)
        item.member("started_at", instance.startedAt.rfc3339)
        item.member("ended_at", instance.endedAt?.rfc3339)
        item.member("initiator", instance.initiator?.text(prefix: "usr"))
        item.member("incidents", Int64(instance.incidents))
        item.member("parent", instance.parent?.text(prefix: "pin"))
    }

    static func write(_ details: InstanceDetails, to out: inout JSONWriter) {
        out.object { item in
            members(details.summary, &item)
            item.key("variables")
            ProcessValues.json(details.showsVariables ? details.variables : Context()).write(to: &item)
            item.key("active")
            item.object { active in
                for (element, count) in details.active.sorted(by: { $0.key < $1.key }) { active.member(element, Int64(count)) }
            }
            item.key("tasks")
            item.array { list in details.tasks.forEach { write($0, to: &list) } }
            item.key("waits")
            item.array { list in details.waits.forEach { write($0, to: &list) } }
            item.key("open_incidents")
            item.array { list in details.incidents.forEach { write($0, to: &list) } }
            item.key("called")
            item.array { list in details.called.forEach { write($0, to: &list) } }
        }
    }

    private static func write(_ wait: WaitSummary, to out: inout JSONWriter) {
        out.object { item in
            item.member("key", Int64(wait.key))
            item.member("element", wait.element)
            item.member("kind", wait.kind)
            item.member("name", wait.name)
            item.member("correlation_key", wait.correlationKey)
            item.member("due_at", wait.dueAt?.rfc3339)
        }
    }

    private static func write(_ incident: IncidentSummary, to out: inout JSONWriter) {
        out.object { item in
            item.member("key", Int64(incident.key))
            item.member("element", incident.element)
            item.member("code", incident.code)
            item.member("message", incident.arguments.joined(separator: "; "))
            item.member("at", incident.at.rfc3339)
        }
    }

    static func write(_ entry: InstanceEvent, to out: inout JSONWriter) {
        out.object { item in
            item.member("step", entry.step)
            item.member("at", entry.at.rfc3339)
            item.member("actor", entry.actorName)
            item.key("event")
            entry.event.write(to: &item)
        }
    }

    static func write(_ task: TaskSummary, to out: inout JSONWriter) {
        out.object { item in
            item.member("id", task.idText)
            item.member("name", task.name)
            item.member("title", task.title)
            item.member("number", task.number)
            item.member("process", task.process)
            item.member("element", task.element)
            item.member("instance", task.instance.text(prefix: "pin"))
            item.member("purpose", task.purpose)
            item.member("open", task.isOpen)
            item.member("outcome", task.outcome)
            item.member("assignee", task.assignee?.text(prefix: "usr"))
            item.member("initiator", task.initiator?.text(prefix: "usr"))
            item.member("due_at", task.dueAt?.rfc3339)
            item.member("priority", Int64(task.priority))
            item.member("form", task.form)
            item.member("created_at", task.createdAt.rfc3339)
            item.member("done_at", task.doneAt?.rfc3339)
        }
    }

    static func write(_ job: ProcessJob, to out: inout JSONWriter) {
        out.object { item in
            item.member("id", job.id)
            item.member("type", job.type)
            item.member("process", job.process)
            item.member("version", Int64(job.version))
            item.member("element", job.element)
            item.member("instance", job.instance.text(prefix: "pin"))
            item.member("retries", Int64(job.retries))
            item.member("leased_until", job.leasedUntil.rfc3339)
            item.key("headers")
            item.object { headers in for (name, value) in job.headers.sorted(by: { $0.key < $1.key }) { headers.member(name, value) } }
            item.key("variables")
            ProcessValues.json(job.variables).write(to: &item)
        }
    }

    static func write(_ delivery: ProcessDelivery, to out: inout JSONWriter) {
        out.object { item in
            switch delivery {
            case .correlated(let id):
                item.member("result", "correlated")
                item.member("instance", id.text(prefix: "pin"))
            case .started(let id):
                item.member("result", "started")
                item.member("instance", id.text(prefix: "pin"))
            case .kept: item.member("result", "kept")
            case .dropped: item.member("result", "dropped")
            }
        }
    }

    static func write(_ report: MigrationReport, to out: inout JSONWriter) {
        out.object { item in
            item.member("dry_run", report.isDryRun)
            item.key("migrated")
            item.array { list in report.fitting.forEach { list.string($0.text(prefix: "pin")) } }
            item.key("problems")
            item.object { problems in
                for (id, texts) in report.problems.sorted(by: { $0.key < $1.key }) {
                    problems.key(id.text(prefix: "pin"))
                    problems.array { list in texts.forEach { list.string($0) } }
                }
            }
        }
    }

    static func write(_ step: WayStep, to out: inout JSONWriter) {
        out.object { item in
            item.member("element", step.element)
            item.member("name", step.name)
            item.member("status", step.status)
            item.key("people")
            item.array { list in
                for person in step.people {
                    list.object { one in
                        one.member("id", person.id?.text(prefix: "usr"))
                        one.member("name", person.name)
                    }
                }
            }
        }
    }
}
