import Basics
import FEELValues

extension BinaryWriter {
    mutating func value(_ value: Value) {
        switch value {
        case .null, .function: byte(0)
        case .boolean(let truth): byte(truth ? 2 : 1)
        case .number(let number): self.number(number)
        case .string(let text):
            byte(5)
            string(text)
        case .list(let list):
            byte(6)
            self.list(list.elements) { $0.value($1) }
        case .context(let context):
            byte(7)
            self.context(context)
        case .range(let range): self.range(range)
        default:
            byte(8)
            string(value.text)
        }
    }

    private mutating func number(_ number: Decimal128) {
        // Only a number that is written the same way again: 1.0 and 1 are equal, yet not the same text.
        if let whole = Int64(exactly: number), number.exponent == 0 {
            byte(3)
            int(Int(whole))
        } else {
            byte(4)
            string(number.description)
        }
    }

    private mutating func range(_ range: RangeValue) {
        byte(9)
        byte(
            (range.includesStart ? 1 : 0) | (range.includesEnd ? 2 : 0) | (range.isComplement ? 4 : 0)
                | (range.isComparison ? 8 : 0))
        value(range.start)
        value(range.end)
    }

    mutating func context(_ context: Context) {
        unsigned(UInt64(context.count))
        for (name, value) in context.entries {
            string(name)
            self.value(value)
        }
    }

    mutating func variables(_ variables: Variables) {
        unsigned(UInt64(variables.count))
        for (name, value) in variables {
            string(name)
            self.value(value)
        }
    }
}

extension BinaryReader {
    // Values nest at most as deep as FEEL lets them, which bounds the recursion.
    mutating func value(depth: Int = 0) throws(StateDecodingError) -> Value {
        guard depth < 512 else { throw failure }
        switch try byte() {
        case 0: return .null
        case 1: return .boolean(false)
        case 2: return .boolean(true)
        case 3: return .number(Decimal128(Int64(try int())))
        case 4:
            guard let number = Decimal128(try string()) else { throw failure }
            return .number(number)
        case 5: return .string(try string())
        case 6: return .list(try list { (reader) throws(StateDecodingError) in try reader.value(depth: depth + 1) })
        case 7: return .context(try context(depth: depth + 1))
        case 8:
            guard let value = Value.temporal(try string(), zones: zones) else { throw failure }
            return value
        case 9: return try range(depth: depth + 1)
        default: throw failure
        }
    }

    private mutating func range(depth: Int) throws(StateDecodingError) -> Value {
        let flags = try byte()
        let (start, end) = (try value(depth: depth), try value(depth: depth))
        if flags & 4 != 0 { return .range(RangeValue(except: start)) }
        return .range(
            RangeValue(
                start: start, includesStart: flags & 1 != 0, end: end, includesEnd: flags & 2 != 0,
                isComparison: flags & 8 != 0))
    }

    mutating func context(depth: Int = 0) throws(StateDecodingError) -> Context {
        let count = try count()
        var context = Context()
        for _ in 0..<count {
            let name = try string()
            context[name] = try value(depth: depth)
        }
        return context
    }

    mutating func variables() throws(StateDecodingError) -> Variables {
        let count = try count()
        var variables = Variables()
        for _ in 0..<count {
            let name = try string()
            variables[name] = try value()
        }
        return variables
    }
}
