import FEELValues

/// The classes that stand for Java's types.
extension JavaFunction {
    static func integer(_ name: String, _ method: String, _ types: [JavaType]) -> (
        @Sendable ([JavaValue]) -> JavaValue?
    )? {
        let own: JavaType
        let bounds: ClosedRange<Int64>
        switch name {
        case "java.lang.Long": (own, bounds) = (.long, Int64.min...Int64.max)
        case "java.lang.Short": (own, bounds) = (.short, -32768...32767)
        case "java.lang.Byte": (own, bounds) = (.byte, -128...127)
        default: (own, bounds) = (.int, Int64(Int32.min)...Int64(Int32.max))
        }
        switch (method, types) {
        case ("valueOf", [own]): return { $0[0] }
        case ("toString", [own]): return { .string($0[0].value.text) }
        case ("valueOf", [.string]), ("parseInt", [.string]), ("parseLong", [.string]), ("parseShort", [.string]),
            ("parseByte", [.string]):
            return { arguments in
                guard case .string(let text) = arguments[0], let number = Int64(text), bounds.contains(number) else {
                    return nil
                }
                return .integer(number)
            }
        case ("max", [own, own]): return { pick($0) { $0 >= $1 } }
        case ("min", [own, own]): return { pick($0) { $0 <= $1 } }
        case ("sum", [own, own]):
            return { arguments in
                guard case .integer(let one) = arguments[0], case .integer(let two) = arguments[1] else { return nil }
                let (sum, failed) = one.addingReportingOverflow(two)
                return failed || !bounds.contains(sum) ? nil : .integer(sum)
            }
        case ("compare", [own, own]):
            return { arguments in
                guard case .integer(let one) = arguments[0], case .integer(let two) = arguments[1] else { return nil }
                return .integer(one < two ? -1 : one == two ? 0 : 1)
            }
        default: return nil
        }
    }

    private static func pick(_ arguments: [JavaValue], _ first: (Int64, Int64) -> Bool) -> JavaValue? {
        guard case .integer(let one) = arguments[0], case .integer(let two) = arguments[1] else { return nil }
        return .integer(first(one, two) ? one : two)
    }

    static func floating(_ isFloat: Bool, _ method: String, _ types: [JavaType]) -> (
        @Sendable ([JavaValue]) -> JavaValue?
    )? {
        let own: JavaType = isFloat ? .float : .double
        switch (method, types) {
        case ("valueOf", [own]): return { $0[0] }
        case ("toString", [own]): return { .string($0[0].value.text) }
        case ("valueOf", [.string]), ("parseDouble", [.string]), ("parseFloat", [.string]):
            return { arguments in
                guard case .string(let text) = arguments[0] else { return nil }
                return isFloat ? Float(text).map(JavaValue.float) : Double(text).map(JavaValue.double)
            }
        case ("max", [own, own]), ("min", [own, own]), ("sum", [own, own]):
            return { arguments in
                guard let one = arguments[0].double, let two = arguments[1].double else { return nil }
                let result = method == "sum" ? one + two : method == "max" ? max(one, two) : min(one, two)
                return isFloat ? .float(Float(result)) : .double(result)
            }
        default: return nil
        }
    }

    static func boolean(_ method: String, _ types: [JavaType]) -> (@Sendable ([JavaValue]) -> JavaValue?)? {
        switch (method, types) {
        case ("valueOf", [.boolean]): return { $0[0] }
        case ("toString", [.boolean]): return { .string($0[0].value.text) }
        case ("valueOf", [.string]), ("parseBoolean", [.string]):
            return { arguments in
                guard case .string(let text) = arguments[0] else { return nil }
                return .boolean(text.lowercased() == "true")
            }
        case ("logicalAnd", [.boolean, .boolean]), ("logicalOr", [.boolean, .boolean]),
            ("logicalXor", [.boolean, .boolean]):
            return { arguments in
                guard case .boolean(let one) = arguments[0], case .boolean(let two) = arguments[1] else { return nil }
                return .boolean(method == "logicalAnd" ? one && two : method == "logicalOr" ? one || two : one != two)
            }
        default: return nil
        }
    }

    static func character(_ method: String, _ types: [JavaType]) -> (@Sendable ([JavaValue]) -> JavaValue?)? {
        guard types == [.character] else { return nil }
        switch method {
        case "valueOf": return { $0[0] }
        case "toString": return { .string($0[0].value.text) }
        case "isDigit": return { test($0) { $0.properties.generalCategory == .decimalNumber } }
        case "isLetter": return { test($0) { $0.properties.isAlphabetic } }
        case "isWhitespace": return { test($0) { $0.properties.isWhitespace } }
        case "isUpperCase": return { test($0) { $0.properties.isUppercase } }
        case "isLowerCase": return { test($0) { $0.properties.isLowercase } }
        case "toUpperCase": return { changed($0) { $0.properties.uppercaseMapping } }
        case "toLowerCase": return { changed($0) { $0.properties.lowercaseMapping } }
        default: return nil
        }
    }

    private static func test(_ arguments: [JavaValue], _ holds: (Unicode.Scalar) -> Bool) -> JavaValue? {
        guard case .character(let character) = arguments[0], let scalar = character.unicodeScalars.first else {
            return nil
        }
        return .boolean(holds(scalar))
    }

    private static func changed(_ arguments: [JavaValue], _ change: (Unicode.Scalar) -> String) -> JavaValue? {
        guard case .character(let character) = arguments[0], let scalar = character.unicodeScalars.first else {
            return nil
        }
        let text = change(scalar)
        return text.utf16.count == 1 ? .character(Character(text)) : .character(character)
    }

    static func string(_ method: String, _ types: [JavaType]) -> (@Sendable ([JavaValue]) -> JavaValue?)? {
        switch (method, types) {
        case ("valueOf", _) where types.count == 1 && types != [.objects]: return { .string($0[0].value.text) }
        case ("format", [.string, .objects]):
            return { arguments in
                guard case .string(let pattern) = arguments[0], case .objects(let values) = arguments[1] else {
                    return nil
                }
                return JavaFormat.text(pattern, values).map(JavaValue.string)
            }
        default: return nil
        }
    }
}
