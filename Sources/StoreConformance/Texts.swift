import SQLStore

extension StoreConformance {
    static let texts = [
        Case("orders and compares texts by code point") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["t": .text])
            let words = ["a", "B", "Z", "z", "é", "中", "文", "_", "1", "😀", "ａ"]
            let sorted = try await store.write(tenant: nil) { transaction in
                for word in words { try transaction.execute("INSERT INTO \(name: table) VALUES (\(word))") }
                return try transaction.all("SELECT t FROM \(name: table) ORDER BY t") { $0.text(0) }
            }
            let expected = words.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
            try expectEqual(sorted, expected, "order")
        },
        Case("matches patterns whatever the case of ASCII letters") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["t": .text])
            let (like, fold) = (
                store.dialect.like("t", "%" + Dialect.escapedForLike("OFF_100%") + "%"), store.dialect.folded("t")
            )
            let hits = try await store.write(tenant: nil) { transaction in
                for word in ["off_100%", "offx100%", "大OFF_100%！", "off_1000"] {
                    try transaction.execute("INSERT INTO \(name: table) VALUES (\(word))")
                }
                let likes = try transaction.all("SELECT t FROM \(name: table) WHERE \(like) ORDER BY t") { $0.text(0) }
                let folded = try transaction.all(
                    "SELECT t FROM \(name: table) WHERE \(verbatim: fold) = \("大off_100%！")"
                ) { $0.text(0) }
                return (likes, folded)
            }
            try expectEqual(hits.0, ["off_100%", "大OFF_100%！"], "patterns")
            try expectEqual(hits.1, ["大OFF_100%！"], "folded")
        },
        Case("reads, filters, sorts and sets members of a JSON column") { lab in
            let store = try await lab.open()
            let dialect = store.dialect
            let table = try await lab.table(in: store, ["id": .integer, "ext": .json])
            let (level, city) = (dialect.member("level", of: "ext", as: .integer), dialect.member("city", of: "ext"))
            let rows = try await store.write(tenant: nil) { transaction in
                try transaction.execute(
                    "CREATE INDEX \(name: table + "_level") ON \(name: table) ((\(verbatim: level)), id)")
                for (id, json) in [#"{"level": 10, "city": "杭州"}"#, #"{"level": 9}"#, #"{"city": "北京"}"#].enumerated() {
                    try transaction.execute("INSERT INTO \(name: table) VALUES (\(id), \(json))")
                }
                let set = dialect.setting("city", of: "ext", to: "\(#""上海""#)")
                try transaction.execute("UPDATE \(name: table) SET ext = \(set) WHERE \(verbatim: level) = \(9)")
                return try transaction.all(
                    """
                    SELECT id, \(verbatim: level), \(verbatim: city) FROM \(name: table) \
                    WHERE \(verbatim: level) > \(0) ORDER BY \(verbatim: level)
                    """
                ) { [$0.value(0), $0.value(1), $0.value(2)] }
            }
            try expectEqual(
                rows, [[.integer(1), .integer(9), .text("上海")], [.integer(0), .integer(10), .text("杭州")]], "rows")
        },
        Case("finds Chinese words of two characters, one tenant's only") { lab in
            let store = try await lab.open()
            let index = FullTextIndex(table: lab.name("fts"))
            let dialect = store.dialect
            try await store.write(tenant: nil) { transaction in
                for statement in index.creation(dialect) { try transaction.execute(statement) }
                try index.put("三步走健康管理中心", tenant: 1, kind: 1, id: 11, in: transaction)
                try index.put("康健 HEALTH-Center 42", tenant: 1, kind: 1, id: 12, in: transaction)
                try index.put("健康", tenant: 2, kind: 1, id: 13, in: transaction)
                try index.put("健康", tenant: 1, kind: 2, id: 14, in: transaction)
                try index.put("将要改写", tenant: 1, kind: 1, id: 15, in: transaction)
                try index.put("改写以后 健康", tenant: 1, kind: 1, id: 15, in: transaction)
                try index.put("健康", tenant: 1, kind: 1, id: 16, in: transaction)
                try index.remove(tenant: 1, id: 16, in: transaction)
            }
            let expected: [(String, [Int64])] = [
                ("健康", [11, 15]), ("康健", [12]), ("管理 健康", [11]), ("heal", [12]), ("center 42", [12]),
                ("将要", []), ("\"'*", []), ("health康", []), ("ＨＥＡＬＴＨ", [12]), ("健", [11, 12, 15]),
            ]
            for (search, ids) in expected {
                guard let query = index.matches(search, tenant: 1, kind: 1, dialect) else {
                    try expectEqual(ids, [], search)
                    continue
                }
                let found = try await store.read(tenant: nil) { try $0.all(query) { $0.integer(0) } }
                try expectEqual(found.sorted(), ids, search)
            }
        },
    ]
}
