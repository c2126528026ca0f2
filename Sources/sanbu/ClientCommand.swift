import ArgumentParser
import Identity
import Kernel
import SQLStore
import Tenancy

/// `sanbu client create`: an API client; its secret is printed once.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Programs that use the API.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make an API client and print its id and secret, once.")

        @OptionGroup var options: KernelOptions
        @Option(help: "The company's short name.") var tenant: String
        @Option(help: "What the client is called.") var name = "API"
        @Option(help: "What it may do at most: read, write.") var scopes = "read,write"
        @Option(help: "The roles it holds.") var roles = "core.administrator"

        func run() async throws {
            let kernel = try await options.kernel()
            guard let found = try await kernel.tenant(slug: tenant) else { throw ValidationError("there is no company \(tenant)") }
            let parts = { (text: String) in Set(text.split { $0 == "," || $0 == " " }.map(String.init)) }
            let (client, secret) = try await kernel.identity.createClient(
                name: name, roles: parts(roles), scopes: parts(scopes), tenant: found.id)
            print("client_id=\(client.idText)\nclient_secret=\(secret)")
            await kernel.close()
        }
    }
}
