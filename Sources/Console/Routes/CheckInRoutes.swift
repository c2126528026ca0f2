import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Follow-ups made on the spot.
enum CheckInRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}/{id}/check-in", { try await form($0, [], 200) }),
        WebRoute("POST", "/o/{object}/{id}/check-in", bodyLimit: 32 << 20, keep),
    ]

    /// The object that is made when somebody is at a record of another, as far as the reader may make it.
    static func target(of object: ObjectType, _ reader: RecordReader) -> (object: ObjectType, checkIn: CheckIn)? {
        for other in reader.schema.objects.values.sorted(by: { $0.name < $1.name }) {
            guard let checkIn = other.checkIn, other.field(checkIn.subject)?.targets.contains(object.name) ?? false, reader.policy.mayCreate(other) else { continue }
            return (other, checkIn)
        }
        return nil
    }

    private static func form(_ visit: Visit, _ problems: [FieldProblem], _ status: Int) async throws -> WebResponse {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            guard let (target, checkIn) = target(of: object, reader) else { throw RecordError.forbidden(code: "access.create", arguments: ["object": object.name]) }
            let views = try FieldViews(visit, reader, [])
            let fields = [checkIn.text, checkIn.next].compactMap { $0 }.compactMap { target.field($0) }.map { field in
                var view = views.blank(field, target)
                if let text = visit.form[field.name], !text.isEmpty { view.value = .text(text) }
                view.problem = problems.first { $0.field == field.name }.map { visit.words.sentence($0, object: target) }
                return view
            }
            let page = CheckInPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name), title: checkIn.label.text(visit.locale),
                subject: FieldViews.mark(record), backURL: ConsolePaths.record(object.name, record.idText), url: ConsolePaths.checkIn(object.name, record.idText),
                fields: fields, problems: problems.filter { one in !fields.contains { $0.name == one.field } }.map { visit.words.sentence($0, object: target) })
            return visit.html(page.html(visit.page), status: status)
        }
    }

    private static let keep: ConsoleFace.Handler = { visit in
        let (objectName, idText) = (visit.parameter("object"), visit.parameter("id"))
        do {
            let made = try await visit.write { writer in
                let object = try writer.reader.object(objectName)
                let record = try writer.reader.get(object, try writer.reader.id(idText, of: object))
                guard let (target, checkIn) = target(of: object, writer.reader) else { throw RecordError.forbidden(code: "access.create", arguments: ["object": object.name]) }
                return (target.name, checkIn.photo, try writer.create(target.name, values(visit, target, checkIn, record)).idText)
            }
            try await keepPhotos(visit, object: made.0, field: made.1, record: made.2)
            return visit.go(ConsolePaths.record(objectName, idText))
        } catch RecordError.invalid(let problems) {
            return try await form(visit, problems, 422)
        }
    }

    private static func values(_ visit: Visit, _ target: ObjectType, _ checkIn: CheckIn, _ record: Record) -> OrderedMap<JSON> {
        var values: OrderedMap<JSON> = [checkIn.subject: .string(record.idText)]
        for (name, text) in checkIn.values.sorted(by: { $0.key < $1.key }) { values[name] = .string(text) }
        let reader = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes)
        for field in [checkIn.text, checkIn.next].compactMap({ $0 }).compactMap({ target.field($0) }) {
            if let value = reader.value(field, named: field.name), !value.isNull { values[field.name] = value }
        }
        func number(_ name: String) -> Decimal128? { visit.form[name].flatMap { Decimal128($0.prefix(24)) } }
        if let latitude = number("latitude"), let longitude = number("longitude") {
            var place: OrderedMap<JSON> = ["latitude": .decimal(latitude), "longitude": .decimal(longitude)]
            if let accuracy = number("accuracy") { place["accuracy"] = .decimal(accuracy) }
            values[checkIn.place] = .object(place)
        }
        return values
    }

    /// Every photo is a file of the new record; its own field holds the first.
    private static func keepPhotos(_ visit: Visit, object: String, field: String, record: String) async throws {
        var first: String?
        for file in visit.form.files.prefix(9) where !file.bytes.isEmpty && file.contentType.hasPrefix("image/") {
            let kept = try await visit.kernel.files.keep(
                file.bytes, name: file.fileName, contentType: file.contentType, object: object, record: record, as: visit.actor)
            first = first ?? kept.idText
        }
        guard let photo = first else { return }
        _ = try await visit.write { writer in
            try writer.update(object, try writer.reader.id(record, of: try writer.reader.object(object)), [field: .string(photo)])
        }
    }
}
