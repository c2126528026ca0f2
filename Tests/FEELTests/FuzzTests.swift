import FEEL
import FEELValues
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Random and mutated expressions: they may fail, but nothing may crash, hang or fill the memory. `SANBU_FUZZ_ROUNDS`
/// sets their number (a million for the full check), `SANBU_SEED` repeats a run.
@Suite("Fuzz") struct FuzzTests {
    @Test("random and mutated expressions neither crash nor hang")
    func survives() {
        let rounds = Self.number("SANBU_FUZZ_ROUNDS") ?? 4000
        var system = SystemRandomNumberGenerator()
        let seed = Self.number("SANBU_SEED").map(UInt64.init) ?? system.next()
        print("feel fuzz: seed \(seed), \(rounds) expressions")
        var random = SplitMix(state: seed)
        let scope = Scope(names: ["x", "list", "a b", "context"], timeZones: zones)
        var environment = testEnvironment
        environment.budget = Budget(steps: 20_000, memory: 4 << 20, depth: 500, valueWeight: 50_000)
        let slots: [Value] = [5, [1, "a", nil, [2]], "text", ["k": ["n": 1]]]
        var parsed = 0
        let clock = ContinuousClock()
        for _ in 0..<rounds {
            let text = Self.text(&random)
            let start = clock.now
            if let expression = try? FEEL.compile(text, scope: scope) {
                parsed += 1
                let found = expression.evaluate(slots: slots, environment: environment)
                #expect(Int(found.value.measure.weight) <= 4_000_000)
            }
            _ = try? FEEL.compileUnaryTests(text, scope: scope).evaluate(3, slots: slots, environment: environment)
            _ = FEEL.check(text, scope: scope)
            if clock.now - start > .seconds(5) { Issue.record("takes too long: \(text.debugDescription)") }
        }
        // A generator whose texts are all refused would test the parser's first lines only.
        #expect(parsed > rounds / 5)
    }

    static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

    static func text(_ random: inout SplitMix) -> String {
        var writer = ExpressionWriter(random: random)
        var text = writer.expression(5)
        random = writer.random
        if random.below(3) == 0 { text = mutated(text, &random) }
        return text
    }

    static let noise = Array("()[]{}.,:;+-*/<>=!?@\"\\|^$#~`'0123456789eE \n\tabzAZ金🐎\u{301}\u{0}").map(String.init)

    /// A few characters taken out, put in, doubled or exchanged.
    static func mutated(_ text: String, _ random: inout SplitMix) -> String {
        var characters = text.map(String.init)
        for _ in 0...random.below(4) {
            guard !characters.isEmpty else { break }
            let place = random.below(characters.count)
            switch random.below(5) {
            case 0: characters.remove(at: place)
            case 1: characters.insert(random.pick(noise), at: place)
            case 2: characters[place] = random.pick(noise)
            case 3: characters.insert(contentsOf: characters[place...].prefix(12), at: place)
            default: characters.swapAt(place, random.below(characters.count))
            }
        }
        return characters.joined()
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}

/// Writes random expressions that are mostly well-formed.
struct ExpressionWriter {
    var random: SplitMix

    mutating func expression(_ depth: Int) -> String {
        if depth == 0 { return literal() }
        switch random.below(16) {
        case 0, 1: return literal()
        case 2, 3: return "\(expression(depth - 1)) \(operation()) \(expression(depth - 1))"
        case 4: return "(\(expression(depth - 1)))"
        case 5: return "[\(expression(depth - 1)), \(expression(depth - 1))]"
        case 6: return "{a: \(expression(depth - 1)), b c: \(expression(depth - 1))}.\(random.pick(["a", "b c", "d"]))"
        case 7: return "\(expression(depth - 1))[\(expression(depth - 1))]"
        case 8: return "for i in \(expression(depth - 1)) return \(expression(depth - 1))"
        case 9: return "some y in \(expression(depth - 1)) satisfies \(expression(depth - 1))"
        case 10: return "if \(expression(depth - 1)) then \(expression(depth - 1)) else \(expression(depth - 1))"
        case 11: return "(function(p, q) \(expression(depth - 1)))(\(expression(depth - 1)), 2)"
        case 12: return "\(expression(depth - 1)) in (\(expression(depth - 1)), < \(expression(depth - 1)))"
        case 13: return range(depth)
        default: return call(depth)
        }
    }

    private mutating func range(_ depth: Int) -> String {
        "\(random.pick(["[", "(", "]"]))\(expression(depth - 1))..\(expression(depth - 1))\(random.pick(["]", ")", "["]))"
    }

    private mutating func call(_ depth: Int) -> String {
        let function = random.pick(BuiltIns.all)
        let count = random.below(4)
        let arguments = (0..<count).map { _ in expression(depth - 1) }
        if random.below(6) == 0 {
            let parameters = random.pick(function.signatures).parameters
            let named = zip(parameters, arguments).map { "\($0.name): \($1)" }
            return "\(function.name)(\(named.joined(separator: ", ")))"
        }
        return "\(function.name)(\(arguments.joined(separator: ", ")))"
    }

    private mutating func operation() -> String {
        random.pick([
            "+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in", "instance of number +",
            "between 1 and", "instance of list<number> and",
        ])
    }

    private mutating func literal() -> String {
        random.pick([
            "1", "0", "-3", "2.5", "1e6144", "9999999999999999999999999999999999", "\"abc\"", "\"\"", "\"[a-z]+(b*)*\"",
            "true", "false", "null", "@\"2026-11-23\"", "@\"10:00:00@Europe/Paris\"",
            "@\"2026-03-29T02:30:00@Europe/Paris\"",
            "@\"P1DT2H\"", "@\"-P999999999Y\"", "@\"999999999-12-31T23:59:59Z\"", "[1, 2, 3]", "[]", "{}", "x", "list",
            "a b", "context", "context.k", "?", "item", "partial", "i", "y", "p", "1..3", "abs", "\"(a|b)\\\\1\"",
            "now()",
        ])
    }
}
