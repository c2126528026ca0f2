/// A list with its measure. An array literal or `List(array)` makes one; its elements are read as a collection.
public struct List: Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
    public private(set) var elements: [Value]
    public private(set) var measure: Measure

    public init(_ elements: [Value]) {
        self.elements = elements
        measure = Measure(of: elements)
    }

    public init(arrayLiteral elements: Value...) { self.init(elements) }

    public mutating func append(_ value: Value) {
        elements.append(value)
        measure = measure.including(value.measure)
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { elements.count }
    public subscript(position: Int) -> Value { elements[position] }
}

extension List: Hashable {
    public static func == (left: List, right: List) -> Bool { left.elements == right.elements }
    public func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}

/// How deep a value nests and how large it is when written out, known without walking it: parts may be shared, so a
/// small expression could otherwise build a value that nobody can compare, print or even release.
public struct Measure: Sendable, Hashable {
    /// 0 for a value without parts.
    public let depth: UInt16
    /// Nodes and every eight bytes of strings, counted as often as they occur.
    public let weight: UInt32

    @inline(__always)
    public init(depth: UInt16, weight: UInt32) {
        self.depth = depth
        self.weight = weight
    }

    init(of values: [Value]) {
        var depth: UInt16 = 0
        var weight: UInt32 = 1
        for value in values {
            let part = value.measure
            if part.depth > depth { depth = part.depth }
            weight = Self.sum(weight, part.weight)
        }
        self.init(depth: depth == .max ? .max : depth + 1, weight: weight)
    }

    /// The measure with one more part.
    func including(_ part: Measure) -> Measure {
        let inner = part.depth == .max ? .max : part.depth + 1
        return Measure(depth: Swift.max(depth, inner), weight: Self.sum(weight, part.weight))
    }

    static func sum(_ left: UInt32, _ right: UInt32) -> UInt32 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}

extension Value {
    /// How deep the value nests and how large it is.
    @inline(__always)
    public var measure: Measure {
        switch self {
        case .list(let list): list.measure
        case .context(let context): context.measure
        case .string(let string):
            Measure(depth: 0, weight: UInt32(truncatingIfNeeded: 1 + string.utf8.count / 8))
        case .range(let range): Measure(of: [range.start, range.end])
        default: Measure(depth: 0, weight: 1)
        }
    }

    /// A list of these elements.
    @inline(__always)
    public static func list(_ elements: [Value]) -> Value { .list(List(elements)) }
}
