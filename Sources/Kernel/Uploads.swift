public import Basics
import Foundation
public import Tenancy

/// Files on their way into an import: one person's, for a day, with what has been decided about them.
public struct Uploads: Sendable {
    let ids: IDGenerator
    let clock: WallClock
    let folder: String

    /// One uploaded file and the notes beside it.
    public struct Upload: Sendable {
        public let id: String
        public let path: String
        public var notes: OrderedMap<JSON>
    }

    public func keep(_ bytes: [UInt8], _ notes: OrderedMap<JSON>, as actor: Actor) throws -> Upload {
        sweep()
        let id = ids.next().text(prefix: "upl")
        let upload = Upload(id: id, path: path(id, actor), notes: notes)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try Data(bytes).write(to: URL(fileURLWithPath: upload.path))
        try note(upload)
        return upload
    }

    /// A person's own upload; nil when there is none of that name or its day is over.
    public func find(_ id: String, as actor: Actor) -> Upload? {
        guard EntityID(text: id, prefix: "upl") != nil else { return nil }
        let path = path(id, actor)
        guard let text = try? String(contentsOfFile: path + ".json", encoding: .utf8), let notes = (try? JSON.parse(text))?.object,
            FileManager.default.fileExists(atPath: path)
        else { return nil }
        return Upload(id: id, path: path, notes: notes)
    }

    public func note(_ upload: Upload) throws {
        try Data(JSON.object(upload.notes).text.utf8).write(to: URL(fileURLWithPath: upload.path + ".json"), options: .atomic)
    }

    private func path(_ id: String, _ actor: Actor) -> String { "\(folder)/\(actor.tenant)-\(actor.id.rawValue)-\(id)" }

    /// Removes what is older than a day.
    private func sweep() {
        let limit = Double(clock.now().adding(days: -1).milliseconds) / 1000
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = folder + "/" + name
            let time = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
            if let time, time.timeIntervalSince1970 < limit { try? FileManager.default.removeItem(atPath: path) }
        }
    }
}
