import ArgumentParser
import Kernel
import Metadata
import SQLStore
import Tenancy

/// `sanbu tenant create`: a new company with its first administrator.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Companies on the platform.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a company with its first administrator.")

        @OptionGroup var options: KernelOptions
        @Argument(help: "Short name for sign-in: small letters, digits and hyphens.") var slug: String
        @Option(help: "The company's name.") var name: String
        @Option(help: "The administrator's sign-in name.") var administrator = "admin"
        @Option(help: "The administrator's password.") var password: String
        @Option(help: "The apps it gets, separated by commas.") var apps = "crm"

        func run() async throws {
            let kernel = try await options.kernel()
            let tenant = try await kernel.createTenant(
                slug: slug, name: name, packages: apps.split(separator: ",").map(String.init),
                administrator: (administrator, administrator, password))
            print("\(tenant.name) (\(tenant.slug)) is there; sign in as \(administrator).")
            await kernel.close()
        }
    }
}
