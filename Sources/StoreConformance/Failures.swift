import SQLStore

extension StoreConformance {
    static let failures = [
        Case("names the unique index that refused a row") { lab in
            let store = try await lab.open()
            let name = lab.name("u")
            let (integer, text, end) = (
                store.dialect.type(.integer), store.dialect.type(.text), store.dialect.tableEnd()
            )
            try await store.write(tenant: nil) { transaction in
                try transaction.execute(
                    SQL(
                        text:
                            "CREATE TABLE \(name) (id \(integer) PRIMARY KEY, a \(text), b \(text) UNIQUE, c \(text), d \(text))\(end)"
                    ))
                try transaction.execute(SQL(text: "CREATE UNIQUE INDEX \(name)_ac ON \(name) (a, c)"))
                try transaction.execute(SQL(text: "CREATE UNIQUE INDEX \(name)_folded ON \(name) (lower(d))"))
                try transaction.execute("INSERT INTO \(name: name) VALUES (1, 'a', 'b', 'c', 'd')")
            }
            let refusals: [(SQL, String)] = [
                ("INSERT INTO \(name: name) VALUES (1, 'x', 'x', 'x', 'x')", "\(name)_pkey"),
                ("INSERT INTO \(name: name) VALUES (2, 'x', 'b', 'x', 'x')", "\(name)_b_key"),
                ("INSERT INTO \(name: name) VALUES (2, 'a', 'x', 'c', 'x')", "\(name)_ac"),
                ("INSERT INTO \(name: name) VALUES (2, 'x', 'x', 'x', 'D')", "\(name)_folded"),
            ]
            for (statement, index) in refusals {
                try await expectFailure(index, { $0 == .notUnique(name: index) }) {
                    try await store.write(tenant: nil) { try $0.execute(statement) }
                }
            }
            try expectEqual(try await count(name, store), 1, "rows")
        },
        Case("tells a refused value from a statement that is wrong") { lab in
            let store = try await lab.open()
            let (name, dialect) = (lab.name("r"), store.dialect)
            try await store.write(tenant: nil) { transaction in
                let (integer, end) = (dialect.type(.integer), dialect.tableEnd())
                try transaction.execute(SQL(text: "CREATE TABLE \(name)_p (id \(integer) PRIMARY KEY)\(end)"))
                try transaction.execute(
                    SQL(
                        text: """
                            CREATE TABLE \(name) (id \(integer) PRIMARY KEY, n \(integer) NOT NULL CHECK (n > 0), \
                            p \(integer) REFERENCES \(name)_p (id))\(end)
                            """))
            }
            let refused: (StoreError) -> Bool = { if case .refused = $0 { true } else { false } }
            let wrong: (StoreError) -> Bool = { if case .statement = $0 { true } else { false } }
            let statements: [(SQL, String, (StoreError) -> Bool)] = [
                ("INSERT INTO \(name: name) VALUES (1, NULL, NULL)", "null", refused),
                ("INSERT INTO \(name: name) VALUES (1, 0, NULL)", "check", refused),
                ("INSERT INTO \(name: name) VALUES (1, 1, 5)", "foreign key", refused),
                ("INSERT INTO \(name: name) VALUES (1, \("no number"), NULL)", "type", refused),
                ("SELECT * FROM nowhere_at_all", "unknown table", wrong),
                ("SELEKT", "syntax", wrong),
            ]
            for (statement, what, matches) in statements {
                try await expectFailure(what, matches) {
                    try await store.write(tenant: nil) { try $0.execute(statement) }
                }
            }
            try expectEqual(try await count(name, store), 0, "rows")
        },
        Case("refuses a text with U+0000 and arguments that do not fit") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["t": .text])
            try await expectFailure("U+0000", { if case .refused = $0 { true } else { false } }) {
                try await store.write(tenant: nil) { try $0.execute("INSERT INTO \(name: table) VALUES (\("a\0b"))") }
            }
            try await expectFailure("too few arguments", { if case .statement = $0 { true } else { false } }) {
                try await store.write(tenant: nil) {
                    try $0.execute(SQL(text: "INSERT INTO \(table) VALUES (?)", arguments: []))
                }
            }
        },
        Case("goes on after a failure that a savepoint caught") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            try await store.write(tenant: nil) { transaction in
                try transaction.execute("INSERT INTO \(name: table) VALUES (1)")
                do {
                    try transaction.savepoint { try transaction.execute("INSERT INTO \(name: table) VALUES (1)") }
                    throw Unexpected(description: "the second row was not refused")
                } catch StoreError.notUnique {}
                try transaction.execute("INSERT INTO \(name: table) VALUES (2)")
            }
            try expectEqual(try await count(table, store), 2, "rows")
        },
        Case("does not let a body end its transaction") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            for text in [
                "COMMIT", " rollback to s0", "\nBegin", "END;", "SAVEPOINT x", "Release x", "start transaction",
            ] {
                let isRefused: (StoreError) -> Bool = { if case .statement = $0 { true } else { false } }
                try await expectFailure(text, isRefused) {
                    try await store.write(tenant: nil) { transaction in
                        try transaction.execute("INSERT INTO \(name: table) VALUES (1)")
                        try transaction.execute(SQL(text: text))
                    }
                }
                try await expectFailure(text, isRefused) {
                    try await store.read(tenant: nil) { try $0.forEach(SQL(text: text)) { _ in } }
                }
            }
            try expectEqual(try await count(table, store), 0, "rows")
            try expect(!SQL(text: "SELECT 1").isTransactionControl, "a query is no end")
            try expect(!SQL(text: "ENDING").isTransactionControl, "a longer word is no end")
        },
        Case("does not let a read write") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            try await expectFailure("a write in a read", { if case .statement = $0 { true } else { false } }) {
                try await store.read(tenant: nil) { try $0.forEach("INSERT INTO \(name: table) VALUES (1)") { _ in } }
            }
            try expectEqual(try await count(table, store), 0, "rows")
        },
        Case("ends a query and a unit that take too long, and works on") { lab in
            let store = try await lab.open {
                $0.readTimeout = .seconds(1)
                $0.writeTimeout = .seconds(1)
            }
            let table = try await lab.table(in: store, ["id": .integer])
            let endless: SQL = """
                WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i % 1000 + 1 FROM n) SELECT max(i) FROM n
                """
            try await expectFailure("an endless query", { $0 == .timedOut }) {
                _ = try await store.read(tenant: nil) { try $0.first(endless) { $0.integer(0) } }
            }
            try await expectFailure("an endless unit", { $0 == .timedOut }) {
                try await store.write(tenant: nil) { transaction in
                    try transaction.execute("INSERT INTO \(name: table) VALUES (1)")
                    try transaction.forEach(endless) { _ in }
                }
            }
            try expectEqual(try await count(table, store), 0, "rows")
            try await store.write(tenant: nil) { try $0.execute("INSERT INTO \(name: table) VALUES (1)") }
            try expectEqual(try await count(table, store), 1, "rows afterwards")
        },
    ]
}
