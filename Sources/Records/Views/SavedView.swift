public import Basics
public import Metadata
public import SQLStore

/// A way of looking at an object's records that somebody kept, for itself or for others.
public struct SavedView: Sendable, Equatable {
    /// Who sees a view beside its owner.
    public enum Audience: Sendable, Equatable {
        case nobody
        case role(String)
        /// The people of a department and of those below it.
        case department(EntityID)
        case everybody
    }

    /// One condition: FEEL, or a value that a list field holds, and how a face shows it.
    public struct Filter: Sendable, Equatable {
        public var feel: String?
        public var holding: RecordQuery.Membership?
        /// What a face needs to show the condition as it was entered; the kernel does not look into it.
        public var shown: String?

        public init(feel: String? = nil, holding: RecordQuery.Membership? = nil, shown: String? = nil) {
            self.feel = feel
            self.holding = holding
            self.shown = shown
        }
    }

    public var id: EntityID
    public var object: String
    public var owner: EntityID
    public var name: String
    public var audience: Audience
    public var kind: ListView.Kind
    public var columns: [String]
    public var filters: [Filter]
    /// Field names; a leading minus sorts downwards.
    public var sort: [String]
    public var group: String?
    public var sum: String?

    public init(
        object: String, name: String, audience: Audience = .nobody, kind: ListView.Kind = .list, columns: [String],
        filters: [Filter] = [],
        sort: [String] = [], group: String? = nil, sum: String? = nil
    ) {
        self.id = EntityID(rawValue: 0)
        self.owner = EntityID(rawValue: 0)
        self.object = object
        self.name = name
        self.audience = audience
        self.kind = kind
        self.columns = columns
        self.filters = filters
        self.sort = sort
        self.group = group
        self.sum = sum
    }

    public static let idPrefix = "viw"

    /// The typed text of the id: what stands for the view where a packaged view's name would.
    public var idText: String { id.text(prefix: Self.idPrefix) }

    /// What a list of the view asks for, without a page.
    public var query: RecordQuery {
        var query = RecordQuery(object)
        query.filters = filters.compactMap(\.feel)
        query.holding = filters.compactMap(\.holding)
        query.sort = sort.map { SortKey(text: $0) }
        return query
    }
}

// How a view is kept.
extension SavedView {
    var body: String {
        var writer = JSONWriter()
        writer.object { out in
            out.member("kind", kind.rawValue)
            for (key, list) in [("columns", columns), ("sort", sort)] {
                out.key(key)
                out.array { inner in list.forEach { inner.string($0) } }
            }
            out.key("filters")
            out.array { list in
                for filter in filters {
                    list.object { item in
                        item.member("feel", filter.feel)
                        item.member("field", filter.holding?.field)
                        item.member("value", filter.holding?.value)
                        item.member("shown", filter.shown)
                    }
                }
            }
            out.member("group", group)
            out.member("sum", sum)
        }
        return writer.text
    }

    init?(_ row: any RowView) {
        guard let body = try? JSON.parse(row.text(6)) else { return nil }
        func strings(_ key: String) -> [String] { (body[key]?.array ?? []).compactMap(\.string) }
        let filters = (body["filters"]?.array ?? []).map { item in
            let holding = item["field"]?.string.flatMap { field in
                item["value"]?.string.map { RecordQuery.Membership(field: field, value: $0) }
            }
            return Filter(feel: item["feel"]?.string, holding: holding, shown: item["shown"]?.string)
        }
        self.init(
            object: row.text(1), name: row.text(3), audience: Self.audience(row.text(4), row.optionalText(5)),
            kind: body["kind"]?.string.flatMap(ListView.Kind.init) ?? .list, columns: strings("columns"),
            filters: filters,
            sort: strings("sort"), group: body["group"]?.string, sum: body["sum"]?.string)
        id = EntityID(rawValue: row.integer(0))
        owner = EntityID(rawValue: row.integer(2))
    }

    private static func audience(_ kind: String, _ id: String?) -> Audience {
        switch kind {
        case "role": .role(id ?? "")
        case "department": id.flatMap { Int64($0) }.map { .department(EntityID(rawValue: $0)) } ?? .nobody
        case "all": .everybody
        default: .nobody
        }
    }

    var audienceColumns: (kind: String, id: String?) {
        switch audience {
        case .nobody: ("private", nil)
        case .role(let name): ("role", name)
        case .department(let id): ("department", "\(id.rawValue)")
        case .everybody: ("all", nil)
        }
    }
}

/// The tables of saved views.
enum ViewTables {
    static let migration = Migration("0002-saved-views") { dialect in
        let (integer, text, end) = (dialect.type(.integer), dialect.type(.text), dialect.tableEnd())
        return [
            // Made by the first migration and never written.
            "DROP TABLE saved_view",
            """
            CREATE TABLE saved_view (tenant_id \(integer) NOT NULL, id \(integer) NOT NULL, object \(text) NOT NULL,
            owner_id \(integer) NOT NULL, name \(text) NOT NULL, audience \(text) NOT NULL, audience_id \(text), body \(text) NOT NULL,
            PRIMARY KEY (tenant_id, id))\(end)
            """,
            "CREATE INDEX saved_view_object ON saved_view (tenant_id, object, id)",
            """
            CREATE TABLE default_view (tenant_id \(integer) NOT NULL, person_id \(integer) NOT NULL, object \(text) NOT NULL,
            view_name \(text) NOT NULL, PRIMARY KEY (tenant_id, person_id, object))\(end)
            """,
        ].map { SQL(text: $0) }
    }
}
