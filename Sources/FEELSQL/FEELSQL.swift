public import FEEL
public import SQLStore

/// Conditions of FEEL as parameterised SQL: the subset whose result in the database is the result in memory, null
/// included. What cannot be pushed down is refused with its place, never answered differently.
///
/// ```swift
/// let syntax = try FEEL.parse("amount > 1000 and owner.city = \"上海\"")
/// switch FEELSQL.predicate(for: syntax, columns: columns, dialect: .sqlite) {
/// case .sql(let predicate): query += " WHERE \(predicate)"
/// case .refused(let refusal): print(refusal.span, refusal.code)
/// }
/// ```
///
/// Pushed down are comparisons, `and`, `or`, `not`, `in`, `between`, ranges, tests for null, `+`, `-` and `*` on
/// numbers, dates moved by days, `starts with`, `ends with`, `contains`, `string length`, `list contains`, and
/// everything that no column takes part in, such as `today() - @"P30D"`.
public enum FEELSQL {
    /// What the rows that a predicate leaves out have in common.
    public enum Mode: Sendable {
        /// For `WHERE`: rows for which the condition is not true. Null and false need no telling apart, so the
        /// predicate may use plain `=`, which indexes serve.
        case filter
        /// Rows for which it is false; those for which it is null give NULL, as in memory.
        case threeValued
    }

    /// The predicate of a condition.
    ///
    /// - Parameters:
    ///   - columns: what the names in the condition stand for.
    ///   - environment: the clock and the time zones; the result holds for this moment.
    public static func predicate(
        for condition: Expression, columns: ColumnMap, dialect: Dialect, environment: Environment = Environment(),
        mode: Mode = .filter
    ) -> Pushdown {
        let compiler = PredicateCompiler(columns: columns, dialect: dialect, environment: environment)
        do throws(Refusal) {
            return .sql(try compiler.predicate(condition, mode))
        } catch {
            return .refused(error)
        }
    }
}

/// A predicate, or why there is none.
public enum Pushdown: Sendable, Hashable {
    /// In brackets where it needs them, so that it may stand beside `AND` and after `NOT`.
    case sql(SQL)
    case refused(Refusal)
}

/// Why a condition cannot run in the database, and where.
public struct Refusal: Error, Sendable, Hashable {
    public enum Reason: String, Sendable, CaseIterable {
        /// The name is neither a column nor a constant.
        case unknownName = "feel.sql.unknown-name"
        /// The construct or function has no equal in SQL.
        case notSupported = "feel.sql.not-supported"
        /// The databases answer differently from FEEL, as with upper case beyond ASCII.
        case differs = "feel.sql.differs"
        /// The kinds do not go together; in memory the part is always null.
        case wrongKinds = "feel.sql.wrong-kinds"
        /// A sum or product could pass 64 bits.
        case mayOverflow = "feel.sql.may-overflow"
    }

    public let reason: Reason
    public let span: Span
    /// What the message names: the name, the construct or the kinds.
    public let detail: String

    init(_ reason: Reason, _ span: Span, _ detail: String = "") {
        self.reason = reason
        self.span = span
        self.detail = detail
    }

    /// A stable code.
    public var code: String { reason.rawValue }
}

extension Refusal: CustomStringConvertible {
    /// The message in English with line and column.
    public var description: String { "\(span): \(Messages.text(code, [detail], language: .english))" }
}
