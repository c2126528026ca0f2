import Basics
import Records
import Tenancy
import Web

/// What a route answers with.
struct APIAnswer: Sendable {
    var status = 200
    var body: [UInt8] = []
    var headers: [(name: String, value: String)] = []

    static func json(_ status: Int = 200, capacity: Int = 1024, _ write: (inout JSONWriter) throws -> Void) rethrows -> APIAnswer {
        var writer = JSONWriter(capacity: capacity)
        try write(&writer)
        return APIAnswer(status: status, body: writer.bytes)
    }
}

/// One request on its way through a route.
struct APICall: Sendable {
    let request: WebRequest
    let actor: Actor

    func parameter(_ name: String) -> String { request.parameters[name] ?? "" }

    /// The body as a JSON object.
    func object() throws -> OrderedMap<JSON> {
        let json = try json()
        guard let object = json.object else { throw APIError(400, "request.object") }
        return object
    }

    func json() throws -> JSON {
        do {
            return try JSON.parse(request.body)
        } catch {
            throw APIError(400, "request.json", ["reason": error.description])
        }
    }

    /// A whole number of the query within a range.
    func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let text = request.query(name) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw APIError(400, "request.parameter", [
                "name": name, "value": text, "expected": "\(range.lowerBound)…\(range.upperBound)",
            ])
        }
        return value
    }

    func bool(_ name: String) throws -> Bool {
        switch request.query(name) {
        case nil, "false": return false
        case "true": return true
        case let text?: throw APIError(400, "request.parameter", ["name": name, "value": text, "expected": "true, false"])
        }
    }

    /// The version that `If-Match` names (RFC 9110 §13.1.1).
    func expectedVersion() throws -> Int64? {
        guard let text = request.headers["if-match"], text != "*" else { return nil }
        guard text.hasPrefix("\""), text.hasSuffix("\""), let version = Int64(text.dropFirst().dropLast()) else {
            throw APIError(400, "request.if-match")
        }
        return version
    }
}

/// A refusal by the API itself.
struct APIError: Error, Equatable {
    let status: Int
    let code: String
    let arguments: [String: String]

    init(_ status: Int, _ code: String, _ arguments: [String: String] = [:]) {
        self.status = status
        self.code = code
        self.arguments = arguments
    }
}

/// One way into the API: what it does, and what its description says. All stand in one registry.
struct APIRoute: Sendable {
    enum Work: Sendable {
        case read(@Sendable (APICall, RecordReader) throws -> APIAnswer)
        /// Answers are kept under the Idempotency-Key, in the same unit as the write itself.
        case write(@Sendable (APICall, RecordWriter) throws -> APIAnswer)
        case other(@Sendable (APICall, Gateway) async throws -> WebResponse)
        /// Before anybody is known.
        case open(@Sendable (WebRequest, Gateway) async throws -> WebResponse)
    }

    let method: String
    let pattern: String
    let summary: String
    let work: Work
    var parameters: [APIParameter] = []
    var request: APIShape?
    var response = APIShape.any
    var status = 200
    /// Whether it may also have made what it was asked for, which it says with 201.
    var mayCreate = false
    var bodyLimit = 1 << 20

    init(_ method: String, _ pattern: String, _ summary: String, _ work: Work) {
        self.method = method
        self.pattern = pattern
        self.summary = summary
        self.work = work
    }

    var isOpen: Bool { if case .open = work { true } else { false } }
}

/// A query parameter or a header, for the description.
struct APIParameter: Sendable {
    let name: String
    let place: String
    let type: String
    let help: String

    static func query(_ name: String, _ type: String, _ help: String) -> APIParameter {
        APIParameter(name: name, place: "query", type: type, help: help)
    }

    static func header(_ name: String, _ type: String, _ help: String) -> APIParameter {
        APIParameter(name: name, place: "header", type: type, help: help)
    }
}

/// What a body looks like, for the description.
enum APIShape: Sendable {
    case any
    case none
    case record
    case values
    case page
    case command
    case bulk
    case object(String)
    case stream
    case bytes
}
