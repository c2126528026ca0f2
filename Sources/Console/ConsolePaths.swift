/// Every address of the console, built in one place: views link with these, routes are registered by them.
///
/// Convention: a GET with the header `HX-Request` may answer with the fragment named on the right; without it the whole
/// page. A POST without that header answers 303 to the page that shows the result; with it, the fragment. A refused
/// form answers 422 with the form again, its problems filled in. `HX-Request` POSTs carry `X-CSRF-Token`, plain forms
/// the hidden input `csrf`.
///
/// | method | path | answers |
/// |---|---|---|
/// | GET | `/` | `HomePage` |
/// | GET, POST | `/sign-in` (`account`, `password`, `code`, `next`); POST `/sign-out` | `SignInPage` |
/// | GET | `/o/{object}?view=&sort=&filter=&cursor=&columns=` | `ListPage`, `BoardPage`; HX: `ListRows` |
/// | GET | `/o/{object}/filter?field=` | `FilterInputs` for the builder |
/// | POST | `/o/{object}/bulk/{action}` (`id`…) | 303 to the list; HX: `Toast` and `HX-Trigger: refresh` |
/// | GET | `/o/{object}/new`, `/o/{object}/{id}/edit` | `FormPage` |
/// | GET | `/o/{object}/{id}/copy` | `FormPage` of a new record like this one |
/// | POST | `/o/{object}`, `/o/{object}/{id}` | 303 to the record, or 422 `FormPage`, or 409 `ConflictPage` |
/// | POST | `/o/{object}/duplicates` (the form so far) | `Duplicates` |
/// | GET, POST | `/o/{object}/merge?id=&id=` (`winner`, `take.{field}`) | `MergePage`; 303 to the record that stays |
/// | GET | `/o/{object}/{id}/merges`; POST `/{merge}` (`keep_newer`) | `MergesPage`; 303, or 409 with what is newer |
/// | GET | `/o/{object}/lookup?q=` | `LookupResults` |
/// | GET | `/o/{object}/{id}?tab=` | `RecordPage` |
/// | GET | `/o/{object}/{id}/field/{field}` | `FieldPage`; HX: `InlineEditor`, with `?show=1` `InlineValue` |
/// | POST | the same (`{field}`, `version`) | 303; HX: `InlineValue`, 422 `InlineEditor`; `answer=board`: `BoardMove` |
/// | GET, POST | `/o/{object}/{id}/command/{command}` | `RecordDialog`; 303, or HX with `answer=board`: `BoardMove` |
/// | GET, POST | `/o/{object}/{id}/reveal` (`field`, `reason`) | `RecordDialog`; the value |
/// | POST | `/o/{object}/{id}/comments` | 303; HX: `Timeline` |
/// | POST | `/o/{object}/{id}/files`; GET `/files/{id}` | 303; the file |
/// | POST | `/o/{object}/{id}/delete`, `/restore`, `/purge` | 303 |
/// | GET | `/o/{object}/export`, POST | `ExportDialog`; the file |
/// | GET, POST | `/views/{object}`, `/views/{object}/{view}` | `ViewDialog`: save, rename, share a view |
/// | POST | `/views/{object}/{view}/delete`, `/default` | 303 to the list |
/// | GET | `/recycle-bin`, `/notifications`; POST `/notifications/read` | pages |
/// | GET | `/people?q=` | `MentionResults` |
/// | GET | `/palette?q=` | `PaletteResults` |
/// | GET | `/live?topic=` | server-sent events `changed`; the page asks again for what it shows |
/// | GET, POST | `/import`; `/import/{id}/` map, preview, run, progress, result, undo, stop | `ImportPage` |
/// | GET | `/import/{id}/errors.csv`, `/import/template?object=` | the files |
/// | GET, POST | `/settings/{section}`, `/settings/{section}/{id}` | `SettingsPage` |
/// | POST | `/me/language` (`locale`, `next`), `/me/theme` (`theme`, `next`) | 303 |
/// | GET, POST | `/tasks?box=&q=&before=`; `/tasks/{id}`, `/tasks/{id}/{action}` | `InboxPage`; `TaskPage` |
/// | GET, POST | `/processes/new`; `/processes/{key}/design`, `/steps` | `NewModelPage`; `DesignerPage` |
/// | GET, POST | `/processes/{key}/draft`, `/check`, `/deploy`; `/design/layout`, `/design/expression` | JSON for the islands |
/// | GET, POST | `/decisions`, `/decisions/new`; `/decisions/{key}`, `/edit`, `/draft`, `/check`, `/deploy`, `/try` | `DecisionListPage` … |
/// | GET | `/processes/{key}/compare`, `/decisions/{key}/compare` (`from`, `to`) | `ComparePage` |
/// | GET, POST | `/processes`; `/processes/{key}`, `/start`, `/source`, `/roll-back`, `/diagram.svg` | `ProcessListPage`, `ProcessPage`, `StartPage` |
/// | GET, POST | `/instances/{id}`, `/instances/{id}/{action}`, `/diagram.svg` | `InstancePage` |
/// | GET, POST | `/f/{company}/{form}?c=` before signing in; GET `/f/{company}/{form}/fields` | `PublicFormPage`; JSON |
/// | GET, POST | `/o/{object}/{id}/check-in` (`latitude`, `longitude`, `photo`, fields) | `CheckInPage`; 303, or 422 |
/// | GET | `/forecast/{object}?period=&person=` | `ForecastPage` |
/// | GET | `/channels` | `ChannelsPage` |
/// | POST | `/pools/{pool}/distribute` (`id`…) | 303 to the pool with the outcome |
/// | GET | `/pools`, `/pools/{pool}?q=&cursor=`, `/pools/{pool}/{id}` | `PoolsPage`, `PoolPage` (HX: `ListRows`), `PoolRecordPage` |
/// | POST | `/pools/{pool}/claim`, `/assign` (`id`…, `owner`, `reason`) | 303 to the record, or to the pool with the outcome |
/// | GET, POST | `/pools/{pool}/rule` | `PoolRulePage`, HX: `PoolForecastView`; 303, or 422 with the problem |
/// | GET, POST | `/o/{object}/{id}/gate?command=&to=` (`check`…, `files`, fields) | `GateDialog`; 303, or 422 with what is missing |
/// | GET, POST | `/o/{object}/{id}/release` (`reason`, `pool`); POST `/lock` (`locks`) | `RecordDialog`; 303 |
/// | GET | `/dashboards/{dashboard}?period=&scope=` (`from`, `to`), `/dashboards/{dashboard}/{widget}/csv` | `DashboardPage`; the file |
/// | GET, POST | `/grids/{grid}?year=&by=&rows=&scope=` | `MonthGridPage`; 303, or 422 with what is wrong |
/// | GET | `/assets/…` | files of `Web/` |
enum ConsolePaths {
    static let home = "/"
    static let signIn = "/sign-in"
    static let signOut = "/sign-out"
    static let palette = "/palette"
    static let people = "/people"
    static let notifications = "/notifications"
    static let notificationsRead = "/notifications/read"
    static let recycleBin = "/recycle-bin"
    static let language = "/me/language"
    static let theme = "/me/theme"
    static let imports = "/import"

