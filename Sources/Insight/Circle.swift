public import Basics
public import Records
import Tenancy

/// Whose records a dashboard counts, among those that the reader may see.
public enum Circle: Sendable, Hashable {
    case mine
    /// The reader with all who report to it.
    case team
    /// Somebody with all who report to them.
    case person(EntityID)
    /// A department with those below it.
    case department(EntityID)
    case all

    /// Reads `mine`, `team`, `all`, or the typed id of a person or a department.
    public init?(_ text: String) {
        switch text {
        case "mine": self = .mine
        case "team": self = .team
        case "all": self = .all
        default:
            if let id = EntityID(text: text, prefix: "usr") {
                self = .person(id)
            } else if let id = EntityID(text: text, prefix: "dep") {
                self = .department(id)
            } else {
                return nil
            }
        }
    }

    public var text: String {
        switch self {
        case .mine: "mine"
        case .team: "team"
        case .person(let id): id.text(prefix: "usr")
        case .department(let id): id.text(prefix: "dep")
        case .all: "all"
        }
    }

    /// The owners that are meant, for somebody.
    public func owners(for reader: EntityID) -> [OwnerScope] {
        switch self {
        case .mine: [.person(reader)]
        case .team: [.below(reader)]
        case .person(let id): [.below(id)]
        case .department(let id): [.department(id)]
        case .all: []
        }
    }
}
