import FoundationEssentials
import Synchronization
import Web

/// The console's own files and those of the pinned packages, with their packed twins where they exist.
final class AssetFolder: Sendable {
    private struct Entry: Sendable {
        let path: String
        let tag: String
    }

    private let home: String
    private let known = Mutex<[String: Entry]>([:])

    init(home: String) { self.home = home }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml", "woff2": "font/woff2", "png": "image/png", "json": "application/json", "woff": "font/woff",
        "ttf": "font/ttf",
    ]

    func response(_ request: WebRequest) -> WebResponse {
        let parts = request.segments.dropFirst()
        guard request.method == "GET" || request.method == "HEAD", !parts.isEmpty,
            !parts.contains(where: { $0.hasPrefix(".") || $0.contains("/") || $0.contains("\\") }), let name = parts.last,
            let type = Self.types[String(name.split(separator: ".").last ?? "")]
        else { return WebResponse(status: 404) }
        let isVendor = parts.first == "vendor"
        let path = (isVendor ? home + "/vendor/" : home + "/Web/") + parts.dropFirst(isVendor ? 1 : 0).joined(separator: "/")
        let packed = request.headers["accept-encoding"]?.contains("gzip") ?? false
        guard let entry = (packed ? entry(path + ".gz") : nil) ?? entry(path) else { return WebResponse(status: 404) }
        var headers = [
            ("content-type", type), ("etag", entry.tag), ("cache-control", isVendor ? "public, max-age=86400" : "no-cache"),
            ("vary", "accept-encoding"),
        ]
        if entry.path.hasSuffix(".gz") { headers.append(("content-encoding", "gzip")) }
        if request.headers["if-none-match"] == entry.tag { return WebResponse(status: 304, headers: headers) }
        return WebResponse(headers: headers, body: .file(entry.path))
    }

    /// The file with a tag of its size and time; looked at anew each time, so that an edited file is seen.
    private func entry(_ path: String) -> Entry? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? UInt64 ?? (attributes[.size] as? Int).map(UInt64.init)
        else { return nil }
        let time = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return Entry(path: path, tag: "\"\(String(size, radix: 36))-\(String(Int64(time * 1000), radix: 36))\"")
    }
}
