// swift-tools-version:6.2
import PackageDescription

// The house (ARCHITECTURE.md). One row a room: the rooms directly below it, then the outside products it touches.
// Every target declares the whole closure of rooms below it: with direct arrows only, the incremental build
// can leave an importer stale after a layout change two rooms down.
struct Room {
    var name: String
    var below: [String] = []
    var products: [Target.Dependency] = []
    var kind: Kind = .library
    enum Kind { case library, executable, test }
}

let grdb: [Target.Dependency] = [
    .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
]

// The oracle of the decimal's tests.
let bigInt: [Target.Dependency] = [.product(name: "BigInt", package: "BigInt")]

let yams: [Target.Dependency] = [.product(name: "Yams", package: "Yams")]
let logging: [Target.Dependency] = [.product(name: "Logging", package: "swift-log")]
let arguments: [Target.Dependency] = [.product(name: "ArgumentParser", package: "swift-argument-parser")]
let hummingbird: [Target.Dependency] = [.product(name: "Hummingbird", package: "hummingbird")]

let libraries: [Room] = [
    // Floor 0: words everybody speaks
    Room(name: "Basics"),
    Room(name: "XMLTree"),
    Room(name: "FEELValues", below: ["Basics"]),
    Room(name: "FEEL", below: ["FEELValues"]),
    // Floor 1: models and engines
    Room(name: "DMN", below: ["FEEL", "XMLTree"]),
    Room(name: "DMNConformance", below: ["DMN"]),
    Room(name: "BPMN", below: ["XMLTree"]),
    Room(name: "ProcessEngine", below: ["BPMN", "FEEL"]),
    Room(name: "ProcessSimulation", below: ["ProcessEngine", "DMN"]),
    Room(name: "ProcessDesign", below: ["BPMN", "DMN"]),
    Room(name: "Metadata", below: ["FEEL"], products: yams),
    // Floor 2: ports
    Room(name: "TimeZones", below: ["FEELValues"]),
    Room(name: "Cryptography", below: ["CSodium"]),
    Room(name: "Printing"),
    Room(name: "TableFiles", below: ["XMLTree", "Basics", "CZlib"]),
    Room(name: "SQLStore", below: ["Basics"]),
    Room(name: "SQLiteStore", below: ["SQLStore"], products: grdb),
    Room(name: "PostgresStore", below: ["SQLStore", "CLibPQ"]),
    Room(name: "FEELSQL", below: ["FEEL", "SQLStore"]),
    Room(name: "StoreConformance", below: ["SQLStore"]),
    // Floor 3: kernel
    Room(name: "Tenancy", below: ["SQLStore"]),
    Room(name: "Work", below: ["Tenancy"]),
    Room(name: "Identity", below: ["Tenancy", "Work", "Cryptography"]),
    Room(name: "Records", below: ["Metadata", "Work", "FEELSQL", "Cryptography"]),
    Room(name: "Processes", below: ["Records", "Work", "ProcessEngine", "BPMN", "DMN", "Cryptography"]),
    Room(name: "Insight", below: ["Records"]),
    Room(name: "Kernel", below: ["Records", "Identity", "TimeZones", "Importing", "Processes"]),
    Room(name: "Importing", below: ["Records", "TableFiles", "Work"]),
    Room(name: "Demo", below: ["Kernel"]),
    // Floor 4: faces
    Room(name: "HTML", below: ["Basics"]),
    Room(name: "Documents", below: ["Records", "HTML"]),
    Room(name: "Web", below: ["Basics"], products: hummingbird + logging),
    Room(name: "Gateway", below: ["Kernel", "Insight", "Processes", "Documents", "Printing", "Web"]),
    Room(name: "Console", below: ["Kernel", "Insight", "Importing", "Processes", "ProcessDesign", "BPMN", "Documents", "Printing", "Web", "HTML"]),
]

