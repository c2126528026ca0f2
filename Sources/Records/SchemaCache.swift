public import Basics
public import Metadata
public import SQLStore
import Synchronization
public import Tenancy

/// The schemas and rights of the tenants that are at work, kept while nothing about them changes.
///
/// A tenant that added nothing shares its packages' schema with all others, so a thousand tenants cost little more
/// than one. Versions come in with each actor; a newer one makes a new entry and the old one is forgotten.
public final class SchemaCache: Sendable {
    private struct Rights: Sendable {
        let versions: TenantVersions
        let policy: AccessPolicy
    }
    private struct PersonKey: Hashable {
        let tenant: Int64
        let person: Int64
        let kind: Actor.Kind
    }
    private struct State {
        var shared: [String: CompiledSchema] = [:]
        var schemas: [Int64: (version: Int64, compiled: CompiledSchema)] = [:]
        var rights: [PersonKey: Rights] = [:]
    }

    private let packages: [AppPackage]
    private let state = Mutex(State())
    static let mostSchemas = 500
    static let mostRights = 5000

    public init(packages: [AppPackage]) { self.packages = packages }

    public var allPackages: [AppPackage] { packages }

    /// The schema of an actor's tenant.
    public func schema(for actor: Actor, _ reader: any Reader) throws -> CompiledSchema {
        if let known = state.withLock({ $0.schemas[actor.tenant] }), known.version == actor.versions.schema {
            return known.compiled
        }
        let compiled = try load(actor.tenant, version: actor.versions.schema, reader)
        state.withLock { state in
            if state.schemas.count >= Self.mostSchemas { state.schemas.removeAll(keepingCapacity: true) }
            state.schemas[actor.tenant] = (actor.versions.schema, compiled)
        }
        return compiled
    }

    /// What an actor may do.
    public func policy(for actor: Actor, _ compiled: CompiledSchema, at now: Timestamp, _ reader: any Reader) throws -> AccessPolicy {
        let key = PersonKey(tenant: actor.tenant, person: actor.id.rawValue, kind: actor.kind)
        if let known = state.withLock({ $0.rights[key] }), known.versions == actor.versions {
            return known.policy.acting(as: actor, at: now)
        }
        let policy = try AccessLoader(schema: compiled.schema, rules: compiled.rules, reader: reader, now: now).policy(actor)
        state.withLock { state in
            if state.rights.count >= Self.mostRights { state.rights.removeAll(keepingCapacity: true) }
            state.rights[key] = Rights(versions: actor.versions, policy: policy)
        }
        return policy
    }

    private func load(_ tenant: Int64, version: Int64, _ reader: any Reader) throws -> CompiledSchema {
        let names = try Tenants.find(id: tenant, in: reader)?.packages ?? []
        let additions = try Additions.all(tenant: tenant, reader)
        let chosen = packages.filter { $0.name == "core" || names.contains($0.name) }
        if additions.isEmpty {
            let key = names.sorted().joined(separator: " ")
            if let shared = state.withLock({ $0.shared[key] }) { return shared }
            let compiled = CompiledSchema(Schema(packages: chosen))
            state.withLock { $0.shared[key] = compiled }
            return compiled
        }
        return CompiledSchema(Additions.apply(additions, to: chosen, version: version))
    }
}

extension AccessPolicy {
    func acting(as actor: Actor, at now: Timestamp) -> AccessPolicy {
        var copy = self
        copy.now = now
        copy.actor = actor
        return copy
    }
}
