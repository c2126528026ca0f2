/// An ordered map from names to values (DMN 1.5 §10.3.2.6). Setting a name again keeps its first place.
public struct Context: Sendable {
    private var storage: Storage

    private final class Storage: @unchecked Sendable {
        // Written only while uniquely referenced (copy on write).
        var names: [String]
        var values: [Value]
        var measure: Measure
        /// The places by name, kept from `indexThreshold` entries on.
        var index: [String: Int]?

        init(names: [String], values: [Value]) {
            self.names = names
            self.values = values
            measure = Measure(of: values)
            if names.count >= Context.indexThreshold { buildIndex() }
        }

        func buildIndex() {
            index = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        }
    }

    fileprivate static let indexThreshold = 12

    /// An empty context.
    public init() { storage = Storage(names: [], values: []) }

    /// A context of entries in order; a later entry of the same name replaces the value of the earlier one.
    public init(_ entries: [(String, Value)]) {
        self.init()
        for (name, value) in entries { self[name] = value }
    }

    /// A context of names known to be different.
    ///
    /// - Precondition: as many values as names.
    public init(distinctNames names: [String], values: [Value]) {
        precondition(names.count == values.count, "a context has one value for each name")
        storage = Storage(names: names, values: values)
    }

    /// How deep the context nests and how large it is.
    public var measure: Measure { storage.measure }
    public var count: Int { storage.names.count }
    public var isEmpty: Bool { storage.names.isEmpty }
    /// The names in order.
    public var names: [String] { storage.names }
    /// The values in the order of their names.
    public var values: [Value] { storage.values }
    /// Names and values in order.
    public var entries: Zip2Sequence<[String], [Value]> { zip(storage.names, storage.values) }

    func place(of name: String) -> Int? {
        if let index = storage.index { return index[name] }
        return storage.names.firstIndex(of: name)
    }

    /// The value of a name; setting `nil` removes the entry.
    public subscript(name: String) -> Value? {
        get { place(of: name).map { storage.values[$0] } }
        set {
            if !isKnownUniquelyReferenced(&storage) {
                storage = Storage(names: storage.names, values: storage.values)
            }
            switch (place(of: name), newValue) {
            case (let place?, let value?):
                storage.values[place] = value
                storage.measure = Measure(of: storage.values)
            case (let place?, nil):
                storage.names.remove(at: place)
                storage.values.remove(at: place)
                if storage.index != nil { storage.buildIndex() }
            case (nil, let value?): append(name, value)
            case (nil, nil): break
            }
        }
    }

    private func append(_ name: String, _ value: Value) {
        storage.names.append(name)
        storage.values.append(value)
        storage.measure = storage.measure.including(value.measure)
        if storage.index != nil {
            storage.index?[name] = storage.names.count - 1
        } else if storage.names.count >= Self.indexThreshold {
            storage.buildIndex()
        }
    }
}

extension Context: Hashable {
    /// Equality whatever the order of the entries.
    public static func == (left: Context, right: Context) -> Bool {
        if left.storage === right.storage { return true }
        guard left.count == right.count else { return false }
        return left.entries.allSatisfy { right[$0] == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for (name, value) in entries {
            var entry = Hasher()
            entry.combine(name)
            entry.combine(value)
            combined ^= entry.finalize()
        }
        hasher.combine(combined)
    }
}

extension Context: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements.map { ($0.0, $0.1) }) }
}
