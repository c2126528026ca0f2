/// How the records of a widget become one number.
public struct Aggregate: Sendable, Hashable {
    public enum Function: String, Sendable, CaseIterable { case count, sum, average, share }
    public let function: Function
    /// The field that is summed or averaged.
    public let field: String?
    /// For `share`: what the counted part of the records fulfils.
    public let condition: Formula?

    public init(_ function: Function, field: String? = nil, condition: Formula? = nil) {
        self.function = function
        self.field = field
        self.condition = condition
    }
}

/// What the records of a widget are taken together by.
public enum Grouping: Sendable, Hashable {
    /// A field's values; `owner` is one.
    case field(String)
    /// The departments of the owners.
    case ownerDepartment
    /// Days, weeks or months of a date, whichever suits the period, unless one is named.
    case date(String, DateBucket?)
}

/// The steps of a line over time.
public enum DateBucket: String, Sendable, CaseIterable { case day, week, month }

/// Where the figures to be reached stand: records with a person or a department, a month and a value.
public struct TargetSource: Sendable, Hashable {
    public let object: String
    public let filter: Formula?
    /// The date whose month the value is for.
    public let month: String
    public let value: String
    /// References to a person and to a department; one of them is filled in each record.
    public let person: String
    public let department: String
}

/// One figure, chart or table of a dashboard.
public struct Widget: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case figure, bar, line, funnel, ranking, attainment, forecast, changes
    }
    public let name: String
    public let kind: Kind
    public var label: LocalizedText
    public var help = LocalizedText([:])
    public var object: String
    public var filter: Formula?
    /// The field that the dashboard's period is looked for in; nil for what is there now, whatever the period.
    public var date: String?
    public var value = Aggregate(.count)
    public var group: Grouping?
    public var limit = 10
    /// Whether small groups come first.
    public var ascends = false
    /// Whether a figure is compared with the period before.
    public var compares = true
    public var hue: Int?
    /// How many of the four columns it takes.
    public var width = 1
    /// The values of a funnel's field from first to last; a record counts for each value that it has reached.
    public var steps: [String] = []
    /// For changes: the state of records that came about.
    public var won: String?
    public var target: TargetSource?
    public var forecast: ForecastSource?
    public var place: SourcePlace

    public init(name: String, kind: Kind, label: LocalizedText, object: String, place: SourcePlace) {
        self.name = name
        self.kind = kind
        self.label = label
        self.object = object
        self.place = place
    }
}

/// What a forecast is made of: the category that people chose for each open record, the state that says how such
/// records ended, and which states mean that one came about or did not.
public struct ForecastSource: Sendable, Hashable {
    /// A picklist; its options are the columns, in order.
    public let category: String
    public let categories: [String]
    public let state: String
    public let won: String
    public let lost: [String]
    /// When a record that came about did.
    public let closed: String
}

/// Figures and charts that belong together, with one period and one scope for all.
public struct Dashboard: Sendable, Hashable {
    /// The package and the name: `crm.sales`.
    public let name: String
    public var label: LocalizedText
    public var help = LocalizedText([:])
    public var icon = "chart-no-axes-column"
    /// Smaller ones come first.
    public var position = 100
    public var widgets: [Widget] = []
    public var place: SourcePlace

    public init(name: String, label: LocalizedText, place: SourcePlace) {
        self.name = name
        self.label = label
        self.place = place
    }

    public func widget(_ name: String) -> Widget? { widgets.first { $0.name == name } }
}

/// A page on which one value a month is entered for each person or department.
public struct MonthGrid: Sendable, Hashable {
    /// The package and the name: `crm.targets`.
    public let name: String
    public var label: LocalizedText
    public var help: LocalizedText
    public var icon: String
    /// Where the values are kept; the filter is not used.
    public let source: TargetSource
    /// A picklist of which one option is entered at a time.
    public let by: String
    public let place: SourcePlace
}
