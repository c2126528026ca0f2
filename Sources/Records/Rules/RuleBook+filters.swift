import Basics
import FEEL
import FEELSQL
import FEELValues
import Metadata
import SQLStore
import Synchronization
import Tenancy

// Conditions that run in the database.
extension RuleBook {
    /// A sharing rule's condition; nil when it cannot run in the database: what cannot be told is closed.
    func sharing(_ rule: SharingRule, _ object: ObjectType, actor: Actor, alias: String, dialect: Dialect, now: Timestamp) -> SQL? {
        let columns = FilterColumns(object: object, schema: schema, actor: actor, policy: nil, alias: alias, dialect: dialect)
        return try? compile(rule.condition.text, columns, actor, dialect, now)
    }

    /// A list's filter, with what the actor may not see left unknown.
    func filter(_ text: String, _ object: ObjectType, policy: AccessPolicy, alias: String, dialect: Dialect, now: Timestamp) throws -> SQL {
        let columns = FilterColumns(object: object, schema: schema, actor: policy.actor, policy: policy, alias: alias, dialect: dialect)
        return try compile(text, columns, policy.actor, dialect, now)
    }

    /// A rule's condition that may also name columns of its own, such as the days since something.
    func condition(
        _ text: String, _ object: ObjectType, actor: Actor, alias: String, dialect: Dialect, now: Timestamp, extra: [String: Column]
    ) throws -> SQL {
        var columns = FilterColumns(object: object, schema: schema, actor: actor, policy: nil, alias: alias, dialect: dialect)
        columns.extra = extra
        return try compile(text, columns, actor, dialect, now)
    }

    private func compile(_ text: String, _ columns: FilterColumns, _ actor: Actor, _ dialect: Dialect, _ now: Timestamp) throws -> SQL {
        let language: Messages.Language = actor.locale.hasPrefix("zh") ? .chinese : .english
        let syntax: Expression
        do {
            syntax = try parse(columns.withNumbers(text), columns)
        } catch {
            throw RecordError.query(code: "query.filter-syntax", arguments: [
                "line": "\(error.span.line)", "column": "\(error.span.column)",
                "message": Messages.text(error.code, error.arguments, language: language),
            ])
        }
        let environment = Environment(now: RecordValues.moment(now, zoneMinutes: actor.zoneMinutes))
        switch FEELSQL.predicate(for: syntax, columns: columns.map, dialect: dialect, environment: environment) {
        case .sql(let sql): return sql
        case .refused(let refusal): throw columns.error(refusal, language)
        }
    }

    /// The fields of which a filter wants one value.
    func equalities(_ text: String, _ object: ObjectType, policy: AccessPolicy) -> [String] {
        let columns = FilterColumns(object: object, schema: schema, actor: policy.actor, policy: policy, alias: "r", dialect: .sqlite)
        guard let syntax = try? parse(columns.withNumbers(text), columns) else { return [] }
        var parts = [syntax]
        if case .conjunction(let all) = syntax.kind { parts = all }
        return parts.compactMap { part in
            guard case .comparison(.equal, let left, _) = part.kind, case .name(let name) = left.kind else { return nil }
            return name
        }
    }

    /// A filter's tree, kept for the next who asks the same: lists are opened again and again.
    private func parse(_ text: String, _ columns: FilterColumns) throws(FEELSyntaxError) -> Expression {
        guard text.utf8.count <= Self.longestKept else { return try FEEL.parse(text, names: columns.names) }
        let key = FilterKey(object: columns.object.name, text: text)
        if let known = filters.withLock({ $0[key] }) { return known }
        let syntax = try FEEL.parse(text, names: columns.names)
        filters.withLock { kept in
            if kept.count >= Self.mostKept { kept.removeAll() }
            kept[key] = syntax
        }
        return syntax
    }

    private static let longestKept = 400
    private static let mostKept = 1000
}

/// A filter and the object whose names it uses.
struct FilterKey: Hashable {
    let object: String
    let text: String
}

/// What the names of a filter stand for: the object's fields, those of the records it points at, and who asks.
struct FilterColumns {
    let object: ObjectType
    let schema: Schema
    let actor: Actor
    /// Nil for rules of the package, which see every field.
    let policy: AccessPolicy?
    let alias: String
    let dialect: Dialect
    /// Columns beside the object's own.
    var extra: [String: Column] = [:]

