/// Makes names, numbers and texts from the demo's words.
struct WordMaker {
    let texts: DemoTexts
    var random: SeededRandom
    private var takenNames: Set<String> = []
    private var takenLogins: Set<String> = []
    private var takenPhones: Set<String> = []

    init(_ texts: DemoTexts, seed: UInt64) {
        self.texts = texts
        random = SeededRandom(seed: seed)
    }

    mutating func person() -> (name: String, login: String) {
        let (surname, given) = (random.pick(texts.surnames), random.pick(texts.given))
        return (surname.text + given.text, "\(surname.pinyin).\(given.pinyin)")
    }

    /// A person whose sign-in name nobody has yet.
    mutating func colleague() -> (name: String, login: String) {
        while true {
            let person = person()
            if takenLogins.insert(person.login).inserted { return person }
        }
    }

    mutating func reserve(login: String) { takenLogins.insert(login) }

    mutating func place() -> DemoTexts.Place { random.pick(weighted: texts.places.map { ($0, $0.weight) }) }

    /// An organisation whose name is new, with its industry.
    mutating func organisation(in place: DemoTexts.Place) -> (name: String, industry: String) {
        while true {
            let kind = random.pick(texts.organisations)
            var name = Self.filled(kind.pattern, "city", place.city)
            name = Self.filled(name, "brand", random.pick(texts.brands))
            name = Self.filled(name, "n", random.pick(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]))
            if takenNames.insert(name).inserted { return (name, kind.industry) }
            // A place has so many hospitals; then a branch opens.
            let branch = name + "（\(random.pick(["东", "西", "南", "北", "新", "滨江", "高新", "城东", "城西"]))区）"
            if takenNames.insert(branch).inserted { return (branch, kind.industry) }
        }
    }

    /// A mobile number that nobody has yet. The prefix is one that is given to nobody.
    mutating func phone() -> String {
        while true {
            let phone = "1990" + Self.digits(random.int(0...9_999_999), 7)
            if takenPhones.insert(phone).inserted { return phone }
        }
    }

    /// Eighteen signs in the form of GB 32100.
    mutating func creditCode() -> String {
        let signs = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        return "91" + Self.digits(random.int(110_000...659_999), 6) + String((0..<10).map { _ in random.pick(signs) })
    }

    static func filled(_ text: String, _ name: String, _ value: String) -> String {
        text.split(separator: "{\(name)}", omittingEmptySubsequences: false).joined(separator: value)
    }

    static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
