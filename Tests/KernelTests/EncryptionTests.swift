import Basics
import Cryptography
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

/// Fields whose values are in the database only sealed.
@Suite("An encrypted field") struct EncryptionTests {
    static let fields = """
          name: { type: text }
          card: { type: encrypted, unique: true, mask: last-4, privacy: { class: identity, level: 5 } }
          note: { type: encrypted, max-length: 400 }

        """

    private static func package() throws -> AppPackage {
        var files = try PackageUpgradeTests.package(Self.fields).sources
        files[0] = PackageFile(
            path: "shop/app.yml",
            text:
                "name: shop\nversion: 1\nlabel: Shop\nneeds: [core]\nroles: { clerk: { label: Clerk }, chief: { label: Chief } }\n"
        )
        let text =
            files[1].text
            + "permissions:\n  clerk: { create: true, read: [all], update: [all], delete: [all], export: true }\n  chief: { read: [all], reveal: true }\n"
        files[1] = PackageFile(path: files[1].path, text: text)
        let (package, problems) = AppPackage.read(files)
        try #require(problems.isEmpty, "\(problems)")
        return try #require(package)
    }

    static let root = RootKey(Array(repeating: 5, count: 32))

    private static func kernel(_ store: any Store, _ time: HandClock, _ root: RootKey? = root) async throws -> Kernel {
        let core = try #require(Company.packages.first { $0.name == "core" })
        return try await Kernel.start(
            store: store, packages: [core, try package()], clock: time.clock, fileFolder: Company.fileFolder,
            rootKey: root)
    }

    private static func tenant(_ kernel: Kernel, _ slug: String = "acme") async throws -> Tenant {
        try await kernel.createTenant(
            slug: slug, name: slug, packages: ["shop"],
            administrator: (login: slug, name: slug, password: "correct horse battery"))
    }

    /// Every text of every table.
    private static func dump(_ store: any Store) async throws -> [String] {
        try await store.read(tenant: nil, lane: .bulk) { reader in
            let sql: SQL =
                switch reader.dialect {
                case .sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL"
                case .postgres: "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
                }
            var texts: [String] = []
            for table in try reader.all(sql, { $0.text(0) }) {
                let columns = try TableColumns.of(table, reader)
                let list = columns.map { "CAST(\(SQL.quoted($0)) AS TEXT)" }.joined(separator: ", ")
                try reader.forEach(SQL(text: "SELECT \(list) FROM \(SQL.quoted(table))")) { row in
                    for place in columns.indices { texts.append(row.optionalText(place) ?? "") }
                }
            }
            return texts
        }
    }

