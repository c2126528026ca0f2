import Basics
import SQLStore

extension StoreConformance {
    static let migrations = [
        Case("runs each migration once, in order") { lab in
            let store = try await lab.open()
            let (family, table) = (lab.name("f"), lab.name("m"))
            let steps = migrationSteps(table)
            try expectEqual(try await store.migrate(family, [steps[0]], at: moment), ["1"], "the first run")
            try expectEqual(try await store.migrate(family, steps, at: moment), ["2", "3"], "the second run")
            try expectEqual(try await store.migrate(family, steps, at: moment), [], "the third run")
            let values = try await store.read(tenant: nil) {
                try $0.all("SELECT n FROM \(name: table)") { $0.integer(0) }
            }
            try expectEqual(values, [7], "what the steps made")
        },
        Case("refuses an edited, an unknown, a misplaced and a doubled migration") { lab in
            let store = try await lab.open()
            let (family, table) = (lab.name("f"), lab.name("m"))
            let steps = migrationSteps(table)
            let edited = Migration("2") { _ in ["UPDATE \(name: table) SET id = 3"] }
            try await store.migrate(family, Array(steps[0...1]), at: moment)
            let refusals: [([Migration], MigrationError)] = [
                ([steps[0], edited], .edited("2")), ([steps[0]], .unknown("2")),
                ([steps[0], steps[2], steps[1]], .outOfOrder("3")), ([steps[0], steps[0]], .duplicate("1")),
            ]
            for (list, expected) in refusals {
                do {
                    try await store.migrate(family, list, at: moment)
                    throw Unexpected(description: "\(expected) was let through")
                } catch let error as MigrationError {
                    try expectEqual(error, expected, "the refusal")
                }
            }
        },
        Case("keeps nothing of a run that fails") { lab in
            let store = try await lab.open()
            let (family, table) = (lab.name("f"), lab.name("m"))
            let steps = migrationSteps(table)
            let broken = Migration("4") { _ in ["INSERT INTO \(name: table) VALUES (2, 1)", "SELEKT"] }
            try await expectFailure("a broken step", { if case .statement = $0 { true } else { false } }) {
                try await store.migrate(family, steps + [broken], at: moment)
            }
            try expectEqual(try await store.migrate(family, steps, at: moment), ["1", "2", "3"], "the next run")
        },
        Case("migrates once when several programs start together") { lab in
            let (family, table) = (lab.name("f"), lab.name("m"))
            let ran = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    let store = try await lab.open()
                    group.addTask { try await store.migrate(family, migrationSteps(table), at: moment) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try expectEqual(ran, ["1", "2", "3"], "steps that ran")
        },
    ]

    private static let moment = Timestamp(milliseconds: 1_767_225_600_000)

    private static func migrationSteps(_ table: String) -> [Migration] {
        [
            Migration("1") { dialect in
                [SQL(text: "CREATE TABLE \(table) (id \(dialect.type(.integer)) PRIMARY KEY)\(dialect.tableEnd())")]
            },
            Migration("2") { dialect in
                [SQL(text: "ALTER TABLE \(table) ADD COLUMN n \(dialect.type(.integer)) NOT NULL DEFAULT 7")]
            },
            Migration("3") { _ in ["INSERT INTO \(name: table) (id) VALUES (\(1))"] },
        ]
    }
}
