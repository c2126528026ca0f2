internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// Serves a handler over HTTP/1.1. The only file that knows the server's library.
public struct WebServer: Sendable {
    public typealias Handler = @Sendable (WebRequest) async -> WebResponse

    let host: String
    let port: Int
    let bodyLimit: @Sendable (_ method: String, _ segments: [String]) -> Int
    let handler: Handler
    let logger: Logger

    /// - Parameter bodyLimit: how many bytes of body a route takes; more is refused with 413 before it is read.
    public init(
        host: String, port: Int, logger: Logger, bodyLimit: @escaping @Sendable (String, [String]) -> Int,
        handler: @escaping Handler
    ) {
        self.host = host
        self.port = port
        self.logger = logger
        self.bodyLimit = bodyLimit
        self.handler = handler
    }

    /// Lets tasks run on the threads that read the sockets, so that a request is answered without changing threads
    /// (ADR 12). Called once, before anything else is served; where it cannot be had, everything works without.
    public static func shareThreads() {
        // More of them than cores: a task that takes long keeps only the connections of its own thread waiting.
        NIOSingletons.groupLoopCountSuggestion = max(4, System.coreCount * 2)
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
    }

    /// Serves until the process is asked to end; open requests are finished first.
    /// - Parameter started: called with the port once connections are accepted.
    public func run(started: @escaping @Sendable (Int) async -> Void) async throws {
        let application = Application(
            responder: CallbackResponder { request, context in try await respond(request, context) },
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in await started(channel.localAddress?.port ?? port) }, logger: logger)
        try await application.runService()
    }

    private func respond(_ request: Request, _ context: WebContext) async throws -> Response {
        var web = WebRequest(
            method: request.method.rawValue, target: request.uri.string, headers: headers(request.headers),
            remoteAddress: context.remoteAddress)
        // The library keeps the Host field apart, as HTTP/2 does (RFC 9113 §8.3.1).
        if let authority = request.head.authority { web.headers["host"] = authority }
        let limit = bodyLimit(web.method, web.segments)
        do {
            if request.headers[.contentLength].flatMap(Int.init) ?? 0 > limit { return tooLarge(limit) }
            if web.method != "GET" && web.method != "HEAD" {
                let buffer = try await request.body.collect(upTo: limit)
                web.body = Array(buffer.readableBytesView)
            }
        } catch is NIOTooManyBytesError {
            return tooLarge(limit)
        }
        let answer = await handler(web)
        return try await response(answer, request, context)
    }

    private func headers(_ fields: HTTPFields) -> [String: String] {
        var headers: [String: String] = [:]
        headers.reserveCapacity(fields.count)
        for field in fields {
            let name = field.name.canonicalName
            headers[name] = headers[name].map { $0 + (name == "cookie" ? "; " : ", ") + field.value } ?? field.value
        }
        return headers
    }

    private func tooLarge(_ limit: Int) -> Response {
        let text = """
            {"type":"about:blank","title":"Payload too large","status":413,"code":"request.too-large",\
            "detail":"This takes at most \(limit) bytes."}
            """
        return Response(status: .contentTooLarge, headers: [.contentType: "application/problem+json", .connection: "close"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private func response(_ answer: WebResponse, _ request: Request, _ context: WebContext) async throws -> Response {
        var fields = HTTPFields()
        for (name, value) in answer.headers {
            guard let field = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: field, value: value))
        }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .bytes(let bytes):
            return Response(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .file(let path):
            let body = try await FileIO(threadPool: .singleton).loadFile(path: path, context: context)
            return Response(status: status, headers: fields, body: body)
        case .stream(let write): return Response(status: status, headers: fields, body: stream(request, write))
        }
    }

    private func stream(_ request: Request, _ write: @escaping @Sendable (any WebStreamWriter) async throws -> Void) -> ResponseBody {
        .init { writer in
            let (parts, continuation) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .bufferingOldest(256))
            let producer = Task {
                try? await write(PartWriter(continuation: continuation))
                continuation.finish()
            }
            // Without the inbound close handler a browser that went away would stay subscribed.
            try await request.body.consumeWithInboundCloseHandler { _ in
                for await part in parts { try await writer.write(ByteBuffer(bytes: part)) }
            } onInboundClosed: {
                continuation.finish()
                producer.cancel()
            }
            producer.cancel()
            try await writer.finish(nil)
        }
    }
}

private struct PartWriter: WebStreamWriter {
    let continuation: AsyncStream<[UInt8]>.Continuation

    func write(_ bytes: [UInt8]) async throws {
        if case .terminated = continuation.yield(bytes) { throw CancellationError() }
    }
}

/// What the server knows of a connection.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let remoteAddress: String

    init(source: Source) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
