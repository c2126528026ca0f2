import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

/// From one version of a package to the next.
@Suite("Upgrading a package") struct PackageUpgradeTests {
    static func package(_ fields: String, version: String = "1", objects: [(String, String)] = []) throws -> AppPackage
    {
        var files = [
            PackageFile(path: "shop/app.yml", text: "name: shop\nversion: \(version)\nlabel: Shop\nneeds: [core]\n"),
            PackageFile(
                path: "shop/objects/thing.yml",
                text: "object: thing\nlabel: Thing\nid-prefix: thg\nname-field: name\nfields:\n\(fields)"),
        ]
        for (name, text) in objects { files.append(PackageFile(path: "shop/objects/\(name).yml", text: text)) }
        let (package, problems) = AppPackage.read(files)
        try #require(problems.isEmpty, "\(problems)")
        return try #require(package)
    }

    static let name = "  name: { type: text }\n"

    static let cases: [(String, String, ChangeClass?)] = [
        ("", "  more: { type: number }\n", .additive), ("", "  more: { type: number, required: true }\n", .destructive),
        ("", "  more: { type: number, required: true, default: \"1\" }\n", .additive),
        ("  x: { type: text }\n", "", .destructive),
        ("  x: { type: text }\n", "  x: { type: text, label: X }\n", .additive),
        ("  x: { type: text }\n", "  x: { type: text }\n", nil),
        ("  x: { type: text, max-length: 5 }\n", "  x: { type: text, max-length: 9 }\n", .widening),
        ("  x: { type: text, max-length: 9 }\n", "  x: { type: text, max-length: 5 }\n", .destructive),
        ("  x: { type: text }\n", "  x: { type: long-text }\n", .widening),
        ("  x: { type: text }\n", "  x: { type: number }\n", .destructive),
        ("  x: { type: number }\n", "  x: { type: number, scale: 2 }\n", .widening),
        ("  x: { type: number, scale: 2 }\n", "  x: { type: number }\n", .destructive),
        ("  x: { type: text }\n", "  x: { type: text, unique: true }\n", .destructive),
        ("  x: { type: text, unique: true }\n", "  x: { type: text }\n", .widening),
        ("  x: { type: text, required: true }\n", "  x: { type: text }\n", .widening),
        ("  x: { type: text }\n", "  x: { type: text, index: true }\n", .additive),
        ("  x: { type: text }\n", "  x: { type: text, match: company }\n", .widening),
        ("  x: { type: text }\n", "  x: { type: text, search: true }\n", .additive),
        (
            "  x: { type: picklist, options: { a: A } }\n", "  x: { type: picklist, options: { a: A, b: B } }\n",
            .additive
        ),
        (
            "  x: { type: picklist, options: { a: A, b: B } }\n", "  x: { type: picklist, options: { a: A } }\n",
            .destructive
        ),
        ("  x: { type: reference, to: thing }\n", "  x: { type: reference, to: [thing, core.user] }\n", .widening),
        ("  x: { type: reference, to: [thing, core.user] }\n", "  x: { type: reference, to: thing }\n", .destructive),
        ("  x: { type: number, min: 3 }\n", "  x: { type: number }\n", .widening),
        ("  x: { type: number }\n", "  x: { type: number, min: 3 }\n", .destructive),
    ]

    @Test("tells what is added, what is widened and what is lost", arguments: cases.indices) func classes(_ place: Int)
        throws
    {
        let (old, new, expected) = Self.cases[place]
        let changes = PackageDifference.between(try Self.package(Self.name + old), try Self.package(Self.name + new))
        #expect(changes.map(\.classification).max() == expected, "\(changes)")
    }

    static let first =
        name + """
              code: { type: text }
              amount: { type: number, scale: 1 }
              size: { type: number, scale: 2 }
              kind: { type: picklist, options: { a: A, b: B } }
              marks: { type: multi-picklist, options: { x: X, y: Y } }
              other: { type: reference, to: thing }
              anything: { type: reference, to: [thing, core.user] }
              gone: { type: text }
              turned: { type: text }

            """

    static let second =
        name + """
              code: { type: long-text, match: code, search: true }
              amount: { type: number, scale: 3 }
              size: { type: number }
              kind: { type: picklist, options: { a: A, c: C } }
              marks: { type: multi-picklist, options: { y: Y } }
              other: { type: reference, to: [thing, core.user] }
              anything: { type: reference, to: thing }
              turned: { type: number }
              fresh: { type: boolean, index: true }

            """

    private static let extra = (
        "old", "object: old\nlabel: Old\nid-prefix: old\nname-field: name\nfields:\n  name: { type: text }\n"
    )

