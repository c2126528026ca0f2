public import Basics
public import FEELValues

/// Messages that came before anybody waited for them. A message is kept for its time to live, given out once, and
/// taken in once for each id.
public struct MessageBuffer: Sendable, Equatable {
    /// A message with what it is found by.
    public struct Message: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// What tells it apart; nil fits every subscription.
        public let correlationKey: String?
        /// The sender's id, under which it is taken in only once.
        public let id: String?
        /// The variables that go along.
        public let variables: Context
        /// When it is thrown away.
        public let expires: Timestamp

        /// A message.
        public init(
            name: String, correlationKey: String? = nil, id: String? = nil, variables: Context = Context(),
            expires: Timestamp
        ) {
            self.name = name
            self.correlationKey = correlationKey
            self.id = id
            self.variables = variables
            self.expires = expires
        }

        /// Whether a subscription takes it: the names agree, and the keys where both have one.
        public func fits(name: String, correlationKey: String?) -> Bool {
            guard self.name == name else { return false }
            guard let mine = self.correlationKey, let other = correlationKey else { return true }
            return mine == other
        }
    }

    /// The messages that are kept, oldest first.
    public private(set) var messages: [Message] = []
    /// The ids that have been seen, with the end of their messages' lives.
    private var seen: [String: Timestamp] = [:]

    /// An empty buffer.
    public init() {}

    /// Whether a message with this id has been taken in within its time to live.
    public func knows(_ message: Message, at now: Timestamp) -> Bool {
        guard let id = message.id, let expires = seen[Self.key(message.name, id)] else { return false }
        return expires > now
    }

    /// Notes that a message has come, so that it is not taken in twice.
    public mutating func note(_ message: Message) {
        if let id = message.id { seen[Self.key(message.name, id)] = message.expires }
    }

    /// Keeps a message that nobody waits for.
    public mutating func keep(_ message: Message, at now: Timestamp) {
        note(message)
        if message.expires > now { messages.append(message) }
    }

    /// Gives out the oldest message that a subscription takes.
    public mutating func take(name: String, correlationKey: String?, at now: Timestamp) -> Message? {
        expire(at: now)
        guard let place = messages.firstIndex(where: { $0.fits(name: name, correlationKey: correlationKey) }) else {
            return nil
        }
        return messages.remove(at: place)
    }

    /// Throws away what has outlived its time.
    public mutating func expire(at now: Timestamp) {
        messages.removeAll { $0.expires <= now }
        seen = seen.filter { $0.value > now }
    }

    private static func key(_ name: String, _ id: String) -> String { name + "\u{0}" + id }
}
