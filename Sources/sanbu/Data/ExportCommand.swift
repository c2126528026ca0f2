import ArgumentParser
import Basics
import Foundation
import Importing
import Kernel
import Records
import SQLStore
import TableFiles
import Tenancy

/// `sanbu export`: records as a table.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Export the records that a person may see, as .csv or .xlsx by the file's name.")

    @OptionGroup var options: KernelOptions
    @OptionGroup var who: ActorOptions

    @Argument(help: "The object, such as crm.account or account.")
    var object: String

    @Argument(help: ArgumentHelp("The file; - is the standard output.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("A FEEL filter, such as 'city = \"杭州\"'.", valueName: "expression"))
    var filter: String?

    @Option(help: ArgumentHelp("Fields, separated by commas; all without this.", valueName: "fields"))
    var columns: String?

    func run() async throws {
        let kernel = try await options.kernel()
        let actor = try await who.actor(kernel)
        var query = RecordQuery(object.contains(".") ? object : "crm." + object)
        if let filter { query.filters = [filter] }
        query.sort = [SortKey("created_at")]
        let handle = try output()
        let sink: ([UInt8]) throws -> Void = { try handle.write(contentsOf: Data($0)) }
        var writer: any TableWriter =
            file.hasSuffix(".xlsx") ? try WorkbookWriter(sheet: object, sink) : CSVWriter(sink)
        let bar = ProgressBar()
        let count = try await Export(records: kernel.records).write(
            query, columns: columns?.split(separator: ",").map(String.init), as: actor, to: &writer
        ) { bar.show("export", $0, 0) }
        bar.end()
        if file != "-" {
            try handle.close()
            print("\(count) rows in \(file)")
        }
        await kernel.close()
    }

    private func output() throws -> FileHandle {
        if file == "-" { return .standardOutput }
        guard FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: file)
        else { throw ValidationError("\(file) cannot be written.") }
        return handle
    }
}
