import Basics
import Metadata
import SQLStore

/// Money: whole minor units of the field's currency. At the API it is a decimal number in a string, so that no
/// client's floating point touches it.
struct MoneyFieldType: FieldType {
    var isInteger: Bool { true }
    private let number = NumberFieldType()

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue { try number.parse(json, field) }

    func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue {
        try number.parse(text: text.filter { !"¥￥$€".contains($0) && $0 != "元" }, field)
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) {
        writer.string(ScaledNumber.text(value.integerValue, scale: field.scale))
    }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        ScaledNumber.text(value.integerValue, scale: field.scale)
    }
}
