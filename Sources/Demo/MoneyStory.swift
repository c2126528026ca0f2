import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy

/// What a demo company's won opportunities brought: quotes, contracts, instalments, receipts and invoices; and the quotes and
/// contracts that are on their way.
struct MoneyStory {
    let kernel: Kernel
    let tenant: Int64
    var random: SeededRandom

    /// A won or open opportunity, as the story left it.
    private struct Deal: Sendable {
        let record: Record
        let stage: String
        let amount: Int64
        let closed: Timestamp
    }

    private static let quoted = ["quote", "negotiation", "contract"]
    private static let dayLength: Int64 = 86_400_000

    mutating func tell(_ progress: (Int, Int) -> Void) async throws {
        let deals = try await deals()
        try await priceBook()
        for (number, deal) in deals.enumerated() {
            if deal.stage == "won" { try await sold(deal) } else if Self.quoted.contains(deal.stage) { try await offered(deal, number) }
            progress(number + 1, deals.count)
        }
    }

    private func system() async throws -> Actor { try await kernel.system(tenant, through: "demo") }

    private func deals() async throws -> [Deal] {
        try await kernel.records.read(as: try await system()) { reader in
            var (deals, query) = ([Deal](), RecordQuery("crm.opportunity"))
            query.filters = ["amount != null"]
            query.sort = [SortKey("created_at")]
            query.limit = RecordQuery.mostRows
            for record in try reader.list(query).records {
                guard case .text(let stage) = record["stage"], case .integer(let amount) = record["amount"], amount > 0 else { continue }
                var closed = record.updatedAt
                if case .integer(let day) = record["closed_on"] { closed = Timestamp(milliseconds: day * Self.dayLength) }
                deals.append(Deal(record: record, stage: stage, amount: amount, closed: closed))
            }
            return deals
        }
    }

    /// What key accounts pay, and the least that anybody pays.
    private func priceBook() async throws {
        try await write(at: kernel.clock.now().adding(days: -300)) { writer in
            let book = try writer.create("crm.price_book", ["name": "重点客户价格表", "level": "key", "valid_from": "2026-01-01"])
            var query = RecordQuery("crm.product")
            query.limit = 100
            for product in try writer.reader.list(query).records {
                guard case .integer(let price) = product["price"] else { continue }
                _ = try writer.create("crm.price_book_entry", [
                    "price_book": .string(book.idText), "product": .string(product.idText), "from_quantity": "1",
                    "price": Self.money(price * 92 / 100), "lowest_price": Self.money(price * 80 / 100),
                ])
            }
        }
    }

    // MARK: Won

    private mutating func sold(_ deal: Deal) async throws {
        let quoteNumber = random.int(1...3)
        let parts = random.pick(weighted: [(1, 30), (2, 40), (3, 30)])
        let paid = (0..<parts).map { _ in random.chance(85) }
        let lengths = (random.pick([365, 730]), random.int(2...9))
        let rate = random.pick([6, 13] as [Int64])
        let (owner, today) = (deal.record.owner, kernel.clock.now())
        try await write(at: deal.closed) { writer in
            let quote = try Self.quote(deal, "accepted", revision: Int64(quoteNumber), writer)
            let contract = try Self.contract(deal, quote, days: Int64(lengths.0), writer)
            try Self.lines(of: deal, to: contract, "crm.contract_line", by: "contract", writer)
            var rest = deal.amount
            for part in 1...parts {
                let amount = part == parts ? rest : deal.amount / Int64(parts)
                rest -= amount
                let due = deal.closed.adding(days: Int64((part - 1) * 60 + 15))
                let plan = try writer.create("crm.receivable_plan", [
                    "contract": .string(contract.idText), "period": .integer(Int64(part)), "due_on": Self.day(due), "amount": Self.money(amount),
                    "condition": .string(part == 1 ? "签约后预付" : part == parts ? "验收后付清" : "上线后支付"),
                ], Self.history)
                guard due < today, paid[part - 1] else { continue }
                try Self.receive(plan, contract, amount, due.adding(days: Int64(lengths.1 - 4)), owner, writer)
            }
            try Self.invoice(contract, deal, rate: rate, owner, writer)
        }
    }

    private static func contract(_ deal: Deal, _ quote: Record, days: Int64, _ writer: RecordWriter) throws -> Record {
        let ended = deal.closed.adding(days: days) < writer.now
        return try writer.create("crm.contract", values(deal, [
            "name": .string(deal.record.name), "quote": .string(quote.idText), "opportunity": .string(deal.record.idText),
            "amount": money(deal.amount), "starts_on": day(deal.closed), "ends_on": day(deal.closed.adding(days: days)),
            "signed_on": day(deal.closed), "status": .string(ended ? "expired" : "effective"),
            "terms": "签约后预付，上线后支付，验收后付清。",
        ]), history)
    }

