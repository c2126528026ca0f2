import Basics
import Documents
import HTML
import Metadata
import Printing
import Records
import Tenancy
import Web

/// Records as papers: a page to print, and the same as a PDF.
enum DocumentRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}/{id}/documents/{document}", page), WebRoute("GET", "/o/{object}/{id}/documents/{document}/pdf", pdf),
    ]

    private static let page: ConsoleFace.Handler = { visit in
        let html = try await document(visit).html
        return .html(html)
    }

    private static let pdf: ConsoleFace.Handler = { visit in
        let (html, name) = try await document(visit)
        do {
            let bytes = try await visit.face.printer.pdf(html)
            let disposition = "inline; filename*=UTF-8\'\'" + PercentCoding.encode(name)
            return WebResponse(headers: [("content-type", "application/pdf"), ("content-disposition", disposition)], body: .bytes(bytes))
        } catch let error as PrintError {
            throw RecordError.commandRefused(code: "print.\(error)", arguments: [:])
        }
    }

    private static func document(_ visit: Visit) async throws -> (html: [UInt8], name: String) {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            guard let layout = object.documents.first(where: { $0.name == visit.parameter("document") }) else {
                throw RecordError.notFound(object: object.name, id: visit.parameter("document"))
            }
            let document = try RecordDocument(layout, of: record, reader, style: visit.style)
            return (try document.html().bytes, document.fileName)
        }
    }
}
