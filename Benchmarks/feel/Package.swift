// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that measuring FEEL and DMN does not build the whole house. The rooms are links.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "feel-benchmark",
    targets: [
        .target(name: "Basics", swiftSettings: settings),
        .target(name: "XMLTree", swiftSettings: settings),
        .target(name: "FEELValues", dependencies: ["Basics"], swiftSettings: settings),
        .target(name: "FEEL", dependencies: ["Basics", "FEELValues"], swiftSettings: settings),
        .target(name: "DMN", dependencies: ["Basics", "FEELValues", "FEEL", "XMLTree"], swiftSettings: settings),
        .executableTarget(
            name: "bench", dependencies: ["Basics", "FEELValues", "FEEL", "XMLTree", "DMN"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
