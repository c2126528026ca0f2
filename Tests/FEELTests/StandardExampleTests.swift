import FEEL
import Testing

// The examples that the tables of DMN 1.5 §10.3.4 give for the built-in functions.
@Suite("Examples of the standard") struct StandardExampleTests {
    @Test(
        "strings (table 73)",
        arguments: Table.read(
            """
            substring("foobar", 3) => "obar"
            substring("foobar", 3, 3) => "oba"
            substring("foobar", -2, 1) => "a"
            substring("\\U01F40Eab", 2) => "ab"
            string length("\\U01F40Eab") => 3
            upper case("aBc4") => "ABC4"
            lower case("aBc4") => "abc4"
            substring before("foobar", "xyz") => ""
            substring before("foobar", "o") => "f"
            substring after("foobar", "ob") => "ar"
            substring after("", "a") => ""
            replace("banana", "a", "o") => "bonono"
            replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") => "[1=ab][2=]cd"
            contains("foobar", "of") => false
            starts with("foobar", "fo") => true
            ends with("foobar", "r") => true
            matches("foobar", "^fo*b") => true
            split("John Doe", "\\s") => ["John", "Doe"]
            split("a;b;c;;", ";") => ["a", "b", "c", "", ""]
            string join(["a", "b", "c"], "_and_") => "a_and_b_and_c"
            string join(["a", "b", "c"], "") => "abc"
            string join(["a", null, "c"], "X") => "aXc"
            string join([], "X") => ""
            """))
    func strings(_ row: Table) throws { try row.check() }

    @Test(
        "lists (table 74)",
        arguments: Table.read(
            """
            list contains([1, 2, null], null) => true
            count([1, [2, 3]]) => 2
            all([false, null, true]) => false
            all([]) => true
            any([]) => false
            any([false, null]) => null
            sublist([4, 5, 6], 1, 2) => [4, 5]
            insert before([1, 3], 1, 2) => [2, 1, 3]
            index of([1, 2, 3, 2], 2) => [2, 4]
            flatten([[1, 2], [[3]], 4]) => [1, 2, 3, 4]
            median([6, 1, 2, 3]) => 2.5
            median([]) => null
            stddev([47]) => null
            stddev(47) => null
            stddev([]) => null
            mode([6, 1, 9, 6, 1]) => [1, 6]
            mode([]) => []
            list replace([2, 4, 7, 8], 3, 6) => [2, 4, 6, 8]
            list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) => [5, 5, 7, 8]
            """))
    func lists(_ row: Table) throws { try row.check() }

    @Test(
        "numbers (tables 75 and 76)",
        arguments: Table.read(
            """
            decimal(1/3, 2) => 0.33
            decimal(1.5, 0) => 2
            floor(-1.56, 1) => -1.6
            ceiling(-1.56, 1) => -1.5
            round up(-5.5, 0) => -6
            round up(1.121, 2) => 1.13
            round up(-1.126, 2) => -1.13
            round down(5.5, 0) => 5
            round down(-1.126, 2) => -1.12
            round half up(-5.5, 0) => -6
            round half up(1.126, 2) => 1.13
            round half down(5.5, 0) => 5
            round half down(1.121, 2) => 1.12
            abs(@"-PT5H") => PT5H
            modulo(12, -5) => -3
            modulo(-10.1, 4.5) => 3.4
            modulo(-10.1, -4.5) => -1.1
            decimal(log(10), 8) => 2.30258509
            decimal(exp(5), 6) => 148.413159
            odd(2) => false
            """))
    func numbers(_ row: Table) throws { try row.check() }

    @Test(
        "ranges, true (table 78)",
        arguments: Self.calls(
            """
            before(1, 10) before(1, (1..10]) before(1, [5..10]) before([1..10), 10) before([1..10], 15)
            before([1..10], [15..20]) before([1..10), [10..20]) before([1..10], (10..20]) after(10, 5) after(12, [1..10])
            after(10, [1..10)) after([11..20], 10) after((11..20], 11) after([11..20], [1..10]) after([11..20], [1..11))
            after((11..20], [1..11]) meets([1..5], [5..10]) met by([5..10], [1..5]) overlaps([1..5], [3..8])
            overlaps([3..8], [1..5]) overlaps([1..8], [3..5]) overlaps([1..5], [5..8]) overlaps before([1..5], [3..8])
            overlaps before([1..5], [5..8]) overlaps before([1..5), (1..5]) overlaps before([1..5], (1..5])
            overlaps after([3..8], [1..5]) overlaps after([5..8], [1..5]) overlaps after((1..5], [1..5))
            overlaps after((1..5], [1..5]) finishes(10, [1..10]) finishes([5..10], [1..10]) finishes([5..10), [1..10))
            finishes([1..10], [1..10]) finishes((1..10], [1..10]) finished by([1..10], 10) finished by([1..10], (1..10])
            includes([1..10], 5) includes([1..10], 1) includes([1..10], [4..6]) includes((1..10], (1..5])
            includes([1..10], (1..10)) includes([1..10), [5..10)) includes([1..10], [1..10]) during(5, [1..10])
            during([4..6], [1..10]) during((1..5], (1..10]) starts(1, [1..10]) starts([1..5], [1..10])
            starts((1..5], (1..10]) starts([1..10), [1..10]) starts((1..10), (1..10)) started by([1..10], 1)
            started by([1..10], [1..10)) coincides(5, 5) coincides([1..5], [1..5])
            """))
    func holds(_ call: String) throws { try check(feel: call, gives: "true") }

    @Test(
        "ranges, false (table 78)",
        arguments: Self.calls(
            """
            before(10, 1) before(1, [1..10]) before([1..10], 10) before([1..10], [10..20]) after(5, 10) after(12, [2..15])
            after(10, [1..10]) after([11..20], 12) after([11..20], 11) after([1..10], [11..20]) meets([1..5), [5..10])
            meets([1..5], (5..10]) meets([1..5], [6..10]) met by([5..10], [1..5)) met by((5..10], [1..5])
            overlaps([1..5], [6..8]) overlaps([1..5], (5..8]) overlaps([1..5), [5..8]) overlaps before([1..5], [6..8])
            overlaps before([1..5], (5..8]) overlaps before([1..5), [1..5]) overlaps before([1..5], [1..5])
            overlaps after([6..8], [1..5]) overlaps after((5..8], [1..5]) overlaps after([1..5], [1..5))
            finishes(10, [1..10)) finishes([5..10), [1..10]) finished by([1..10), 10) finished by([1..10], [5..10))
            includes([1..10], 12) includes((1..10], 1) includes([1..10), 10) during(12, [1..10]) during(1, (1..10])
            starts(1, (1..10]) starts(2, [1..10]) starts((1..5], [1..10]) starts([1..5], (1..10]) started by((1..10], 1)
            started by([1..10], (1..10]) coincides(3, 4) coincides((1..5), [1..5]) coincides([1..5], [2..6])
            """))
    func doesNotHold(_ call: String) throws { try check(feel: call, gives: "false") }

    /// The calls of a text, each of which ends where its brackets are even.
    static func calls(_ text: String) -> [String] {
        var calls: [String] = []
        var depth = 0
        var current = ""
        for character in text.map({ $0 == "\n" ? " " : $0 }) {
            current.append(character)
            switch character {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            default: break
            }
            if depth == 0, character == ")" {
                calls.append(String(current.drop { $0 == " " }))
                current = ""
            }
        }
        return calls
    }
}