let doors: [Room] = [
    Room(
        name: "sanbu",
        below: [
            "Gateway", "Console", "SQLiteStore", "PostgresStore", "DMN", "DMNConformance", "BPMN", "Processes", "ProcessSimulation", "Demo",
        ],
        products: arguments, kind: .executable)
]

let tests: [Room] = [
    Room(name: "BasicsTests", below: ["Basics"], products: bigInt, kind: .test),
    Room(name: "XMLTreeTests", below: ["XMLTree"], kind: .test),
    Room(name: "FEELValuesTests", below: ["FEELValues", "TimeZones"], kind: .test),
    Room(name: "FEELTests", below: ["FEEL", "TimeZones"], kind: .test),
    Room(name: "FEELSQLTests", below: ["FEELSQL", "SQLiteStore", "PostgresStore", "TimeZones"], kind: .test),
    Room(name: "DMNTests", below: ["DMN", "DMNConformance", "TimeZones"], kind: .test),
    Room(name: "ProcessEngineTests", below: ["ProcessSimulation", "TimeZones"], kind: .test),
    Room(name: "BPMNTests", below: ["BPMN", "FEEL"], kind: .test),
    Room(name: "ProcessDesignTests", below: ["ProcessDesign", "ProcessEngine", "TimeZones"], kind: .test),
    Room(name: "StoreTests", below: ["StoreConformance", "SQLiteStore", "PostgresStore"], kind: .test),
    Room(name: "WorkTests", below: ["Work", "SQLiteStore", "PostgresStore"], kind: .test),
    Room(name: "DemoTests", below: ["Demo", "SQLiteStore", "PostgresStore"], kind: .test),
    Room(name: "AppTests", below: ["Kernel", "SQLiteStore", "PostgresStore"], kind: .test),
    Room(name: "TableFilesTests", below: ["TableFiles"], kind: .test),
    Room(name: "InsightTests", below: ["Insight", "Kernel", "SQLiteStore", "PostgresStore"], kind: .test),
    Room(name: "KernelTests", below: ["Kernel", "Processes", "Cryptography", "SQLiteStore", "PostgresStore"], kind: .test),
    Room(name: "HTMLTests", below: ["HTML"], kind: .test),
    Room(name: "ConsoleTests", below: ["Console", "SQLiteStore"], kind: .test),
    Room(name: "GatewayTests", below: ["Gateway", "SQLiteStore", "PostgresStore"], kind: .test),
    Room(name: "MatrixTests", below: ["Gateway", "Console", "SQLiteStore", "PostgresStore"], kind: .test),
    Room(name: "HouseTests", kind: .test),
]

let rooms = libraries + doors + tests

let systemLibraries: [Target] = [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
]

let byName = Dictionary(uniqueKeysWithValues: (libraries + doors).map { ($0.name, $0) })

func closure(_ room: Room) -> (rooms: Set<String>, products: [Target.Dependency]) {
    var rooms = Set<String>()
    var products = room.products
    for name in room.below where !rooms.contains(name) {
        rooms.insert(name)
        guard let lower = byName[name] else { continue }
        let further = closure(lower)
        rooms.formUnion(further.rooms)
        products += further.products
    }
    return (rooms, products)
}

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func target(_ room: Room) -> Target {
    let below = closure(room)
    var dependencies: [Target.Dependency] = below.rooms.sorted().map { .target(name: $0) }
    for product in below.products where !dependencies.contains(where: { "\($0)" == "\(product)" }) {
        dependencies.append(product)
    }
    switch room.kind {
    case .library: return .target(name: room.name, dependencies: dependencies, swiftSettings: settings)
    case .executable: return .executableTarget(name: room.name, dependencies: dependencies, swiftSettings: settings)
    case .test: return .testTarget(name: room.name, dependencies: dependencies, swiftSettings: settings)
    }
}

let package = Package(
    name: "sanbu",
    dependencies: [
        .package(url: "https://github.com/attaswift/BigInt.git", exact: "6.0.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
    ],
    targets: systemLibraries + rooms.map(target),
    swiftLanguageModes: [.v6]
)
