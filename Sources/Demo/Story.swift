import Basics

/// Something of the story that later steps speak about.
enum Subject: Hashable {
    case account(Int)
    case contact(Int)
    case lead(Int)
    case opportunity(Int)
    /// The opportunity that a lead became.
    case converted(Int)
    /// What ties a contact to a further account.
    case tie(Int)
}

/// One thing that somebody did, at a time.
struct Step {
    enum Action {
        case product([String: JSON])
        case campaign([String: JSON])
        case create(Subject, String, [String: JSON])
        case line(Subject, product: Int, [String: JSON])
        case command(Subject, String, to: String?, [String: JSON])
        case activity(Subject, [String: JSON])
        case comment(Subject, String)
        /// Items of a gate's checklist.
        case check(Subject, [String])
        case target([String: JSON])
    }
    /// Milliseconds since 1970.
    let time: Int64
    let actor: String
    let action: Action
    /// Whom a new record belongs to, by sign-in name.
    var owner: String?
    /// Whom a target is for, by sign-in name.
    var person: String?
    /// References to things of the story, by the field's name.
    var references: [String: Subject] = [:]
}

/// A year of a sales team: everything that is going to happen, before any of it is written.
struct Story {
    struct Size {
        let accounts: Int
        let leads: Int
        let opportunities: Int
        let activities: Int
    }

    let company: Company
    let size: Size
    /// The present; the story ends here.
    let now: Int64
    var words: WordMaker
    private(set) var steps: [Step] = []
    private var activities = 0
    private var converted = 0
    private var opportunityOwners: [(Subject, String, Int64)] = []
    private var accountOwners: [(owner: String, region: String, time: Int64, contacts: [Int])] = []
    private var contacts = 0
    /// How many contacts an account has so far; each is made a minute after the one above it.
    private var contactPlaces: [Int: Int] = [:]

    static let dayLength: Int64 = 86_400_000
    static let days = 365

    init(_ company: Company, _ size: Size, now: Int64, words: WordMaker) {
        self.company = company
        self.size = size
        self.now = now
        self.words = words
    }

    /// Makes up the whole year; the steps come in the order of their times.
    mutating func tell() {
        prepare()
        targets()
        for number in 0..<size.accounts { account(number) }
        for number in 0..<size.leads { lead(number) }
        for number in 0..<max(0, size.opportunities - converted) { opportunity(number) }
        while activities < size.activities, !accountOwners.isEmpty { visit() }
        let order = steps.indices.sorted { (steps[$0].time, $0) < (steps[$1].time, $1) }
        steps = order.map { steps[$0] }
    }

    // MARK: Times

    /// A moment of working time on a day, counted from the first of the story.
    mutating func moment(day: Int) -> Int64 {
        let zone: Int64 = 8 * 3_600_000
        let today = (now + zone).quotient(of: Self.dayLength) * Self.dayLength - zone
        let start = today - Int64(Self.days - 1 - day) * Self.dayLength + 9 * 3_600_000
        let moment = start + Int64(words.random.int(0...539)) * 60_000
        return moment < now ? moment : now - Int64(words.random.int(1...90)) * 60_000
    }

    /// Some days later; nil when that is not past yet.
    mutating func later(_ time: Int64, _ days: ClosedRange<Int>) -> Int64? {
        let day = Self.days - 1 - Int((now - time) / Self.dayLength) + words.random.int(days)
        guard day < Self.days else { return nil }
        return max(moment(day: day), time + 60_000)
    }

    func date(_ time: Int64, days: Int = 0) -> JSON {
        let local = time + 8 * 3_600_000 + Int64(days) * Self.dayLength
        return .string(CivilDate(dayNumber: local.quotient(of: Self.dayLength)).description)
    }

    // MARK: What is there from the beginning

    private var operations: String { company.first(role: "crm.sales_operations")?.login ?? company.people[0].login }

    private mutating func prepare() {
        let start = moment(day: 0) - Self.dayLength
        for product in words.texts.products {
            add(
                Step(
                    time: start, actor: operations,
                    action: .product([
                        "name": .string(product.name), "code": .string(product.code),
                        "category": .string(product.category),
                        "unit": .string(product.unit), "price": .integer(Int64(product.price)),
                        "cost": .integer(Int64(product.cost)),
                        "active": true,
                    ])))
        }
        for (index, campaign) in words.texts.campaigns.enumerated() {
            let day = index * 40
            let opened = moment(day: day)
            let name = WordMaker.filled(campaign.name, "year", String(date(opened).string?.prefix(4) ?? ""))
            add(
                Step(
                    time: opened, actor: operations,
                    action: .campaign([
                        "name": .string(name), "kind": .string(campaign.kind),
                        "budget": .integer(Int64(campaign.budget)),
                        "starts_on": date(opened, days: 7), "ends_on": date(opened, days: 9),
                    ])))
        }
    }

