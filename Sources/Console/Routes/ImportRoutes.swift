import Basics
import HTML
import Importing
import Kernel
import Metadata
import Records
import TableFiles
import Web

/// The import wizard: a file, its columns, a look before, the run, what came of it.
enum ImportRoutes {
    static let mostBytes = 64 << 20

    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/import", start), WebRoute("POST", "/import", bodyLimit: mostBytes, upload),
        WebRoute("GET", "/import/{id}/map", mapping), WebRoute("POST", "/import/{id}/map", map),
        WebRoute("GET", "/import/{id}/preview", preview), WebRoute("POST", "/import/{id}/run", run),
        WebRoute("GET", "/import/{id}/progress", progress), WebRoute("POST", "/import/{id}/stop", stop),
        WebRoute("GET", "/import/{id}/result", progress), WebRoute("GET", "/import/{id}/errors.csv", errors),
        WebRoute("POST", "/import/{id}/undo", undo),
    ]

    private static func page(_ visit: Visit, _ step: ImportPage.Step, problem: Notice? = nil, earlier: [ImportRun] = [], status: Int = 200) async throws
        -> WebResponse
    {
        try await visit.read { reader in
            var page = ImportPage(shell: ShellBuilder(visit: visit, reader: reader).shell(current: "import"), step: step)
            page.problem = problem
            page.earlier = earlier
            return visit.html(page.html(visit.page), status: status)
        }
    }

    // MARK: The file

    private static func firstStep(_ visit: Visit, problem: String? = nil) async throws -> WebResponse {
        let objects = try await visit.read { reader in
            reader.schema.objects.values.filter { !$0.isInternal && reader.policy.mayCreate($0) }.sorted { $0.name < $1.name }
                .map { Choice($0.name, $0.plural.text(visit.locale)) }
        }
        let chosen = visit.form["object"] ?? visit.request.query("object") ?? objects.first?.value ?? ""
        let upload = ImportUpload(objects: objects, chosen: chosen, limits: visit.t("import.limits", mostBytes >> 20))
        let notice = problem.map { Notice(kind: .bad, title: $0) }
        return try await page(visit, .upload(upload), problem: notice, earlier: try await earlier(visit), status: problem == nil ? 200 : 422)
    }

    private static let start: ConsoleFace.Handler = { visit in try await firstStep(visit) }

    private static func earlier(_ visit: Visit) async throws -> [ImportRun] {
        let jobs = try await visit.kernel.importing.jobs(as: visit.actor, limit: 20)
        let labels = try await visit.read { reader in reader.schema.objects.mapValues { $0.plural.text(visit.locale) } }
        let clock = Clock(visit)
        return jobs.map { job in
            ImportRun(
                file: job.fileName, url: ConsolePaths.imports(job.id.text(prefix: "imp"), "result"), object: labels[job.object] ?? job.object,
                by: Reference(id: "", label: job.starterName, initials: ShellBuilder.initials(job.starterName), isPerson: true),
                at: clock.moment(job.startedAt), state: Choice(job.state.rawValue, visit.t("import.state-" + job.state.rawValue), hue: hue(job.state)),
                counts: visit.t("import.counts", job.created, job.updated, job.failed))
        }
    }

    private static func hue(_ state: ImportJob.State) -> Int? {
        switch state {
        case .running: 245
        case .finished: 155
        default: nil
        }
    }

    private static let upload: ConsoleFace.Handler = { visit in
        guard let file = visit.form.files.first, !file.bytes.isEmpty else { return try await firstStep(visit, problem: visit.t("import.no-file")) }
        let object = visit.form["object"] ?? ""
        do {
            _ = try await visit.kernel.importing.preview(ImportSource(name: file.fileName, bytes: file.bytes), into: object, as: visit.actor)
        } catch let error as TableError {
            return try await firstStep(visit, problem: visit.t("import.unreadable", "\(error)"))
        }
        let upload = try visit.kernel.uploads.keep(file.bytes, ["object": .string(object), "name": .string(file.fileName)], as: visit.actor)
        return .seeOther(ConsolePaths.imports(upload.id, "map"))
    }

    // MARK: The columns

    private static func found(_ visit: Visit) throws -> (upload: Uploads.Upload, source: ImportSource, object: String) {
        guard let upload = visit.kernel.uploads.find(visit.parameter("id"), as: visit.actor), let object = upload.notes["object"]?.string else {
            throw RecordError.notFound(object: "import", id: visit.parameter("id"))
        }
        return (upload, ImportSource(path: upload.path), object)
    }

    private static let mapping: ConsoleFace.Handler = { visit in
        let (upload, source, objectName) = try found(visit)
        let look = try await visit.kernel.importing.preview(source, into: objectName, as: visit.actor)
        let plan = upload.notes["plan"]?.string.flatMap(ImportPlan.init(json:)) ?? look.plan
        return try await page(visit, .map(try await mappingView(visit, upload, look, plan, objectName)))
    }

    private static func mappingView(
        _ visit: Visit, _ upload: Uploads.Upload, _ look: FilePreview, _ plan: ImportPlan, _ objectName: String
    ) async throws -> ImportMapping {
        try await visit.read { reader in
            let object = try reader.object(objectName)
            func label(_ name: String) -> String { object.field(name)?.label.text(visit.locale) ?? visit.t("standard." + name) }
            let columns = look.columns.enumerated().map { index, name in
                let samples = look.rows.prefix(3).map { index < $0.cells.count ? $0.cells[index] : "" }.filter { !$0.isEmpty }
                let field = plan.columns.first { $0.columns.contains(name) }?.field
                return ImportMapping.Column(index: index, name: name, samples: samples, field: field, isGuess: field != nil && upload.notes["plan"] == nil)
            }
            let keys = object.fields.filter { $0.unique || $0.matchKey != nil || $0.name == object.nameField }.map { Choice($0.name, label($0.name)) }
            return ImportMapping(
                id: upload.id, file: upload.notes["name"]?.string ?? "", rowCount: "\(look.rows.count)+", columns: columns,
                fields: look.fields.map { Choice($0, label($0)) }, keys: keys, key: plan.key)
        }
    }

    private static let map: ConsoleFace.Handler = { visit in
        var (upload, source, objectName) = try found(visit)
        let look = try await visit.kernel.importing.preview(source, into: objectName, as: visit.actor)
        var uses: [ImportPlan.Use] = []
        for (index, name) in look.columns.enumerated() {
            guard let field = visit.form["column.\(index)"], !field.isEmpty, look.fields.contains(field) else { continue }
            if let place = uses.firstIndex(where: { $0.field == field }) {
                uses[place].columns.append(name)
            } else {
                let guessed = look.plan.columns.first { $0.field == field && $0.columns == [name] }
                uses.append(.init(columns: [name], field: field, dates: guessed?.dates))
            }
        }
        var plan = ImportPlan(object: objectName, columns: uses)
        if let key = visit.form["key"], !key.isEmpty { (plan.mode, plan.key) = (.upsert, key) }
        upload.notes["plan"] = .string(plan.json)
        try visit.kernel.uploads.note(upload)
        return .seeOther(ConsolePaths.imports(upload.id, "preview"))
    }

    // MARK: The look before

    private static func plan(_ visit: Visit) throws -> (Uploads.Upload, ImportSource, ImportPlan) {
        let (upload, source, _) = try found(visit)
        guard let plan = upload.notes["plan"]?.string.flatMap(ImportPlan.init(json:)) else {
            throw RecordError.notFound(object: "import", id: visit.parameter("id"))
        }
        return (upload, source, plan)
    }

    private static let preview: ConsoleFace.Handler = { visit in
        let (upload, source, plan) = try plan(visit)
        let look = try await visit.kernel.importing.preview(source, into: plan.object, as: visit.actor)
        do {
            let (job, failures) = try await visit.kernel.importing.dryRun(plan, source, as: visit.actor)
            return try await page(visit, .preview(try await previewView(visit, upload, plan, look, job, failures)))
        } catch let error as ImportError {
            let view = try await mappingView(visit, upload, look, plan, plan.object)
            return try await page(visit, .map(view), problem: Notice(kind: .bad, title: visit.t("import.cannot", "\(error)")), status: 422)
        }
    }

    private static func previewView(
        _ visit: Visit, _ upload: Uploads.Upload, _ plan: ImportPlan, _ look: FilePreview, _ job: ImportJob, _ failures: [FailedRow]
    ) async throws -> ImportPreview {
        try await visit.read { reader in
            let object = try reader.object(plan.object)
            let failed = Dictionary(failures.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
            let names = plan.columns.map { $0.columns.joined(separator: " + ") }
            let rows = look.rows.prefix(20).map { row -> ImportPreview.Row in
                let problem = failed[row.line]
                let fields = plan.columns.map { use -> FieldView in
                    let text = use.columns.compactMap { look.columns.firstIndex(of: $0) }.map { $0 < row.cells.count ? row.cells[$0] : "" }.joined(separator: " ")
                    return FieldView(name: use.field, label: use.field, kind: .text, value: text.isEmpty ? .none : .text(text))
                }
                return .init(
                    number: row.line, state: Choice("state", visit.t(problem == nil ? "import.row-good" : "import.row-bad"), hue: problem == nil ? 155 : 25),
                    fields: fields, problem: problem?.problems.map { visit.words.sentence($0, object) }.joined(separator: " "))
            }
            return ImportPreview(
                id: upload.id, counts: counts(visit, job), columns: names, rows: Array(rows), problems: problems(visit, failures, object),
                isBlocked: job.created + job.updated == 0)
        }
    }

    private static func counts(_ visit: Visit, _ job: ImportJob) -> [Figure] {
        [("created", job.created), ("updated", job.updated), ("unchanged", job.unchanged), ("refused", job.failed)].map {
            Figure(label: visit.t("import.count-" + $0.0), value: FieldViews.grouped("\($0.1)"))
        }
    }

    private static func problems(_ visit: Visit, _ failures: [FailedRow], _ object: ObjectType) -> [ImportPreview.Problem] {
        var kinds: [String: [Int]] = [:]
        for row in failures { for problem in row.problems { kinds[visit.words.sentence(problem, object), default: []].append(row.line) } }
        return kinds.sorted { $0.value.count > $1.value.count }.prefix(12).map { text, lines in
            let places = lines.prefix(5).map(String.init).joined(separator: ", ") + (lines.count > 5 ? " …" : "")
            return .init(text: text, count: "\(lines.count)", places: visit.t("import.places", places))
        }
    }

    // MARK: The run

    private static let run: ConsoleFace.Handler = { visit in
        let (_, source, plan) = try plan(visit)
        let importing = visit.kernel.importing, actor = visit.actor
        let job = try await importing.start(plan, source, as: actor)
        visit.face.runs.start(job) { progress in
            try await importing.run(job.id, source, as: actor) { job in progress(job) }
        }
        return .seeOther(ConsolePaths.imports(job.id.text(prefix: "imp"), "progress"))
    }

    private static func jobID(_ visit: Visit) throws -> EntityID {
        guard let id = EntityID(text: visit.parameter("id"), prefix: "imp") else { throw RecordError.notFound(object: "import", id: visit.parameter("id")) }
        return id
    }

    private static func job(_ visit: Visit) async throws -> ImportJob {
        do {
            return try await visit.kernel.importing.job(try jobID(visit), as: visit.actor)
        } catch is ImportError {
            throw RecordError.notFound(object: "import", id: visit.parameter("id"))
        }
    }

    private static let progress: ConsoleFace.Handler = { visit in
        let kept = try await job(visit)
        let state = visit.face.runs.state(kept.id)
        if let state, !state.isOver {
            let view = ImportProgress(
                id: visit.parameter("id"), percent: 50, done: FieldViews.grouped("\(state.job.rows)"), total: "…", failed: "\(state.job.failed)")
            return visit.request.isPartial ? visit.html(view.html(visit.page)) : try await page(visit, .progress(view))
        }
        let view = try await result(visit, kept, state?.failure)
        return visit.request.isPartial ? visit.html(view.html(visit.page)) : try await page(visit, .result(view))
    }

    private static func result(_ visit: Visit, _ job: ImportJob, _ failure: String?) async throws -> ImportResult {
        let id = job.id.text(prefix: "imp")
        let title = failure.map { visit.t("import.broke", $0) } ?? visit.t("import.state-" + job.state.rawValue)
        return ImportResult(
            id: id, title: title, counts: counts(visit, job), errorsURL: job.failed > 0 ? ConsolePaths.imports(id, "errors.csv") : nil,
            listURL: ConsolePaths.list(job.object), canUndo: job.created + job.updated > 0, wasUndone: job.state == .undone)
    }

    private static let stop: ConsoleFace.Handler = { visit in
        visit.face.runs.stop(try jobID(visit))
        return .seeOther(ConsolePaths.imports(visit.parameter("id"), "progress"))
    }

    private static let errors: ConsoleFace.Handler = { visit in
        let kept = try await job(visit)
        let object = try await visit.read { try $0.object(kept.object) }
        let words = visit.words
        var bytes: [UInt8] = []
        try await visit.kernel.importing.writeFailures(
            of: kept, columns: kept.plan.columns.flatMap(\.columns), reasonLabel: visit.t("import.reason"), as: visit.actor,
            sentence: { words.sentence($0, object) }) { bytes += $0 }
        return WebResponse(
            headers: [
                ("content-type", "text/csv; charset=utf-8"),
                ("content-disposition", "attachment; filename*=UTF-8''" + PercentCoding.encode(kept.fileName + ".errors.csv")),
            ], body: .bytes(bytes))
    }

    private static let undo: ConsoleFace.Handler = { visit in
        let kept = try await job(visit)
        _ = try await visit.kernel.importing.undo(kept.id, as: visit.actor)
        return .seeOther(ConsolePaths.imports(visit.parameter("id"), "result"))
    }
}

extension ProblemText {
    /// A row's problem in words.
    func sentence(_ problem: RowProblem, _ object: ObjectType) -> String {
        sentence(problem.code, problem.arguments, object: object, field: problem.field)
    }
}
