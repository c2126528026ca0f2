import FEEL
import FEELValues
import Testing

@Suite("Hostile input") struct SafetyTests {
    @Test(
        "100,000 brackets are an error message", arguments: ["(", "[", "{a:", "-", "f(", "not(", "if ", "1+(", "]1.."])
    func brackets(_ opening: String) {
        #expect(throws: FEELSyntaxError.self) { try FEEL.parse(String(repeating: opening, count: 100_000)) }
        let text = String(repeating: opening, count: 20_000) + "1"
        #expect(throws: FEELSyntaxError.self) { try FEEL.parse(text) }
    }

    @Test("a chain of 100,000 terms is an error message")
    func chain() {
        let text = String(repeating: "1+", count: 60_000) + "1"
        #expect(throws: FEELSyntaxError.self) { try FEEL.parse(text) }
    }

    @Test("the longest texts are read in little time", arguments: ["a and ", "a or ", "1, ", "a1.b + ", "\"x\", "])
    func longTexts(_ part: String) throws {
        let body = String(repeating: part, count: 90_000 / part.utf8.count)
        let duration = ContinuousClock().measure {
            _ = try? FEEL.compile("[" + body + "1]", scope: Scope(names: ["a"]))
        }
        #expect(duration < .seconds(20))
    }

    @Test("a context of ten thousand entries is read in little time")
    func wideContext() throws {
        let entries = (0..<10_000).map { "k\($0): 1" }.joined(separator: ",")
        let duration = ContinuousClock().measure { _ = try? FEEL.compile("{" + entries + "}") }
        #expect(duration < .seconds(20))
    }

    @Test("syntax errors name line and column")
    func places() throws {
        let error = #expect(throws: FEELSyntaxError.self) { try FEEL.parse("1 +\n  * 2") }
        #expect(error?.span.line == 2)
        #expect(error?.span.column == 3)
        #expect(error?.code == "feel.syntax.expected")
    }

    @Test(
        "ends with null and a code",
        arguments: [
            ("for i in 1..1000000000 return i", "feel.out-of-steps"),
            ("for i in 1..1000, j in 1..1000, k in 1..1000 return 1", "feel.out-of-steps"),
            (
                "for i in 1..5000 return if i = 1 then \"0123456789\" else partial[-1] + partial[-1]",
                "feel.out-of-memory"
            ),
            ("for i in 1..100 return if i = 1 then [1] else [partial[-1], partial[-1]]", "feel.value-too-large"),
            ("for i in 1..1000 return if i = 1 then [1] else [partial[-1]]", "feel.value-too-large"),
            ("for i in 1..1000000 return 1.1 ** 0.5", "feel.out-of-steps"),
            ("for i in 1..1000000 return string length(big)", "feel.out-of-steps"),
            ("for i in 1..1000000 return big < big", "feel.out-of-steps"),
            ("for i in 1..1000000 return big in [\"a\"..\"b\"]", "feel.out-of-steps"),
            ("{f: function(g) g(g), r: f(f)}.r", "feel.too-deep"),
            ("{f: function(g, n) [g(g, n), g(g, n)], r: f(f, 1)}.r", "feel.too-deep"),
        ])
    func budget(_ text: String, _ code: String) throws {
        let budget = Budget(steps: 100_000, memory: 16 << 20, valueWeight: 100_000)
        let big = Value.string(String(repeating: "a", count: 1 << 20))
        let found = try FEEL.compile(text, scope: Scope(names: ["big"]))
            .evaluate(slots: [big], environment: Environment(budget: budget))
        #expect(found.diagnostics.contains { $0.code == code }, "\(found.diagnostics)")
    }

    @Test(
        "patterns cannot explode",
        arguments: ["(a*)*c", "(a+)+$", "(a|a)*c", "(a|aa)+c", "(.*)(.*)(.*)(.*)(.*)(.*)c", "(a*)*\\\\1c"])
    func patterns(_ pattern: String) throws {
        let clock = ContinuousClock()
        let text = String(repeating: "a", count: 2000) + "b"
        let expression = try FEEL.compile("matches(t, \"\(pattern)\")", scope: Scope(names: ["t"]))
        let duration = clock.measure { _ = expression.evaluate(slots: [.string(text)]) }
        #expect(duration < .seconds(20))
    }

    @Test("ten thousand failures cost no more than ten thousand successes")
    func failures() throws {
        let found = try FEEL.compile("for i in 1..10000 return i + missing").evaluate()
        #expect(found.diagnostics.count == Budget().diagnostics)
        #expect(found.omittedDiagnostics > 9000)
    }

    @Test("every message has a text in both languages")
    func messages() {
        let codes = Messages.codes(.english)
        #expect(codes == Messages.codes(.chinese))
        #expect(Set(Diagnostic.Problem.allCases.map(\.rawValue)).isSubset(of: codes))
    }
}
