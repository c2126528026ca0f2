import FEEL
import FEELValues
import Testing

@Suite("The language") struct LanguageTests {
    @Test(
        "operators",
        arguments: Table.read(
            """
            1 + 2 * 3 => 7
            -5 ** 2 => 25
            3 ** 2 ** 2 => 81
            10 - 2 - 3 => 5
            7 / 2 => 3.5
            1 / 0 => null
            "a" + "b" => "ab"
            1 + "b" => null
            0.1 + 0.2 = 0.3 => true
            1 = 1.0 => true
            "a" = 1 => null
            null = null => true
            1 != null => true
            "北京" < "北京市" => true
            5 between 1 and 5 => true
            1 between 2 and null => false
            3 between 1 and null => null
            not(null) => null
            -(@"P1D") => -P1D
            (1 + 2) * 3 => 9
            1 + /* inner */ 1 // outer => 2
            @"2021-01-31" + @"P1M" => 2021-02-28
            @"23:00:00" + @"PT2H" => 01:00:00
            @"P10Y11M" / 2.5 => P4Y4M
            """))
    func operators(_ row: Table) throws { try row.check() }

    @Test("logic has three values", arguments: ["true", "false", "null", "\"x\"", "1"])
    func threeValues(_ operand: String) throws {
        let truth = operand == "true" ? "true" : operand == "false" ? "false" : "null"
        try check(feel: "\(operand) and true", gives: truth)
        try check(feel: "\(operand) and false", gives: "false")
        try check(feel: "\(operand) or true", gives: "true")
        try check(feel: "\(operand) or false", gives: truth)
        try check(feel: "false or null or \(operand)", gives: truth == "true" ? "true" : "null")
    }

    @Test(
        "names hold spaces, operators and any letter",
        arguments: Table.read(
            """
            {客户等级: "金", 金额: 1200, r: 金额 > 1000 and 客户等级 = "金"}.r => true
            {🐎: "bar"}.🐎 => "bar"
            {a: 1, b: 2, a - b: 10, r: a - b}.r => 10
            {a: 1, b: 2, r: a - b}.r => -1
            {first name: "A", r: first name + "!"}.r => "A!"
            {if x: 1, r: if x + 1}.r => 2
            {for sale: true, r: for sale}.r => true
            {x: {first name: "A"}}.x.first name => "A"
            for loop variable in [1, 2] return loop variable * 2 => [2, 4]
            "\\uD83D\\uDCA9" => "💩"
            string length("\\U01F40E") => 1
            """))
    func names(_ row: Table) throws { try row.check() }

    @Test(
        "lists, filters and paths",
        arguments: Table.read(
            """
            [1, 2, 3][-1] => 3
            [1, 2, 3][0] => null
            [1, 2, 3][item >= 2] => [2, 3]
            [{a: 1}, {a: 2}][a > 1] => [{a: 2}]
            [{item: 1}, {item: 2}][item > 1] => [{item: 2}]
            [{a: 1}, {b: 2}].a => [1, null]
            100[false] => []
            null[1] => null
            [1, 2][1.5] => null
            {x: 1, r: [{x: 5}, {y: 6}][x > 1]}.r => [{x: 5}]
            [{a: {b: 1}}, {a: {b: 2}}].a.b => [1, 2]
            {a: 1}.b => null
            """))
    func lists(_ row: Table) throws { try row.check() }

    @Test(
        "iterations, conditions and functions",
        arguments: Table.read(
            """
            for i in 3..1 return i => [3, 2, 1]
            for i in 0..4 return if i = 0 then 1 else i * partial[-1] => [1, 1, 2, 6, 24]
            for x in [1, 2], y in [x..2] return x * y => [1, 2, 4]
            for d in @"2026-01-30"..@"2026-02-01" return d => [2026-01-30, 2026-01-31, 2026-02-01]
            for i in "a".."c" return i => null
            some x in [1, null, 3] satisfies x > 2 => true
            every x in [1, null] satisfies x > 0 => null
            every x in [] satisfies x > 1 => true
            if null then 1 else 2 => 2
            (function(x, y: number) x + y)(y: 2, x: 1) => 3
            (function(x: number) x)("a") => null
            (function(x) x)(1, 2) => null
            {f: function(a) function(b) a * b, r: f(3)(4)}.r => 12
            sort([3, 1, 2], function(a, b) a > b) => [3, 2, 1]
            {a: 1, a: 2} => null
            {a: 1, b: {c: a + 1}}.b.c => 2
            """))
    func blocks(_ row: Table) throws { try row.check() }

    @Test(
        "ranges and membership",
        arguments: Table.read(
            """
            3 in ]1..5[ => true
            5 in [1..5) => false
            1 in (2, < 5, >= 10) => true
            5 in [[2..4], [1..3]] => false
            [1, 2] in [[1, 2], [3]] => true
            "a" in !="b" => true
            [2..1] => null
            4 in (..5] => true
            6 in (..5] => false
            7 in [1..) => true
            range("(..5)") => (null..5)
            range("[..5]") => null
            range("[1..]") => null
            [1.."a"] => null
            (< 10) = (null..10) => false
            [1..3].start included => true
            5 in [1..null] => null
            true in [false, 2] => false
            """))
    func ranges(_ row: Table) throws { try row.check() }

    @Test(
        "instance of",
        arguments: Table.read(
            """
            1 instance of number => true
            null instance of Any => false
            null instance of Null => true
            [1, 2] instance of list<number> => true
            {a: null} instance of context<a: string> => true
            {a: 1} instance of context<a: string, b: string> => false
            [1..2] instance of range<number> => true
            @"P1D" instance of days and time duration => true
            (function(a: number) a) instance of function<number> -> Any => true
            """))
    func types(_ row: Table) throws { try row.check() }

    @Test(
        "unary tests",
        arguments: [
            ("> 5, < 2", "3", "false"), ("> 5, < 2", "6", "true"), ("-", "null", "true"), ("not(1, 2)", "3", "true"),
            ("[1..5]", "3", "true"), ("\"a\", \"b\"", "\"b\"", "true"), ("? > 2 and ? < 4", "3", "true"),
            ("null", "null", "true"), ("> 5", "null", "null"), ("not(> 5)", "\"x\"", "null"), ("[1, 2]", "2", "true"),
            ("count(?) > 1", "[1, 2]", "true"), ("false", "false", "true"), ("1 + 1", "2", "true"),
        ])
    func unaryTests(_ tests: String, _ input: String, _ expected: String) throws {
        let value = try FEEL.compile(input).evaluate().value
        #expect(try FEEL.compileUnaryTests(tests).evaluate(value).value.description == expected)
    }

    @Test("inputs come by name or by slot")
    func slots() throws {
        let rule = try FEEL.compile("amount > 1000 and 客户等级 = \"金\"", scope: Scope(names: ["amount", "客户等级"]))
        #expect(rule.evaluate(slots: [1200, "金"]).value == true)
        #expect(rule.evaluate(in: ["amount": 900, "客户等级": "金"]).value == false)
        #expect(rule.evaluate(in: ["客户等级": "金"]).value == nil)
    }

    @Test("without a clock there is no now")
    func clock() throws {
        let found = try FEEL.compile("now()").evaluate()
        #expect(found.value.isNull)
        #expect(found.diagnostics.map(\.code) == ["feel.no-clock"])
        try check(feel: "today()", gives: "2026-11-23")
    }
}
