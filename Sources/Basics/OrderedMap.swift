/// A map from text that keeps the order in which keys came. Small maps are searched in line; large ones get an index.
public struct OrderedMap<Value> {
    public private(set) var keys: [String] = []
    public private(set) var values: [Value] = []
    private var index: [String: Int] = [:]
    private static var indexedFrom: Int { 12 }

    public init() {}

    public init(_ pairs: some Sequence<(String, Value)>) {
        for (key, value) in pairs { self[key] = value }
    }

    public var count: Int { keys.count }
    public var isEmpty: Bool { keys.isEmpty }

    /// The value of a key. Setting nil removes the key.
    public subscript(key: String) -> Value? {
        get { position(key).map { values[$0] } }
        set {
            switch (position(key), newValue) {
            case (let place?, let value?): values[place] = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    private func position(_ key: String) -> Int? {
        keys.count < Self.indexedFrom ? keys.firstIndex(of: key) : index[key]
    }

    private mutating func append(_ key: String, _ value: Value) {
        keys.append(key)
        values.append(value)
        if keys.count == Self.indexedFrom { rebuild() } else if keys.count > Self.indexedFrom { index[key] = keys.count - 1 }
    }

    private mutating func remove(at place: Int) {
        keys.remove(at: place)
        values.remove(at: place)
        rebuild()
    }

    private mutating func rebuild() {
        index = [:]
        guard keys.count >= Self.indexedFrom else { return }
        for (place, key) in keys.enumerated() { index[key] = place }
    }
}

extension OrderedMap: Sequence {
    public func makeIterator() -> Zip2Sequence<[String], [Value]>.Iterator { zip(keys, values).makeIterator() }
}

extension OrderedMap: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements.map { ($0.0, $0.1) }) }
}

extension OrderedMap: Sendable where Value: Sendable {}

/// Equality does not look at the order.
extension OrderedMap: Equatable where Value: Equatable {
    public static func == (left: OrderedMap, right: OrderedMap) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0] == $1 }
    }
}
