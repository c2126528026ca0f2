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

let rooms: [Room] = [
    // Floor 0: words everybody speaks
    Room(name: "Basics"),
    Room(name: "XMLTree"),
    // Floor 1: models and engines
    Room(name: "DMN", below: ["XMLTree"]),
    // Floor 2: ports
    Room(name: "SQLStore", below: ["Basics"]),
    // Tests
    Room(name: "BasicsTests", below: ["Basics"], kind: .test),
    Room(name: "DMNTests", below: ["DMN"], kind: .test),
    Room(name: "XMLTreeTests", below: ["XMLTree"], kind: .test),
]

let systemLibraries: [Target] = [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
]

let byName = Dictionary(uniqueKeysWithValues: rooms.map { ($0.name, $0) })

func closure(_ room: Room) -> (rooms: Set<String>, products: [Target.Dependency]) {
    var rooms = Set<String>()
    var products = room.products
    for name in room.below where !rooms.contains(name) {
        guard let lower = byName[name] else { fatalError("\(room.name) stands on an unknown room, \(name)") }
        rooms.insert(name)
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
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
    ],
    targets: systemLibraries + rooms.map(target),
    swiftLanguageModes: [.v6]
)
