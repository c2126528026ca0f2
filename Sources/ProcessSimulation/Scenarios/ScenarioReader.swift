public import Basics
import FEELValues
import ProcessEngine

extension Scenario {
    /// Reads a scenario file.
    public init(_ bytes: [UInt8]) throws(Malformed) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(bytes)
        } catch {
            throw Malformed(description: error.description)
        }
        try self.init(json)
    }

    /// Reads a scenario from JSON.
    public init(_ json: JSON) throws(Malformed) {
        guard let model = json["model"]?.string else { throw Malformed(description: "'model' names no file") }
        self.model = model
        process = json["process"]?.string
        also = json["also"]?.array?.compactMap(\.string) ?? []
        variables = Self.context(json["variables"])
        start = json["start"].map {
            Start(message: $0["message"]?.string, key: Self.key($0["key"]), signal: $0["signal"]?.string)
        }
        completesJobs = json["jobs"]?.string != "manual"
        let text = json["now"]?.string ?? "2026-01-05T09:00:00Z"
        guard let moment = DateAndTime(text, zones: NoTimeZones()) else {
            throw Malformed(description: "'now' is no date and time: \(text)")
        }
        now = Timestamp(milliseconds: Int64(clamping: moment.nanosecondsSinceEpoch / 1_000_000))
        picks = Self.people(json["picks"])
        initiator = json["initiator"]?.string
        var steps: [Step] = []
        for (index, step) in (json["steps"]?.array ?? []).enumerated() { steps.append(try Self.step(step, index + 1)) }
        self.steps = steps
        end = json["end"]?.string
        passed = json["passed"]?.object?.map { ($0, Int($1.integer ?? 0)) } ?? []
        order = json["order"]?.array?.compactMap(\.string) ?? []
        directory = json["directory"]
    }

    private static func step(_ json: JSON, _ number: Int) throws(Malformed) -> Step {
        let variables = context(json["variables"])
        if let expected = json["expect"] { return .expect(expectation(expected)) }
        if let name = json["complete"]?.string { return .complete(name, variables, by: json["as"]?.string) }
        if let name = json["job"]?.string { return .job(name, variables) }
        if let name = json["fail"]?.string { return .fail(name, error: json["error"]?.string) }
        if let name = json["message"]?.string { return .message(name, key: key(json["key"]), variables) }
        if let name = json["signal"]?.string { return .signal(name, variables) }
        if let text = json["advance"]?.string {
            guard let step = TimerState.Step(duration: text) else {
                throw Malformed(description: "step \(number): 'advance' is no duration: \(text)")
            }
            return .advance(step)
        }
        if json["cancel"] != nil { return .cancel }
        if json["set"] != nil { return .set(context(json["set"])) }
        if json["approval"] != nil { return .approval(json) }
        if json["administer"] != nil { return .administer(json) }
        throw Malformed(description: "step \(number) is of no known kind: \(json.text)")
    }

    private static func expectation(_ json: JSON) -> Expectation {
        Expectation(
            tasks: names(json["tasks"]), jobs: names(json["jobs"]), waiting: names(json["waiting"]),
            variables: json["variables"]?.object?.map { ($0, value($1)) } ?? [], actors: names(json["actors"]),
            incidents: names(json["incidents"]), copies: names(json["copies"]), notices: names(json["notices"]))
    }

    /// People by step.
    static func people(_ json: JSON?) -> [String: [String]] {
        var people: [String: [String]] = [:]
        for (step, names) in json?.object ?? [:] { people[step] = Self.names(names) ?? [] }
        return people
    }

    static func names(_ json: JSON?) -> [String]? { json?.array?.compactMap(\.string) }

    /// A correlation key; numbers are told as they are written.
    private static func key(_ json: JSON?) -> String? {
        guard let json, !json.isNull else { return nil }
        return json.string ?? json.text
    }

    static func context(_ json: JSON?) -> Context {
        Context(json?.object?.map { ($0, value($1)) } ?? [])
    }

    static func value(_ json: JSON) -> Value {
        switch json {
        case .null: .null
        case .bool(let truth): .boolean(truth)
        case .integer(let number): .number(Decimal128(number))
        case .decimal(let number): .number(number)
        case .string(let text): .string(text)
        case .array(let items): .list(items.map(value))
        case .object(let members): .context(Context(members.map { ($0, value($1)) }))
        }
    }
}

extension TimerState.Step {
    /// A duration of ISO 8601, weeks and mixed ones included.
    init?(duration text: String) {
        let probe = TimerState.step(ofDuration: text)
        guard let probe else { return nil }
        self = probe
    }
}
