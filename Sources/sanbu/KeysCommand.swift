import ArgumentParser
import Cryptography
import Kernel
import Records
import SQLStore
import Tenancy

/// `sanbu keys`: the keys of encrypted fields.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Change the keys of encrypted fields.",
        subcommands: [RotateCommand.self, RootCommand.self])

    /// `sanbu keys rotate`
    struct RotateCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Seal encrypted values anew with new keys. Servers go on meanwhile; run it again after a crash.")

        @OptionGroup var options: KernelOptions
        @Option(help: "One tenant's short name; all without it.") var tenant: String?

        func run() async throws {
            let kernel = try await options.kernel()
            let tenants = try await kernel.store.read(tenant: nil) { try Tenants.all(in: $0) }.filter {
                tenant == nil || $0.slug == tenant
            }
            if tenants.isEmpty { throw ValidationError("there is no tenant \(tenant ?? "")") }
            for tenant in tenants {
                let count = try await kernel.records.rotateKeys(
                    tenant: tenant.id, as: try await kernel.system(tenant.id, through: "keys"))
                print("\(tenant.slug): \(count) values sealed anew")
            }
            await kernel.close()
        }
    }

    /// `sanbu keys root`
    struct RootCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "root",
            abstract: "Wrap the tenants' keys with another root key; restart the servers with that file afterwards.")

        @OptionGroup var options: KernelOptions
        @Option(help: "The file with the new root key; it is made when it is not there.") var to: String

        func run() async throws {
            let kernel = try await options.kernel()
            let count = try await kernel.records.changeRootKey(to: RootKey(try KeyFile.bytes(to)))
            print("\(count) tenants' keys wrapped; start the servers with --root-key \(to)")
            print(
                "Second factors are sealed with the old root key: people set them up again, or administrators reset them."
            )
            await kernel.close()
        }
    }
}
