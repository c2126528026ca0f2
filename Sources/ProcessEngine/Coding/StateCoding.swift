import Basics
public import FEELValues

extension InstanceState {
    /// The form that is written; older forms stay readable.
    static let codingVersion = 1

    /// The state as bytes: compact, and the same bytes for the same state.
    public func encode() -> [UInt8] {
        var writer = BinaryWriter(capacity: 256 + elements.count * 24)
        writer.int(Self.codingVersion)
        writer.string(status.rawValue)
        writer.bool(isSuspended)
        writer.int(Int(startedAt.milliseconds))
        writer.string(initiator)
        writer.unsigned(seed)
        writer.int(nextKey)
        writer.list(elements.keys.sorted()) { writer, key in
            if let element = elements[key] { writer.element(element) }
        }
        writer.list(waits.keys.sorted()) { writer, key in
            if let wait = waits[key] { writer.wait(wait) }
        }
        writer.list(incidents.keys.sorted()) { writer, key in
            if let incident = incidents[key] { writer.incident(incident) }
        }
        writer.list(passed) { $0.passedStep($1) }
        writer.list(picks.keys.sorted()) { writer, step in
            writer.string(step)
            writer.strings(picks[step] ?? [])
        }
        writer.variables(result)
        return writer.bytes
    }

    /// Reads a state.
    /// - Parameter zones: where the regions of date and time values come from.
    public init(
        decoding bytes: [UInt8], zones: any TimeZoneDatabase = NoTimeZones()
    ) throws(StateDecodingError) {
        var reader = BinaryReader(bytes, zones: zones)
        let version = try reader.int()
        guard version == Self.codingVersion else { throw .unknownVersion(version) }
        guard let status = Status(rawValue: try reader.string()) else { throw reader.failure }
        let isSuspended = try reader.bool()
        let startedAt = Timestamp(milliseconds: Int64(try reader.int()))
        self.init(startedAt: startedAt, initiator: try reader.optionalString(), seed: try reader.unsigned())
        self.status = status
        self.isSuspended = isSuspended
        nextKey = try reader.int()
        let all = try reader.list { (reader) throws(StateDecodingError) in try reader.element() }
        elements = Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        for wait in try reader.list({ (reader) throws(StateDecodingError) in try reader.wait() }) {
            waits[wait.key] = wait
        }
        for incident in try reader.list({ (reader) throws(StateDecodingError) in try reader.incident() }) {
            incidents[incident.key] = incident
        }
        for step in try reader.list({ (reader) throws(StateDecodingError) in try reader.passedStep() }) {
            remember(step)
        }
        for _ in 0..<(try reader.count()) { picks[try reader.string()] = try reader.strings() }
        result = try reader.variables()
        guard reader.isAtEnd else { throw reader.failure }
        rebuild()
    }

    /// What follows from the elements and is not written: children, waits and seats by element.
    private mutating func rebuild() {
        for key in elements.keys.sorted() {
            guard let element = elements[key] else { continue }
            elements[element.parent]?.scope?.children.append(key)
            if case .approval(let group) = element.detail {
                for seat in group.seats where seat.task != 0 { seats[seat.task] = key }
            }
        }
    }
}
