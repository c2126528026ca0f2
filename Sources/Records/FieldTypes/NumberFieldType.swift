import Basics
import Metadata
import SQLStore

/// Numbers with a fixed number of digits after the point, kept as scaled whole numbers.
struct NumberFieldType: FieldType {
    var isInteger: Bool { true }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        switch json {
        case .null: return .null
        case .integer(let value): return try scaled(Decimal128(value), field, shown: "\(value)")
        case .decimal(let value): return try scaled(value, field, shown: value.description)
        case .string(let text): return try parse(text: text, field)
        default: throw wrongKind(json, field, expected: "number")
        }
    }

    func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue {
        let bare = text.filter { !$0.isWhitespace && $0 != "," && $0 != "，" && $0 != "%" && $0 != "％" }
        if bare.isEmpty { return .null }
        guard let number = Decimal128(bare) else { throw FieldProblem(field.name, "field.number", ["value": String(text.prefix(40))]) }
        return try scaled(number, field, shown: text)
    }

    private func scaled(_ number: Decimal128, _ field: Field, shown: String) throws(FieldProblem) -> SQLValue {
        if let low = field.minimum.flatMap({ Decimal128($0) }), number < low {
            throw FieldProblem(field.name, "field.too-small", ["limit": low.description, "value": shown])
        }
        if let high = field.maximum.flatMap({ Decimal128($0) }), number > high {
            throw FieldProblem(field.name, "field.too-large", ["limit": high.description, "value": shown])
        }
        return .integer(try ScaledNumber.units(number, scale: field.scale, field: field.name, shown: shown))
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) {
        writer.raw(ScaledNumber.text(value.integerValue, scale: field.scale).utf8)
    }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        let text = ScaledNumber.text(value.integerValue, scale: field.scale)
        return field.kind == .percent ? text + "%" : text
    }
}

/// Whole numbers that stand for numbers with a fixed number of digits after the point.
public enum ScaledNumber {
    static let powers: [Int64] = (0...12).map { (0..<$0).reduce(Int64(1)) { power, _ in power * 10 } }

    /// The number in units of its last digit.
    /// - Throws: a problem when it has more digits after the point, or is too large to keep.
    static func units(_ number: Decimal128, scale: Int, field: String, shown: String) throws(FieldProblem) -> Int64 {
        guard let scaled = number.multiplied(by: Decimal128(powers[scale])) else {
            throw FieldProblem(field, "field.too-large", ["limit": text(.max, scale: scale), "value": shown])
        }
        guard let units = Int64(exactly: scaled) else {
            let isWhole = scaled.rounded(scale: 0, .down) == scaled
            throw FieldProblem(field, isWhole ? "field.too-large" : "field.too-many-digits",
                ["scale": "\(scale)", "value": String(shown.prefix(40)), "limit": text(.max, scale: scale)])
        }
        guard units.magnitude <= UInt64(1) << 62 else {
            throw FieldProblem(field, "field.too-large", ["limit": text(Int64(1) << 62, scale: scale), "value": shown])
        }
        return units
    }

    /// `-1234` with two digits: `-12.34`; digits that are zero at the end stay.
    public static func text(_ units: Int64, scale: Int) -> String {
        guard scale > 0 else { return String(units) }
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
        return (units < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}
