import Basics
import DMN
import ProcessEngine
import Records
import SQLStore
public import Tenancy

extension Processes {
    /// Puts an app package's models into force. A process that somebody of the company has changed since stays as it
    /// is: the package does not take people's work away.
    public func deploy(packaged resources: [ProcessResource], of package: String, checksum: String, as actor: Actor) async throws -> DeploymentReport {
        let checked = resources.map { DeployableFile($0, zones: zones) }
        var report = DeploymentReport(problems: checked.flatMap(\.problems))
        guard !report.problems.contains(where: \.isError) else { return report }
        let made = try await unit(as: actor) { unit in
            let kept = try checked.filter { file in try !unit.isChangedByPeople(file) }
            let made = try Deploying(unit: unit).deploy(kept)
            try unit.transaction.execute(
                .upsert(
                    into: "process_package", key: ["tenant_id", "package"],
                    [("tenant_id", .integer(unit.tenant)), ("package", .text(package)), ("checksum", .text(checksum))]))
            return made
        }
        (report.processes, report.decisions) = made
        return report
    }
}

extension ProcessUnit {
    fileprivate func isChangedByPeople(_ file: DeployableFile) throws -> Bool {
        for graph in file.graphs {
            let author = try transaction.first(
                "SELECT deployed_by FROM process_definition WHERE tenant_id = \(tenant) AND key = \(graph.id) ORDER BY version DESC LIMIT 1"
            ) { $0.integer(0) }
            if let author, author != 0 { return true }
        }
        guard let model = file.decisions else { return false }
        let author = try transaction.first(
            """
            SELECT deployed_by FROM decision_definition WHERE tenant_id = \(tenant) AND key = \(model.notes.id ?? model.name)
            ORDER BY version DESC LIMIT 1
            """) { $0.integer(0) }
        return author.map { $0 != 0 } ?? false
    }
}