    private static func core() throws -> AppPackage { try #require(Company.packages.first { $0.name == "core" }) }

    private static func start(_ store: any Store, _ time: HandClock, _ package: AppPackage) async throws -> Kernel {
        try await Kernel.start(
            store: store, packages: [try core(), package], clock: time.clock, fileFolder: Company.fileFolder)
    }

    @Test("carries values over, and loses only what the plan says", arguments: TestDatabase.all) func upgrade(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let old = try Self.package(Self.first, objects: [Self.extra]),
                new = try Self.package(Self.second, version: "2")
            let kernel = try await Self.start(store, time, old)
            let tenant = try await kernel.createTenant(
                slug: "acme", name: "acme", packages: ["shop"],
                administrator: (login: "a", name: "a", password: "correct horse battery"))
            let actor = try await kernel.system(tenant.id)
            let (one, two) = try await kernel.records.write(as: actor) { writer -> (EntityID, EntityID) in
                let one = try writer.create(
                    "shop.thing",
                    [
                        "name": "一", "code": "AB-12", "amount": .string("1.5"), "size": .string("-2.55"), "kind": "a",
                        "marks": ["x", "y"], "gone": "weg", "turned": "text",
                    ])
                let person = try writer.reader.list(RecordQuery("core.user")).records[0]
                let two = try writer.create(
                    "shop.thing",
                    [
                        "name": "二", "kind": "b", "marks": ["x"], "other": .string(one.idText),
                        "anything": .string(person.idText), "size": .string("2.45"),
                    ])
                _ = try writer.create("shop.old", ["name": "旧"])
                return (one.id, two.id)
            }
            await #expect(throws: PackageInstallError.self, "a server does not start by losing something") {
                _ = try await Self.start(store, time, new)
            }
            let untouched = try await store.read(tenant: tenant.id) {
                try $0.all("SELECT gone FROM shop_thing WHERE gone IS NOT NULL") { $0.text(0) }
            }
            #expect(untouched == ["weg"], "what was refused has changed nothing")
            let packages = [try Self.core(), new]
            let plans = try await Kernel.plans(store: store, packages: packages, clock: time.clock)
            #expect(plans.map(\.classification) == [.additive, .destructive])
            #expect(plans[0].changes.isEmpty)
            try await Kernel.install(store: store, packages: packages, clock: time.clock, allowsDestructive: true)
            let after = try await Self.start(store, time, new)
            let again = try await Kernel.plans(store: store, packages: packages, clock: time.clock)
            #expect(again.flatMap(\.changes).isEmpty, "a second plan has nothing to do")
            try await after.records.write(as: try await after.system(tenant.id)) { writer in
                let object = try writer.reader.object("shop.thing")
                let first = try writer.reader.get(object, one), second = try writer.reader.get(object, two)
                #expect(first["amount"] == .integer(1500), "1.5 with three digits")
                #expect(first["size"] == .integer(-3) && second["size"] == .integer(2), "rounded half away from zero")
                #expect(first["kind"] == .text("a") && second["kind"] == .null)
                #expect(first["marks"] == .text("[\"y\"]") && second["marks"] == .null)
                #expect(second.reference("other")?.id == one && second.reference("other")?.object == "shop.thing")
                #expect(second["anything"] == .null)
                #expect(first["turned"] == .null && first["fresh"] == .null)
                var query = RecordQuery("shop.thing")
                query.search = "AB-12"
                #expect(try writer.reader.list(query).records.map(\.id) == [one], "the search index knows the field")
                let key = try writer.reader.rows("SELECT code__key FROM shop_thing WHERE id = \(one.rawValue)") {
                    $0.text(0)
                }
                #expect(key == ["ab12"])
                _ = try writer.update("shop.thing", two, ["other": .string(first.idText), "turned": 7, "fresh": true])
                #expect(writer.reader.schema.object("shop.old") == nil)
            }
        }
    }

    @Test("refuses a unique field while values repeat, and changes nothing", arguments: TestDatabase.all) func repeated(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let kernel = try await Self.start(
                store, time, try Self.package(Self.name + "  code: { type: text }\n  gone: { type: text }\n"))
            let tenant = try await kernel.createTenant(
                slug: "acme", name: "acme", packages: ["shop"],
                administrator: (login: "a", name: "a", password: "correct horse battery"))
            try await kernel.records.write(as: try await kernel.system(tenant.id)) { writer in
                for name in ["一", "二"] {
                    _ = try writer.create("shop.thing", ["name": .string(name), "code": "same", "gone": "da"])
                }
            }
            let packages = [
                try Self.core(), try Self.package(Self.name + "  code: { type: text, unique: true }\n", version: "2"),
            ]
            await #expect(throws: PackageInstallError.repeated(object: "shop.thing", field: "code", values: 1)) {
                try await Kernel.install(store: store, packages: packages, clock: time.clock, allowsDestructive: true)
            }
            let left = try await store.read(tenant: tenant.id) {
                try $0.all("SELECT gone FROM shop_thing") { $0.text(0) }
            }
            #expect(left == ["da", "da"])
        }
    }
}
