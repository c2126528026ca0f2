/// One text file of a package: its path inside the package and its text.
public struct PackageFile: Sendable, Hashable {
    public let path: String
    public let text: String

    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

extension AppPackage {
    /// Reads a package from its files: `app.yml` and `objects/*.yml`.
    /// - Returns: what could be read, and everything that is wrong; a package with problems is not installed.
    public static func read(_ files: [PackageFile]) -> (package: AppPackage?, problems: [MetadataProblem]) {
        let collector = ProblemCollector()
        guard let manifest = files.first(where: { $0.path.hasSuffix("app.yml") }) else {
            let place = SourcePlace(file: "app.yml", line: 1, column: 1)
            collector.report("package.manifest", at: place, "the package has no app.yml", advice: "add one with name, version and label")
            return (nil, collector.problems)
        }
        guard let root = YAMLReader.document(manifest.text, file: manifest.path, collector: collector) else {
            return (nil, collector.problems)
        }
        var package = PackageReader(reader: root).package()
        for file in files.filter({ $0.path.contains("objects/") && $0.path.hasSuffix(".yml") }).sorted(by: { $0.path < $1.path }) {
            guard let reader = YAMLReader.document(file.text, file: file.path, collector: collector),
                let object = ObjectReader(reader: reader, package: package.name).object()
            else { continue }
            package.objects.append(object)
        }
        readReports(files, into: &package, collector)
        package.models = files.filter { $0.path.hasSuffix(".bpmn") || $0.path.hasSuffix(".dmn") }.sorted { $0.path < $1.path }
        package.sources = files
        return (package, collector.problems)
    }

    private static func readReports(_ files: [PackageFile], into package: inout AppPackage, _ collector: ProblemCollector) {
        let check = DashboardCheck(objects: package.objects, collector: collector)
        for file in files.filter({ $0.path.contains("reports/") && $0.path.hasSuffix(".yml") }).sorted(by: { $0.path < $1.path }) {
            guard let document = YAMLReader.document(file.text, file: file.path, collector: collector) else { continue }
            let reader = DashboardReader(reader: document, package: package.name)
            if reader.isGrid {
                guard let grid = reader.grid() else { continue }
                package.grids.append(grid)
                check.check(grid)
            } else {
                let dashboard = reader.dashboard()
                package.dashboards.append(dashboard)
                check.check(dashboard)
            }
        }
        package.dashboards.sort { ($0.position, $0.name) < ($1.position, $1.name) }
    }

    /// Reads an object that a tenant made itself, or the fields that it adds to a packaged one.
    public static func readAddition(_ text: String, file: String) -> (object: ObjectType?, problems: [MetadataProblem]) {
        let collector = ProblemCollector()
        guard let reader = YAMLReader.document(text, file: file, collector: collector) else { return (nil, collector.problems) }
        let object = ObjectReader(reader: reader, package: "custom", isCustom: true).object()
        return (object, collector.problems)
    }

    /// Reads one field that a tenant adds to an object.
    public static func readField(_ text: String, name: String, package: String, file: String)
        -> (field: Field?, problems: [MetadataProblem])
    {
        let collector = ProblemCollector()
        guard let reader = YAMLReader.document(text, file: file, collector: collector) else { return (nil, collector.problems) }
        let field = FieldReader(reader: reader, name: name, package: package, isCustom: true).field()
        return (field, collector.problems)
    }
}

/// Reads `app.yml`.
struct PackageReader {
    let reader: YAMLReader

    func package() -> AppPackage {
        reader.allow("name", "version", "label", "help", "needs", "roles", "navigation")
        let name = reader.requiredString("name")
        return AppPackage(
            name: name, version: reader.requiredString("version"), label: reader.localized("label") ?? LocalizedText(name),
            help: reader.localized("help") ?? LocalizedText([:]), needs: reader.strings("needs"), roles: roles(name),
            navigation: navigation(name), objects: [])
    }

    private func roles(_ package: String) -> [Role] {
        (reader.child("roles")?.members() ?? []).map { name, _, node in
            node.allow("label", "help", "administrator")
            return Role(name: "\(package).\(name)", label: node.localized("label") ?? LocalizedText(name),
                help: node.localized("help") ?? LocalizedText([:]), isAdministrator: node.bool("administrator"))
        }
    }

    private func navigation(_ package: String) -> [NavigationSection] {
        (reader.child("navigation")?.elements() ?? []).map { section in
            section.allow("label", "objects")
            let objects = section.strings("objects").map { $0.contains(".") ? $0 : "\(package).\($0)" }
            return NavigationSection(label: section.localized("label") ?? LocalizedText([:]), objects: objects)
        }
    }
}
