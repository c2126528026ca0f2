import FEEL
import FEELSQL
import FEELValues
import SQLStore
import Testing

@Suite("What the database is not asked") struct RefusalTests {
    func pushdown(_ text: String, _ columns: ColumnMap = SampleRow.columns) throws -> Pushdown {
        FEELSQL.predicate(
            for: try FEEL.parse(text, names: SampleRow.scope.names), columns: columns, dialect: .sqlite,
            environment: SampleRow.environment)
    }

    @Test(
        "is refused with reason and place",
        arguments: [
            ("quantity > 1 and nothing = 2", "feel.sql.unknown-name 1:18 nothing"),
            ("upper case(title) = \"A\"", "feel.sql.differs 1:1 upper case"),
            ("quantity / 2 > 1", "feel.sql.not-supported 1:1 /"),
            ("quantity = \"x\"", "feel.sql.wrong-kinds 1:1 number, string"),
            ("title[1] = \"x\"", "feel.sql.not-supported 1:1 [ ]"),
            ("some t in tags satisfies t = \"x\"", "feel.sql.not-supported 1:1 some"),
            ("matches(title, \"a\")", "feel.sql.not-supported 1:1 matches"),
            ("moment > @\"2026-01-01T00:00:00\"", "feel.sql.wrong-kinds 1:1 date and time without a zone"),
            ("quantity in [unit price..10]", "feel.sql.not-supported 1:13 range of columns"),
            ("title", "feel.sql.wrong-kinds 1:1 boolean"),
            ("unit price * unit price * unit price > 1", "feel.sql.may-overflow 1:1 *"),
        ])
    func refuses(_ text: String, _ expected: String) throws {
        guard case .refused(let refusal) = try pushdown(text) else {
            Issue.record("pushed down: \(text)")
            return
        }
        #expect("\(refusal.code) \(refusal.span) \(refusal.detail)" == expected)
    }

    @Test("a name of the query hides the built-in function of that name")
    func shadows() throws {
        let columns = ColumnMap(["count": Column("number_of", .integer), "tags": Column("tags", .texts)])
        let syntax = try FEEL.parse("count(tags) > 1", names: ScopeNames(values: ["count", "tags"]))
        let found = FEELSQL.predicate(for: syntax, columns: columns, dialect: .sqlite)
        guard case .refused = found else {
            Issue.record("\(found)")
            return
        }
    }

    @Test("values are arguments, never text")
    func arguments() throws {
        let found = try pushdown("title = \"'; DROP TABLE x; --\"")
        #expect(found == .sql(SQL(text: "(title = ?)", arguments: [.text("'; DROP TABLE x; --")])))
    }

    @Test("constants of the query take part as values")
    func constants() throws {
        let columns = ColumnMap { path in
            path == ["owner"] ? .column(Column("owner_id", .integer)) : path == ["user"] ? .constant(["id": 7]) : nil
        }
        let syntax = try FEEL.parse("owner = user.id", names: ScopeNames(values: ["owner", "user"]))
        let found = FEELSQL.predicate(for: syntax, columns: columns, dialect: .sqlite)
        #expect(found == .sql(SQL(text: "(owner_id = ?)", arguments: [.integer(7)])))
    }

    @Test("every reason has a message")
    func messages() {
        let codes = Messages.codes(.english)
        #expect(Refusal.Reason.allCases.allSatisfy { codes.contains($0.rawValue) })
    }
}
