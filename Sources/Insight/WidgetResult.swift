import Basics
public import Metadata
import Records

/// What the numbers of a widget are: scaled whole numbers of a kind.
public struct ValueUnit: Sendable, Hashable {
    public enum Kind: String, Sendable { case count, number, money, percent }
    public let kind: Kind
    public let scale: Int
    public let currency: String

    public init(_ kind: Kind, scale: Int = 0, currency: String = "CNY") {
        self.kind = kind
        self.scale = scale
        self.currency = currency
    }

    /// Plain digits.
    public func text(_ units: Int64) -> String { ScaledNumber.text(units, scale: scale) }
}

/// One bar, row or step.
public struct Point: Sendable, Equatable {
    /// The key of what has no value.
    public static let none = "-"

    /// As it stands in addresses.
    public let key: String
    public let label: String
    /// Nil where there is nothing to measure: no average of nothing.
    public let value: Int64?
    /// How many records.
    public let count: Int64
    public var hue: Int?
    /// What was to be reached.
    public var target: Int64?
    /// How deep it stands in a tree.
    public var depth = 0

    public init(
        key: String, label: String, value: Int64?, count: Int64, hue: Int? = nil, target: Int64? = nil, depth: Int = 0
    ) {
        self.key = key
        self.label = label
        self.value = value
        self.count = count
        self.hue = hue
        self.target = target
        self.depth = depth
    }
}

/// A widget with its numbers.
public struct WidgetResult: Sendable, Equatable {
    public let widget: Widget
    public let unit: ValueUnit
    public var points: [Point] = []
    /// Everything taken together.
    public var total: Point?
    /// The same for the period before.
    public var before: Int64?
    public var forecast: Forecast?

    init(_ widget: Widget, _ unit: ValueUnit) {
        self.widget = widget
        self.unit = unit
    }
}

/// Parts in tenths of a percent, rounded half up; nil of nothing.
public enum Share {
    public static func permille(_ part: Int64, of whole: Int64) -> Int64? {
        guard whole > 0 else { return nil }
        return Int64(exactly: (Int128(part) * 2000 + Int128(whole)) / (Int128(whole) * 2))
    }
}
