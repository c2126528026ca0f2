/// One HTTP request, free of any server's types: faces are written against it, a server adapts to it.
public struct WebRequest: Sendable {
    public var method: String
    /// The path without the query, decoded segment by segment.
    public var segments: [String]
    public var path: String
    public var query: [(name: String, value: String)]
    /// Names in small letters. Of several fields of one name, the values joined by a comma (RFC 9110 §5.2).
    public var headers: [String: String]
    public var body: [UInt8]
    public var remoteAddress: String
    /// What the route's pattern names: `{id}` of `/records/{id}`.
    public var parameters: [String: String] = [:]
    /// Fires when the client goes away, for streamed answers.
    public var whenClosed: (@Sendable (@escaping @Sendable () -> Void) -> Void)?

    public init(
        method: String, target: String, headers: [String: String] = [:], body: [UInt8] = [], remoteAddress: String = ""
    ) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        path = String(parts.first ?? "/")
        segments = path.split(separator: "/").map { PercentCoding.decode($0) ?? String($0) }
        query = parts.count > 1 ? PercentCoding.form(parts[1]) : []
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// The first query value of a name.
    public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// Whether the page's own script asks for a part of a page.
    public var isPartial: Bool { headers["hx-request"] == "true" && headers["hx-history-restore-request"] != "true" }

    /// One of the cookies sent along.
    public func cookie(_ name: String) -> String? {
        for part in (headers["cookie"] ?? "").utf8.split(separator: UInt8(ascii: ";")) {
            let pair = part.drop { $0 == UInt8(ascii: " ") }
            guard pair.starts(with: name.utf8), let sign = pair.dropFirst(name.utf8.count).first, sign == UInt8(ascii: "=") else { continue }
            return String(decoding: pair.dropFirst(name.utf8.count + 1), as: UTF8.self)
        }
        return nil
    }

    /// The cookies sent along (RFC 6265 §4.2).
    public var cookies: [String: String] {
        let pairs = (headers["cookie"] ?? "").split(separator: ";").compactMap { part -> (String, String)? in
            guard let sign = part.firstIndex(of: "=") else { return nil }
            let name = part[..<sign].drop { $0 == " " }
            return (String(name), String(part[part.index(after: sign)...]))
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The fields of a posted form, urlencoded or multipart.
    public func form() -> WebForm { WebForm(self) }
}

/// The fields and files of a posted form.
public struct WebForm: Sendable {
    public struct File: Sendable {
        public let name: String
        public let fileName: String
        public let contentType: String
        public let bytes: [UInt8]
    }

    public private(set) var fields: [(name: String, value: String)] = []
    public private(set) var files: [File] = []

    init(_ request: WebRequest) {
        let type = request.headers["content-type"] ?? ""
        if type.hasPrefix("application/x-www-form-urlencoded") {
            fields = PercentCoding.form(Substring(decoding: request.body, as: UTF8.self))
        } else if type.hasPrefix("multipart/form-data"), let boundary = Multipart.boundary(type) {
            for part in Multipart.parts(request.body, boundary: boundary) {
                if let fileName = part.fileName {
                    files.append(File(name: part.name, fileName: fileName, contentType: part.contentType, bytes: part.bytes))
                } else {
                    fields.append((part.name, String(decoding: part.bytes, as: UTF8.self)))
                }
            }
        }
    }

    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
