import ArgumentParser
import Cryptography
import Kernel
import SQLStore
import Tenancy

/// `sanbu audit verify`: follows the hash chain of a company's log.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "audit", abstract: "The tamper-evident log.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Follow the chain and name the first place that does not fit.")

        @OptionGroup var options: KernelOptions
        @Option(help: "The company's short name.") var tenant = "demo"

        func run() async throws {
            let kernel = try await options.kernel()
            guard let found = try await kernel.tenant(slug: tenant) else { throw ValidationError("there is no company \(tenant)") }
            let key = try Sealer.key(options.dataFolder + "/audit.key")
            _ = try await kernel.audit.seal(tenant: found.id, key: key)
            let finding = try await kernel.audit.verify(tenant: found.id, publicKey: key.publicKey)
            await kernel.close()
            if let place = finding.firstBroken {
                print("broken at entry \(place): \(finding.reason ?? "")")
                throw ExitCode.failure
            }
            print("whole: \(finding.sealed) of \(finding.last) entries sealed and verified")
        }
    }
}
