import Basics
import Foundation
import Identity
import Kernel
import Records
import SQLStore
import SQLiteStore
import Tenancy
import Testing

@testable import Demo

let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

@Suite("Demo company", .serialized)
struct DemoTests {
    static let now = Timestamp(milliseconds: 1_795_428_000_000)

    private func kernel() async throws -> Kernel {
        try await Kernel.start(
            store: try SQLiteStore.temporary(), packages: PackageFolder.read(home + "/Apps").packages,
            clock: WallClock { Self.now }, fileFolder: NSTemporaryDirectory())
    }

    private func demo(_ kernel: Kernel, seed: UInt64) throws -> Demo {
        Demo(kernel: kernel, texts: try DemoTexts(folder: home + "/Apps/crm/demo"), seed: seed)
    }

    /// Names with their last change, of every record of some objects.
    private func fingerprint(_ kernel: Kernel) async throws -> [String] {
        guard let tenant = try await kernel.tenant(slug: "demo") else { return [] }
        return try await kernel.store.read(tenant: tenant.id) { reader in
            try ["crm_lead", "crm_account", "crm_contact", "crm_opportunity", "core_user"].flatMap { table in
                let sql =
                    SQL(text: "SELECT name, updated_at FROM \(table) WHERE tenant_id = ")
                    + "\(tenant.id) ORDER BY name, updated_at"
                return try reader.all(sql) { "\(table) \($0.text(0)) \($0.integer(1))" }
            }
        }
    }

    @Test("is the same for the same seed")
    func deterministic() async throws {
        let (first, second) = (try await kernel(), try await kernel())
        for kernel in [first, second] { _ = try await demo(kernel, seed: 7).create(.small) { _, _, _ in } }
        let told = try await fingerprint(first)
        #expect(told.count > 1500)
        #expect(try await fingerprint(second) == told)
    }

    @Test("is another for another seed")
    func otherSeed() throws {
        let texts = try DemoTexts(folder: home + "/Apps/crm/demo")
        func names(_ seed: UInt64) -> [String] {
            var words = WordMaker(texts, seed: seed)
            return (0..<50).map { _ in words.person().name }
        }
        #expect(names(1) == names(1))
        #expect(names(1) != names(2))
    }

    @Test("has the people and records that a visitor looks for, in two companies that do not see each other")
    func contents() async throws {
        let kernel = try await kernel()
        let report = try await demo(kernel, seed: 1).create(.small) { _, _, _ in }
        #expect((60...75).contains(report.counts["core.user"] ?? 0))
        #expect((400...520).contains(report.counts["crm.account"] ?? 0))
        #expect((600...660).contains(report.counts["crm.lead"] ?? 0))
        #expect((110...140).contains(report.counts["crm.opportunity"] ?? 0))
        #expect((1400...1900).contains(report.counts["crm.activity"] ?? 0))
        let manager = try await signIn("lin.ruoxi", kernel)
        let stages = try await kernel.records.read(as: manager) { reader in
            try reader.summarize(RecordQuery("crm.opportunity"), by: "stage", sums: ["amount"])
        }
        #expect(stages.count >= 6)
        #expect(stages.contains { $0.key == .text("won") && $0.sums[0] > 0 })
        let stranger = try await signIn("renhe.admin", kernel)
        let count = try await kernel.records.read(as: stranger) {
            try $0.count(RecordQuery("crm.account"), upTo: 10_000)
        }
        #expect((24...40).contains(count))
        await #expect(throws: DemoError.exists(slug: "demo")) {
            _ = try await demo(kernel, seed: 1).create(.small) { _, _, _ in }
        }
    }

    private func signIn(_ login: String, _ kernel: Kernel) async throws -> Actor {
        let token = try await kernel.identity.signIn(
            login: login, password: Demo.password, company: nil, agent: "test", address: "127.0.0.1").token
        let session = try await kernel.identity.session(token: try #require(token))
        return try #require(session).actor
    }
}
