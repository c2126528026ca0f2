/// What differs between the two databases, in one place.
public enum Dialect: String, Sendable, CaseIterable {
    case sqlite
    case postgres
}