    /// A file below `Web/`.
    static func asset(_ path: String) -> String { "/assets/\(path)" }

    static func live(_ topic: String) -> String { "/live?topic=\(encoded(topic))" }
    static func file(_ id: String) -> String { "/files/\(encoded(id))" }

    // MARK: Objects

    static func list(_ object: String, view: String? = nil, query: [(String, String)] = []) -> String {
        address("/o/\(encoded(object))", (view.map { [("view", $0)] } ?? []) + query)
    }
    static func create(_ object: String, _ defaults: [(String, String)] = []) -> String {
        address("/o/\(encoded(object))/new", defaults)
    }
    static func filter(_ object: String, field: String? = nil) -> String {
        address("/o/\(encoded(object))/filter", field.map { [("field", $0)] } ?? [])
    }
    static func bulk(_ object: String, _ action: String) -> String { "/o/\(encoded(object))/bulk/\(encoded(action))" }
    static func duplicates(_ object: String, of id: String? = nil) -> String {
        address("/o/\(encoded(object))/duplicates", id.map { [("of", $0)] } ?? [])
    }
    static func merge(_ object: String, _ ids: [String]) -> String {
        address("/o/\(encoded(object))/merge", ids.map { ("id", $0) })
    }
    static func lookup(_ object: String) -> String { "/o/\(encoded(object))/lookup" }
    static func export(_ object: String) -> String { "/o/\(encoded(object))/export" }
    static func views(_ object: String, _ view: String? = nil) -> String {
        "/views/\(encoded(object))" + (view.map { "/\(encoded($0))" } ?? "")
    }

    // MARK: Records