    /// What each seller is to reach, month by month, from the first of the story to two months ahead.
    private mutating func targets() {
        // The rest of the story stays what it was without them.
        let kept = words
        defer { words = kept }
        let start = moment(day: 0) - Self.dayLength
        guard let first = CivilDate(date(start).string ?? "") else { return }
        for person in company.people.filter({ $0.role == "crm.sales_rep" }) {
            let level = words.random.int(6...14)
            for month in 0..<Int64(15) {
                let day = first.adding(days: 1 - first.day).adding(months: month)
                let amount = (level + words.random.int(0...4)) * 10_000 * (day.month % 3 == 0 ? 3 : 2) / 2
                for (metric, value) in [("won_amount", amount), ("activities", words.random.int(4...9))] {
                    let values: [String: JSON] = ["metric": .string(metric), "month": .string(day.description), "value": .integer(Int64(value))]
                    var step = Step(time: start, actor: operations, action: .target(values), owner: person.login)
                    step.person = person.login
                    add(step)
                }
            }
        }
    }

    mutating func add(_ step: Step) { steps.append(step) }

    private mutating func seller(in region: String) -> String {
        // The two whose desks the visitor looks over work a little more than the others.
        words.random.pick(weighted: company.sellers(in: region).map { ($0.login, $0.login == "chen.siyuan" ? 3 : 2) })
    }

    // MARK: Accounts and contacts

    private mutating func account(_ number: Int) {
        let place = words.place()
        let organisation = words.organisation(in: place)
        let owner = seller(in: place.region)
        let time = moment(day: words.random.int(0...Self.days - 8))
        var values: [String: JSON] = [
            "name": .string(organisation.name), "industry": .string(organisation.industry),
            "province": .string(place.province),
            "city": .string(place.city), "number": .string("C" + WordMaker.digits(number + 1, 5)),
            "source": .string(source()), "phone": .string(words.phone()),
            "level": .string(words.random.pick(weighted: [("key", 8), ("a", 20), ("b", 40), ("c", 32)])),
            "employees": .integer(Int64(words.random.int(2...300) * 10)),
        ]
        if words.random.chance(60) { values["credit_code"] = .string(words.creditCode()) }
        if organisation.industry == "pharmacy" || organisation.industry == "clinic" {
            values["stores"] = .integer(Int64(words.random.int(3...420)))
        }
        add(Step(time: time, actor: operations, action: .create(.account(number), "crm.account", values), owner: owner))
        var people: [Int] = []
        for _ in 0..<words.random.int(1...5) {
            people.append(contact(account: number, owner: owner, after: time, above: people.isEmpty ? nil : words.random.pick(people)))
        }
        if number > 0, words.random.chance(12) { tie(people[0], to: words.random.int(0...number - 1), owner, time) }
        accountOwners.append((owner, place.region, time, people))
    }

    /// Somebody advises at an account that is not its own.
    private mutating func tie(_ contact: Int, to account: Int, _ owner: String, _ time: Int64) {
        guard accountOwners[account].time < time else { return }
        let values: [String: JSON] = ["position": "外部专家", "role": .string(words.random.pick(["influencer", "evaluator"]))]
        add(
            Step(
                time: time + 20 * 60_000, actor: operations, action: .create(.tie(contact), "crm.contact_account", values),
                references: ["contact": .contact(contact), "account": .account(account)]))
    }

    private mutating func contact(account: Int, owner: String, after time: Int64, above: Int?) -> Int {
        let number = contacts
        contacts += 1
        let place = contactPlaces[account, default: 0]
        contactPlaces[account] = place + 1
        let person = words.person()
        let position = words.random.pick(words.texts.positions)
        let values: [String: JSON] = [
            "name": .string(person.name), "position": .string(position.name), "role": .string(position.role),
            "attitude": .string(
                words.random.pick(weighted: [("support", 35), ("neutral", 35), ("against", 8), ("unknown", 22)])),
            "phone": .string(words.phone()), "email": .string("\(person.login)\(number)@customer.example"),
        ]
        add(
            Step(
                time: time + Int64(place + 1) * 60_000, actor: owner,
                action: .create(.contact(number), "crm.contact", values),
                references: ["account": .account(account)].merging(above.map { ["reports_to": .contact($0)] } ?? [:]) { first, _ in first }))
        return number
    }

