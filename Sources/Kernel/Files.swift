public import Basics
import Cryptography
import Foundation
import Metadata
public import Records
import SQLStore
public import Tenancy

/// A file kept with a record.
public struct KeptFile: Sendable, Equatable {
    public let id: EntityID
    public let name: String
    public let contentType: String
    public let size: Int64
    public let createdAt: Timestamp
    public let createdBy: EntityID
    let object: String
    let record: EntityID
    let sha256: String

    public var idText: String { id.text(prefix: "fil") }

    /// The members of its description.
    public func write(to out: inout JSONWriter) {
        out.member("id", idText)
        out.member("name", name)
        out.member("content_type", contentType)
        out.member("size", size)
        out.member("sha256", sha256)
        out.member("created_at", createdAt.rfc3339)
    }
}

/// Files kept with records: the bytes in a folder by their hash, the rest in the database. Who may see the record may
/// see its files; who may change it may add one.
public struct Files: Sendable {
    let records: Records
    let ids: IDGenerator
    let clock: WallClock
    /// Where the bytes are; subfolders by tenant, so that one tenant's hash tells nothing about another's files.
    let folder: String
    /// Whether somebody may look at a process instance, whose files are kept like a record's.
    let seesInstance: @Sendable (EntityID, Actor) async throws -> Bool

    /// What the rows of an instance's files say they belong to.
    static let instances = "process.instance"

    /// Keeps a file with a process instance, for everybody who may see that.
    public func keep(_ bytes: [UInt8], name: String, contentType: String, instance: EntityID, as actor: Actor) async throws -> KeptFile {
        guard try await seesInstance(instance, actor) else { throw Self.missing(instance.text(prefix: "pin")) }
        let hash = Cryptography.hex(Cryptography.sha256(bytes))
        try write(bytes, to: path(actor.tenant, hash))
        let shown = String(name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "file").prefix(200)
        let file = KeptFile(
            id: ids.next(), name: String(shown), contentType: String(contentType.prefix(100)), size: Int64(bytes.count), createdAt: clock.now(),
            createdBy: actor.id, object: Self.instances, record: instance, sha256: hash)
        return try await records.write(as: actor) { writer in
            try writer.unit.execute(Self.insertion(file, tenant: actor.tenant))
            return file
        }
    }

    /// The files of a process instance.
    public func list(instance: EntityID, as actor: Actor) async throws -> [KeptFile] {
        guard try await seesInstance(instance, actor) else { throw Self.missing(instance.text(prefix: "pin")) }
        return try await records.read(as: actor) { reader in
            try reader.rows(
                Self.columns + """
                     WHERE tenant_id = \(actor.tenant) AND record_id = \(instance.rawValue) AND object = \(Self.instances)
                    AND deleted_at IS NULL ORDER BY id
                    """, Self.file)
        }
    }

    private static func missing(_ id: String) -> RecordError { .notFound(object: "file", id: String(id.prefix(60))) }

    private static func insertion(_ file: KeptFile, tenant: Int64) -> SQL {
        """
        INSERT INTO stored_file (tenant_id, id, object, record_id, name, content_type, size, sha256, created_at, created_by)
        VALUES (\(tenant), \(file.id.rawValue), \(file.object), \(file.record.rawValue), \(file.name), \(file.contentType),
            \(file.size), \(file.sha256), \(file.createdAt.milliseconds), \(file.createdBy.rawValue))
        """
    }

    public func keep(_ bytes: [UInt8], name: String, contentType: String, object: String, record: String, as actor: Actor) async throws
        -> KeptFile
    {
        let hash = Cryptography.hex(Cryptography.sha256(bytes))
        let (id, now) = (ids.next(), clock.now())
        try write(bytes, to: path(actor.tenant, hash))
        let shown = String(name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "file").prefix(200)
        return try await records.write(as: actor) { writer in
            let type = try writer.reader.object(object)
            let owner = try writer.reader.get(type, try writer.reader.id(record, of: type), for: .update)
            let file = KeptFile(
                id: id, name: String(shown), contentType: String(contentType.prefix(100)), size: Int64(bytes.count), createdAt: now,
                createdBy: actor.id, object: type.name, record: owner.id, sha256: hash)
            try writer.unit.execute(Self.insertion(file, tenant: actor.tenant))
            writer.note("file-added", owner, data: JSON.object(["file": .string(file.idText), "name": .string(file.name)]).text)
            return file
        }
    }

    public func list(object: String, record: String, as actor: Actor) async throws -> [KeptFile] {
        try await records.read(as: actor) { reader in
            let type = try reader.object(object)
            let owner = try reader.get(type, try reader.id(record, of: type))
            return try reader.rows(
                Self.columns + " WHERE tenant_id = \(actor.tenant) AND record_id = \(owner.id.rawValue) AND deleted_at IS NULL ORDER BY id DESC",
                Self.file)
        }
    }

    /// The files of some records that the reader has been let see, by record.
    public static func of(_ records: [EntityID], _ reader: RecordReader) throws -> [EntityID: [KeptFile]] {
        guard !records.isEmpty else { return [:] }
        let files = try reader.rows(
            columns + """
                 WHERE tenant_id = \(reader.actor.tenant) AND record_id IN \(list: records.map { .integer($0.rawValue) })
                AND deleted_at IS NULL ORDER BY id
                """, file)
        return Dictionary(grouping: files, by: \.record)
    }

    /// A file and where its bytes are.
    public func open(_ idText: String, as actor: Actor) async throws -> (file: KeptFile, path: String) {
        let missing = Self.missing(idText)
        guard let id = EntityID(text: idText, prefix: "fil") else { throw missing }
        let file = try await records.read(as: actor) { reader in
            guard let file = try reader.rows(
                Self.columns + " WHERE tenant_id = \(actor.tenant) AND id = \(id.rawValue) AND deleted_at IS NULL", Self.file).first
            else { throw missing }
            if file.object != Self.instances { _ = try reader.get(try reader.object(file.object), file.record) }
            return file
        }
        if file.object == Self.instances, try await !seesInstance(file.record, actor) { throw missing }
        return (file, path(actor.tenant, file.sha256))
    }

    private static let columns: SQL =
        "SELECT id, object, record_id, name, content_type, size, sha256, created_at, created_by FROM stored_file"

    private static func file(_ row: any RowView) -> KeptFile {
        KeptFile(
            id: EntityID(rawValue: row.integer(0)), name: row.text(3), contentType: row.text(4), size: row.integer(5),
            createdAt: Timestamp(milliseconds: row.integer(7)), createdBy: EntityID(rawValue: row.integer(8)), object: row.text(1),
            record: EntityID(rawValue: row.integer(2)), sha256: row.text(6))
    }

    private func path(_ tenant: Int64, _ hash: String) -> String { Self.path(folder, tenant, hash) }

    static func path(_ folder: String, _ tenant: Int64, _ hash: String) -> String {
        "\(folder)/\(tenant)/\(hash.prefix(2))/\(hash)"
    }

    /// Writes beside and renames, so that a crash leaves no half a file under a whole file's name.
    private func write(_ bytes: [UInt8], to path: String) throws {
        let url = URL(fileURLWithPath: path)
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url, options: .atomic)
    }
}
