public import Basics
public import FEELValues

/// What a step of an instance takes from outside. The engine has no clock, no randomness and no memory of its own.
public struct ProcessEnvironment: Sendable {
    /// The moment of the command.
    public var now: Timestamp
    /// The zone of cron expressions and of dates without offset.
    public var zone: Zone
    /// Where the regions of times come from.
    public var timeZones: any TimeZoneDatabase
    /// Evaluates a decision by id or name.
    public var decide: (@Sendable (String, Context) -> Answer)?
    /// Runs a script in a language other than FEEL: language, text, variables.
    public var runScript: (@Sendable (String, String, Context) -> Answer)?
    /// The moment so many working seconds after another on a named business calendar; whole multiples of 86,400 are
    /// working days.
    public var workingTime: (@Sendable (String, Timestamp, Int64) -> Timestamp?)?
    /// Whether scripts and decisions that nothing here can run become jobs for a worker; otherwise they are incidents.
    public var offersUnknownWork = false
    /// The people.
    public var directory: Directory
    /// How many steps one command may take before an incident stops it.
    public var stepBudget: Int
    /// How often a job is tried when the model does not say.
    public var defaultRetries: Int

    /// The value of a decision or script, or why there is none.
    public enum Answer: Sendable, Equatable {
        case value(Value)
        case failure(String)
    }

    /// An environment at a moment.
    public init(
        now: Timestamp, zone: Zone = .offset(0), timeZones: any TimeZoneDatabase = NoTimeZones(),
        directory: Directory = Directory(), stepBudget: Int = 1_000_000, defaultRetries: Int = 3
    ) {
        self.now = now
        self.zone = zone
        self.timeZones = timeZones
        self.directory = directory
        self.stepBudget = stepBudget
        self.defaultRetries = defaultRetries
    }

    /// Seconds east of UTC at a moment.
    func offset(at moment: Timestamp) -> Int64 {
        switch zone {
        case .local: 0
        case .offset(let seconds): Int64(seconds)
        case .region(let region): Int64(region.offset(at: moment.milliseconds.flooredQuotient(1000)))
        }
    }
}