    mutating func source() -> String {
        words.random.pick(weighted: [
            ("website", 22), ("exhibition", 20), ("referral", 16), ("advertisement", 14), ("phone", 12), ("wechat", 10),
            ("channel", 6),
        ])
    }

    // MARK: Follow-ups

    /// A visit to an account on any day.
    private mutating func visit() {
        let number = words.random.int(0...accountOwners.count - 1)
        let account = accountOwners[number]
        guard let time = later(account.time, 1...300) ?? later(account.time, 1...30) else { return }
        activity(.account(number), actor: account.owner, at: time, person: "客户")
    }

    mutating func activity(_ subject: Subject, actor: String, at time: Int64, person: String) {
        activities += 1
        let template = words.random.pick(words.texts.followUps)
        var text = WordMaker.filled(template.text, "person", person)
        text = WordMaker.filled(text, "company", "客户")
        text = WordMaker.filled(text, "topic", words.random.pick(words.texts.topics))
        var values: [String: JSON] = [
            "type": .string(template.kind), "text": .string(text), "at": .string(Timestamp(milliseconds: time).rfc3339),
            "outcome": .string(
                words.random.pick(weighted: [("positive", 45), ("neutral", 35), ("negative", 10), ("no_answer", 10)])),
        ]
        if template.kind != "mail" { values["minutes"] = .integer(Int64(words.random.int(1...24) * 5)) }
        if words.random.chance(55) {
            let next = time + Int64(words.random.int(2...20)) * Self.dayLength
            values["next_at"] = .string(Timestamp(milliseconds: next).rfc3339)
            values["next_step"] = .string(words.random.pick(words.texts.nextSteps))
        }
        add(Step(time: time, actor: actor, action: .activity(subject, values)))
        if words.random.chance(10) { comment(subject, by: actor, after: time) }
    }

    /// Mostly the manager's; sometimes one's own note.
    private mutating func comment(_ subject: Subject, by owner: String, after time: Int64) {
        let manager = company.people.first { $0.login == owner }?.manager ?? owner
        let author = words.random.chance(75) ? manager : owner
        let moment = min(time + Int64(words.random.int(10...600)) * 60_000, now)
        add(Step(time: moment, actor: author, action: .comment(subject, words.random.pick(words.texts.comments))))
    }

    // MARK: Leads

    private mutating func lead(_ number: Int) {
        let place = words.place()
        let organisation = words.organisation(in: place)
        let owner = seller(in: place.region)
        let person = words.person()
        // Newer leads are more numerous: business grows.
        let day = max(words.random.int(0...Self.days - 1), words.random.int(0...Self.days - 1))
        let time = moment(day: day)
        var values: [String: JSON] = [
            "name": .string(person.name), "company": .string(organisation.name),
            "industry": .string(organisation.industry),
            "position": .string(words.random.pick(words.texts.positions).name), "phone": .string(words.phone()),
            "province": .string(place.province), "city": .string(place.city), "source": .string(source()),
            "rating": .string(words.random.pick(weighted: [("hot", 20), ("warm", 45), ("cold", 35)])),
            "need": .string("想了解" + words.random.pick(words.texts.topics)),
        ]
        if words.random.chance(40) { values["budget"] = .integer(Int64(words.random.int(5...120) * 10_000)) }
        if words.random.chance(50) { values["email"] = .string("\(person.login)@lead\(number).example") }
        add(Step(time: time, actor: operations, action: .create(.lead(number), "crm.lead", values), owner: owner))
        followLead(number, owner, time, person.name)
    }

    private mutating func followLead(_ number: Int, _ owner: String, _ time: Int64, _ person: String) {
        guard words.random.chance(78), let started = later(time, 0...4) else { return }
        add(Step(time: started, actor: owner, action: .command(.lead(number), "start", to: nil, [:])))
        var last = started
        for _ in 0..<words.random.int(1...2) {
            guard let next = later(last, 1...12) else { return }
            activity(.lead(number), actor: owner, at: next, person: person)
            last = next
        }
        guard let end = later(last, 1...20) else { return }
        if words.random.chance(25) {
            let reason = words.random.pick(["no_contact", "no_need", "no_budget", "competitor", "fake"])
            add(
                Step(
                    time: end, actor: owner,
                    action: .command(.lead(number), "disqualify", to: nil, ["disqualify_reason": .string(reason)])))
        } else if converted < size.opportunities / 2, words.random.chance(35) {
            converted += 1
            add(Step(time: end, actor: owner, action: .command(.lead(number), "convert", to: nil, [:])))
            life(of: .converted(number), owner, end, person)
        }
    }

    // MARK: Opportunities

