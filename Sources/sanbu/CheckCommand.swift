import ArgumentParser
import Kernel
import Metadata

/// `sanbu check`: reads app packages and says what is wrong with them.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check", abstract: "Check the app packages of a folder.")

    @Argument(help: "A folder of packages.") var folder: String?

    func run() throws {
        let (packages, problems) = PackageFolder.read(folder ?? Home.folder("Apps"))
        problems.forEach { print($0) }
        print("\(packages.count) packages, \(packages.flatMap(\.objects).count) objects, \(problems.count) problems")
        if !problems.isEmpty { throw ExitCode.failure }
    }
}
