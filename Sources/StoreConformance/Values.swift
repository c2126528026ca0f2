import SQLStore

extension StoreConformance {
    static let values = [
        Case("keeps every kind of value as it was") { lab in
            let store = try await lab.open()
            let table = try await lab.table(
                in: store, ["id": .integer, "i": .integer, "r": .real, "t": .text, "b": .blob])
            for (id, row) in awkwardRows.enumerated() {
                try await store.write(tenant: nil) { transaction in
                    try transaction.execute(
                        "INSERT INTO \(name: table) VALUES (\(id), \(row[0]), \(row[1]), \(row[2]), \(row[3]))")
                }
            }
            let back = try await store.read(tenant: nil) { reader in
                try reader.all("SELECT i, r, t, b FROM \(name: table) ORDER BY id") { row in
                    (0..<row.count).map(row.value)
                }
            }
            for (row, expected) in zip(back, awkwardRows) { try expectEqual(row, expected, "a row") }
            try expectEqual(back.count, awkwardRows.count, "rows")
        },
        Case("finds a row again by every kind of value") { lab in
            let store = try await lab.open()
            let table = try await lab.table(
                in: store, ["id": .integer, "i": .integer, "r": .real, "t": .text, "b": .blob])
            let row = awkwardRows[1]
            let found = try await store.write(tenant: nil) { transaction in
                try transaction.execute(
                    "INSERT INTO \(name: table) VALUES (1, \(row[0]), \(row[1]), \(row[2]), \(row[3]))")
                return try zip(["i", "r", "t", "b"], row).map { column, value in
                    try transaction.first("SELECT id FROM \(name: table) WHERE \(name: column) = \(value)") {
                        $0.integer(0)
                    }
                }
            }
            try expectEqual(found, [1, 1, 1, 1], "ids")
        },
        Case("reads a column in each form that fits it") { lab in
            let store = try await lab.open()
            let row = try await store.read(tenant: nil) { reader in
                try reader.first("SELECT \(42), \("走"), CAST(NULL AS INTEGER), \(SQLValue.blob([1, 2])), \(true)") {
                    Forms($0)
                }
            }
            try expectEqual(row, Forms.expected, "forms")
        },
        Case("counts, sums and averages into numbers") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer, "n": .integer])
            let values = try await store.write(tenant: nil) { transaction in
                for id in 1...4 { try transaction.execute("INSERT INTO \(name: table) VALUES (\(id), \(id * 10))") }
                return try transaction.first("SELECT count(*), sum(n), max(n), avg(n) FROM \(name: table)") { row in
                    (0..<4).map(row.value)
                }
            }
            try expectEqual(
                values.map { Array($0.prefix(3)) }, [.integer(4), .integer(100), .integer(40)], "aggregates")
            let average = try await store.read(tenant: nil) { reader in
                try reader.first("SELECT avg(n) FROM \(name: table)") { $0.real(0) }
            }
            try expectEqual(average, 25, "average")
        },
        Case("keeps rows of several megabytes") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer, "t": .text, "b": .blob])
            let text = String(repeating: "三步走，", count: 400_000)
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await store.write(tenant: nil) { transaction in
                try transaction.execute("INSERT INTO \(name: table) VALUES (1, \(text), \(SQLValue.blob(bytes)))")
            }
            let same = try await store.read(tenant: nil) { reader in
                try reader.first("SELECT t, b FROM \(name: table)") { $0.text(0) == text && $0.blob(1) == bytes }
            }
            try expectEqual(same, true, "the large row")
        },
        Case("gives thousands of rows in order, and queries inside the loop") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer, "n": .integer])
            try await store.write(tenant: nil) { transaction in
                for id in 0..<5000 { try transaction.execute("INSERT INTO \(name: table) VALUES (\(id), \(id % 7))") }
            }
            let ids = try await store.read(tenant: nil) { reader in
                var inner = 0
                let ids = try reader.all("SELECT id FROM \(name: table) ORDER BY id") { row in
                    if row.integer(0) % 1000 == 0 {
                        // The same text as the loop's own, on purpose.
                        try reader.forEach("SELECT id FROM \(name: table) ORDER BY id") { _ in inner += 1 }
                    }
                    return row.integer(0)
                }
                try expectEqual(inner, 25_000, "rows of the inner queries")
                return ids
            }
            try expectEqual(ids, Array(0..<5000), "ids")
        },
        Case("takes the same statement with numbers, texts and nulls in turn") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer, "n": .integer, "t": .text])
            let pairs: [(SQLValue, SQLValue)] = [
                (.null, .null), (.integer(.max), .text("a")), (.null, .text("")), (.integer(.min), .null),
            ]
            try await store.write(tenant: nil) { transaction in
                for (id, pair) in pairs.enumerated() {
                    try transaction.execute("INSERT INTO \(name: table) VALUES (\(id), \(pair.0), \(pair.1))")
                }
            }
            let back = try await store.read(tenant: nil) { reader in
                try reader.all("SELECT n, t FROM \(name: table) ORDER BY id") { [$0.value(0), $0.value(1)] }
            }
            try expectEqual(back, pairs.map { [$0.0, $0.1] }, "rows")
        },
    ]

    private static let awkwardRows: [[SQLValue]] = [
        [.null, .null, .null, .null],
        [.integer(.max), .real(0.1), .text("走\n'\"\\?$1 👩‍👩‍👧 é"), .blob((0...255).map { UInt8($0) })],
        [.integer(.min), .real(-1.7976931348623157e308), .text(""), .blob([])],
        [.integer(0), .real(.leastNonzeroMagnitude), .text(" \t"), .blob([0])],
        [.integer(-1), .real(123456789.123456789), .text("NULL"), .blob([0x5C, 0x78])],
    ]

    private struct Forms: Equatable {
        var integers: [Int64]
        var texts: [String]
        var nulls: [Bool]
        var optional: Int64?
        var bytes: [UInt8]
        var utf8: [UInt8]
        var flag: Bool

        static var expected: Forms { Forms() }

        private init() {
            (integers, texts, nulls) = ([42, 0], ["走", ""], [false, false, true, false, false])
            (optional, bytes, utf8, flag) = (nil, [1, 2], Array("走".utf8), true)
        }

        init(_ row: any RowView) {
            integers = [row.integer(0), row.integer(2)]
            texts = [row.text(1), row.text(2)]
            nulls = (0..<row.count).map(row.isNull)
            optional = row.optionalInteger(2)
            bytes = row.blob(3)
            utf8 = row.withUTF8(1) { Array($0) }
            flag = row.bool(4)
        }
    }
}
