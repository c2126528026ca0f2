import ArgumentParser
import Basics
import FEELValues
import Foundation
import Kernel
import ProcessEngine
import Processes
import SQLStore
import Tenancy

/// A company's processes from the command line, with the system's rights.
struct TenantOptions: ParsableArguments {
    @OptionGroup var options: KernelOptions
    @Option(help: "The company's short name.") var tenant: String

    /// Opens the platform, does something as the company's system, and closes it.
    func run(_ body: (Kernel, Tenancy.Actor) async throws -> Void) async throws {
        let kernel = try await options.kernel()
        guard let found = try await kernel.tenant(slug: tenant) else { throw ValidationError("there is no company \(tenant)") }
        let result: Result<Void, any Error>
        do {
            try await body(kernel, try await kernel.system(found.id, through: "command line"))
            result = .success(())
        } catch let error as ProcessError {
            let (code, arguments) = error.problem
            let words = ProblemText(try Home.catalogues("problems"), locale: "en")
            result = .failure(ValidationError(words.sentence(code, arguments, object: nil, field: nil)))
        } catch {
            result = .failure(error)
        }
        await kernel.close()
        try result.get()
    }
}

/// `sanbu process deploy FILE…`
struct ProcessDeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "deploy", abstract: "Put process and decision models into force together.")

    @OptionGroup var company: TenantOptions
    @Argument(help: "Models: .bpmn and .dmn.") var files: [String]

    func run() async throws {
        let resources = try files.map { path in
            ProcessResource(name: (path as NSString).lastPathComponent, text: try String(contentsOfFile: path, encoding: .utf8))
        }
        try await company.run { kernel, actor in
            let report = try await kernel.processes.deploy(resources, as: actor)
            for problem in report.problems {
                print("\(problem.file):\(problem.line): \(problem.isError ? "error" : "warning"): \(problem.english)")
            }
            guard report.isDeployed else { throw ExitCode(1) }
            for process in report.processes { print("\(process.key) version \(process.version)") }
            for model in report.decisions { print("\(model.key) version \(model.version)") }
        }
    }
}

/// `sanbu process list`
struct ProcessListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The processes in force, with running instances and failures.")

    @OptionGroup var company: TenantOptions

    func run() async throws {
        try await company.run { kernel, actor in
            let figures = try await kernel.processes.figures(as: actor)
            for process in try await kernel.processes.definitions(as: actor) {
                let figure = figures[process.id] ?? (0, 0)
                print("\(process.key) version \(process.version), \(figure.active) running, \(figure.incidents) with failures: \(process.name)")
            }
        }
    }
}

/// `sanbu process start KEY`
struct ProcessStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Begin an instance and print its id.")

    @OptionGroup var company: TenantOptions
    @Argument(help: "The process's id in its model.") var key: String
    @Option(help: "The first variables, a JSON object.") var variables = "{}"

    func run() async throws {
        guard let members = (try? JSON.parse(variables))?.object else { throw ValidationError("--variables is a JSON object: {\"days\": 3}") }
        try await company.run { kernel, actor in
            let id = try await kernel.processes.start(key, ProcessStart(variables: ProcessValues.context(members)), as: actor)
            print(id.text(prefix: "pin"))
        }
    }
}

/// `sanbu process show ID`
struct ProcessShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Where an instance is: tasks, waits, failures, variables.")

    @OptionGroup var company: TenantOptions
    @Argument(help: "The instance: pin_…") var instance: String

    func run() async throws {
        guard let id = EntityID(text: instance, prefix: "pin") else { throw ValidationError("\(instance) is no instance's id: pin_…") }
        try await company.run { kernel, actor in
            let details = try await kernel.processes.instance(id, as: actor)
            print("\(details.summary.number) \(details.summary.title): \(details.summary.status)")
            for task in details.tasks where task.isOpen { print("task \(task.idText): \(task.name)") }
            for wait in details.waits { print("waits at \(wait.element): \(wait.kind) \(wait.name)") }
            for incident in details.incidents { print("failure at \(incident.element): \(incident.code) \(incident.arguments.joined(separator: "; "))") }
            print(ProcessValues.json(details.variables).text)
        }
    }
}

/// `sanbu process message NAME`
struct ProcessMessageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "message", abstract: "Send a message to whoever waits for it.")

    @OptionGroup var company: TenantOptions
    @Argument(help: "The message's name.") var name: String
    @Option(help: "The correlation key.") var key: String?
    @Option(help: "What it carries, a JSON object.") var variables = "{}"

    func run() async throws {
        guard let members = (try? JSON.parse(variables))?.object else { throw ValidationError("--variables is a JSON object: {\"paid\": true}") }
        try await company.run { kernel, actor in
            let message = ProcessMessage(name: name, correlationKey: key, variables: ProcessValues.context(members))
            print("\(try await kernel.processes.publish(message, as: actor))")
        }
    }
}
