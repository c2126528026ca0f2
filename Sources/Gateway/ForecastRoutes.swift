import Basics
import Metadata
import Records
import Tenancy
import Web

extension APIRoutes {
    static let forecasts: [APIRoute] = [
        {
            var route = APIRoute("GET", base + "/forecasts/{object}", "What a person and those who report to it expect of a time.", .read(forecast))
            route.parameters = [
                .query("from", "string", "The first day, as 2026-10-01."), .query("to", "string", "The last day."),
                .query("person", "string", "Somebody below the caller; the caller when not said."),
            ]
            route.response = .object("Forecast")
            return route
        }(),
    ]

    private static func forecast(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let object = try reader.object(call.parameter("object"))
        func day(_ name: String) throws -> CivilDate {
            let text = call.request.query(name) ?? ""
            guard let day = CivilDate(text) else { throw APIError(400, "request.parameter", ["name": name, "value": String(text.prefix(20)), "expected": "2026-10-01"]) }
            return day
        }
        let person = try call.request.query("person").map { text -> EntityID in
            guard let id = EntityID(text: text, prefix: "usr"), try reader.isBelow(id) else { throw RecordError.notFound(object: "core.user", id: String(text.prefix(60))) }
            return id
        }
        let field = object.field(object.forecasting?.amount ?? "")
        let lines = try reader.forecast(object, of: person ?? call.actor.id, from: try day("from"), to: try day("to"))
        return .json { $0.object { out in
            out.key("data")
            out.array { list in
                for line in lines {
                    list.object { item in
                        item.member("person", line.person.text(prefix: "usr"))
                        item.member("name", line.name)
                        item.member("has_reports", line.hasReports)
                        item.member("count", Int64(line.count))
                        item.key("open")
                        item.object { open in
                            for (category, units) in line.open.sorted(by: { $0.key < $1.key }) {
                                open.member(category.isEmpty ? "none" : category, ScaledNumber.text(units, scale: field?.scale ?? 0))
                            }
                        }
                        item.member("won", ScaledNumber.text(line.won, scale: field?.scale ?? 0))
                    }
                }
            }
        } }
    }
}
