import ArgumentParser
import Basics
import Cryptography
import Foundation
import Kernel
import Metadata
import PostgresStore
import Records
import SQLiteStore
import SQLStore
import Work

/// Where the data is: options that every command on a running platform takes.
struct KernelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of the embedded database and of files (SANBU_DATA; default ./data).", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("PostgreSQL instead of the embedded database: postgres://… (SANBU_DATABASE_URL).", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("File with the root key that seals secrets (SANBU_ROOT_KEY_FILE; default root.key in the data folder).", valueName: "file"))
    var rootKey: String?

    var dataFolder: String { data ?? environment("SANBU_DATA") ?? "data" }

    var databaseURL: String? { database ?? environment("SANBU_DATABASE_URL") }

    func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Opens the database, brings it up to date and starts the kernel.
    func kernel(report: @escaping @Sendable (Job?, any Error) -> Void = { _, _ in }) async throws -> Kernel {
        let (packages, problems) = PackageFolder.read(Home.folder("Apps"))
        guard problems.isEmpty else { throw ValidationError(problems.map(\.description).joined(separator: "\n")) }
        do {
            return try await Kernel.start(
                store: try await store(), packages: packages, clock: .live, fileFolder: dataFolder + "/files", rootKey: try readRootKey(),
                report: report)
        } catch PackageInstallError.destructive(let changes) {
            let list = changes.map { "  \($0)" }.joined(separator: "\n")
            throw ValidationError(
                "The packages in \(Home.folder("Apps")) are another version than the database's, and something would be lost:\n\(list)\n"
                    + "Look at `sanbu app plan`; `sanbu app install --allow-destructive` does it.")
        }
    }

    private func readRootKey() throws -> RootKey {
        RootKey(try KeyFile.bytes(rootKey ?? environment("SANBU_ROOT_KEY_FILE") ?? dataFolder + "/root.key"))
    }

    func store() async throws -> any Store {
        if let databaseURL {
            guard databaseURL.hasPrefix("postgres://") || databaseURL.hasPrefix("postgresql://") else {
                throw ValidationError("--database is a PostgreSQL address: postgres://user:password@host/name")
            }
            return try await PostgresStore.open(.init(url: databaseURL))
        }
        try FileManager.default.createDirectory(
            atPath: dataFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return try SQLiteStore(path: dataFolder + "/sanbu.sqlite")
    }
}

extension WallClock {
    /// The machine's own time.
    static let live = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// Where the platform's own files are: apps, web assets and texts.
enum Home {
    /// `SANBU_HOME`, else the nearest folder with `Apps` above the program or the working folder.
    static let path: String = {
        if let home = ProcessInfo.processInfo.environment["SANBU_HOME"] { return home }
        let program = URL(fileURLWithPath: CommandLine.arguments.first ?? ".").resolvingSymlinksInPath()
        for start in [FileManager.default.currentDirectoryPath, program.deletingLastPathComponent().path] {
            var folder = URL(fileURLWithPath: start)
            while folder.path != "/" {
                if FileManager.default.fileExists(atPath: folder.path + "/Apps/core/app.yml") { return folder.path }
                folder.deleteLastPathComponent()
            }
        }
        return FileManager.default.currentDirectoryPath
    }()

    static func folder(_ name: String) -> String { path + "/" + name }

    /// The sentences of a family of catalogues, in every language there is.
    static func catalogues(_ family: String) throws -> TextCatalogues {
        let folder = folder("Text")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(family + ".") }
        return TextCatalogues(try files.map { file in
            let locale = String(file.dropFirst(family.count + 1).dropLast(4))
            return try TextCatalogue(locale: locale, source: try String(contentsOfFile: folder + "/" + file, encoding: .utf8))
        })
    }
}
