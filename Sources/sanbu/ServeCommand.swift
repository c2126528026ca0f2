import ArgumentParser
import Basics
import Console
import Foundation
import Gateway
import Kernel
import Logging
import Printing
import SQLStore
import Web
import Work

/// `sanbu serve`: the API and the console on one port.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serve the console and the API.")

    @OptionGroup var options: KernelOptions

    @Option(help: "The port (SANBU_PORT; default 8080).")
    var port: Int?

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Requests a minute that one person or client may make.")
    var requestsPerMinute = 6000

    @Flag(help: "Start empty: make no demo company on the first start.")
    var noDemo = false

    func run() async throws {
        WebServer.shareThreads()
        var logger = Logger(label: "sanbu")
        logger.logLevel = .warning
        let failures = logger
        let kernel = try await options.kernel { job, error in
            failures.error("work failed", metadata: ["kind": "\(job?.kind ?? "-")", "job": "\(job?.id.rawValue ?? 0)", "error": "\(error)"])
        }
        try await Gateway.migrate(kernel)
        let door = DemoDoor(path: options.dataFolder + "/demo-sign-ins.json")
        if !noDemo { try await door.firstStart(kernel) }
        let gateway = Gateway(
            kernel: kernel, texts: try Home.catalogues("problems"), logger: logger, requestsPerMinute: requestsPerMinute,
            printer: PDFPrinter(stylesheet: Home.path + "/Web/css/print.css"))
        let console = try ConsoleFace(kernel: kernel, home: Home.path, problems: try Home.catalogues("problems"), logger: logger, demo: door.signIns())
        let sealer = try Sealer(kernel: kernel, dataFolder: options.dataFolder)
        let sealing = Task { await sealer.run() }
        let working = Task { await kernel.background.run() }
        let server = WebServer(
            host: host, port: port ?? options.environment("SANBU_PORT").flatMap(Int.init) ?? 8080, logger: logger,
            bodyLimit: { Gateway.serves($1) ? gateway.bodyLimit($0, $1) : console.bodyLimit($0, $1) },
            handler: { request in Gateway.serves(request.segments) ? await gateway.handle(request) : await console.handle(request) })
        try await server.run { port in
            print("Sanbu serves at http://\(host):\(port)")
            for signIn in door.signIns() { print("  \(signIn.account) / \(signIn.password)  \(signIn.role)") }
            fflush(nil)
        }
        sealing.cancel()
        working.cancel()
        await working.value
        await kernel.close()
    }
}
