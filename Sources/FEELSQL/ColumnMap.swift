public import FEELValues
public import SQLStore

/// What the names of a condition stand for in a query.
public struct ColumnMap {
    public enum Meaning: Sendable {
        case column(Column)
        /// A value known before the query runs, such as the actor's id.
        case constant(Value)
    }

    let meaning: ([String]) -> Meaning?

    /// - Parameter meaning: the meaning of a name or of a path such as `["owner", "city"]`, `nil` when it has none.
    ///   It is asked for every path once or more and may note the joins that the path needs; joins must keep rows
    ///   without a partner (`LEFT JOIN`), because a path through null is null.
    public init(_ meaning: @escaping ([String]) -> Meaning?) { self.meaning = meaning }

    /// A map of single names.
    public init(_ columns: [String: Column]) {
        meaning = { path in path.count == 1 ? columns[path[0]].map(Meaning.column) : nil }
    }
}

/// A column, or an expression of the database that stands for one.
public struct Column: Sendable, Hashable {
    public typealias Kind = ColumnKind

    public let sql: SQL
    public let kind: ColumnKind

    public init(_ sql: SQL, _ kind: ColumnKind) {
        self.sql = sql
        self.kind = kind
    }
}

/// How a column holds its values (ADR 0006). NULL is null for every kind.
public enum ColumnKind: Sendable, Hashable {
    /// 0 or 1.
    case boolean
    /// An integer that counts units of 10^−scale. `digits` bounds it: no value has more.
    case number(scale: Int, digits: Int)
    case string
    /// Days since 1970-01-01.
    case date
    /// Milliseconds since 1970-01-01T00:00Z; in memory a date and time with the offset that the environment's `now`
    /// has, or of UTC when there is no `now`.
    case dateAndTime
    /// Milliseconds since midnight; in memory a local time.
    case time
    /// Milliseconds; in memory a days-and-time duration.
    case duration
    /// A JSON array of texts; in memory a list of strings.
    case texts

    /// An integer column of any size.
    public static let integer = ColumnKind.number(scale: 0, digits: 18)
}
