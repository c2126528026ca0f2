import Basics
import Testing

@Suite("Decimal of 34 digits") struct Decimal128Tests {
    func number(_ text: String) throws -> Decimal128 { try #require(Decimal128(text)) }

    @Test(
        "prints its canonical text",
        arguments: [
            ("0", "0"), ("-0", "0"), ("1.0", "1"), ("007", "7"), (".5", "0.5"), ("5.", "5"), ("-12.3400", "-12.34"),
            ("1E3", "1000"), ("1e-3", "0.001"), ("100", "100"), ("1E50", "1E+50"), ("1.25E-70", "1.25E-70"),
            ("9999999999999999999999999999999999", "9999999999999999999999999999999999"),
            ("99999999999999999999999999999999999", "100000000000000000000000000000000000"),
            ("1234567890123456789012345678901234.5", "1234567890123456789012345678901234"),
            ("1234567890123456789012345678901233.5", "1234567890123456789012345678901234"),
            ("1234567890123456789012345678901234.50000000000000000001", "1234567890123456789012345678901235"),
            ("1E6144", "1E+6144"), ("1E-6176", "1E-6176"), ("1E-6177", "0"), ("0E99999", "0"),
        ])
    func prints(_ text: String, _ canonical: String) throws {
        #expect(try number(text).description == canonical)
    }

    @Test(
        "refuses what is no number",
        arguments: [
            "", "-", ".", "1e", "1e+", "e5", "1.2.3", "--1", "1 ", " 1", "1-", "0x1", "1_0", "+-1", "1E6145", "NaN",
        ])
    func refuses(_ text: String) {
        #expect(Decimal128(text) == nil)
    }

    @Test("equal numbers have equal hashes whatever their digits")
    func hashes() throws {
        let ones = try ["1", "1.0", "1.000", "0.1E1", "10E-1"].map(number)
        #expect(Set(ones).count == 1)
        #expect(try number("1.5") < number("1.50000001"))
        #expect(try number("-2") < number("1E-6000"))
        #expect(try number("1E6000") > number("9999999999999999999999999999999999"))
    }

    @Test(
        "divides",
        arguments: [
            ("1", "3", "0.3333333333333333333333333333333333"), ("2", "3", "0.6666666666666666666666666666666667"),
            ("1", "4", "0.25"), ("100", "8", "12.5"), ("1E6144", "1E-1", "nil"), ("1", "0", "nil"), ("0", "0", "nil"),
            ("0", "7", "0"), ("-7", "2", "-3.5"), ("1E-6176", "2", "0"), ("3E-6176", "2", "2E-6176"),
        ])
    func divides(_ left: String, _ right: String, _ result: String) throws {
        #expect(try number(left).divided(by: number(right))?.description ?? "nil" == result)
    }

    @Test(
        "rounds to a scale in seven ways",
        arguments: [
            ("2.5", "2 3 3 2 2 3 2"), ("-2.5", "-2 -3 -3 -2 -2 -2 -3"), ("3.5", "3 4 4 3 4 4 3"),
            ("0.1", "0 1 0 0 0 1 0"), ("-0.1", "0 -1 0 0 0 0 -1"), ("1E-60", "0 1 0 0 0 1 0"), ("7", "7 7 7 7 7 7 7"),
        ])
    func rounds(_ text: String, _ results: String) throws {
        let value = try number(text)
        let rounded = RoundingMode.allCases.map { value.rounded(scale: 0, $0)?.description ?? "nil" }
        #expect(rounded.joined(separator: " ") == results)
        #expect(try number("1234.567").rounded(scale: -2, .halfUp)?.description == "1200")
        #expect(try number("1234.567").rounded(scale: 2, .floor)?.description == "1234.56")
    }

    @Test(
        "takes the remainder with the sign of the divisor",
        arguments: [
            ("12", "5", "2"), ("-12", "5", "3"), ("12", "-5", "-3"), ("-12", "-5", "-2"), ("10.1", "4.5", "1.1"),
            ("-10.1", "4.5", "3.4"), ("1E40", "7", "4"), ("5", "0", "nil"), ("1", "1E30", "1"),
        ])
    func remainders(_ left: String, _ right: String, _ result: String) throws {
        #expect(try number(left).modulo(number(right))?.description ?? "nil" == result)
    }

    @Test(
        "exp, log, sqrt and powers are right to 34 digits",
        arguments: [
            ("exp", "1", "2.718281828459045235360287471352662"), ("exp", "4", "54.59815003314423907811026120286088"),
            ("exp", "-1", "0.3678794411714423215955237701614609"), ("exp", "1E-40", "1"), ("exp", "14200", "nil"),
            ("exp", "-20000", "0"), ("log", "10", "2.302585092994045684017991454684364"),
            ("log", "4", "1.386294361119890618834464242916353"), ("log", "0", "nil"), ("log", "1", "0"),
            ("log", "1.000000000000000000000000000000001", "9.999999999999999999999999999999995E-34"),
            ("log", "0.9999999999999999999999999999999999", "-0.0000000000000000000000000000000001"),
            ("log", "1E-6000", "-13815.51055796427410410794872810619"),
            ("sqrt", "2", "1.414213562373095048801688724209698"), ("sqrt", "16", "4"), ("sqrt", "0.25", "0.5"),
            ("sqrt", "-1", "nil"), ("sqrt", "1E-6176", "1E-3088"),
            ("sqrt", "1E6111", "3.162277660168379331998893544432719E+3055"),
            ("sqrt", "9999999999999999999999999999999999", "99999999999999999.99999999999999999"),
        ])
    func functions(_ function: String, _ text: String, _ result: String) throws {
        let value = try number(text)
        let outcome =
            switch function {
            case "exp": value.exponential
            case "log": value.naturalLogarithm
            default: value.squareRoot
            }
        #expect(outcome?.description ?? "nil" == result)
    }

    @Test(
        "raises to powers",
        arguments: [
            ("2", "10", "1024"), ("2", "-2", "0.25"), ("-2", "3", "-8"), ("0", "0", "1"), ("0", "-1", "nil"),
            ("4", "0.5", "2"), ("2", "0.5", "1.414213562373095048801688724209698"), ("-8", "0.5", "nil"),
            ("10", "6144", "1E+6144"), ("10", "6145", "nil"), ("10", "-6200", "0"), ("1", "99999999999999999999", "1"),
            ("3", "100", "5.153775207320113310364611297656213E+47"),
            ("1.0000001", "1000000", "1.105170912549793416638382709346716"),
            ("-3", "101", "-1.546132562196033993109383389296864E+48"),
        ])
    func powers(_ base: String, _ power: String, _ result: String) throws {
        #expect(try number(base).raised(to: number(power))?.description ?? "nil" == result)
    }

    @Test("bridges to binary numbers and integers")
    func bridges() throws {
        #expect(Decimal128(0.1)?.description == "0.1")
        #expect(Decimal128(1e300)?.description == "1E+300")
        #expect(Decimal128(Double.nan) == nil)
        #expect(try Double(number("-0.1")) == -0.1)
        #expect(try Double(number("1E400")) == .infinity)
        #expect(try Int64(exactly: number("-9223372036854775808")) == Int64.min)
        #expect(try Int64(exactly: number("9223372036854775808")) == nil)
        #expect(try Int64(exactly: number("1.50")) == nil)
        #expect(try Int64(exactly: number("12.00E1")) == 120)
        #expect(Decimal128(Int64.min).description == "-9223372036854775808")
    }
}
