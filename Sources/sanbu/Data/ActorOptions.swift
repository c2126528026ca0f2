import ArgumentParser
import Basics
import Identity
import Kernel
import SQLStore
import Tenancy

/// In which company, and as whom, a command works.
struct ActorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The company's short name.", valueName: "slug"))
    var tenant = "demo"

    @Option(
        name: .customLong("as"), help: ArgumentHelp("The sign-in name of the person who does it.", valueName: "login"))
    var login = "admin"

    func actor(_ kernel: Kernel) async throws -> Actor {
        guard let found = try await kernel.tenant(slug: tenant) else {
            throw ValidationError("There is no company \"\(tenant)\". \"sanbu tenant list\" shows those there are.")
        }
        let login = login.lowercased()
        let person = try await kernel.store.read(tenant: found.id) { reader in
            try reader.first(
                "SELECT person_id, name, locale FROM sign_in WHERE tenant_id = \(found.id) AND login = \(login) AND active = 1"
            ) { (id: EntityID(rawValue: $0.integer(0)), name: $0.text(1), locale: $0.text(2)) }
        }
        guard let person else { throw ValidationError("Nobody signs in as \"\(login)\" at \(found.name).") }
        return Actor(
            kind: .user, tenant: found.id, id: person.id, name: person.name, locale: person.locale,
            zoneMinutes: found.zoneMinutes,
            versions: found.versions)
    }
}
