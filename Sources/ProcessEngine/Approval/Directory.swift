public import Basics

/// The people of the company, as far as approvals must know them. The shell fills it; the engine only asks.
public struct Directory: Sendable {
    /// The id of a person whom a model or a form may name otherwise, such as by sign-in name.
    public var identify: @Sendable (String) -> String
    /// The members of a role, department, position or group.
    public var members: @Sendable (Membership, String) -> [String]
    /// The head of a department.
    public var head: @Sendable (String) -> String?
    /// A person's superior.
    public var manager: @Sendable (String) -> String?
    /// Whether a person holds a position or has a level of that name.
    public var holds: @Sendable (String, String) -> Bool
    /// Who stands in for a person at a moment.
    public var proxy: @Sendable (String, Timestamp) -> String?
    /// Who looks after processes.
    public var administrators: @Sendable () -> [String]

    /// What people can be members of.
    public enum Membership: String, Sendable { case role, department, position, group }

    /// A directory; without arguments, one that knows nobody.
    public init(
        identify: @escaping @Sendable (String) -> String = { $0 },
        members: @escaping @Sendable (Membership, String) -> [String] = { _, _ in [] },
        head: @escaping @Sendable (String) -> String? = { _ in nil },
        manager: @escaping @Sendable (String) -> String? = { _ in nil },
        holds: @escaping @Sendable (String, String) -> Bool = { _, _ in false },
        proxy: @escaping @Sendable (String, Timestamp) -> String? = { _, _ in nil },
        administrators: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.identify = identify
        self.members = members
        self.head = head
        self.manager = manager
        self.holds = holds
        self.proxy = proxy
        self.administrators = administrators
    }
}
