import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing
import Web

/// What the packages' files say about who may do what, against every exit: the oracle reads the metadata alone.
@Suite("Role by operation by field") struct MatrixTests {
    /// Whether a record that belongs to somebody is open to a person, by the files. People have no reports and no
    /// colleagues here, so what is below or beside one is one's own.
    static func isOpen(
        _ object: ObjectType, of owner: EntityID, to person: MatrixCompany.Person, _ action: AccessAction,
        _ company: MatrixCompany, depth: Int = 0
    ) -> Bool {
        let schema = company.schema
        if schema.roles[person.role]?.isAdministrator ?? false { return true }
        guard let grant = object.grants[person.role] else { return false }
        let scopes = action == .read ? grant.read : action == .update ? grant.update : grant.delete
        if scopes.contains(.all) { return true }
        if object.isOwned, owner == person.id, !scopes.isDisjoint(with: [.own, .below, .department, .departmentTree]) {
            return true
        }
        guard scopes.contains(.parent), depth < 3 else { return false }
        // Who may change the parent may take its lines away.
        let action = action == .delete ? .update : action
        return object.fields.contains { field in
            guard field.isParent else { return false }
            let target = company.records[object.name]?[owner]?.reference(field.name)?.object
            return target.flatMap { schema.object($0) }.map {
                isOpen($0, of: owner, to: person, action, company, depth: depth + 1)
            } ?? false
        }
    }

    @Test("agrees at every exit", arguments: MatrixDatabase.all) func matrix(_ database: MatrixDatabase) async throws {
        try await database.use { store in
            let company = try await MatrixCompany(store)
            var checks = 0
            for person in company.people {
                for object in company.schema.objects.values.sorted(by: { $0.name < $1.name }) {
                    let cell = Cell(company: company, person: person, object: object)
                    checks += try await cell.check()
                }
            }
            print("the matrix on \(database): \(checks) checks")
            #expect(checks > 3000)
        }
    }
}

/// One role and one object.
private struct Cell {
    let company: MatrixCompany
    let person: MatrixCompany.Person
    let object: ObjectType
    private let isAdministrator: Bool
    private let grant: ObjectGrant?
    private let hidden: Set<String>
    private let readOnly: Set<String>
    private let own: [EntityID: Record]

    init(company: MatrixCompany, person: MatrixCompany.Person, object: ObjectType) {
        self.company = company
        self.person = person
        self.object = object
        isAdministrator = company.schema.roles[person.role]?.isAdministrator ?? false
        grant = object.grants[person.role]
        hidden = isAdministrator ? [] : grant?.hiddenFields ?? []
        readOnly = isAdministrator ? [] : grant?.readOnlyFields ?? []
        own = company.records[object.name] ?? [:]
    }

    private var note: String { "\(person.role) \(object.name)" }
    private var path: String { "/records/\(object.name)" }

    private func isOpen(_ owner: EntityID, _ action: AccessAction) -> Bool {
        MatrixTests.isOpen(object, of: owner, to: person, action, company)
    }

    /// Values of hidden fields as they would be written, with and without commas.
    private var secrets: [String] {
        own.values.flatMap { record in
            hidden.compactMap { name -> [String]? in
                guard let field = object.field(name), record[name] != .null else { return nil }
                let text = field.type.text(record[name], field, TextStyle(locale: "zh-CN", zoneMinutes: 480))
                let whole = String(text.prefix { $0 != "." })
                guard whole.count >= 5 else { return nil }
                var grouped = ""
                for (place, digit) in whole.enumerated() {
                    grouped +=
                        (place > 0 && (whole.count - place) % 3 == 0 && whole.allSatisfy(\.isNumber) ? "," : "")
                        + String(digit)
                }
                return [whole, grouped]
            }.flatMap { $0 }
        }
    }