    static func record(_ object: String, _ id: String, tab: String? = nil) -> String {
        address("/o/\(encoded(object))/\(encoded(id))", tab.map { [("tab", $0)] } ?? [])
    }
    static func document(_ object: String, _ id: String, _ name: String) -> String { record(object, id) + "/documents/\(encoded(name))/pdf" }

    static func edit(_ object: String, _ id: String) -> String { record(object, id) + "/edit" }
    static func reveal(_ object: String, _ id: String) -> String { record(object, id) + "/reveal" }
    static func copy(_ object: String, _ id: String) -> String { record(object, id) + "/copy" }
    static func field(_ object: String, _ id: String, _ field: String) -> String {
        record(object, id) + "/field/\(encoded(field))"
    }
    static func command(_ object: String, _ id: String, _ command: String) -> String {
        record(object, id) + "/command/\(encoded(command))"
    }
    static func comments(_ object: String, _ id: String) -> String { record(object, id) + "/comments" }
    static func files(_ object: String, _ id: String) -> String { record(object, id) + "/files" }
    static func delete(_ object: String, _ id: String) -> String { record(object, id) + "/delete" }
    static func restore(_ object: String, _ id: String) -> String { record(object, id) + "/restore" }
    static func merges(_ object: String, _ id: String, _ merge: String? = nil) -> String {
        record(object, id) + "/merges" + (merge.map { "/\(encoded($0))" } ?? "")
    }
    static func purge(_ object: String, _ id: String) -> String { record(object, id) + "/purge" }

    // MARK: Import and settings

    static func newImport(_ object: String) -> String { address(imports, [("object", object)]) }
    static func imports(_ id: String, _ step: String) -> String { "/import/\(encoded(id))/\(step)" }
    static func settings(_ section: String, _ id: String? = nil) -> String {
        "/settings/\(encoded(section))" + (id.map { "/\(encoded($0))" } ?? "")
    }

    // MARK: Processes

    static let tasks = "/tasks"
    static let taskBatch = "/tasks"
    static let processes = "/processes"
    static let processDeploy = "/processes"
    static func task(_ id: String, _ action: String? = nil) -> String { "/tasks/\(encoded(id))" + (action.map { "/" + encoded($0) } ?? "") }
    static func process(_ key: String, _ what: String? = nil) -> String { "/processes/\(encoded(key))" + (what.map { "/" + $0 } ?? "") }
    static let decisions = "/decisions"
    static func decision(_ key: String, _ what: String? = nil) -> String { "/decisions/\(encoded(key))" + (what.map { "/" + $0 } ?? "") }
    static func processStart(_ key: String) -> String { process(key, "start") }
    static func instance(_ id: String, _ action: String? = nil) -> String { "/instances/\(encoded(id))" + (action.map { "/" + $0 } ?? "") }

    // MARK: Pools

    static let pools = "/pools"
    static let channels = "/channels"
    static func pool(_ id: String) -> String { "/pools/\(encoded(id))" }
    static func poolRecord(_ pool: String, _ id: String) -> String { self.pool(pool) + "/" + encoded(id) }
    static func poolVerb(_ pool: String, _ verb: String) -> String { self.pool(pool) + "/" + verb }
    static func poolRule(_ id: String) -> String { pool(id) + "/rule" }
    static func release(_ object: String, _ id: String) -> String { record(object, id) + "/release" }
    static func forecast(_ object: String) -> String { "/forecast/\(encoded(object))" }
    static func checkIn(_ object: String, _ id: String) -> String { record(object, id) + "/check-in" }
    static func gate(_ object: String, _ id: String) -> String { record(object, id) + "/gate" }
    static func lock(_ object: String, _ id: String) -> String { record(object, id) + "/lock" }

    // MARK: Dashboards

    static let dashboards = "/dashboards"
    static func dashboard(_ name: String, _ query: [(String, String)] = []) -> String { address("/dashboards/\(encoded(name))", query) }
    static func widgetFile(_ dashboard: String, _ widget: String, _ query: [(String, String)]) -> String {
        address("/dashboards/\(encoded(dashboard))/\(encoded(widget))/csv", query)
    }
    static func grid(_ name: String, _ query: [(String, String)] = []) -> String { address("/grids/\(encoded(name))", query) }

    // MARK: Writing addresses

    /// A path with a query, both percent-encoded.
    static func address(_ path: String, _ query: [(String, String)]) -> String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    /// RFC 3986 §2.3: everything but unreserved characters is percent-encoded.
    static func encoded(_ text: String) -> String {
        if text.utf8.allSatisfy(isUnreserved) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
