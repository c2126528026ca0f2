public import FEELValues

/// What an evaluation takes from outside beside its inputs. There is no clock but `now`.
public struct Environment: Sendable {
    /// The moment that `now()` and `today()` answer; without it they answer null.
    public var now: DateAndTime?
    /// Where the regions of times such as `10:00:00@Europe/Paris` come from.
    public var timeZones: any TimeZoneDatabase
    public var budget: Budget

    public init(
        now: DateAndTime? = nil, timeZones: any TimeZoneDatabase = NoTimeZones(), budget: Budget = Budget()
    ) {
        self.now = now
        self.timeZones = timeZones
        self.budget = budget
    }
}

/// What one evaluation may use before it ends with null. The defaults let honest rules pass by far.
public struct Budget: Sendable, Hashable {
    /// Elements visited, iterations, calls and steps of patterns.
    public var steps: Int
    /// Bytes of lists and strings made, whether still in use or not.
    public var memory: Int
    /// Nodes of expressions that may be under evaluation at once, one within the other, across function calls.
    public var depth: Int
    /// Nodes of the largest value, counting shared parts as often as they occur.
    public var valueWeight: Int
    /// Lists and contexts that may lie within each other.
    public var valueDepth: Int
    /// Diagnostics kept; further ones are only counted.
    public var diagnostics: Int

    public init(
        steps: Int = 5_000_000, memory: Int = 256 << 20, depth: Int = 3000, valueWeight: Int = 4_000_000,
        valueDepth: Int = 200, diagnostics: Int = 32
    ) {
        self.steps = steps
        self.memory = memory
        self.depth = depth
        self.valueWeight = valueWeight
        self.valueDepth = valueDepth
        self.diagnostics = diagnostics
    }
}

/// A value with what went wrong on the way to it.
public struct Evaluation: Sendable {
    public let value: Value
    /// The first problems, in the order in which they arose.
    public let diagnostics: [Diagnostic]
    /// How many more there were.
    public let omittedDiagnostics: Int
}
