import ArgumentParser

/// The command line: every command is a verb on the platform.
@main
struct Sanbu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sanbu", abstract: "三步: the platform on which a company digitises itself in three steps.", version: "0.1.0",
        subcommands: [
            ServeCommand.self, DemoCommand.self, ImportCommand.self, UndoImportCommand.self, ExportCommand.self, TenantCommand.self, ClientCommand.self, CheckCommand.self, AuditCommand.self,
            FEELCommand.self, DMNCommand.self, BPMNCommand.self, ProcessCommand.self, ConformanceCommand.self,
        ])
}
