import Basics
import Documents
import HTML
import Kernel
import Metadata
import Printing
import Records
import Tenancy
public import Web

/// Files kept with records.
enum FileRoutes {
    static let mostBytes = 32 << 20
}

extension APIRoutes {
    private static func document(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let style = TextStyle(locale: gateway.locale(call.request), zoneMinutes: call.actor.zoneMinutes)
        let (html, name) = try await gateway.kernel.records.read(as: call.actor) { reader in
            let object = try reader.object(call.parameter("object"))
            let record = try reader.get(object, try reader.id(call.parameter("id"), of: object))
            guard let layout = object.documents.first(where: { $0.name == call.parameter("document") }) else {
                throw APIError(404, "request.not-found", ["path": String(call.request.path.prefix(200))])
            }
            let document = try RecordDocument(layout, of: record, reader, style: style)
            return (try document.html().bytes, document.fileName)
        }
        do {
            let headers = [("content-type", "application/pdf"), ("content-disposition", "inline; filename*=UTF-8\'\'" + PercentCoding.encode(name))]
            return WebResponse(headers: headers, body: .bytes(try await gateway.printer.pdf(html)))
        } catch let error as PrintError {
            throw RecordError.commandRefused(code: "print.\(error)", arguments: [:])
        }
    }

    static let files: [APIRoute] = [
        {
            var route = APIRoute("POST", base + "/records/{object}/{id}/files", "Keeps a file with a record (multipart form, field file).", .other { call, gateway in
                guard let file = call.request.form().files.first else { throw APIError(400, "request.file", ["limit": "\(FileRoutes.mostBytes)"]) }
                let stored = try await gateway.kernel.files.keep(
                    file.bytes, name: file.fileName, contentType: file.contentType, object: call.parameter("object"),
                    record: call.parameter("id"), as: call.actor)
                return .json(APIAnswer.json { $0.object { stored.write(to: &$0) } }.body, status: 201)
            })
            (route.bodyLimit, route.status, route.response) = (FileRoutes.mostBytes, 201, .object("File"))
            route.request = .bytes
            return route
        }(),
        APIRoute("GET", base + "/records/{object}/{id}/files", "The files kept with a record.", .other { call, gateway in
            let files = try await gateway.kernel.files.list(object: call.parameter("object"), record: call.parameter("id"), as: call.actor)
            return .json(APIAnswer.json { $0.object { out in
                out.key("data")
                out.array { list in for file in files { list.object { file.write(to: &$0) } } }
            } }.body)
        }),
        {
            var route = APIRoute("GET", base + "/records/{object}/{id}/documents/{document}", "A record as a paper (PDF), such as a quote.", .other(document))
            route.response = .bytes
            return route
        }(),
        {
            var route = APIRoute("GET", base + "/files/{id}", "A file's bytes.", .other { call, gateway in
                let (file, path) = try await gateway.kernel.files.open(call.parameter("id"), as: call.actor)
                return FileAnswer.response(name: file.name, contentType: file.contentType, path: path)
            })
            route.response = .bytes
            return route
        }(),
    ]
}

/// How a kept file is sent: always as a download, never as a page of ours.
public enum FileAnswer {
    public static func response(name: String, contentType: String, path: String) -> WebResponse {
        // Only kinds that cannot run scripts are named; everything else is bytes.
        let safe = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain", "text/csv"]
        let type = safe.contains(contentType) ? contentType : "application/octet-stream"
        return WebResponse(
            headers: [
                ("content-type", type), ("content-disposition", "attachment; filename*=UTF-8''" + PercentCoding.encode(name)),
                ("x-content-type-options", "nosniff"), ("cache-control", "private, no-store"),
            ], body: .file(path))
    }
}
