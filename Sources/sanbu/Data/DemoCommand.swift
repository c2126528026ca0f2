public import ArgumentParser
import Basics
public import Demo
import Foundation
import Kernel
import SQLStore

/// `sanbu demo`: a company to try the platform on.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Make a demo company: a Chinese healthcare and retail group with a year of history.",
        discussion:
            "The same seed makes the same company. Large adds 5,000 sales people and a million leads and accounts.")

    @OptionGroup var options: KernelOptions

    @Option(help: "small or large.")
    var size = Demo.Size.small

    @Option(help: "The number that everything is made up from.")
    var seed: UInt64 = 1

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        let kernel = try await options.kernel()
        let report = try await Self.create(kernel, size: size, seed: seed)
        if json { Swift.print(Self.json(report)) } else { Self.print(report) }
        await kernel.close()
    }

    /// Makes the demo with a progress bar; also for the first start of the server.
    static func create(_ kernel: Kernel, size: Demo.Size, seed: UInt64) async throws -> Demo.Report {
        let bar = ProgressBar()
        let demo = Demo(kernel: kernel, texts: try DemoTexts(folder: Home.folder("Apps/crm/demo")), seed: seed)
        do {
            let report = try await demo.create(size) { bar.show($0, $1, $2) }
            bar.end()
            return report
        } catch DemoError.exists(let slug) {
            bar.end()
            throw ValidationError(
                "There is a company \"\(slug)\" already. Choose an empty place with --data or --database.")
        }
    }

    static func print(_ report: Demo.Report) {
        for company in report.companies { Swift.print("\(company.name) (\(company.slug))") }
        for (object, count) in report.counts.sorted(by: { $0.key < $1.key }) {
            Swift.print("  \(object.padding(toLength: 24, withPad: " ", startingAt: 0))\(count)")
        }
        Swift.print("Sign in with the password \(report.password) as")
        for person in report.signIns {
            Swift.print(
                "  \(person.login.padding(toLength: 16, withPad: " ", startingAt: 0))\(person.name)，\(person.position)")
        }
    }

    private static func json(_ report: Demo.Report) -> String {
        var writer = JSONWriter()
        writer.object { out in
            out.key("counts")
            out.object { counts in
                for (object, count) in report.counts.sorted(by: { $0.key < $1.key }) {
                    counts.member(object, Int64(count))
                }
            }
            out.key("signIns")
            out.array { list in report.signIns.forEach { list.string($0.login) } }
            out.member("password", report.password)
        }
        return writer.text
    }
}

extension Demo.Size: ExpressibleByArgument {}