    @Test("leaves no plaintext in the database, wherever values have passed", arguments: TestDatabase.all) func dumped(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let kernel = try await Self.kernel(store, time)
            let actor = try await kernel.system(try await Self.tenant(kernel).id)
            let cards = (0..<1000).map { "3301061990\(100_000 + $0 * 7)X" }
            for start in stride(from: 0, to: cards.count, by: 250) {
                try await kernel.records.write(as: actor) { writer in
                    for card in cards[start..<start + 250] {
                        _ = try writer.create(
                            "shop.thing", ["name": "人", "card": .string(card), "note": .string("病史" + card)])
                    }
                }
            }
            try await kernel.records.write(as: actor) { writer in
                let all = try writer.reader.list(RecordQuery("shop.thing")).records
                _ = try writer.update("shop.thing", all[0].id, ["card": "999999199001010000"])
                _ = try writer.merge("shop.thing", into: all[1].id, [all[2].id], taking: ["card": all[2].id])
                _ = try writer.reveal("shop.thing", all[3].id, "card", reason: "核对")
                try writer.delete("shop.thing", all[4].id)
            }
            let texts = try await Self.dump(store)
            #expect(texts.count > 5000)
            let secrets = Set(cards.map { String($0.prefix(16)) } + ["999999199001010000", "病史"])
            for text in texts {
                for secret in ["330106", "99999919900101", "病史"] where text.contains(secret) {
                    Issue.record("\(secret) is in the clear: \(text.prefix(80))")
                }
            }
            #expect(secrets.count > 900)
        }
    }

    @Test(
        "is shown masked, found by its whole value, and revealed with a reason to those who may",
        arguments: TestDatabase.all)
    func shown(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let kernel = try await Self.kernel(store, time)
            let tenant = try await Self.tenant(kernel)
            let system = try await kernel.system(tenant.id)
            func client(_ role: String) -> Actor {
                Actor(
                    kind: .client, tenant: tenant.id, id: EntityID(rawValue: role == "clerk" ? 7 : 8), name: role,
                    scopes: ["read", "write"], roles: ["shop." + role], versions: system.versions)
            }
            let (clerk, chief) = (client("clerk"), client("chief"))
            let id = try await kernel.records.write(as: clerk) {
                try $0.create("shop.thing", ["name": "甲", "card": "330106 199001011234", "note": "秘密"]).id
            }
            try await kernel.records.read(as: clerk) { reader in
                let object = try reader.object("shop.thing")
                let record = try reader.get(object, id)
                var writer = JSONWriter()
                reader.codec.write(record, hidden: [], to: &writer)
                #expect(writer.text.contains("\"card\":\"••••••1234\"") && writer.text.contains("\"note\":\"••••••\""))
                #expect(
                    try reader.match(object, "card", "330106-199001011234").map(\.id) == [id],
                    "spellings of one value are one")
                #expect(try reader.match(object, "card", "330106199001011235").isEmpty)
                #expect(throws: RecordError.self) { _ = try reader.match(object, "note", "秘密") }
                var query = RecordQuery("shop.thing")
                query.sort = [SortKey("card")]
                let sorted = query
                #expect(throws: RecordError.self, "nobody sorts by what is sealed") { _ = try reader.list(sorted) }
                query = RecordQuery("shop.thing")
                query.filters = ["card != null"]
                let filtered = query
                #expect(throws: RecordError.self) { _ = try reader.list(filtered) }
            }
            await #expect(throws: RecordError.forbidden(code: "access.reveal", arguments: ["object": "shop.thing"])) {
                try await kernel.records.write(as: clerk) { _ = try $0.reveal("shop.thing", id, "card", reason: "想看") }
            }
            await #expect(throws: RecordError.self, "no reason, no value") {
                try await kernel.records.write(as: chief) { _ = try $0.reveal("shop.thing", id, "card", reason: " ") }
            }
            let value = try await kernel.records.write(as: chief) {
                try $0.reveal("shop.thing", id, "card", reason: "核对")
            }
            #expect(value == "330106 199001011234")
            let record = try await kernel.records.write(as: clerk) { writer in
                let version = try writer.update("shop.thing", id, ["card": "••••••1234", "note": "••••••"]).version
                #expect(version == 1, "a mask that comes back is no change")
                return try writer.update("shop.thing", id, ["note": "秘密"])
            }
            #expect(record.version == 1, "the same value is no change, although it would be sealed anew")
            await #expect(throws: RecordError.self, "a unique value is unique under its seal") {
                try await kernel.records.write(as: clerk) {
                    _ = try $0.create("shop.thing", ["name": "乙", "card": "330106199001011234"])
                }
            }
            let events = try await kernel.records.read(as: chief) { reader in
                try reader.timeline(try reader.get(try reader.object("shop.thing"), id), limit: 10).map(\.data)
            }
            #expect(events.contains { $0.contains("核对") })
        }
    }

    @Test("does not open in another record, another tenant, or changed", arguments: TestDatabase.all) func swapped(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let kernel = try await Self.kernel(store, time)
            let (mine, foreign) = (try await Self.tenant(kernel), try await Self.tenant(kernel, "other"))
            var ids: [Int64: [EntityID]] = [:]
            for tenant in [mine.id, foreign.id] {
                ids[tenant] = try await kernel.records.write(as: try await kernel.system(tenant)) { writer in
                    try ["甲", "乙"].map {
                        try writer.create("shop.thing", ["name": .string($0), "note": .string("秘密" + $0)]).id
                    }
                }
            }
            let (first, second) = (ids[mine.id]?[0] ?? EntityID(rawValue: 0), ids[mine.id]?[1] ?? EntityID(rawValue: 0))
            let other = ids[foreign.id]?[0] ?? EntityID(rawValue: 0)
            func note(_ id: EntityID) async throws -> String? {
                try await kernel.records.write(as: try await kernel.system(mine.id)) {
                    try $0.reveal("shop.thing", id, "note", reason: "测试")
                }
            }
            #expect(try await note(first) == "秘密甲")
            for source in [second, other] {
                try await store.write(tenant: nil) { transaction in
                    let sealed =
                        try transaction.first("SELECT note FROM shop_thing WHERE id = \(source.rawValue)") {
                            $0.text(0)
                        } ?? ""
                    try transaction.execute("UPDATE shop_thing SET note = \(sealed) WHERE id = \(first.rawValue)")
                }
                #expect(try await note(first) == nil)
            }
            try await store.write(tenant: nil) { transaction in
                let sealed =
                    try transaction.first("SELECT note FROM shop_thing WHERE id = \(second.rawValue)") { $0.text(0) }
                    ?? ""
                let changed = String(sealed.dropLast()) + (sealed.hasSuffix("A") ? "B" : "A")
                try transaction.execute("UPDATE shop_thing SET note = \(changed) WHERE id = \(second.rawValue)")
            }
            #expect(try await note(second) == nil)
        }
    }

    @Test("keeps its values when keys change", arguments: TestDatabase.all) func rotated(_ database: TestDatabase)
        async throws
    {
        try await database.use { store in
            let time = HandClock()
            let kernel = try await Self.kernel(store, time)
            let tenant = try await Self.tenant(kernel).id
            let actor = try await kernel.system(tenant)
            let ids = try await kernel.records.write(as: actor) { writer in
                try (0..<700).map {
                    try writer.create(
                        "shop.thing", ["name": "人", "card": .string("card-\($0)"), "note": .string("note \($0)")]
                    ).id
                }
            }
            func sealed() async throws -> [String] {
                try await store.read(tenant: tenant) {
                    try $0.all("SELECT card FROM shop_thing WHERE tenant_id = \(tenant) ORDER BY id") { $0.text(0) }
                }
            }
            let before = try await sealed()
            #expect(try await kernel.records.rotateKeys(tenant: tenant, as: actor) == 1400)
            let after = try await sealed()
            let keys = { (texts: [String]) in Set(texts.map { $0.split(separator: ".")[1] }) }
            #expect(keys(before).count == 1 && keys(after).count == 1)
            #expect(keys(before).isDisjoint(with: keys(after)))
            let root = RootKey(Array(repeating: 6, count: 32))
            #expect(try await kernel.records.changeRootKey(to: root) == 1)
            let again = try await Self.kernel(store, time, root)
            let found = try await again.records.write(as: try await again.system(tenant)) { writer in
                #expect(
                    try writer.reader.match(try writer.reader.object("shop.thing"), "card", "CARD-17").map(\.id) == [
                        ids[17]
                    ])
                return try writer.reveal("shop.thing", ids[699], "note", reason: "测试")
            }
            #expect(found == "note 699")
            let stranger = try await Self.kernel(store, time, RootKey(Array(repeating: 8, count: 32)))
            await #expect(throws: VaultError.otherRootKey) {
                try await stranger.records.write(as: try await stranger.system(tenant)) {
                    _ = try $0.reveal("shop.thing", ids[0], "note", reason: "测试")
                }
            }
            let without = try await Self.kernel(store, time, nil)
            await #expect(throws: VaultError.noRootKey) {
                try await without.records.write(as: try await without.system(tenant)) {
                    _ = try $0.create("shop.thing", ["name": "乙", "note": "x"])
                }
            }
        }
    }

    @Test("of a package says what it cannot have") func checked() throws {
        let (_, problems) = AppPackage.readField(
            "{\"type\":\"encrypted\",\"search\":true,\"match\":\"exact\",\"mask\":\"lst-4\"}", name: "x",
            package: "shop", file: "f")
        #expect(Set(problems.map(\.code)) == ["yaml.choice", "field.encrypted"])
    }
}
