// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that the house stays without benchmarks. The rooms are links; each sees all below it.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let grdb: [Target.Dependency] = [
    .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
]
let yams: [Target.Dependency] = [.product(name: "Yams", package: "Yams")]

/// The rooms from the bottom up: each may use all before it.
let rooms = [
    "Basics", "XMLTree", "FEELValues", "FEEL", "DMN", "BPMN", "ProcessEngine", "Metadata", "TimeZones", "Cryptography", "TableFiles",
    "SQLStore", "SQLiteStore", "PostgresStore", "FEELSQL", "Tenancy", "Work", "Identity", "Records", "Importing", "Processes", "Kernel",
]
let system: [Target.Dependency] = ["CLibPQ", "CZlib", "CSodium"]

func below(_ place: Int) -> [Target.Dependency] {
    rooms[..<place].map { .target(name: $0) } + system + (rooms[..<place].contains("FEELSQL") || rooms[place] == "SQLiteStore" ? grdb : [])
        + (place >= 7 ? yams : [])
}

let package = Package(
    name: "processes-benchmark",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    ]
        + rooms.indices.map { .target(name: rooms[$0], dependencies: below($0), swiftSettings: settings) }
        + [.executableTarget(name: "bench", dependencies: rooms.map { .target(name: $0) } + system + grdb + yams, swiftSettings: settings)],
    swiftLanguageModes: [.v6]
)
