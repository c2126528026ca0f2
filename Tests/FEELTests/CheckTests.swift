import FEEL
import FEELValues
import Testing

@Suite("Checking before anything runs") struct CheckTests {
    static let scope = Scope(
        [
            Scope.Variable("amount", .number), Scope.Variable("客户等级", .string), Scope.Variable("due", .date),
            Scope.Variable("unknown"), Scope.Variable("active", .boolean),
            Scope.Variable(
                "customer",
                .context([FEELType.Entry("first name", .string), FEELType.Entry("age", .number)])),
            Scope.Variable(
                "orders", .list(.context([FEELType.Entry("total", .number), FEELType.Entry("status", .string)]))),
            Scope.Variable("discount", .function([.number], result: .number)),
        ], types: ["tLevel": .string])

    @Test(
        "finds what cannot work, with its place and a suggestion",
        arguments: [
            ("amunt > 5", "feel.check.unknown-name-suggest 1:1 amunt amount"),
            ("客户等极 = \"金\"", "feel.check.unknown-name-suggest 1:1 客户等极 客户等级"),
            ("zzzzzzzz > 5", "feel.check.unknown-name 1:1 zzzzzzzz"),
            ("customer.frist name = \"A\"", "feel.check.unknown-member-suggest 1:1 frist name context first name"),
            ("due.yaer > 2020", "feel.check.unknown-member-suggest 1:1 yaer date year"),
            ("amount + \"x\"", "feel.check.wrong-operands 1:1 + number string"),
            ("due + 1", "feel.check.wrong-operands 1:1 + date number"),
            ("amount = \"5\"", "feel.check.incomparable 1:1 = number string"),
            ("active < true", "feel.check.incomparable 1:1 < boolean boolean"),
            ("amount in (\"a\", 5)", "feel.check.incomparable 1:12 = number string"),
            ("amount in [\"a\"..\"b\"]", "feel.check.incomparable 1:11 < number string"),
            ("amount and active", "feel.check.not-boolean 1:1 number"),
            ("if amount then 1 else 2", "feel.check.not-boolean 1:4 number"),
            ("sum()", "feel.check.wrong-count 1:1 sum 0"),
            (
                "substring(string: \"a\", start positon: 1)",
                "feel.check.unknown-parameter-suggest 1:1 substring start positon start position"
            ),
            ("string length(amount)", "feel.check.wrong-argument 1:15 string length string string number"),
            ("discount(\"a\")", "feel.check.wrong-argument 1:10 discount 1 number string"),
            ("discount(1, 2)", "feel.check.wrong-count 1:1 discount 2"),
            ("amount(1)", "feel.check.not-callable 1:1 number"),
            ("orders[totl > 5]", "feel.check.unknown-name-suggest 1:8 totl total"),
            ("for o in orders return o.sum", "feel.check.unknown-member 1:24 sum context"),
            ("[10..1]", "feel.invalid-range 1:1 10 1"),
            ("@\"2026-02-30\"", "feel.syntax.bad-temporal 1:1 2026-02-30"),
            ("amount instance of tLevl", "feel.syntax.unknown-type 1:1 tLevl"),
            ("amount >\n  ", "feel.syntax.expected 2:3 an expression end"),
            ("if amount > 10 and amount < 5 then 1 else 2", "feel.check.never-true 1:20"),
            ("if amount = 1 and amount != 1 then 1 else 2", "feel.check.never-true 1:19"),
            ("if amount between 5 and 1 then 1 else 2", "feel.check.never-true 1:4"),
            ("if 1 > 2 then 1 else 2", "feel.check.never-true 1:4"),
            ("if amount > 2 and amount in [1, 2] then 1 else 2", "feel.check.never-true 1:19"),
        ])
    func finds(_ text: String, _ expected: String) {
        let found = FEEL.check(text, scope: Self.scope).map { finding in
            ([finding.code, finding.span.description] + finding.arguments).joined(separator: " ")
        }
        #expect(found == [expected])
    }

    @Test(
        "keeps silent about what may work",
        arguments: [
            "amount > 1000 and 客户等级 = \"金\"", "customer.first name + \"!\"", "unknown.anything.at all > 5",
            "orders[total > 5 and status = \"paid\"].total", "sum(orders.total)", "unknown[x > 5]", "orders[1].status",
            "due + @\"P1D\" < today()", "due - @\"2026-01-01\" > @\"P1D\"", "if active then 1 else \"a\"",
            "amount = null",
            "for i in 1..3 return i * amount", "some o in orders satisfies o.total > 5",
            "due < date and time(due)[1] or active",
            "{a: 1, b: a + amount}.b", "(function(x: number) x + 1)(amount)", "min(1, amount)",
            "amount instance of tLevel",
            "if amount > 5 and amount < 10 then 1 else 2", "if amount >= 5 and amount <= 5 then 1 else 2",
            "string length(string(amount))", "list contains([1, 2], amount)", "not(active)",
        ])
    func silent(_ text: String) {
        let found = FEEL.check(text, scope: Self.scope).filter {
            $0.severity == .error && !$0.code.contains("incomparable")
        }
        #expect(found == [], "\(text)")
    }

    @Test(
        "infers the type of the result",
        arguments: [
            ("amount * 2", "number"), ("orders.total", "list<number>"),
            ("orders[1]", "context<total: number, status: string>"),
            ("orders[total > 1]", "list<context<total: number, status: string>>"),
            ("due - due", "days and time duration"),
            ("{a: 1, b: \"x\"}", "context<a: number, b: string>"), ("[1..2]", "range<number>"),
            ("unknown + 1", "number"), ("unknown + unknown", "Any"),
            ("discount(1)", "number"), ("if active then 1 else 2", "number"), ("count(orders) > 1", "boolean"),
        ])
    func types(_ text: String, _ type: String) throws {
        #expect(FEEL.check(try FEEL.parse(text, names: Self.scope.names), scope: Self.scope).type.description == type)
    }

    @Test("a result of the wrong type is told in both languages")
    func expectations() throws {
        let found = try #require(FEEL.check("amount + 1", scope: Self.scope, expecting: .boolean).first)
        #expect(found.text(.english) == "The result is number, but boolean is wanted.")
        #expect(found.text(.chinese) == "结果是 number，但应为 boolean。")
        #expect(FEEL.check("[\"a\"]", scope: Self.scope, expecting: .string) == [])
    }

    @Test(
        "cells of decision tables",
        arguments: [
            ("> 5, \"a\"", "incomparable"), ("[1..5]", ""), ("-", ""), ("not(1, 2)", ""),
            ("? > amunt", "unknown-name-suggest"),
            ("\"x\"", "incomparable"), ("amount > 5", ""),
        ])
    func cells(_ text: String, _ code: String) {
        let found = FEEL.checkUnaryTests(text, input: .number, scope: Self.scope)
        #expect(found.map(\.code) == (code.isEmpty ? [] : ["feel.check." + code]))
    }
}