    private func tellsNothing(_ answer: MatrixCompany.Answer, _ exit: String) -> Int {
        let found = secrets.filter { answer.text.contains($0) }
        #expect(found.isEmpty, "\(note): \(exit) shows \(found)")
        for name in hidden { #expect(!answer.text.contains("\"\(name)\":"), "\(note): \(exit) names \(name)") }
        return secrets.count + hidden.count
    }

    func check() async throws -> Int {
        var checks = 0
        checks += try await lists()
        checks += try await streams()
        for (owner, record) in own.sorted(by: { $0.key < $1.key }) { checks += try await one(owner, record) }
        checks += try await creates()
        checks += try await exports()
        return checks
    }

    // MARK: Many records

    private func ids(_ answer: MatrixCompany.Answer) -> Set<String> {
        Set(
            (answer.json?["data"]?.array ?? []).filter { $0["object"]?.string == object.name }.compactMap {
                $0["id"]?.string
            })
    }

    private var expected: Set<String> { Set(own.filter { isOpen($0.key, .read) }.map(\.value.idText)) }

    private func lists() async throws -> Int {
        let list = await company.api("GET", path + "?limit=500", person)
        let mayRead = isAdministrator || !(grant?.read.isEmpty ?? true)
        #expect(list.status == (mayRead ? 200 : 403), "\(note): list \(list.status)")
        let page = await company.page("GET", "/o/\(object.name)", person)
        var checks = 2 + tellsNothing(list, "list") + tellsNothing(page, "list page")
        guard !own.isEmpty else { return checks }
        if mayRead { #expect(ids(list) == expected, "\(note): list") }
        let search = await company.api("GET", "/search?limit=50&q=\(PercentCoding.encode("隐"))", person)
        #expect(ids(search).isSubset(of: expected), "\(note): search")
        for name in hidden {
            let filtered = await company.api("GET", path + "?filter=\(name)%20!=%20null", person)
            let sorted = await company.api("GET", path + "?sort=\(name)", person)
            let summed = await company.api("GET", "/summaries/\(object.name)?by=\(name)", person)
            for answer in [filtered, sorted, summed] {
                #expect([400, 403].contains(answer.status), "\(note): asks for \(name): \(answer.text.prefix(90))")
            }
            checks += 3
        }
        for (owner, record) in own {
            // A list page shows the name of a record, and only of one that is open.
            if let name = record.object.field(record.object.nameField), !hidden.contains(name.name),
                case .text(let text) = record[name.name], text.hasPrefix("隐")
            {
                #expect(
                    page.status != 200 || page.text.contains(record.idText) == isOpen(owner, .read) || object.isInternal
                        || object.views.first?.filter != nil, "\(note): list page")
                checks += 1
            }
        }
        return checks + expected.count + 1 + tellsNothing(search, "search")
    }

    private func streams() async throws -> Int {
        guard object.name == "crm.account" || !hidden.isEmpty else { return 0 }
        let log = await company.api("GET", "/events?limit=500", person)
        let stream = await company.api("GET", "/events/stream", person, ["last-event-id": "0"])
        var checks = 0
        for answer in [log, stream] {
            #expect(answer.status == 200)
            checks += 1 + secrets.count
            #expect(secrets.allSatisfy { !answer.text.contains($0) }, "\(note): the log shows a hidden value")
            for (owner, record) in own where !isOpen(owner, .read) {
                #expect(!answer.text.contains(record.idText), "\(note): the log tells of a closed record")
                checks += 1
            }
        }
        return checks
    }

    private func exports() async throws -> Int {
        guard !own.isEmpty else { return 0 }
        let columns = object.fields.filter(\.kind.isStored).map { "columns=\($0.name)" }.joined(separator: "&")
        let file = await company.page("POST", "/o/\(object.name)/export", person, form: "format=csv&\(columns)")
        let may = isAdministrator || (grant?.export ?? false)
        #expect(file.status == (may ? 200 : 403), "\(note): export \(file.status)")
        guard may else { return 1 + tellsNothing(file, "export") }
        let rows = file.text.split(whereSeparator: \.isNewline).count - 1
        #expect(rows == expected.count, "\(note): export has \(rows) rows, not \(expected.count)")
        return 2 + tellsNothing(file, "export")
    }

    // MARK: One record

    private func one(_ owner: EntityID, _ record: Record) async throws -> Int {
        let one = path + "/" + record.idText
        let (reads, updates, deletes) = (isOpen(owner, .read), isOpen(owner, .update), isOpen(owner, .delete))
        var checks = 0
        for (exit, target) in [
            ("get", one), ("changes", one + "/changes"), ("timeline", one + "/timeline"), ("access", one + "/access"),
            ("owners", one + "/owners"), ("files", one + "/files"),
        ] {
            let answer = await company.api("GET", target, person)
            #expect(answer.status == (reads ? 200 : 404), "\(note): \(exit) \(answer.status)")
            checks += 1 + tellsNothing(answer, exit)
            guard exit == "get", reads else { continue }
            for field in object.fields where field.kind.isStored {
                #expect(
                    (answer.json?[field.name] == nil) == hidden.contains(field.name), "\(note): get and \(field.name)")
                checks += 1
            }
        }
        for target in ["", "?tab=details", "?tab=history", "/edit"] {
            let page = await company.page("GET", "/o/\(object.name)/\(record.idText)\(target)", person)
            #expect(page.status == (reads ? 200 : 404), "\(note): page \(target) \(page.status)")
            checks += 1 + tellsNothing(page, "page \(target)")
        }
        return checks + (try await changes(one, reads, updates, deletes))
    }

