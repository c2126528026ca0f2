// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that measuring the process engine does not build the whole house. The rooms are links.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let words: [Target.Dependency] = ["Basics", "FEELValues", "FEEL", "XMLTree"]

let package = Package(
    name: "process-benchmark",
    targets: [
        .target(name: "Basics", swiftSettings: settings),
        .target(name: "XMLTree", swiftSettings: settings),
        .target(name: "FEELValues", dependencies: ["Basics"], swiftSettings: settings),
        .target(name: "FEEL", dependencies: ["Basics", "FEELValues"], swiftSettings: settings),
        .target(name: "BPMN", dependencies: ["XMLTree"], swiftSettings: settings),
        .target(name: "ProcessEngine", dependencies: words + ["BPMN"], swiftSettings: settings),
        .executableTarget(name: "bench", dependencies: words + ["BPMN", "ProcessEngine"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
