import Basics
import Cryptography
import Foundation
import Kernel
import SQLStore
import Tenancy

/// Seals the tenants' logs shortly after they grow.
struct Sealer: Sendable {
    let kernel: Kernel
    let key: SigningKey

    /// The signing key lives beside the data, readable by its owner only.
    init(kernel: Kernel, dataFolder: String) throws {
        self.kernel = kernel
        key = try Self.key(dataFolder + "/audit.key")
    }

    static func key(_ path: String) throws -> SigningKey { SigningKey(seed: try KeyFile.bytes(path)) }

    func run() async {
        while !Task.isCancelled {
            await sealAll()
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func sealAll() async {
        guard let tenants = try? await kernel.audit.tenantsBehind() else { return }
        for tenant in tenants {
            // A failure is tried again in two seconds; entries wait unsealed until then.
            while let sealed = try? await kernel.audit.seal(tenant: tenant, key: key), sealed == 1000 {}
        }
    }
}