    var names: ScopeNames { RecordScope(object, extra: extra.keys.sorted()).scope.names }

    var map: ColumnMap { ColumnMap { path in self.meaning(path) } }

    private func meaning(_ path: [String]) -> ColumnMap.Meaning? {
        if path.count == 1, let column = extra[path[0]] { return .column(column) }
        if let standard = standard(path) { return standard }
        guard let first = path.first, let field = object.field(first), !isHidden(first, object) else { return nil }
        if path.count == 1 { return column(field, alias) }
        guard field.kind == .reference, path.count == 2 else { return nil }
        if path[1] == "id" { return column(field, alias) }
        return related(field, path[1])
    }

    private func standard(_ path: [String]) -> ColumnMap.Meaning? {
        switch path {
        case ["owner"], ["owner", "id"]: .column(Column(SQL(text: "\(alias).owner_id"), .integer))
        case ["id"]: .column(Column(SQL(text: "\(alias).id"), .integer))
        case ["user"], ["user", "id"]: .constant(.number(Decimal128(actor.id.rawValue)))
        case ["created_at"], ["updated_at"]: .column(Column(SQL(text: "\(alias).\(path[0])"), .dateAndTime))
        default: nil
        }
    }

    private func isHidden(_ field: String, _ object: ObjectType) -> Bool { policy?.mask(object).hidden.contains(field) ?? false }

    private func column(_ field: Field, _ alias: String) -> ColumnMap.Meaning? {
        guard let kind = Self.kind(field), let expression = field.expression(alias: alias, dialect) else { return nil }
        return .column(Column(SQL(text: expression), kind))
    }

    /// A field of the record that a reference points at, when the actor may see that record and that field.
    private func related(_ field: Field, _ name: String) -> ColumnMap.Meaning? {
        guard field.targets.count == 1, let target = schema.object(field.targets[0]), let inner = target.field(name), !isHidden(name, target),
            let kind = Self.kind(inner), let value = inner.expression(alias: "t", dialect), let key = field.expression(alias: alias, dialect)
        else { return nil }
        var sql = SQL(text: "(SELECT \(value) FROM \(SQL.quoted(target.table)) t WHERE t.tenant_id = \(alias).tenant_id AND t.id = \(key)")
        if let policy {
            guard let access = policy.predicate(target, .read, alias: "t", dialect: dialect) else { return nil }
            sql += " AND " + access
        }
        return .column(Column(sql + ")", kind))
    }

    static func kind(_ field: Field) -> Column.Kind? {
        switch field.valueKind {
        case .number, .money, .percent, .rollUp: .number(scale: field.scale, digits: 18)
        case .reference: .integer
        case .boolean: .boolean
        case .date: .date
        case .dateTime: .dateAndTime
        case .time: .time
        case .duration: .duration
        case .multiPicklist, .tags: .texts
        case .text, .longText, .richText, .picklist, .phone, .email, .url, .address, .autoNumber: .string
        default: nil
        }
    }

    /// Typed ids in quotes become the numbers that references keep. The check character keeps other texts out.
    func withNumbers(_ text: String) -> String {
        guard text.contains("_") else { return text }
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count > 2 else { return text }
        var out = String(parts[0])
        for place in parts.indices.dropFirst() {
            if place % 2 == 1, place + 1 < parts.count, let number = number(parts[place]) {
                out += String(number)
            } else if place % 2 == 1 {
                out += "\"" + parts[place] + "\""
            } else {
                out += parts[place]
            }
        }
        return out
    }

    private func number(_ text: Substring) -> Int64? {
        guard let mark = text.firstIndex(of: "_"), text.utf8.count < 24 else { return nil }
        let prefix = String(text[..<mark])
        guard prefix == "usr" || schema.object(idPrefix: prefix) != nil else { return nil }
        return EntityID(text: text, prefix: prefix)?.rawValue
    }

    func error(_ refusal: Refusal, _ language: Messages.Language) -> RecordError {
        if refusal.reason == .unknownName {
            let nearest = Spelling.nearest(to: refusal.detail, among: object.fields.map(\.name))
            return .query(code: "query.unknown-field", arguments: ["field": refusal.detail, "object": object.name, "nearest": nearest ?? ""])
        }
        let message = Messages.text(refusal.code, [refusal.detail], language: language)
        return .query(code: "query.filter-refused", arguments: ["message": "\(refusal.span.line):\(refusal.span.column) \(message)"])
    }
}
