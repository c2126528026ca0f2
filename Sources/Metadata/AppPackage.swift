/// A named set of rights that people hold.
public struct Role: Sendable, Hashable {
    /// The package and the name: `crm.sales-rep`.
    public let name: String
    public let label: LocalizedText
    public let help: LocalizedText
    /// Whether it may do everything on every object.
    public let isAdministrator: Bool
}

/// A group of objects in the navigation.
public struct NavigationSection: Sendable, Hashable {
    public let label: LocalizedText
    public let objects: [String]

    public init(label: LocalizedText, objects: [String]) {
        self.label = label
        self.objects = objects
    }
}

/// An app: what a company installs.
public struct AppPackage: Sendable, Hashable {
    public var name: String
    public var version: String
    public var label: LocalizedText
    public var help: LocalizedText
    public var needs: [String]
    public var roles: [Role]
    public var navigation: [NavigationSection]
    public var objects: [ObjectType]
    /// Process and decision models, as text: `processes/*.bpmn`, `decisions/*.dmn`.
    public var models: [PackageFile] = []
    /// What managers look at: `reports/*.yml`.
    public var dashboards: [Dashboard] = []
    /// Pages on which figures are entered by month.
    public var grids: [MonthGrid] = []
    /// The files it was read from, for the next version to be compared with.
    public var sources: [PackageFile] = []

    public init(
        name: String, version: String, label: LocalizedText, help: LocalizedText = LocalizedText([:]), needs: [String] = [],
        roles: [Role] = [], navigation: [NavigationSection] = [], objects: [ObjectType] = []
    ) {
        self.name = name
        self.version = version
        self.label = label
        self.help = help
        self.needs = needs
        self.roles = roles
        self.navigation = navigation
        self.objects = objects
    }
}

/// Everything that a tenant's records are made of: the packages it has, with what it added itself.
/// Replaced as a whole when a package or an addition changes.
public struct Schema: Sendable {
    public let packages: [AppPackage]
    public let objects: [String: ObjectType]
    public let roles: [String: Role]
    /// Grows with every change a tenant makes.
    public let version: Int64

    public init(packages: [AppPackage], version: Int64 = 0) {
        self.packages = packages
        self.version = version
        let all = packages.flatMap(\.objects)
        objects = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        roles = Dictionary(packages.flatMap(\.roles).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public func object(_ name: String) -> ObjectType? { objects[name] }

    public var dashboards: [Dashboard] { packages.flatMap(\.dashboards) }

    public var grids: [MonthGrid] { packages.flatMap(\.grids) }

    /// The object whose ids begin with a prefix.
    public func object(idPrefix: String) -> ObjectType? { objects.values.first { $0.idPrefix == idPrefix } }
}
