/// Departments and people of one company, as its files describe them.
struct Company {
    struct Department {
        let name: String
        let parent: String?
    }
    struct Person {
        let login: String
        let name: String
        let department: String
        let manager: String?
        let position: String
        let role: String
    }

    let departments: [Department]
    private(set) var people: [Person] = []
    private let parents: [String: String]

    /// Reads a company's folder; people with a star get names from the word maker.
    init(folder: String, _ words: inout WordMaker) throws {
        departments = Self.departments(try DemoTexts.lines(folder + "/departments.txt"))
        parents = Dictionary(departments.compactMap { department in department.parent.map { (department.name, $0) } }) {
            $1
        }
        let rows = try DemoTexts.lines(folder + "/people.txt").map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
        }
        for row in rows where row.count == 6 && !row[0].hasPrefix("*") { words.reserve(login: row[0]) }
        for row in rows {
            guard row.count == 6 else { throw DemoError.text(file: "people.txt", line: row.joined(separator: "|")) }
            let count = row[0].hasPrefix("*") ? Int(row[0].dropFirst()) ?? 0 : 0
            if count == 0 { people.append(Self.person(row, name: row[1], login: row[0])) }
            for _ in 0..<count {
                let colleague = words.colleague()
                people.append(Self.person(row, name: colleague.name, login: colleague.login))
            }
        }
    }

    private static func person(_ row: [String], name: String, login: String) -> Person {
        Person(
            login: login, name: name, department: row[2], manager: row[3].isEmpty ? nil : row[3], position: row[4],
            role: row[5])
    }

    private static func departments(_ lines: [String]) -> [Department] {
        var path: [(indent: Int, name: String)] = []
        return lines.map { line in
            let indent = line.prefix { $0 == " " }.count
            while let last = path.last, last.indent >= indent { path.removeLast() }
            let department = Department(name: trimmed(line[...]), parent: path.last?.name)
            path.append((indent, department.name))
            return department
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// The people who sell, by the region they sell in: the first part of a department's name above them.
    func sellers(in region: String) -> [Person] {
        let all = people.filter { $0.role == "crm.sales_rep" }
        let local = all.filter { person in
            var department: String? = person.department
            while let name = department {
                if name.hasPrefix(region) { return true }
                department = parents[name]
            }
            return false
        }
        return local.isEmpty ? all : local
    }

    func first(role: String) -> Person? { people.first { $0.role == role } }
}
