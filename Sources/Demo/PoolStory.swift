import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy

/// The pools of a demo company, as its files describe them, with what lies in them and what is about to come back.
struct PoolStory {
    let kernel: Kernel
    let tenant: Int64
    let folder: String
    let actors: [String: Actor]
    var words: WordMaker

    private struct Line {
        let verb: String
        let parts: [String]

        /// A part, or nothing.
        subscript(_ place: Int) -> String? { place < parts.count && !parts[place].isEmpty ? parts[place] : nil }
    }

    mutating func tell() async throws {
        let lines = try DemoTexts.lines(folder + "/pools.txt").map(Self.line)
        var pool: EntityID?
        var form: EntityID?
        for line in lines {
            switch line.verb {
            case "pool": pool = try await make(line)
            case "rule": try await rule(line, pool)
            case "limit": try await limit(line)
            case "manager": try await manager(line)
            case "skill": try await skill(line)
            case "form": form = try await makeForm(line)
            case "code": try await code(line, form)
            case "records": try await fill(pool, Int(line[0] ?? "") ?? 0)
            default: try await release(line)
            }
        }
        try await kernel.recyclePools(of: tenant)
        try await kernel.scoreRecords(of: tenant)
    }

    private static func line(_ text: String) -> Line {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        return Line(verb: parts[0], parts: Array(parts.dropFirst()))
    }

    private func system() async throws -> Actor { try await kernel.system(tenant, through: "demo") }

    private func make(_ line: Line) async throws -> EntityID {
        let department = try await self.department(line[2])
        return try await kernel.records.write(as: try await system()) { writer in
            var values: OrderedMap<JSON> = ["name": .string(line[0] ?? ""), "kind": .string(line[1] ?? "")]
            for (name, text) in [("claim_quota", line[3]), ("view_quota", line[4])] { if let text { values[name] = .string(text) } }
            if let department { values["department"] = department }
            return try writer.create("core.pool", values).id
        }
    }

    private func department(_ name: String?) async throws -> JSON? {
        guard let name else { return nil }
        let tenant = tenant
        let id = try await kernel.store.read(tenant: tenant) { reader in
            try reader.first("SELECT id FROM core_department WHERE tenant_id = \(tenant) AND name = \(name) LIMIT 1") { $0.integer(0) }
        }
        return id.map { .string(EntityID(rawValue: $0).text(prefix: "dep")) }
    }

    private func rule(_ line: Line, _ pool: EntityID?) async throws {
        guard let pool else { return }
        try await kernel.records.write(as: try await system()) { writer in
            var rule = PoolRule()
            for (place, name) in PoolRule.numberNames.enumerated() { if let days = line[place].flatMap({ Int64($0) }) { rule.set(name, days) } }
            if let note = line[5] { rule.set("note", note) }
            _ = try writer.setRule(rule, of: try writer.reader.openPool(pool).pool)
        }
    }

    private func limit(_ line: Line) async throws {
        let department = try await self.department(line[1])
        try await kernel.records.write(as: try await system()) { writer in
            var values: OrderedMap<JSON> = ["kind": .string(line[0] ?? ""), "counts_deals": .bool(line[4] == "yes")]
            for (name, text) in [("own_limit", line[2]), ("lock_limit", line[3])] { if let text { values[name] = .string(text) } }
            if let department { values["department"] = department }
            _ = try writer.create("core.holding_limit", values)
        }
    }

    private func manager(_ line: Line) async throws {
        guard let person = line[0].flatMap({ actors[$0] }) else { return }
        try await kernel.records.write(as: try await system()) { writer in
            _ = try writer.create(
                "core.role_assignment", ["person": .string(person.id.text(prefix: "usr")), "role": "core.pool_manager"])
        }
    }

    private func skill(_ line: Line) async throws {
        guard let person = line[0].flatMap({ actors[$0] }), let skill = line[1] else { return }
        _ = try await kernel.records.write(as: try await system()) { try $0.update("core.user", person.id, ["skills": .array([.string(skill)])]) }
    }

