import ArgumentParser
import Basics
import Foundation
import Importing
import Kernel
import Metadata
import Records
import SQLStore
import TableFiles
import Tenancy

/// `sanbu import`: a table of any kind into records.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import a table: separated text in any encoding, or an .xlsx workbook.",
        discussion: """
            Columns are matched by their names and by what is in them; --map sets one, as in --map phone=Mobile or \
            --map name=firstname+lastname, and --map phone= leaves a field out. Rows that fail are written \
            to a file in the working folder with their reasons.
            """)

    @OptionGroup var options: KernelOptions
    @OptionGroup var who: ActorOptions

    @Argument(help: "The object, such as crm.account or account.")
    var object: String

    @Argument(help: ArgumentHelp("The file.", valueName: "file"), completion: .file())
    var file: String

    @Option(name: .customLong("map"), help: ArgumentHelp("A field and its column.", valueName: "field=column"))
    var maps: [String] = []

    @Flag(help: "Tell what would happen and keep nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp("Update the records whose field has the row's value, add the others.", valueName: "field"))
    var upsertBy: String?

    @Option(help: ArgumentHelp("Only update, by a field.", valueName: "field"))
    var updateBy: String?

    @Flag(help: "Import rows although records that may mean the same thing exist.")
    var acceptDuplicates = false

    @Option(help: "The sheet of a workbook; the first without this.")
    var sheet: String?

    @Option(help: ArgumentHelp("Go on with an import that was cut off.", valueName: "import"))
    var resume: String?

    @Option(help: ArgumentHelp("Where the failed rows go; the working folder without this.", valueName: "file"))
    var failures: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        let kernel = try await options.kernel()
        do {
            let actor = try await who.actor(kernel)
            try await perform(kernel, actor)
        } catch let error as TableError {
            await kernel.close()
            throw ValidationError("\(file): \(error)")
        } catch let error as ImportError {
            await kernel.close()
            throw ValidationError("\(error)")
        } catch RecordError.unknownObject(let name, let nearest) {
            await kernel.close()
            throw ValidationError("There is no object \"\(name)\"." + (nearest.map { " Did you mean \($0)?" } ?? ""))
        }
        await kernel.close()
    }

    private func perform(_ kernel: Kernel, _ actor: Actor) async throws {
        let name = object.contains(".") ? object : "crm." + object
        let source = ImportSource(path: file, sheet: sheet)
        let bar = ProgressBar()
        let total = try Self.count(file, sheet)
        let show: @Sendable (ImportJob) -> Void = { bar.show("\(name)", $0.rows, total) }
        if let resume {
            guard let id = EntityID(text: resume, prefix: "imp") else {
                throw ValidationError("\(resume) is no import's id")
            }
            let job = try await kernel.importing.run(id, source, as: actor, progress: show)
            bar.end()
            return try await finish(job, [], kernel, actor)
        }
        let plan = try await plan(kernel, name, source, actor)
        if dryRun {
            let (job, failures) = try await kernel.importing.dryRun(plan, source, as: actor, progress: show)
            bar.end()
            return try await finish(job, failures, kernel, actor)
        }
        let job = try await kernel.importing.start(plan, source, as: actor)
        let done = try await kernel.importing.run(job.id, source, as: actor, progress: show)
        bar.end()
        try await finish(done, [], kernel, actor)
    }

    private static func count(_ path: String, _ sheet: String?) throws -> Int {
        var table = try TableFile.open(path: path, sheet: sheet)
        var rows = 0
        while try table.next() != nil { rows += 1 }
        return rows
    }

    private func plan(_ kernel: Kernel, _ name: String, _ source: ImportSource, _ actor: Actor) async throws
        -> ImportPlan
    {
        let preview = try await kernel.importing.preview(source, into: name, as: actor)
        var plan = preview.plan
        for map in maps {
            let parts = map.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--map wants field=column, not \"\(map)\"") }
            guard preview.fields.contains(parts[0]) else {
                throw ValidationError(
                    "\(name) has no field \"\(parts[0])\" to write; there are \(preview.fields.joined(separator: ", "))"
                )
            }
            try plan.map(parts[0], to: parts[1], of: preview.columns)
        }
        plan.acceptsDuplicates = acceptDuplicates
        if let upsertBy { (plan.mode, plan.key) = (.upsert, upsertBy) }
        if let updateBy { (plan.mode, plan.key) = (.update, updateBy) }
        if !json {
            for use in plan.columns { print("  \(use.columns.joined(separator: " + ")) → \(use.field)") }
            let used = Set(plan.columns.flatMap(\.columns))
            let left = preview.columns.filter { !used.contains($0) }
            if !left.isEmpty { print("  not imported: \(left.joined(separator: ", "))") }
        }
        return plan
    }

    // MARK: The result

    private func finish(_ job: ImportJob, _ failures: [FailedRow], _ kernel: Kernel, _ actor: Actor) async throws {
        var path: String?
        if job.failed > 0, !dryRun { path = try await writeFailures(job, kernel, actor) }
        if json {
            print(Self.json(job, path))
        } else {
            let id = dryRun ? "nothing kept" : job.id.text(prefix: "imp")
            print(
                "\(job.rows) rows: \(job.created) new, \(job.updated) updated, \(job.unchanged) unchanged, \(job.failed) failed (\(id))"
            )
            let text = ProblemText(try Home.catalogues("problems"), locale: actor.locale)
            let object = kernel.packages.flatMap(\.objects).first { $0.name == job.object }
            for failure in failures.prefix(20) {
                print(
                    "  line \(failure.line): "
                        + failure.problems.map { Self.sentence($0, text, object, actor.locale) }.joined(separator: " "))
            }
            if let path { print("the failed rows and their reasons: \(path)") }
        }
        if job.state == .stopped { throw ExitCode(1) }
    }

    private static func sentence(_ problem: RowProblem, _ text: ProblemText, _ object: ObjectType?, _ locale: String)
        -> String
    {
        // The owner is no field of its own and has its label here.
        let field = problem.field == "owner" ? (locale.hasPrefix("zh") ? "负责人" : "Owner") : problem.field
        return text.sentence(problem.code, problem.arguments, object: object, field: field)
    }

    private func writeFailures(_ job: ImportJob, _ kernel: Kernel, _ actor: Actor) async throws -> String {
        let columns = try TableFile.open(path: file, sheet: sheet).columns
        let text = ProblemText(try Home.catalogues("problems"), locale: actor.locale)
        let object = kernel.packages.flatMap(\.objects).first { $0.name == job.object }
        // In the working folder: where the table lies may be nobody's to write.
        let target = failures ?? "\((file as NSString).lastPathComponent).\(job.id.text(prefix: "imp")).csv"
        guard FileManager.default.createFile(atPath: target, contents: nil),
            let handle = FileHandle(forWritingAtPath: target)
        else {
            throw ValidationError("The failed rows cannot be written to \(target).")
        }
        try await kernel.importing.writeFailures(
            of: job, columns: columns, reasonLabel: actor.locale.hasPrefix("zh") ? "原因" : "Reason", as: actor,
            sentence: { Self.sentence($0, text, object, actor.locale) }
        ) { try handle.write(contentsOf: Data($0)) }
        try handle.close()
        return target
    }

    private static func json(_ job: ImportJob, _ path: String?) -> String {
        var writer = JSONWriter()
        writer.object { out in
            out.member("import", job.id.text(prefix: "imp"))
            out.member("state", job.state.rawValue)
            for (key, count) in [
                ("rows", job.rows), ("created", job.created), ("updated", job.updated), ("unchanged", job.unchanged),
                ("failed", job.failed),
            ] { out.member(key, Int64(count)) }
            if let path { out.member("failures", path) }
        }
        return writer.text
    }
}

/// `sanbu undo-import`: takes an import back.
struct UndoImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo-import", abstract: "Take a whole import back.",
        discussion:
            "Records that it made go to the recycle bin; fields that it changed get their old values unless somebody changed them since."
    )

    @OptionGroup var options: KernelOptions
    @OptionGroup var who: ActorOptions

    @Argument(help: ArgumentHelp("The import's id, which sanbu import prints.", valueName: "import"))
    var id: String

    func run() async throws {
        guard let id = EntityID(text: id, prefix: "imp") else { throw ValidationError("\(id) is no import's id") }
        let kernel = try await options.kernel()
        let actor = try await who.actor(kernel)
        let job = try await kernel.importing.job(id, as: actor)
        let bar = ProgressBar()
        let result = try await kernel.importing.undo(id, as: actor) { bar.show("undo", $0, job.created + job.updated) }
        bar.end()
        print("\(result.undone) records taken back, \(result.left) left because they had changed")
        await kernel.close()
    }
}
