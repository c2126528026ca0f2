import ArgumentParser
import Foundation
import Kernel
import Metadata
import Records
import SQLStore

/// `sanbu app`: the packages that are installed, and what a new version would do.
struct AppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app", abstract: "Plan and install app packages.",
        subcommands: [PlanCommand.self, InstallCommand.self])

    /// Reads the packages of a folder; one with mistakes is not planned.
    static func packages(_ folder: String?) throws -> [AppPackage] {
        let (packages, problems) = PackageFolder.read(folder ?? Home.folder("Apps"))
        guard problems.isEmpty else { throw ValidationError(problems.map(\.description).joined(separator: "\n")) }
        return packages
    }

    static func show(_ plans: [PackagePlan]) {
        for plan in plans {
            let from = plan.installed?.version ?? "not installed"
            print("\(plan.package.name) \(from) → \(plan.package.version)")
            if plan.installed == nil {
                print("  additive     \(plan.package.objects.count) objects")
                continue
            }
            for change in plan.changes.sorted(by: {
                ($0.classification, $0.description) < ($1.classification, $1.description)
            }) {
                print("  \("\(change.classification)".padding(toLength: 12, withPad: " ", startingAt: 0)) \(change)")
            }
            if plan.changes.isEmpty { print("  nothing to do") }
        }
    }

    /// `sanbu app plan`
    struct PlanCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan", abstract: "Show what installing a folder's packages would do.")

        @OptionGroup var options: KernelOptions
        @Argument(help: "A folder of packages.") var folder: String?

        func run() async throws {
            let store = try await options.store()
            let plans = try await Kernel.plans(store: store, packages: try AppCommand.packages(folder), clock: .live)
            AppCommand.show(plans)
            await store.close()
            if plans.contains(where: { $0.classification == .destructive }) {
                print("Something would be lost: `sanbu app install --allow-destructive` does it all the same.")
            }
        }
    }

    /// `sanbu app install`
    struct InstallCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "install",
            abstract: "Install a folder's packages; all of it or nothing. Restart the servers afterwards.")

        @OptionGroup var options: KernelOptions
        @Argument(help: "A folder of packages.") var folder: String?
        @Flag(help: "Also do what loses values or records.") var allowDestructive = false

        func run() async throws {
            let store = try await options.store()
            let packages = try AppCommand.packages(folder)
            AppCommand.show(try await Kernel.plans(store: store, packages: packages, clock: .live))
            do {
                try await Kernel.install(
                    store: store, packages: packages, clock: .live, allowsDestructive: allowDestructive)
                print("installed")
            } catch let error as PackageInstallError {
                await store.close()
                throw ValidationError(Self.sentence(error))
            }
            await store.close()
        }

        static func sentence(_ error: PackageInstallError) -> String {
            switch error {
            case .destructive(let changes):
                "Nothing was installed: \(changes.count) of the changes would lose something. Read the plan; `--allow-destructive` does it all the same."
            case .repeated(let object, let field, let values):
                "Nothing was installed: \(object).\(field) cannot be unique while \(values) values are there more than once. Change those first."
            }
        }
    }
}
