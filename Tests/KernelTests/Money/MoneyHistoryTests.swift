import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

/// Invariants A5 and A6 of the sales specification.
@Suite("Money over random histories") struct MoneyHistoryTests {
    @Test("receipts never exceed their contract, and every sum is what it sums", arguments: TestDatabase.all)
    func receipts(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        try await database.use { store in
            let (company, _) = try await ProcessTests.company(store)
            var random = SeededNumbers(seed: seed)
            let records = company.kernel.records
            let system = try await company.actor("system")
            let contract = try await Self.contract(company, amount: 100_000)
            let plans = try await SalesDocumentTests.children("crm.receivable_plan", "contract", of: contract, company)
            var receipts: [Record] = []
            var refusals = 0
            for step in 0..<120 {
                let verb = ["create", "create", "submit", "submit", "approve", "approve", "reject", "recall", "reverse"].randomElement(using: &random) ?? ""
                let chosen = receipts.randomElement(using: &random)
                let cents = Int64.random(in: 1...6_000_000, using: &random)
                let plan = plans.randomElement(using: &random)
                do {
                    let written = try await records.write(as: system) { writer -> Record? in
                        if verb == "create" {
                            return try writer.create("crm.receipt", [
                                "contract": .string(contract.idText), "amount": .string("\(cents / 100).\(10 + cents % 90)"),
                                "plan": plan.map { .string($0.idText) } ?? .null,
                            ])
                        }
                        guard let chosen else { return nil }
                        return try writer.command(verb, "crm.receipt", chosen.id, verb == "reverse" ? ["reverse_reason": "退款"] : [:])
                    }
                    if let written, verb == "create" { receipts.append(written) }
                } catch is RecordError {
                    refusals += 1
                }
                #expect(try await Self.agrees(company, contract, plans), "step \(step) of seed \(seed): \(verb)")
            }
            #expect(refusals > 0)
        }
    }

    /// What the contract and its instalments say against what the receipts say.
    private static func agrees(_ company: Company, _ contract: Record, _ plans: [Record]) async throws -> Bool {
        let receipts = try await SalesDocumentTests.children("crm.receipt", "contract", of: contract, company).filter { $0["status"] == .text("approved") }
        let sum = receipts.map { Self.whole($0["amount"]) }.reduce(0, +)
        let now = try await SalesDocumentTests.read(contract, company)
        guard Self.whole(now["received"]) == sum, sum <= Self.whole(now["amount"]) else { return false }
        for plan in plans {
            let paid = receipts.filter { $0.reference("plan")?.id == plan.id }.map { Self.whole($0["amount"]) }.reduce(0, +)
            let found = try await SalesDocumentTests.read(plan, company)
            guard Self.whole(found["received"]) == paid, Self.whole(found["open_amount"]) == Self.whole(found["amount"]) - paid else { return false }
        }
        return true
    }

    static func whole(_ value: SQLValue) -> Int64 { if case .integer(let value) = value { value } else { 0 } }

    /// An effective contract with two instalments.
    static func contract(_ company: Company, amount: Int64) async throws -> Record {
        let (records, system) = (company.kernel.records, try await company.actor("system"))
        let made = try await records.write(as: system) { writer in
            let account = try writer.create("crm.account", ["name": "百草堂"])
            let contract = try writer.create("crm.contract", [
                "name": "年度服务", "account": .string(account.idText), "amount": .integer(amount), "starts_on": "2026-09-01", "ends_on": "2027-08-31",
            ])
            for number in [1, 2] as [Int64] {
                _ = try writer.create("crm.receivable_plan", [
                    "contract": .string(contract.idText), "period": .integer(number), "due_on": "2026-12-01", "amount": .integer(amount / 2),
                ])
            }
            _ = try writer.command("submit", "crm.contract", contract.id)
            return try writer.command("approve", "crm.contract", contract.id)
        }
        let file = try await company.kernel.files.keep(
            Array("签".utf8), name: "signed.pdf", contentType: "application/pdf", object: "crm.contract", record: made.idText, as: system)
        return try await records.write(as: system) { writer in
            try writer.command("sign", "crm.contract", made.id, ["signed_on": "2026-09-01", "signed_file": .string(file.idText)])
        }
    }

    @Test("a quote's amount is its lines less the discount, rounded once", arguments: TestDatabase.all)
    func amounts(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        try await database.use { store in
            let (company, _) = try await ProcessTests.company(store)
            var random = SeededNumbers(seed: seed)
            let rep = try await company.actor("rep1")
            let quote = try await SalesDocumentTests.quote(company)
            var lines = try await SalesDocumentTests.children("crm.quote_line", "quote", of: quote, company)
            let product = lines[0].reference("product")?.id.text(prefix: "prd") ?? ""
            for step in 0..<40 {
                let (quantity, price) = (Int64.random(in: 0...99_999, using: &random), Int64.random(in: 0...9_999_999, using: &random))
                let (discount, whole) = (Int64.random(in: 0...1000, using: &random), Int64.random(in: 0...1000, using: &random))
                let values: OrderedMap<JSON> = [
                    "quantity": .string(ScaledNumber.text(quantity, scale: 2)), "price": .string(ScaledNumber.text(price, scale: 2)),
                    "discount": .string(ScaledNumber.text(discount, scale: 1)),
                ]
                let (verb, chosen) = (Int.random(in: 0...2, using: &random), lines.randomElement(using: &random))
                try await company.kernel.records.write(as: rep) { writer in
                    var fresh = values
                    (fresh["quote"], fresh["product"]) = (.string(quote.idText), .string(product))
                    switch (verb, chosen) {
                    case (0, let line?) where step % 3 == 0: try writer.delete("crm.quote_line", line.id)
                    case (1, let line?): _ = try writer.update("crm.quote_line", line.id, values)
                    default: _ = try writer.create("crm.quote_line", fresh)
                    }
                    _ = try writer.update("crm.quote", quote.id, ["discount": .string(ScaledNumber.text(whole, scale: 1))])
                }
                lines = try await SalesDocumentTests.children("crm.quote_line", "quote", of: quote, company)
                let sum = lines.map { line in
                    Self.rounded(Self.whole(line["quantity"]) * Self.whole(line["price"]) * (1000 - Self.whole(line["discount"])), 100_000)
                }.reduce(0, +)
                let found = try await SalesDocumentTests.read(quote, company)
                let expected = Self.rounded(sum * (1000 - whole), 1000)
                #expect(Self.whole(found["amount"]) == expected && Self.whole(found["line_amount"]) == sum, "step \(step) of seed \(seed)")
            }
        }
    }

    /// Half up, for what is not negative.
    private static func rounded(_ value: Int64, _ divisor: Int64) -> Int64 { (value + divisor / 2) / divisor }
}