    private static func receive(
        _ plan: Record, _ contract: Record, _ amount: Int64, _ time: Timestamp, _ owner: EntityID?, _ writer: RecordWriter
    ) throws {
        var values: OrderedMap<JSON> = [
            "contract": .string(contract.idText), "plan": .string(plan.idText), "amount": money(amount), "received_on": day(time),
            "method": "transfer", "status": "approved", "bank_reference": .string("YH\(plan.id.rawValue % 1_000_000_000)"),
        ]
        if let owner { values["owner"] = .string(owner.text(prefix: "usr")) }
        _ = try writer.create("crm.receipt", values, history)
    }

    private static func invoice(_ contract: Record, _ deal: Deal, rate: Int64, _ owner: EntityID?, _ writer: RecordWriter) throws {
        guard let account = deal.record.reference("account") else { return }
        let code = "91330100MA" + String(account.id.rawValue % 90_000_000 + 10_000_000)
        let title = try writer.create("crm.tax_title", [
            "account": .string(account.id.text(prefix: "acc")), "name": .string(deal.record.name), "tax_number": .string(code),
            "bank": "招商银行杭州分行", "is_default": true,
        ])
        var values: OrderedMap<JSON> = [
            "contract": .string(contract.idText), "title": .string(title.idText), "amount": money(deal.amount), "kind": "special",
            "tax_rate": .integer(rate), "status": "issued", "issued_on": day(deal.closed),
            "invoice_number": .string("26332000\(contract.id.rawValue % 100_000_000)"),
        ]
        if let owner { values["owner"] = .string(owner.text(prefix: "usr")) }
        _ = try writer.create("crm.invoice", values, history)
    }

    // MARK: On the way

    /// A quote that was sent, one that is a draft, or one that its owner has just submitted.
    private mutating func offered(_ deal: Deal, _ number: Int) async throws {
        let status = random.pick(weighted: [("sent", 40), ("approved", 20), ("draft", 40)])
        let submits = status == "draft" && random.chance(35)
        let quote = try await write(at: max(deal.closed, kernel.clock.now().adding(days: -20))) {
            try Self.quote(deal, status, revision: 1, $0)
        }
        guard submits, let owner = deal.record.owner, quote["amount"] != .null else { return }
        let system = try await system()
        let actor = Actor(kind: .user, tenant: tenant, id: owner, name: try await name(owner), versions: system.versions)
        _ = try await kernel.records.write(as: actor) { try $0.command("submit", "crm.quote", quote.id) }
    }

    private func name(_ person: EntityID) async throws -> String {
        try await kernel.records.read(as: try await system()) { try $0.people([person])[person] ?? "" }
    }

    private static func quote(_ deal: Deal, _ status: String, revision: Int64, _ writer: RecordWriter) throws -> Record {
        let quote = try writer.create("crm.quote", values(deal, [
            "name": .string(deal.record.name), "opportunity": .string(deal.record.idText), "revision": .integer(revision),
            "valid_to": day(max(deal.closed, writer.now).adding(days: 30)), "status": "draft",
            "terms": "本报价含税，有效期内价格不变。",
        ]), history)
        try lines(of: deal, to: quote, "crm.quote_line", by: "quote", writer)
        if case .integer(let discount) = deal.record["discount"] {
            _ = try writer.update("crm.quote", quote.id, ["discount": .string(ScaledNumber.text(discount, scale: 1))], history)
        }
        guard status != "draft" else { return try writer.reader.get(quote.object, quote.id) }
        return try writer.update("crm.quote", quote.id, ["status": .string(status)], history)
    }

    private static func lines(of deal: Deal, to record: Record, _ object: String, by: String, _ writer: RecordWriter) throws {
        var query = RecordQuery("crm.opportunity_line")
        query.pointing = RecordQuery.Pointer(field: "opportunity", id: deal.record.id, object: "crm.opportunity")
        for line in try writer.reader.list(query).records {
            var values = try writer.reader.valuesForCopy(of: line)
            values["opportunity"] = nil
            values[by] = .string(record.idText)
            _ = try writer.create(object, values, history)
        }
    }

    // MARK: Words

    private static func values(_ deal: Deal, _ more: OrderedMap<JSON>) -> OrderedMap<JSON> {
        var values = more
        for (field, prefix) in [("account", "acc"), ("contact", "con")] {
            if let reference = deal.record.reference(field) { values[field] = .string(reference.id.text(prefix: prefix)) }
        }
        if let owner = deal.record.owner { values["owner"] = .string(owner.text(prefix: "usr")) }
        return values
    }

    /// A story told afterwards sets states without the commands of the day.
    private static var history: WriteOptions {
        var options = WriteOptions()
        options.acceptsDuplicates = true
        options.setsStates = true
        return options
    }

    private static func money(_ units: Int64) -> JSON { .string(ScaledNumber.text(units, scale: 2)) }

    private static func day(_ time: Timestamp) -> JSON {
        .string(CivilDate(dayNumber: (time.milliseconds + 8 * 3_600_000).quotient(of: dayLength)).description)
    }

    @discardableResult
    private func write<T: Sendable>(at time: Timestamp, _ body: @escaping @Sendable (RecordWriter) throws -> T) async throws -> T {
        let (system, records) = (try await system(), kernel.records)
        return try await kernel.store.write(tenant: tenant, lane: .bulk) { transaction in
            try records.write(as: system, at: time, in: transaction, body)
        }
    }
}
