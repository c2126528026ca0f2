import Basics
import Records
import SQLStore

/// Rows for the large demo, one after the other.
struct LoadedRows {
    private let texts: DemoTexts
    private var random: SeededRandom
    private let owners: [EntityID]
    private let now: Timestamp
    private let ids: IDGenerator
    private let places: [DemoTexts.Place]

    static let leadFields = [
        "name", "company", "status", "phone", "source", "rating", "industry", "province", "city", "budget",
        "activity_count",
    ]
    static let accountFields = [
        "name", "number", "level", "deal_state", "industry", "phone", "province", "city", "employees",
    ]

    init(_ texts: DemoTexts, seed: UInt64, owners: [EntityID], now: Timestamp, ids: IDGenerator) {
        self.texts = texts
        random = SeededRandom(seed: seed)
        self.owners = owners
        self.now = now
        self.ids = ids
        places = texts.places.flatMap { Array(repeating: $0, count: $0.weight) }
    }

    mutating func lead(_ number: Int) -> RecordLoad.Row {
        let place = random.pick(places)
        let (company, industry) = organisation(place, number)
        let status = random.pick(weighted: [
            ("new", 25), ("assigned", 15), ("working", 35), ("converted", 10), ("disqualified", 15),
        ])
        return row([
            .text(random.pick(texts.surnames).text + random.pick(texts.given).text), .text(company), .text(status),
            .text("1991" + WordMaker.digits(number, 7)),
            .text(random.pick(["website", "exhibition", "referral", "phone", "channel"])),
            .text(random.pick(["hot", "warm", "cold"])), .text(industry), .text(place.province), .text(place.city),
            random.chance(30) ? .integer(Int64(random.int(5...120)) * 1_000_000) : .null,
            .integer(Int64(random.int(0...6))),
        ])
    }

    mutating func account(_ number: Int) -> RecordLoad.Row {
        let place = random.pick(places)
        let (name, industry) = organisation(place, number)
        return row([
            .text(name), .text("L" + WordMaker.digits(number + 1, 6)),
            .text(random.pick(weighted: [("key", 3), ("a", 15), ("b", 40), ("c", 42)])),
            .text(random.pick(weighted: [("none", 55), ("dealing", 20), ("customer", 20), ("lost", 5)])),
            .text(industry),
            .text("1992" + WordMaker.digits(number, 7)), .text(place.province), .text(place.city),
            .integer(Int64(random.int(2...500) * 10)),
        ])
    }

    private mutating func organisation(_ place: DemoTexts.Place, _ number: Int) -> (name: String, industry: String) {
        let kind = random.pick(texts.organisations)
        var name = WordMaker.filled(kind.pattern, "city", place.city)
        name = WordMaker.filled(name, "brand", random.pick(texts.brands) + random.pick(texts.brands))
        name = WordMaker.filled(name, "n", String(number % 97 + 1))
        return (name, kind.industry)
    }

    private mutating func row(_ values: [SQLValue]) -> RecordLoad.Row {
        let age = Int64(random.int(0...(730 * 1440))) * 60_000
        let created = Timestamp(milliseconds: now.milliseconds - age)
        let updated = Timestamp(milliseconds: now.milliseconds - age * Int64(random.int(0...100)) / 100)
        return RecordLoad.Row(
            id: ids.next(), owner: random.pick(owners), createdAt: created, updatedAt: updated, values: values)
    }
}
