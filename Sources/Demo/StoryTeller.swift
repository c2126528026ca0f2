import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy

/// Carries a story's steps out through the kernel's own verbs, each as the person who does it and at its time.
struct StoryTeller: Sendable {
    let kernel: Kernel
    let tenant: Int64
    let actors: [String: Actor]

    /// What has been made so far.
    struct Cast: Sendable {
        var records: [Subject: EntityID] = [:]
        var products: [(id: EntityID, price: SQLValue)] = []
        var campaigns: [EntityID] = []
        /// How many records of each object there are.
        var counts: [String: Int] = [:]
    }

    static let stepsAtOnce = 400

    func tell(_ steps: [Step], progress: @Sendable (Int, Int) -> Void) async throws -> Cast {
        var cast = Cast()
        var done = 0
        while done < steps.count {
            let part = Array(steps[done..<min(done + Self.stepsAtOnce, steps.count)])
            let before = cast
            cast = try await kernel.store.write(tenant: tenant, lane: .bulk) { transaction in
                var cast = before
                for step in part { try carryOut(step, &cast, transaction) }
                return cast
            }
            done += part.count
            progress(done, steps.count)
        }
        return cast
    }

    private func carryOut(_ step: Step, _ cast: inout Cast, _ transaction: any Transaction) throws {
        guard let actor = actors[step.actor] else { return }
        var next = cast
        try kernel.records.write(as: actor, at: Timestamp(milliseconds: step.time), in: transaction) { writer in
            try perform(step, &next, writer)
        }
        cast = next
    }

    private func perform(_ step: Step, _ cast: inout Cast, _ writer: RecordWriter) throws {
        switch step.action {
        case .product(let values):
            let product = try create("crm.product", values, step, &cast, writer)
            cast.products.append((product.id, product["price"]))
        case .campaign(let values): cast.campaigns.append(try create("crm.campaign", values, step, &cast, writer).id)
        case .target(let values): _ = try create("crm.target", values, step, &cast, writer)
        case .create(let subject, let object, let values):
            cast.records[subject] = try create(object, values, step, &cast, writer).id
        case .line(let subject, let product, let values): try line(subject, product, values, step, &cast, writer)
        case .command(let subject, let name, let target, let values):
            try command(subject, name, target, values, &cast, writer)
        case .check(let subject, let items):
            guard let id = cast.records[subject] else { return }
            for item in items { try writer.check(Self.object(subject), id, item: item, true) }
        case .activity(let subject, let values):
            guard let reference = reference(subject, cast) else { return }
            var values = values
            values["subject"] = reference
            _ = try create("crm.activity", values, step, &cast, writer)
        case .comment(let subject, let text):
            guard let reference = reference(subject, cast) else { return }
            _ = try create("core.comment", ["subject": reference, "body": .string(text)], step, &cast, writer)
        }
    }

    private func create(
        _ object: String, _ values: [String: JSON], _ step: Step, _ cast: inout Cast, _ writer: RecordWriter
    )
        throws -> Record
    {
        var all = values
        if let owner = step.owner, let person = actors[owner] { all["owner"] = .string(person.id.text(prefix: "usr")) }
        if let person = step.person.flatMap({ actors[$0] }) { all["person"] = .string(person.id.text(prefix: "usr")) }
        for (field, subject) in step.references { all[field] = reference(subject, cast) ?? .null }
        var options = WriteOptions()
        options.acceptsDuplicates = true
        cast.counts[object, default: 0] += 1
        return try writer.create(object, Self.ordered(all), options)
    }

    private func line(
        _ subject: Subject, _ product: Int, _ values: [String: JSON], _ step: Step, _ cast: inout Cast,
        _ writer: RecordWriter
    ) throws {
        guard let reference = reference(subject, cast), product < cast.products.count else { return }
        var values = values
        values["opportunity"] = reference
        values["product"] = .string(cast.products[product].id.text(prefix: "prd"))
        if case .integer(let units) = cast.products[product].price {
            values["price"] = .string(ScaledNumber.text(units, scale: 2))
        }
        _ = try create("crm.opportunity_line", values, step, &cast, writer)
    }

    /// A command without a name is a plain change of fields.
    private func command(
        _ subject: Subject, _ name: String, _ target: String?, _ values: [String: JSON], _ cast: inout Cast,
        _ writer: RecordWriter
    ) throws {
        guard let id = cast.records[subject] else { return }
        let object = Self.object(subject)
        var options = WriteOptions()
        options.acceptsDuplicates = true
        if name.isEmpty {
            _ = try writer.update(object, id, Self.ordered(values), options)
            return
        }
        guard let record = try held(writer, { try writer.command(name, object, id, to: target, Self.ordered(values), options) }) else { return }
        if case .lead(let number) = subject, let opportunity = record.reference("converted_opportunity") {
            cast.records[.converted(number)] = opportunity.id
            cast.counts["crm.opportunity", default: 0] += 1
        }
    }

    /// A move that a gate holds stays in the story as an attempt; so does an end that a deal held there cannot have yet.
    private func held(_ writer: RecordWriter, _ body: () throws -> Record) throws -> Record? {
        do {
            return try writer.attempt(body)
        } catch RecordError.gateClosed, RecordError.commandRefused(code: "command.state", arguments: _) {
            return nil
        }
    }

    private func reference(_ subject: Subject, _ cast: Cast) -> JSON? {
        guard let id = cast.records[subject] else { return nil }
        let prefix =
            switch subject {
            case .account: "acc"
            case .contact: "con"
            case .lead: "lea"
            case .opportunity, .converted: "opp"
            case .tie: "cac"
            }
        return .string(id.text(prefix: prefix))
    }

    private static func object(_ subject: Subject) -> String {
        switch subject {
        case .account: "crm.account"
        case .contact: "crm.contact"
        case .lead: "crm.lead"
        case .opportunity, .converted: "crm.opportunity"
        case .tie: "crm.contact_account"
        }
    }

    static func ordered(_ values: [String: JSON]) -> OrderedMap<JSON> {
        var ordered = OrderedMap<JSON>()
        for key in values.keys.sorted() { ordered[key] = values[key] }
        return ordered
    }
}
