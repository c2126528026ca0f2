import Basics
public import TableFiles

/// Which column of a table goes into which field, and what happens to records that exist.
public struct ImportPlan: Sendable, Equatable {
    public enum Mode: String, Sendable, CaseIterable {
        case insert, update, upsert
    }

    /// One field and the columns whose texts become its value, joined by a blank.
    public struct Use: Sendable, Equatable {
        public var columns: [String]
        public var field: String
        /// In which order days, months and years stand, for dates.
        public var dates: DateOrder?

        public init(columns: [String], field: String, dates: DateOrder? = nil) {
            self.columns = columns
            self.field = field
            self.dates = dates
        }
    }

    public var object: String
    public var columns: [Use]
    public var mode = Mode.insert
    /// The field by which existing records are found.
    public var key: String?
    /// Writes rows although records that may mean the same thing exist.
    public var acceptsDuplicates = false

    public init(object: String, columns: [Use]) {
        self.object = object
        self.columns = columns
    }

    /// The plan as JSON, for keeping and for the wizard's form.
    public var json: String {
        var writer = JSONWriter()
        writer.object { out in
            out.member("object", object)
            out.member("mode", mode.rawValue)
            if let key { out.member("key", key) }
            out.member("acceptsDuplicates", acceptsDuplicates)
            out.key("columns")
            out.array { list in
                for use in columns {
                    list.object { item in
                        item.member("field", use.field)
                        if let dates = use.dates { item.member("dates", dates.rawValue) }
                        item.key("columns")
                        item.array { names in use.columns.forEach { names.string($0) } }
                    }
                }
            }
        }
        return writer.text
    }

    public init?(json text: String) {
        guard let json = try? JSON.parse(text), let object = json["object"]?.string else { return nil }
        self.object = object
        mode = json["mode"]?.string.flatMap(Mode.init) ?? .insert
        key = json["key"]?.string
        acceptsDuplicates = json["acceptsDuplicates"]?.bool ?? false
        columns = (json["columns"]?.array ?? []).compactMap { item in
            guard let field = item["field"]?.string else { return nil }
            return Use(
                columns: (item["columns"]?.array ?? []).compactMap(\.string), field: field,
                dates: item["dates"]?.string.flatMap(DateOrder.init))
        }
    }

    /// Puts a column, or several joined by `+`, into a field instead of what was guessed: `name=firstname+lastname`.
    public mutating func map(_ field: String, to names: String, of all: [String]) throws(ImportError) {
        let wanted = all.contains(names) ? [names] : names.split(separator: "+").map(String.init)
        for name in wanted where !all.contains(name) { throw ImportError.unknownColumn(name, columns: all) }
        let dates = columns.first { $0.columns == wanted }?.dates
        columns.removeAll { $0.field == field || $0.columns == wanted }
        if !wanted.isEmpty { columns.append(Use(columns: wanted, field: field, dates: dates)) }
    }
}

/// What a file holds and where its columns would go.
public struct FilePreview: Sendable {
    public var plan: ImportPlan
    public let columns: [String]
    public let rows: [TableRow]
    /// Fields that columns may go into.
    public let fields: [String]
}

/// A file that is imported: opened again whenever an import goes on.
public struct ImportSource: Sendable {
    public let name: String
    private let content: Content
    private let sheet: String?

    private enum Content: Sendable {
        case path(String)
        case bytes([UInt8])
    }

    public init(path: String, sheet: String? = nil) {
        name = String(path.split(separator: "/").last ?? "")
        content = .path(path)
        self.sheet = sheet
    }

    public init(name: String, bytes: [UInt8], sheet: String? = nil) {
        self.name = name
        content = .bytes(bytes)
        self.sheet = sheet
    }

    func open() throws(TableError) -> any TableReader {
        switch content {
        case .path(let path): try TableFile.open(path: path, sheet: sheet)
        case .bytes(let bytes): try TableFile.open(bytes: bytes, sheet: sheet)
        }
    }

    /// Tells whether it is the same file; a slip is caught, not an adversary.
    func fingerprint() throws(TableError) -> String {
        var table = try open()
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ cells: [String]) {
            for cell in cells {
                for byte in cell.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
                hash = (hash ^ 0x1F) &* 0x100_0000_01b3
            }
        }
        add(table.columns)
        // The first thousand rows tell files apart; reading a million twice would cost as much as importing a part.
        var count = 0
        while count < 1000, let row = try table.next() {
            add(row.cells)
            count += 1
        }
        return String(hash, radix: 36)
    }
}
