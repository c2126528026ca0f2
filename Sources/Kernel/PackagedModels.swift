import Cryptography
import Metadata
import Processes
import SQLStore
import Tenancy

/// Puts the processes and decisions of app packages into force for the companies that have them.
struct PackagedModels: Sendable {
    let kernel: Kernel

    /// For every company that lacks the present models of one of its packages.
    func install() async throws {
        for package in kernel.packages where !package.models.isEmpty {
            let checksum = Self.checksum(package)
            let lacking = try await kernel.store.read(tenant: nil) { reader in
                try reader.all(
                    """
                    SELECT t.id, t.packages FROM tenant t WHERE NOT EXISTS (SELECT 1 FROM process_package p WHERE p.tenant_id = t.id
                        AND p.package = \(package.name) AND p.checksum = \(checksum))
                    """) { (id: $0.integer(0), packages: $0.text(1)) }
            }
            for tenant in lacking where package.name == "core" || tenant.packages.split(separator: " ").contains(Substring(package.name)) {
                try await install(package, checksum, for: tenant.id)
            }
        }
    }

    /// For a new company.
    func install(for tenant: Int64) async throws {
        let found = try await kernel.store.read(tenant: nil) { try Tenants.find(id: tenant, in: $0) }
        for package in kernel.packages where found?.packages.contains(package.name) ?? false && !package.models.isEmpty {
            try await install(package, Self.checksum(package), for: tenant)
        }
    }

    private func install(_ package: AppPackage, _ checksum: String, for tenant: Int64) async throws {
        let resources = package.models.map { ProcessResource(name: $0.path, text: $0.text) }
        let system = try await kernel.system(tenant)
        let report = try await kernel.processes.deploy(packaged: resources, of: package.name, checksum: checksum, as: system)
        guard report.isDeployed else {
            throw PackagedModelProblem(package: package.name, problems: report.problems.filter(\.isError).map { "\($0.file):\($0.line): \($0.english)" })
        }
    }

    private static func checksum(_ package: AppPackage) -> String {
        Cryptography.hex(Cryptography.sha256(package.models.map { $0.path + "\n" + $0.text }.joined(separator: "\n")))
    }
}

/// A package whose models cannot run: the package's author has to mend them.
struct PackagedModelProblem: Error {
    let package: String
    let problems: [String]
}