    /// A version that never was: who may change a record is told so, who may not is refused before.
    private func changes(_ one: String, _ reads: Bool, _ updates: Bool, _ deletes: Bool) async throws -> Int {
        let stale = ["if-match": "\"999999\""]
        func expected(_ may: Bool) -> Int { may ? 409 : reads ? 403 : 404 }
        let update = await company.api("PATCH", one, person, body: "{}", stale)
        #expect(update.status == expected(updates), "\(note): update \(update.status)")
        let delete = await company.api("DELETE", one, person, stale)
        #expect(delete.status == expected(deletes), "\(note): delete \(delete.status)")
        var checks = 2 + tellsNothing(update, "update")
        for command in object.state?.commands ?? [] {
            let given = await company.api("POST", one + "/commands/\(command.name)", person, stale)
            let may = isAdministrator || grant?.commands.map { $0.contains(command.name) } ?? true
            #expect(given.status == expected(updates && may), "\(note): \(command.name) \(given.status)")
            checks += 1
        }
        guard updates else { return checks }
        for field in object.fields {
            let answer = await company.api("PATCH", one, person, body: "{\"\(field.name)\":\"no such value\"}")
            let codes = (answer.json?["errors"]?.array ?? []).compactMap { $0["code"]?.string }
            let refusal: String? =
                hidden.contains(field.name) ? "field.unknown" : field.kind.isComputed ? "field.computed" : nil
            if let refusal {
                #expect(codes == [refusal], "\(note): writing \(field.name) gives \(answer.text.prefix(120))")
            } else if readOnly.contains(field.name), [.text, .longText, .tags].contains(field.kind) {
                #expect(codes == ["field.read-only"], "\(note): writing \(field.name) gives \(answer.text.prefix(120))")
            } else {
                #expect(!codes.contains("field.unknown"), "\(note): writing \(field.name)")
            }
            checks += 1
        }
        return checks
    }

    private func creates() async throws -> Int {
        let answer = await company.api("POST", path, person, body: "{\"no such field\":1}")
        let may = isAdministrator || (grant?.create ?? false)
        #expect(answer.status == (may ? 422 : 403), "\(note): create \(answer.status)")
        let page = await company.page("GET", "/o/\(object.name)/new", person)
        #expect(page.status == (may ? 200 : 403), "\(note): create page \(page.status)")
        for name in hidden {
            #expect(!page.text.contains("name=\"\(name)\""), "\(note): the form of a new record asks for \(name)")
        }
        return 2 + hidden.count
    }
}
