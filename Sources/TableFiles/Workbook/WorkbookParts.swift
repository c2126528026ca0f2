/// What a workbook says about itself: its sheets, its shared texts and which styles are dates (ECMA-376 part 1, §18).
struct WorkbookParts {
    /// Names and paths, in the order of the tabs.
    let sheets: [(name: String, path: String)]
    let texts: [String]
    /// By the number of the cell's style: nil for what is no date.
    let dateStyles: [DateStyle?]
    /// Days are counted from 1904 (§18.2.28), as old Macintosh files do.
    let countsFrom1904: Bool

    enum DateStyle { case date, time, moment }

    init(_ archive: ZipArchive, _ limits: TableLimits) throws(TableError) {
        let targets = try Self.relations(archive, limits)
        var sheets: [(name: String, path: String)] = []
        var from1904 = false
        guard let part = try archive.open("xl/workbook.xml") else {
            throw TableError.notAWorkbook("there is no xl/workbook.xml")
        }
        var events = XMLEvents(part, limit: limits.cellBytes)
        while let event = try events.next() {
            guard case .start(let name, let attributes, _) = event else { continue }
            if name == "sheet", let title = attributes["name"], let path = attributes["id"].flatMap({ targets[$0] }) {
                sheets.append((title, path))
            }
            if name == "workbookPr" { from1904 = ["1", "true"].contains(attributes["date1904"] ?? "") }
        }
        self.sheets = sheets
        countsFrom1904 = from1904
        texts = try Self.sharedTexts(archive, limits)
        dateStyles = try Self.styles(archive, limits)
    }

    private static func relations(_ archive: ZipArchive, _ limits: TableLimits) throws(TableError) -> [String: String] {
        guard let part = try archive.open("xl/_rels/workbook.xml.rels") else { return [:] }
        var targets: [String: String] = [:]
        var events = XMLEvents(part, limit: limits.cellBytes)
        while let event = try events.next() {
            guard case .start("Relationship", let attributes, _) = event, let id = attributes["Id"],
                let target = attributes["Target"]
            else { continue }
            targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        }
        return targets
    }

    /// Texts with formatting come in runs, which are joined; what tells how Japanese is spoken (`rPh`) is left out.
    private static func sharedTexts(_ archive: ZipArchive, _ limits: TableLimits) throws(TableError) -> [String] {
        guard let part = try archive.open("xl/sharedStrings.xml") else { return [] }
        var texts: [String] = []
        var current = ""
        var isText = false
        var isSpoken = false
        var events = XMLEvents(part, limit: limits.cellBytes)
        while let event = try events.next() {
            switch event {
            case .start("si", _, let isEmpty):
                current = ""
                if isEmpty { texts.append("") }
            case .start("t", _, let isEmpty): isText = !isEmpty
            case .start("rPh", _, _): isSpoken = true
            case .end("rPh"): isSpoken = false
            case .end("t"): isText = false
            case .text(let text) where isText && !isSpoken: current += text
            case .end("si"):
                texts.append(current)
                guard texts.count <= limits.sharedStrings else {
                    throw TableError.unpacksTooLarge(part: "xl/sharedStrings.xml")
                }
            default: break
            }
        }
        return texts
    }

    private static func styles(_ archive: ZipArchive, _ limits: TableLimits) throws(TableError) -> [DateStyle?] {
        guard let part = try archive.open("xl/styles.xml") else { return [] }
        var formats: [Int: String] = [:]
        var styles: [DateStyle?] = []
        var isInCells = false
        var events = XMLEvents(part, limit: limits.cellBytes)
        while let event = try events.next() {
            switch event {
            case .start("numFmt", let attributes, _):
                if let id = attributes["numFmtId"].flatMap({ Int($0) }) { formats[id] = attributes["formatCode"] }
            case .start("cellXfs", _, _): isInCells = true
            case .end("cellXfs"): isInCells = false
            case .start("xf", let attributes, _) where isInCells:
                let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
                styles.append(formats[id].map(style(ofFormat:)) ?? builtIn(id))
            default: break
            }
        }
        return styles
    }

    /// The formats that need no definition (§18.8.30), with those of the Chinese versions.
    private static func builtIn(_ id: Int) -> DateStyle? {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: .date
        case 18...21, 32...35, 45...47, 55, 56: .time
        case 22: .moment
        default: nil
        }
    }

    /// Whether a format shows days, times or both; quoted texts, colours and conditions do not count.
    static func style(ofFormat code: String) -> DateStyle? {
        var isQuoted = false
        var isBracketed = false
        var isEscaped = false
        var signs = ""
        for character in code.lowercased() {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch character {
            case "\\": isEscaped = true
            case "\"": isQuoted.toggle()
            case "[": isBracketed = true
            case "]": isBracketed = false
            case ";": if !isQuoted { return found(signs) }
            default: if !isQuoted && !isBracketed { signs.append(character) }
            }
        }
        return found(signs)
    }

    private static func found(_ signs: String) -> DateStyle? {
        if signs.contains("general") || signs.contains("e+") { return nil }
        let hasDay = signs.contains("y") || signs.contains("d")
        let hasTime = signs.contains("h") || signs.contains("s")
        if hasDay { return hasTime ? .moment : .date }
        return hasTime ? .time : signs.contains("m") ? .date : nil
    }
}
