public import Basics
public import Metadata
import SQLStore
import Tenancy

// Saved views: who sees them, and who may keep what.
extension RecordReader {
    /// The saved views of an object that the actor sees: its own and those shared with it, oldest first.
    public func views(_ object: ObjectType) throws -> [SavedView] {
        guard policy.grant(object) != nil else { return [] }
        return try reader.all(
            Self.viewColumns + "WHERE tenant_id = \(tenant) AND object = \(object.name) AND " + seen + " ORDER BY id",
            SavedView.init
        )
        .compactMap { $0 }
    }

    /// One saved view that the actor sees.
    public func view(_ idText: String, of object: ObjectType) throws -> SavedView {
        let missing = RecordError.notFound(object: "view", id: String(idText.prefix(60)))
        guard let id = EntityID(text: idText, prefix: SavedView.idPrefix), policy.grant(object) != nil else {
            throw missing
        }
        let found = try reader.first(
            Self.viewColumns + "WHERE tenant_id = \(tenant) AND id = \(id.rawValue) AND object = \(object.name) AND "
                + seen, SavedView.init)
        guard let view = found ?? nil else { throw missing }
        return view
    }

    /// The name of the view that the actor begins with; nil for the object's first.
    public func defaultView(_ object: ObjectType) throws -> String? {
        try reader.first(
            """
            SELECT view_name FROM default_view WHERE tenant_id = \(tenant) AND person_id = \(actor.id.rawValue)
            AND object = \(object.name)
            """
        ) { $0.text(0) }
    }

    /// Whether the actor may change and remove a view.
    public func mayChange(_ view: SavedView) -> Bool { view.owner == actor.id || policy.isAdministrator }

    /// Whether the actor may share a view so far: with its own department and those below it, with roles that it holds;
    /// with everybody only administrators.
    public func mayShare(with audience: SavedView.Audience) -> Bool {
        if policy.isAdministrator { return true }
        switch audience {
        case .nobody: return true
        case .role(let name): return policy.roles.contains(name)
        case .department(let id): return policy.departments.contains(id.rawValue)
        case .everybody: return false
        }
    }

    private static let viewColumns: SQL =
        "SELECT id, object, owner_id, name, audience, audience_id, body FROM saved_view "

    private var seen: SQL {
        let roles = policy.roles.sorted().map(SQLValue.text)
        return """
            (owner_id = \(actor.id.rawValue) OR audience = 'all' OR (audience = 'role' AND audience_id IN \(list: roles))
            OR (audience = 'department' AND audience_id IN (SELECT CAST(ancestor_id AS TEXT) FROM department_below
            WHERE tenant_id = \(tenant) AND department_id = \(policy.department ?? 0))))
            """
    }
}

extension RecordWriter {
    /// Keeps a view: a new one, or the changed one when it has an id.
    public func save(_ view: SavedView) throws -> SavedView {
        let object = try reader.object(view.object)
        guard policy.grant(object) != nil else { throw RecordError.unknownObject(view.object, nearest: nil) }
        var view = view
        if view.id.rawValue == 0 {
            (view.id, view.owner) = (ids.next(), actor.id)
        } else {
            let old = try reader.view(view.idText, of: object)
            guard reader.mayChange(old) else { throw RecordError.forbidden(code: "access.view", arguments: [:]) }
            view.owner = old.owner
        }
        try check(view, object)
        let (audience, audienceID) = view.audienceColumns
        try transaction.execute(
            .upsert(
                into: "saved_view", key: ["tenant_id", "id"],
                [
                    ("tenant_id", .integer(tenant)), ("id", .integer(view.id.rawValue)), ("object", .text(object.name)),
                    ("owner_id", .integer(view.owner.rawValue)), ("name", .text(view.name)),
                    ("audience", .text(audience)),
                    ("audience_id", audienceID.map(SQLValue.text) ?? .null), ("body", .text(view.body)),
                ]))
        return view
    }

    /// Removes a view for everybody who saw it.
    public func deleteView(_ idText: String, of object: ObjectType) throws {
        let view = try reader.view(idText, of: object)
        guard reader.mayChange(view) else { throw RecordError.forbidden(code: "access.view", arguments: [:]) }
        try transaction.execute("DELETE FROM saved_view WHERE tenant_id = \(tenant) AND id = \(view.id.rawValue)")
        try transaction.execute(
            "DELETE FROM default_view WHERE tenant_id = \(tenant) AND object = \(object.name) AND view_name = \(view.idText)"
        )
    }

    /// Says with which view the actor begins; nil for the object's first.
    public func setDefaultView(_ name: String?, of object: ObjectType) throws {
        if let name, !object.views.contains(where: { $0.name == name }) { _ = try reader.view(name, of: object) }
        try transaction.execute(
            """
            DELETE FROM default_view WHERE tenant_id = \(tenant) AND person_id = \(actor.id.rawValue)
            AND object = \(object.name)
            """)
        guard let name else { return }
        try transaction.execute(
            """
            INSERT INTO default_view (tenant_id, person_id, object, view_name)
            VALUES (\(tenant), \(actor.id.rawValue), \(object.name), \(name))
            """)
    }

    private func check(_ view: SavedView, _ object: ObjectType) throws {
        var problems: [FieldProblem] = []
        if !(1...60).contains(view.name.count) { problems.append(FieldProblem("name", "view.name")) }
        if !reader.mayShare(with: view.audience) { problems.append(FieldProblem("audience", "view.audience")) }
        let hidden = policy.mask(object).hidden
        func isKnown(_ name: String) -> Bool {
            (object.field(name) != nil && !hidden.contains(name))
                || ["owner", "created_at", "created_by", "updated_at", "updated_by"].contains(name)
        }
        let named =
            view.columns.map { ("columns", $0) }
            + view.sort.map { ("sort", $0.hasPrefix("-") ? String($0.dropFirst()) : $0) }
            + [view.group, view.sum].compactMap { $0 }.map { ("group", $0) }
        for (member, name) in named where !isKnown(name) {
            let nearest = Spelling.nearest(to: name, among: object.fields.map(\.name))
            problems.append(
                FieldProblem(member, "field.unknown", ["field": name, "object": object.name, "nearest": nearest ?? ""]))
        }
        if view.columns.isEmpty { problems.append(FieldProblem("columns", "view.columns")) }
        if view.columns.count > 60 || view.filters.count > 30 { throw RecordError.tooMany(limit: 30) }
        if view.kind != .list, view.group.flatMap({ object.field($0) }) == nil {
            problems.append(FieldProblem("group", "view.group"))
        }
        if !problems.isEmpty { throw RecordError.invalid(problems) }
        // Reading nothing proves that every filter and the order can be carried out.
        var query = view.query
        query.limit = 1
        query.ids = []
        _ = try reader.list(query)
    }
}
