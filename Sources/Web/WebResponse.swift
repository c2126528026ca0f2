/// One HTTP answer, free of any server's types.
public struct WebResponse: Sendable {
    public enum Body: Sendable {
        case bytes([UInt8])
        /// A file of the machine, by its path.
        case file(String)
        /// Parts written one after the other, such as server-sent events. The writer throws once the client is gone.
        case stream(@Sendable (any WebStreamWriter) async throws -> Void)
    }

    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: Body

    public init(status: Int = 200, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public static func html(_ bytes: [UInt8], status: Int = 200) -> WebResponse {
        WebResponse(status: status, headers: [("content-type", "text/html; charset=utf-8")], body: .bytes(bytes))
    }

    public static func json(_ bytes: [UInt8], status: Int = 200) -> WebResponse {
        WebResponse(status: status, headers: [("content-type", "application/json")], body: .bytes(bytes))
    }

    public static func text(_ text: String, status: Int = 200) -> WebResponse {
        WebResponse(status: status, headers: [("content-type", "text/plain; charset=utf-8")], body: .bytes(Array(text.utf8)))
    }

    /// Sends the browser elsewhere with GET (RFC 9110 §15.4.4).
    public static func seeOther(_ location: String) -> WebResponse {
        WebResponse(status: 303, headers: [("location", location)])
    }

    public mutating func set(_ name: String, _ value: String) {
        headers.removeAll { $0.name == name }
        headers.append((name, value))
    }

    public mutating func add(_ name: String, _ value: String) { headers.append((name, value)) }

    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Where a streamed answer is written.
public protocol WebStreamWriter: Sendable {
    func write(_ bytes: [UInt8]) async throws
}
