import Foundation
import Testing

@testable import Console

@Suite("Texts") struct StringsTests {
    @Test("both languages have the same keys and no empty text")
    func sameKeys() throws {
        let chinese = try Strings(locale: "zh-CN", folder: Place.texts)
        let english = try Strings(locale: "en", folder: Place.texts)
        #expect(chinese.keys.subtracting(english.keys) == [])
        #expect(english.keys.subtracting(chinese.keys) == [])
        for key in chinese.keys {
            #expect(!chinese(key).isEmpty && !english(key).isEmpty, "\(key) says nothing")
            #expect(holes(chinese(key)) == holes(english(key)), "\(key) fills different places")
        }
    }

    @Test("every key that a view uses exists, and every text is used")
    func keysExist() throws {
        let keys = try Strings(locale: "zh-CN", folder: Place.texts).keys
        let (used, families) = try keysInSources()
        #expect(used.count > 100)
        #expect(used.subtracting(keys) == [])
        let idle = keys.subtracting(used).filter { key in !families.contains { key.hasPrefix($0) } }
        #expect(idle == [])
        for family in families { #expect(keys.contains { $0.hasPrefix(family) }, "no text begins with \(family)") }
    }

    @Test("every word that a designer's island says is in the catalogue") func islandsSpeak() throws {
        let keys = try Strings(locale: "zh-CN", folder: Place.texts).keys
        let folder = URL(fileURLWithPath: Place.texts).deletingLastPathComponent().appendingPathComponent("js/design")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var found = 0
        for file in files where file.pathExtension == "js" {
            let source = try String(contentsOf: file, encoding: .utf8)
            let prefix = file.lastPathComponent == "grid.js" ? "grid." : "design."
            for match in source.matches(of: #/(?:words|mac)\('([a-z0-9.-]+)'/#) {
                found += 1
                #expect(keys.contains(prefix + match.output.1), "\(file.lastPathComponent) says \(match.output.1)")
            }
            for match in source.matches(of: #/words\(`([a-z-]+-)\$\{/#) {
                #expect(keys.contains { $0.hasPrefix(prefix + match.output.1) }, "no text begins with \(match.output.1)")
            }
        }
        #expect(found > 200)
    }

    @Test("reads key = text, keeps = in the text, skips comments")
    func parses() throws {
        let texts = try Strings.parse("# a\n\n a.b = c = d \nx = 1\n")
        #expect(texts == ["a.b": "c = d", "x": "1"])
    }

    @Test("names the line that is wrong", arguments: [("a = 1\nb", 2), ("= x", 1), ("a = 1\n\na = 2", 3)])
    func refuses(_ source: String, _ line: Int) {
        #expect { try Strings.parse(source) } throws: { ($0 as? Strings.Malformed)?.line == line }
    }

    @Test("fills the numbered places and shows an unknown key as itself")
    func fills() {
        let t = Strings(locale: "en", texts: ["a": "{1} of {0}"])
        #expect(t("a", 3, "x") == "x of 3")
        #expect(t("b") == "b")
    }

    private func holes(_ text: String) -> Set<String> { Set(text.matches(of: /\{\d\}/).map { String($0.output) }) }

    /// Whole keys, and the beginnings of keys put together at run time: `t("address." + part)`.
    private func keysInSources() throws -> (Set<String>, Set<String>) {
        var used: Set<String> = []
        var families: Set<String> = []
        let call = #/[^A-Za-z]t(?:\.json)?\(\s*(?:[^"()]*\?\s*)?"([a-z0-9._-]+)"(?:\s*:\s*"([a-z0-9._-]+)")?/#
        for file in Place.swiftFiles {
            let source = try String(contentsOf: file, encoding: .utf8)
            for match in source.matches(of: call) {
                for key in [String(match.output.1), match.output.2.map(String.init)].compactMap({ $0 }) {
                    if key.hasSuffix(".") || key.hasSuffix("-") { families.insert(key) } else { used.insert(key) }
                }
            }
        }
        return (used, families)
    }
}
