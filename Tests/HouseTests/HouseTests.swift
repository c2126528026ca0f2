import Foundation
import Testing

/// The house's rules, read off the sources themselves.
@Suite("The house") struct HouseTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL

    static let floors: [[String]] = [
        ["Basics", "XMLTree", "FEELValues", "FEEL"],
        ["DMN", "DMNConformance", "BPMN", "Metadata", "ProcessEngine", "ProcessSimulation", "ProcessDesign"],
        ["TimeZones", "Cryptography", "Printing", "TableFiles", "SQLStore", "SQLiteStore", "PostgresStore", "FEELSQL", "StoreConformance"],
        ["Tenancy", "Work", "Identity", "Records", "Insight", "Importing", "Processes", "Kernel", "Demo"],
        ["HTML", "Documents", "Web", "Gateway", "Console"],
        ["sanbu"],
    ]

    struct Source: Sendable {
        let path: String
        let room: String
        let text: String

        var imports: [String] {
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count else { return nil }
                return String(words[place + 1])
            }
        }
    }

    static let sources: [Source] = {
        let folder = root.appendingPathComponent("Sources")
        guard let walker = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        return walker.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOfFile: folder.path + "/" + path, encoding: .utf8) else { return nil }
            return Source(path: path, room: String(path.split(separator: "/")[0]), text: text)
        }
    }()

    static func floor(_ room: String) -> Int? { floors.firstIndex { $0.contains(room) } }

    @Test("has every room on a floor, and sources in it") func roomsAreKnown() {
        #expect(Self.sources.count > 200)
        for source in Self.sources { #expect(Self.floor(source.room) != nil, "\(source.room) stands on no floor") }
    }

    @Test("has arrows that go only downward") func arrows() {
        for source in Self.sources {
            guard let own = Self.floor(source.room) else { continue }
            for name in source.imports {
                guard let other = Self.floor(name) else { continue }
                #expect(other <= own, "\(source.path) imports \(name) from a floor above")
            }
        }
    }

    @Test("keeps each outside library in its room", arguments: [
        ("GRDB", ["SQLiteStore"]), ("GRDBSQLite", ["SQLiteStore"]), ("CLibPQ", ["PostgresStore"]), ("CSodium", ["Cryptography"]),
        ("Hummingbird", ["Web"]), ("Yams", ["Metadata"]), ("ArgumentParser", ["sanbu"]), ("CZlib", ["TableFiles"]),
    ]) func libraries(_ library: String, _ rooms: [String]) {
        for source in Self.sources where source.imports.contains(library) {
            #expect(rooms.contains(source.room), "\(source.path) imports \(library)")
        }
    }

    @Test("keeps Gateway and Console apart") func faces() {
        for source in Self.sources where source.room == "Gateway" { #expect(!source.imports.contains("Console"), "\(source.path)") }
        for source in Self.sources where source.room == "Console" { #expect(!source.imports.contains("Gateway"), "\(source.path)") }
    }

    @Test("has no clock, randomness or file of its own on the floors of words and models", arguments: [
        "Date()", "Date.now", "UUID()", ".random(", "FileManager", "URLSession", "ProcessInfo",
    ]) func purity(_ call: String) {
        for source in Self.sources where (Self.floor(source.room) ?? 9) <= 1 && source.room != "DMNConformance" {
            for line in source.text.split(separator: "\n") where line.contains(call) && !line.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") {
                Issue.record("\(source.path) says \(call)")
            }
        }
    }

    @Test("re-exports nothing, forces nothing, leaves nothing unfinished", arguments: ["@_exported", "unsafeFlags", "try!", "FIXME", "TODO"])
    func banned(_ word: String) {
        for source in Self.sources { #expect(!source.text.contains(word), "\(source.path) says \(word)") }
    }

    @Test("says nothing of one app's nouns in its types", arguments: ["Coupon", "Patient", "Drug", "Lead", "Opportunity", "Prescription"])
    func nouns(_ noun: String) {
        for source in Self.sources where source.room != "Demo" {
            for keyword in ["struct", "class", "enum", "protocol"] {
                #expect(!source.text.contains("\(keyword) \(noun)"), "\(source.path) declares \(keyword) \(noun)…")
            }
        }
    }

    @Test("has documents whose links lead somewhere", arguments: ["README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/adr/README.md"])
    func links(_ document: String) throws {
        let url = Self.root.appendingPathComponent(document)
        let text = try String(contentsOf: url, encoding: .utf8)
        for match in text.matches(of: /\]\(([^)#]+)\)/) {
            let target = String(match.1)
            guard !target.hasPrefix("http") else { continue }
            let path = url.deletingLastPathComponent().appendingPathComponent(target).path
            #expect(FileManager.default.fileExists(atPath: path), "\(document) links to \(target)")
        }
    }
}
