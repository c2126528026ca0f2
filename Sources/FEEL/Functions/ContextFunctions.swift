import FEELValues

// DMN 1.5 §10.3.4.9, table 79.
extension BuiltIns {
    static let contextFunctions: [BuiltIn] = [
        BuiltIn("get value(m: context; key: Any)") { call in
            guard let context = call[0].context else { return nil }
            if let key = call[1].string { return context[key] ?? .null }
            return call[1].list.flatMap { value(in: call[0], path: $0[...]) }
        },
        BuiltIn("get entries(m: context) -> list") { call in
            guard let context = call[0].context else { return nil }
            return call.list(
                context.entries.map { key, value in
                    .context(Context(distinctNames: ["key", "value"], values: [.string(key), value]))
                })
        },
        BuiltIn("context(entries: list) -> context") { call in
            guard let entries = call.elements(0) else { return nil }
            var result = Context()
            for entry in entries {
                guard let pair = entry.context, let key = pair["key"]?.string, let value = pair["value"],
                    result[key] == nil
                else { return nil }
                result[key] = value
            }
            return call.evaluator.context(result, at: call.span)
        },
        BuiltIn(
            "context put(context: context; key: Any; value: Any) -> context",
            "context put(context: context; keys: Any; value: Any) -> context"
        ) { call in
            guard let context = call[0].context else { return nil }
            let result: Context?
            if let key = call[1].string {
                result = put(context, [.string(key)], call[2])
            } else {
                result = call[1].list.flatMap { put(context, $0[...], call[2]) }
            }
            return result.map { call.evaluator.context($0, at: call.span) }
        },
        BuiltIn("context merge(contexts: list) -> context") { call in
            guard let contexts = call.elements(0) else { return nil }
            var result = Context()
            for value in contexts {
                guard let context = value.context, call.spend(context.count) else { return nil }
                for (name, value) in context.entries { result[name] = value }
            }
            return call.evaluator.context(result, at: call.span)
        },
    ]

    private static func value(in value: Value, path: ArraySlice<Value>) -> Value? {
        guard let key = path.first else { return value }
        guard let context = value.context, let name = key.string else { return nil }
        return context[name].flatMap { self.value(in: $0, path: path.dropFirst()) } ?? .null
    }

    /// The context with a value at the end of a path of keys, on which every key but the last leads to a context.
    private static func put(_ context: Context, _ path: ArraySlice<Value>, _ value: Value) -> Context? {
        guard let name = path.first?.string else { return nil }
        var result = context
        if path.count == 1 {
            result[name] = value
            return result
        }
        guard let inner = context[name]?.context, let changed = put(inner, path.dropFirst(), value) else { return nil }
        result[name] = .context(changed)
        return result
    }
}
