public import Basics
import Cryptography
import Metadata
public import Records
public import SQLStore
import Tenancy

/// Public forms: shown to anybody, safe against programs that fill in forms, and kept as records.
///
/// A page carries a token that says when it was made, signed with the form's own key; it is good once, not before a few
/// seconds and not after two hours. A field that people do not see catches those that fill in everything.
public struct WebForms: Sendable {
    let kernel: Kernel

    /// How long filling in takes at least, and how long a page is good.
    static let fastest: Int64 = 2000
    static let longest: Int64 = 2 * 3_600_000
    /// How many entries an address may send to a form in a minute, and all addresses together.
    static let mostByAddress: Int64 = 5
    static let mostOfAll: Int64 = 120
    /// The name of the field that people do not see.
    public static let trap = "website_url"

    /// A form in use, by the company's short name and the form's id.
    public func form(_ slug: String, _ id: String) async throws -> PublicForm {
        guard let tenant = try await kernel.tenant(slug: String(slug.prefix(60))), tenant.status == .active, let id = EntityID(text: id, prefix: PublicForm.idPrefix)
        else { throw PublicFormError.unknown }
        let form = try await kernel.records.read(as: try await actor(tenant.id)) { reader -> PublicForm? in
            let object = try reader.object("core.web_form")
            return (try? reader.get(object, id)).flatMap { PublicForm($0, tenant: tenant.id, reader.schema) }
        }
        guard let form else { throw PublicFormError.unknown }
        return form
    }

    private func actor(_ tenant: Int64) async throws -> Actor { try await kernel.system(tenant, through: "web-form") }

    // MARK: The page

    /// What a page carries: when it was made, signed.
    public func token(_ form: PublicForm) async throws -> String {
        let key = try await key(form)
        let made = "\(kernel.clock.now().milliseconds)-\(Cryptography.base64URL(Cryptography.randomBytes(6)))"
        return made + "." + Self.signature(made, form, key)
    }

    private static func signature(_ made: String, _ form: PublicForm, _ key: [UInt8]) -> String {
        Cryptography.base64URL(Cryptography.hmacSHA256(Array("\(form.idText) \(made)".utf8), key: key))
    }

    private func key(_ form: PublicForm) async throws -> [UInt8] {
        let (tenant, id) = (form.tenant, form.id.rawValue)
        @Sendable func kept(_ reader: any Reader) throws -> String? {
            try reader.first("SELECT secret FROM web_form_key WHERE tenant_id = \(tenant) AND form_id = \(id)") { $0.text(0) }
        }
        if let known = try await kernel.store.read(tenant: tenant, { try kept($0) }) { return Array(known.utf8) }
        let fresh = Cryptography.randomToken()
        let secret = try await kernel.store.write(tenant: tenant) { transaction in
            try transaction.execute(
                "INSERT INTO web_form_key (tenant_id, form_id, secret) VALUES (\(tenant), \(id), \(fresh)) ON CONFLICT DO NOTHING")
            return try kept(transaction) ?? fresh
        }
        return Array(secret.utf8)
    }

    /// Counts that somebody came by a channel's code.
    public func scanned(_ code: String, of form: PublicForm) async throws {
        let (tenant, day) = (form.tenant, try await actor(form.tenant).today(at: kernel.clock.now()).dayNumber)
        try await kernel.store.write(tenant: tenant) { transaction in
            guard let id = try Self.code(code, form, transaction) else { return }
            try Self.count(id, day, tenant, scans: 1, entries: 0, transaction)
        }
    }

    private static func code(_ code: String, _ form: PublicForm, _ reader: any Reader) throws -> Int64? {
        try reader.first(
            """
            SELECT id FROM core_channel_code WHERE tenant_id = \(form.tenant) AND code = \(String(code.prefix(40))) AND form = \(form.id.rawValue)
            AND active = 1 AND deleted_at IS NULL
            """) { $0.integer(0) }
    }

