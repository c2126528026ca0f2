import FEEL
import FEELValues
import Testing

@Suite("Built-in functions") struct FunctionTests {
    @Test("are the 86 of the standard, each with a signature")
    func count() {
        #expect(BuiltIns.all.count == 86)
        #expect(Set(BuiltIns.all.map(\.name)).count == 86)
        #expect(BuiltIns.all.allSatisfy { !$0.signatures.isEmpty })
    }

    @Test(
        "conversion",
        arguments: Table.read(
            """
            date("2024-06-31") => null
            date(2024, 2, 29) => 2024-02-29
            date("-999999999-12-31") => -999999999-12-31
            time("24:00:00") => 00:00:00
            time(12, 59, 45.5, @"-PT5H") => 12:59:45.5-05:00
            date and time("2017-12-31T24:00:00") => 2018-01-01T00:00:00
            date and time("2018-12-08T10:30:11@Australia/Melbourne").time offset => PT11H
            date and time("2017-12-31T13:20:00@xyz/abc") => null
            date and time("2017-12-31T13:20:00+19:00") => null
            date and time(date: @"2017-01-01", time: @"23:59:01") => 2017-01-01T23:59:01
            number("1.000.000,01", ".", ",") => 1000000.01
            number(from: "1 000.5", grouping separator: " ", decimal separator: ".") => 1000.5
            number("1,0", ".") => null
            string([1, "a", {b: @"P1D"}]) => "[1, \\"a\\", {b: P1D}]"
            duration("P1Y2M3D") => null
            duration("PT1000M0.999999999S") => PT16H40M0.999999999S
            years and months duration(@"2011-12-22", @"2013-08-24") => P1Y8M
            range("[1..3)") => [1..3)
            range("[3..1]") => null
            """))
    func conversion(_ row: Table) throws { try row.check() }

    @Test(
        "strings",
        arguments: Table.read(
            """
            substring("foobar", -2, 1) => "a"
            substring("💩x", 2) => "x"
            substring("foobar", 0) => null
            substring before("foobar", "bar") => "foo"
            substring after("foobar", "xyz") => ""
            contains("北京市", "京") => true
            ends with(match: "ar", string: "foobar") => true
            ends with(string: "foobar", mach: "ar") => null
            split("a;b;;", ";") => ["a", "b", "", ""]
            string join(["a", null, "c"], "-") => "a-c"
            replace("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3") => "(012) 345-6789"
            replace("abc", "b*", "x") => null
            replace("abc", "b", "$") => null
            upper case("straße") => "STRASSE"
            """))
    func strings(_ row: Table) throws { try row.check() }

    @Test(
        "lists",
        arguments: Table.read(
            """
            list contains([1, null], null) => true
            min(3, 1, 2) => 1
            max(["a", 1]) => null
            sum([]) => null
            mean(1, 2) => 1.5
            all([true, null]) => null
            any([null, true]) => true
            sublist([1, 2, 3], -2, 1) => [2]
            append([1], 2, 3) => [1, 2, 3]
            concatenate([1], [2, 3]) => [1, 2, 3]
            insert before([1, 3], 2, 2) => [1, 2, 3]
            remove([1, 2, 3], -1) => [1, 2]
            reverse([1, 2]) => [2, 1]
            index of([1, 2, 1], 1) => [1, 3]
            union([1, 2], [2, 3]) => [1, 2, 3]
            distinct values([1, 1.0, "1"]) => [1, "1"]
            flatten([[1, [2]], 3]) => [1, 2, 3]
            product(2, 3) => 6
            median([8, 2, 5, 3, 4]) => 4
            stddev(2, 4, 7, 5) => 2.081665999466132735282297706979931
            mode([6, 3, 9, 6, 3]) => [3, 6]
            list replace([2, 4, 7], function(item, newItem) item < newItem, 5) => [5, 5, 7]
            list replace([1, 2], 2, 0) => [1, 0]
            """))
    func lists(_ row: Table) throws { try row.check() }

    @Test(
        "numbers, days, ranges and contexts",
        arguments: Table.read(
            """
            decimal(2.5, 0) => 2
            round half up(-5.5, 0) => -6
            floor(1.56, 1) => 1.5
            modulo(-12, 5) => 3
            modulo(10.1, -4.5) => -3.4
            abs(@"-P1D") => P1D
            even(-2) => true
            log(4) => 1.386294361119890618834464242916353
            sqrt(-1) => null
            day of week(@"2019-09-17") => "Tuesday"
            week of year(@"2005-01-01") => 53
            is(@"10:00:00Z", @"10:00:00+00:00") => true
            is(@"2012-12-25T11:00:00Z", @"2012-12-25T12:00:00+01:00") => false
            before([1..5), 5) => true
            meets([1..5], [5..6]) => true
            overlaps before([1..5], [3..8]) => true
            finishes(10, [1..10]) => true
            started by([1..10], [1..5)) => true
            coincides([1..5], [1..5)) => false
            get value({a: 1}, "a") => 1
            get entries({a: 1}) => [{key: "a", value: 1}]
            context([{key: "a", value: 1}]) => {a: 1}
            context put({x: 1, y: {a: 0}}, ["y", "a"], 2) => {x: 1, y: {a: 2}}
            context merge([{a: 1}, {b: 2}]) => {a: 1, b: 2}
            """))
    func others(_ row: Table) throws { try row.check() }

    @Test(
        "regular expressions are those of XPath",
        arguments: Table.read(
            """
            matches("abc", "[a-z-[b]]c") => false
            matches("q", "[^Q]", "i") => false
            matches("o", "[A-Z-[OI]]", "i") => false
            matches("helloworld", "hello world", "x") => true
            matches("helloworld", "hello[ ]world", "x") => false
            matches("hello", "\\p{IsBasicLatin}+") => true
            matches("hello", "\\p{ IsBasicLatin}+") => null
            matches("abab", "(ab)\\1") => true
            matches("abcd", "(asd)[asd\\1]") => null
            matches("abcd", "(ab)\\2") => null
            matches("a.b", "a.b", "q") => true
            matches("axb", "a.b", "q") => false
            matches("a", "[", "") => null
            matches("a", "a", "z") => null
            matches("line\\nend", "^end$", "m") => true
            """))
    func patterns(_ row: Table) throws { try row.check() }
}