    private func makeForm(_ line: Line) async throws -> EntityID {
        var texts: [String: [String]] = [:]
        for text in try DemoTexts.lines(folder + "/form.txt") {
            guard let sign = text.firstIndex(of: "=") else { continue }
            texts[String(text[..<sign].filter { $0 != " " }), default: []].append(String(text[text.index(after: sign)...].drop { $0 == " " }))
        }
        let (all, tenant) = (texts, tenant)
        return try await kernel.records.write(as: try await system()) { writer in
            var values: OrderedMap<JSON> = ["name": .string(line[0] ?? ""), "kind": .string(line[1] ?? ""), "code_field": "channel_code"]
            for name in ["intro", "consent", "thanks", "inputs"] { if let lines = all[name] { values[name] = .string(lines.joined(separator: "\n")) } }
            if let json = all["presets"]?.first.flatMap({ try? JSON.parse($0) }) { values["presets"] = json }
            if let hosts = line[3] { values["hosts"] = .string(hosts) }
            let pool = try line[2].flatMap { name in
                try writer.unit.first("SELECT id FROM core_pool WHERE tenant_id = \(tenant) AND name = \(name)") { EntityID(rawValue: $0.integer(0)) }
            }
            if let pool { values["pool"] = .string(pool.text(prefix: Pool.idPrefix)) }
            return try writer.create("core.web_form", values).id
        }
    }

    /// A channel's code, with what was counted over the last weeks.
    private func code(_ line: Line, _ form: EntityID?) async throws {
        guard let form, let name = line[0], let code = line[1] else { return }
        let id = try await kernel.records.write(as: try await system()) { writer in
            try writer.create("core.channel_code", ["name": .string(name), "code": .string(code), "form": .string(form.text(prefix: PublicForm.idPrefix))]).id
        }
        try await kernel.webForms.addFigures(
            of: id, tenant: tenant, scans: line[2].flatMap { Int64($0) } ?? 0, entries: line[3].flatMap { Int64($0) } ?? 0)
    }

    /// New records that nobody owns yet.
    private mutating func fill(_ pool: EntityID?, _ count: Int) async throws {
        guard let pool else { return }
        let rows = (0..<count).map { _ -> OrderedMap<JSON> in
            let place = words.place()
            let (organisation, person) = (words.organisation(in: place), words.person())
            return [
                "name": .string(person.name), "company": .string(organisation.name), "industry": .string(organisation.industry),
                "phone": .string(words.phone()), "province": .string(place.province), "city": .string(place.city), "source": "website",
                "rating": .string(words.random.pick(["hot", "warm", "cold"])), "need": .string("想了解" + words.random.pick(words.texts.topics)),
                "pool": .string(pool.text(prefix: Pool.idPrefix)),
            ]
        }
        try await kernel.records.write(as: try await system()) { writer in
            var options = WriteOptions()
            options.acceptsDuplicates = true
            let object = try writer.reader.openPool(pool).object
            for row in rows { _ = try writer.create(object.name, row, options) }
        }
    }

    /// Some that their owners gave back.
    private mutating func release(_ line: Line) async throws {
        guard let kind = line[0], let count = line[1].flatMap({ Int($0) }) else { return }
        let reasons = try DemoTexts.lines(folder + "/reasons.txt")
        let picked = (0..<count).map { _ in words.random.pick(reasons) }
        let sellers = actors.values.sorted { $0.id < $1.id }
        let found = try await kernel.records.read(as: try await system()) { reader in
            var query = RecordQuery(kind)
            (query.sort, query.limit) = ([SortKey("updated_at")], 200)
            return try reader.list(query).records.filter { $0.owner != nil }
        }
        var left = picked[...]
        for record in found {
            guard let reason = left.first, let owner = sellers.first(where: { $0.id == record.owner }) else { continue }
            do {
                try await kernel.records.write(as: owner) { writer in _ = try writer.release(kind, record.id, reason: reason) }
                left = left.dropFirst()
            } catch is RecordError {
                // A converted or disqualified one does not go back; the next is asked.
            }
        }
    }
}
