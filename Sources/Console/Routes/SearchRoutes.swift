import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web
import Work

/// Finding things: the palette, look-ups of references, people to mention; and the live signal.
enum SearchRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/palette", palette), WebRoute("GET", "/o/{object}/lookup", lookup), WebRoute("GET", "/people", people),
        WebRoute("GET", "/live", live),
    ]

    private static let palette: ConsoleFace.Handler = { visit in
        let text = String((visit.request.query("q") ?? "").prefix(100))
        return try await visit.read { reader in
            let results = PaletteResults(query: text, groups: try pages(text, visit, reader) + found(text, visit, reader))
            if visit.request.isPartial { return visit.html(results.html(visit.page)) }
            return visit.html(PalettePage(shell: ShellBuilder(visit: visit, reader: reader).shell(), results: results).html(visit.page))
        }
    }

    private static func objects(_ reader: RecordReader) -> [ObjectType] {
        reader.schema.packages.flatMap(\.navigation).flatMap(\.objects).compactMap { reader.schema.object($0) }.filter { reader.policy.grant($0) != nil }
    }

    private static func pages(_ text: String, _ visit: Visit, _ reader: RecordReader) throws -> [PaletteResults.Group] {
        let items = objects(reader).flatMap { object -> [PaletteResults.Item] in
            let plural = object.plural.text(visit.locale)
            var items = [PaletteResults.Item(label: plural, url: ConsolePaths.list(object.name), icon: object.icon)]
            if reader.policy.mayCreate(object) {
                items.append(.init(label: visit.t("list.new", object.label.text(visit.locale)), url: ConsolePaths.create(object.name), icon: "plus"))
            }
            return items
        }.filter { text.isEmpty || $0.label.localizedContains(text) }
        return items.isEmpty ? [] : [.init(title: visit.t("palette.pages"), items: Array(items.prefix(text.isEmpty ? 8 : 5)))]
    }

    private static func found(_ text: String, _ visit: Visit, _ reader: RecordReader) throws -> [PaletteResults.Group] {
        guard !text.allSatisfy(\.isWhitespace) else { return [] }
        let records = try reader.search(text, objects: objects(reader), each: 5)
        return Dictionary(grouping: records, by: \.object.name).sorted { $0.key < $1.key }.map { _, group in
            PaletteResults.Group(
                title: group[0].object.plural.text(visit.locale),
                items: group.map { .init(label: $0.name, note: nil, url: ConsolePaths.record($0.object.name, $0.idText), mark: FieldViews.mark($0)) })
        }
    }

    private static let lookup: ConsoleFace.Handler = { visit in
        let text = String((visit.request.query("q") ?? "").prefix(100))
        return try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            var query = RecordQuery(object.name)
            query.search = text
            query.limit = 12
            let records = try reader.list(query).records
            let views = try FieldViews(visit, reader, records)
            let found = records.map { record -> Reference in
                var mark = FieldViews.mark(record)
                mark.isPerson = object.name == "core.user"
                mark.note = object.layout.highlights.prefix(2).compactMap { views.view($0, of: record, editable: false).flatMap(RecordBuilder.plain) }
                    .joined(separator: " · ")
                return mark
            }
            return visit.html(LookupResults(query: text, found: found).html(visit.page))
        }
    }

    private static let people: ConsoleFace.Handler = { visit in
        let text = String((visit.request.query("q") ?? "").prefix(60))
        return try await visit.read { reader in
            var query = RecordQuery("core.user")
            query.search = text
            query.limit = 8
            let people = try reader.list(query).records.map { record -> Reference in
                var mark = FieldViews.mark(record)
                mark.isPerson = true
                return mark
            }
            return visit.html(MentionResults(people: people).html(visit.page))
        }
    }

    /// Says only that something about a topic changed; the page asks again for what it shows, through its own rights.
    private static let live: ConsoleFace.Handler = { visit in
        let topic = visit.request.query("topic") ?? ""
        let start = try await visit.read { try $0.lastSequence() }
        let signals = visit.kernel.live.listen(visit.actor.tenant)
        return WebResponse(
            headers: [("content-type", "text/event-stream"), ("cache-control", "no-cache"), ("x-accel-buffering", "no")],
            body: .stream { writer in
                try await writer.write(Array("retry: 3000\n\n".utf8))
                var sequence = start
                for await _ in signals {
                    let seen = sequence
                    let (last, touched) = try await visit.read { reader in
                        let events = try reader.visible(try reader.events(after: seen, limit: 200))
                        let touched = events.contains { event in
                            event.object == topic || event.data.contains("\"" + topic + "\"")
                                || event.record.text(prefix: reader.schema.object(event.object)?.idPrefix ?? "") == topic
                        }
                        return (try reader.lastSequence(), touched)
                    }
                    sequence = last
                    guard touched else { continue }
                    try await writer.write(Array("event: changed\ndata: {\"topic\":\(JSON.string(topic).text)}\n\n".utf8))
                }
            })
    }
}

extension String {
    fileprivate func localizedContains(_ part: String) -> Bool {
        HanText.folded(self).contains(HanText.folded(part))
    }
}