    private static func count(_ code: Int64, _ day: Int64, _ tenant: Int64, scans: Int64, entries: Int64, _ transaction: any Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO channel_tally (tenant_id, code_id, day, scans, entries) VALUES (\(tenant), \(code), \(day), \(scans), \(entries))
            ON CONFLICT (tenant_id, code_id, day) DO UPDATE SET scans = channel_tally.scans + excluded.scans,
                entries = channel_tally.entries + excluded.entries
            """)
    }

    /// How often a code was scanned, and how many entries came by it.
    public static func figures(of code: EntityID, tenant: Int64, in reader: any Reader) throws -> (scans: Int, entries: Int) {
        // PostgreSQL sums whole numbers to a numeric; the cast keeps one kind on both.
        try reader.first(
            """
            SELECT CAST(coalesce(sum(scans), 0) AS BIGINT), CAST(coalesce(sum(entries), 0) AS BIGINT) FROM channel_tally
            WHERE tenant_id = \(tenant) AND code_id = \(code.rawValue)
            """) { (Int($0.integer(0)), Int($0.integer(1))) } ?? (0, 0)
    }

    /// Adds what was counted elsewhere, such as before the company came here.
    public func addFigures(of code: EntityID, tenant: Int64, scans: Int64, entries: Int64) async throws {
        let day = try await actor(tenant).today(at: kernel.clock.now()).dayNumber
        try await kernel.store.write(tenant: tenant) { try Self.count(code.rawValue, day, tenant, scans: scans, entries: entries, $0) }
    }

    // MARK: An entry

    /// One entry as it was sent.
    public struct Entry: Sendable {
        public var token: String
        public var values: [String: String]
        public var agrees: Bool
        /// What stands in the field that people do not see.
        public var trap: String
        public var code: String?
        public var address: String

        public init(token: String, values: [String: String], agrees: Bool, trap: String, code: String?, address: String) {
            (self.token, self.values, self.agrees, self.trap, self.code, self.address) = (token, values, agrees, trap, code, address)
        }
    }

    /// Keeps an entry as a record.
    /// - Returns: the record; nothing for one that a program sent, which is not told so.
    @discardableResult
    public func submit(_ entry: Entry, to form: PublicForm) async throws -> EntityID? {
        try await countEntry(entry, form)
        guard entry.trap.isEmpty else { return nil }
        try await check(entry.token, form)
        if form.consent != nil, !entry.agrees { throw PublicFormError.consent }
        let missing = form.inputs.filter { $0.isRequired && (entry.values[$0.field.name] ?? "").allSatisfy(\.isWhitespace) }
        guard missing.isEmpty else { throw PublicFormError.invalid(missing.map { FieldProblem($0.field.name, "field.required") }) }
        let kernel = kernel
        do {
            return try await kernel.records.write(as: try await actor(form.tenant)) { writer in try Self.keep(entry, form, kernel, writer) }
        } catch RecordError.invalid(let problems) {
            throw PublicFormError.invalid(problems)
        }
    }

    /// Two counts a minute, each in one statement: this address's and everybody's.
    private func countEntry(_ entry: Entry, _ form: PublicForm) async throws {
        let minute = kernel.clock.now().milliseconds / 60_000
        let address = Cryptography.hex(Cryptography.sha256("\(form.idText) \(entry.address)")).prefix(24)
        let limits = [(String(address), Self.mostByAddress), ("*", Self.mostOfAll)]
        let passes = try await kernel.store.write(tenant: form.tenant) { transaction -> Bool in
            try transaction.execute("DELETE FROM web_form_tally WHERE tenant_id = \(form.tenant) AND form_id = \(form.id.rawValue) AND minute < \(minute - 1)")
            return try limits.allSatisfy { key, most in
                try transaction.execute(
                    """
                    INSERT INTO web_form_tally (tenant_id, form_id, address, minute, used)
                    VALUES (\(form.tenant), \(form.id.rawValue), \(key), \(minute), 1)
                    ON CONFLICT (tenant_id, form_id, address, minute) DO UPDATE SET used = web_form_tally.used + 1
                    WHERE web_form_tally.used < \(most)
                    """) == 1
            }
        }
        guard passes else { throw PublicFormError.tooMany }
    }

    private func check(_ token: String, _ form: PublicForm) async throws {
        let parts = token.prefix(200).split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let made = Int64(parts[0].prefix { $0 != "-" }) else { throw PublicFormError.stale }
        let right = Self.signature(parts[0], form, try await key(form))
        guard Cryptography.areEqual(Array(right.utf8), Array(parts[1].utf8)) else { throw PublicFormError.stale }
        let age = kernel.clock.now().milliseconds - made
        guard age <= Self.longest, age >= 0 else { throw PublicFormError.stale }
        guard age >= Self.fastest else { throw PublicFormError.tooFast }
    }

    private static func keep(_ entry: Entry, _ form: PublicForm, _ kernel: Kernel, _ writer: RecordWriter) throws -> EntityID {
        try useUp(entry.token, form, writer)
        var values = form.presets
        for input in form.inputs {
            guard let text = entry.values[input.field.name], !text.isEmpty else { continue }
            values[input.field.name] = .string(String(text.prefix(4000)))
        }
        let code = try entry.code.flatMap { try Self.code($0, form, writer.unit) }
        if code != nil, let field = form.codeField, let text = entry.code { values[field] = .string(String(text.prefix(40))) }
        if let pooling = form.object.pooling, let pool = form.pool { values[pooling.field] = .string(pool.text(prefix: Pool.idPrefix)) }
        var options = WriteOptions()
        options.acceptsDuplicates = true
        let record = try writer.create(form.object.name, values, options)
        let day = writer.actor.today(at: writer.now).dayNumber
        if let code { try Self.count(code, day, form.tenant, scans: 0, entries: 1, writer.unit) }
        writer.note("entered", record, data: JSON.object(["form": .string(form.name), "consent": form.consent.map { .string(Kernel.fingerprint(Array($0.utf8))) } ?? .null]).text)
        if form.distributes { _ = try Distribution(kernel: kernel).assign(record, writer) }
        return record.id
    }

    /// A page is good for one entry.
    private static func useUp(_ token: String, _ form: PublicForm, _ writer: RecordWriter) throws {
        let now = writer.now.milliseconds
        try writer.unit.execute(
            "DELETE FROM web_form_seen WHERE tenant_id = \(form.tenant) AND form_id = \(form.id.rawValue) AND at < \(now - longest)")
        let isNew = try writer.unit.execute(
            """
            INSERT INTO web_form_seen (tenant_id, form_id, token, at) VALUES (\(form.tenant), \(form.id.rawValue), \(String(token.prefix(200))), \(now))
            ON CONFLICT DO NOTHING
            """) == 1
        guard isNew else { throw PublicFormError.stale }
    }
}