    private mutating func opportunity(_ number: Int) {
        guard !accountOwners.isEmpty else { return }
        let accountNumber = words.random.int(0...accountOwners.count - 1)
        let account = accountOwners[accountNumber]
        guard let time = later(account.time, 2...240) ?? later(account.time, 2...20) ?? later(account.time, 1...6)
        else { return }
        let values: [String: JSON] = [
            "name": .string(words.random.pick(words.texts.topics)), "source": .string(source()),
            "expected_amount": .integer(Int64(words.random.int(12...260) * 10_000)),
        ]
        let contact = words.random.pick(account.contacts)
        add(
            Step(
                time: time, actor: account.owner, action: .create(.opportunity(number), "crm.opportunity", values),
                references: ["account": .account(accountNumber), "contact": .contact(contact)]))
        life(of: .opportunity(number), account.owner, time, "客户")
    }

    /// What becomes of an opportunity: stages, follow-ups, an end or none yet.
    private mutating func life(of subject: Subject, _ owner: String, _ start: Int64, _ person: String) {
        detail(subject, owner, start)
        var last = start
        let stages = ["need", "quote", "negotiation", "contract"]
        let reached = words.random.pick(weighted: [(0, 22), (1, 22), (2, 22), (3, 16), (4, 18)])
        for (index, stage) in stages.prefix(reached).enumerated() {
            guard let met = later(last, 2...9) else { return }
            activity(subject, actor: owner, at: met, person: person)
            if index == 1 { lines(subject, owner, met + 60_000) }
            guard let moved = later(met, 1...14) else { return }
            if stage == "contract" {
                add(Step(time: max(moved, met + 110_000), actor: owner, action: .check(subject, ["decider-agrees", "risk-reviewed"])))
            }
            add(Step(time: max(moved, met + 120_000), actor: owner, action: .command(subject, "move", to: stage, [:])))
            last = max(moved, met + 120_000)
        }
        guard let end = later(last, 4...30), words.random.chance(55) else { return }
        close(subject, owner, end, reached)
    }

    private mutating func detail(_ subject: Subject, _ owner: String, _ start: Int64) {
        var values: [String: JSON] = [
            "close_date": date(start, days: words.random.int(45...150)),
            "health": .integer(Int64(words.random.int(35...96))),
            "next_step": .string(words.random.pick(words.texts.nextSteps)),
            "forecast": .string(words.random.pick(weighted: [("pipeline", 50), ("best_case", 30), ("commit", 20)])),
        ]
        if case .converted = subject { values["expected_amount"] = .integer(Int64(words.random.int(8...180) * 10_000)) }
        if words.random.chance(30) {
            values["tags"] = .array([.string(words.random.pick(["重点", "续约", "标杆", "竞品在谈"]))])
        }
        if words.random.chance(40) {
            values["competitor"] = .string(words.random.pick(["康数科技", "医联通", "禾健云", "数智药房"]))
        }
        add(Step(time: start + 60_000, actor: owner, action: .command(subject, "", to: nil, values)))
    }

    private mutating func lines(_ subject: Subject, _ owner: String, _ time: Int64) {
        for offset in 0..<words.random.int(1...4) {
            let product = words.random.int(0...words.texts.products.count - 1)
            let quantity =
                switch words.texts.products[product].category {
                case "platform": words.random.int(1...3)
                case "service": words.random.int(5...80) * 10
                case "implementation": words.random.int(2...40)
                default: words.random.int(5...120)
                }
            var values: [String: JSON] = ["quantity": .integer(Int64(quantity))]
            if words.random.chance(35) { values["discount"] = .integer(Int64(words.random.int(1...15))) }
            add(Step(time: time + Int64(offset) * 1000, actor: owner, action: .line(subject, product: product, values)))
        }
    }

    private mutating func close(_ subject: Subject, _ owner: String, _ end: Int64, _ reached: Int) {
        let today = date(end)
        if reached >= 3 || (reached == 2 && words.random.chance(30)) {
            add(Step(time: end - 60_000, actor: owner, action: .check(subject, ["contract-returned"])))
            add(Step(time: end, actor: owner, action: .command(subject, "win", to: nil, ["closed_on": today])))
        } else if words.random.chance(80) {
            let reason = words.random.pick(["price", "competitor", "function", "budget", "timing", "relation"])
            add(
                Step(
                    time: end, actor: owner,
                    action: .command(subject, "lose", to: nil, ["lost_reason": .string(reason), "closed_on": today])))
        } else {
            add(
                Step(
                    time: end, actor: owner,
                    action: .command(subject, "void", to: nil, ["close_note": "客户内部调整，项目取消。", "closed_on": today])))
        }
    }
}

extension Int64 {
    /// The quotient rounded down.
    func quotient(of divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
