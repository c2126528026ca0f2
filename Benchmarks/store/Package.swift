// swift-tools-version:6.2
import PackageDescription

// Apart from the house, so that its rooms stay without benchmarks; the rooms it measures are linked into Sources.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let grdb: [Target.Dependency] = [
    .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
]

let package = Package(
    name: "store-benchmark",
    dependencies: [.package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0")],
    targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Basics", swiftSettings: settings),
        .target(name: "SQLStore", dependencies: ["Basics"], swiftSettings: settings),
        .target(name: "SQLiteStore", dependencies: ["Basics", "SQLStore"] + grdb, swiftSettings: settings),
        .target(name: "PostgresStore", dependencies: ["Basics", "SQLStore", "CLibPQ"], swiftSettings: settings),
        .target(name: "Tenancy", dependencies: ["Basics", "SQLStore"], swiftSettings: settings),
        .target(name: "Work", dependencies: ["Basics", "SQLStore", "Tenancy"], swiftSettings: settings),
        .executableTarget(
            name: "StoreBenchmark",
            dependencies: ["Basics", "SQLStore", "SQLiteStore", "PostgresStore", "Tenancy", "Work"] + grdb,
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
