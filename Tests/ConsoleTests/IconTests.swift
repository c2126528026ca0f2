import Foundation
import Testing

@testable import Console

@Suite("Icons") struct IconTests {
    @Test("every icon that a view or a package names is in the sprite")
    func allThere() throws {
        let lock = try String(contentsOf: Place.root.appendingPathComponent("Web/assets.lock"), encoding: .utf8)
        let sprite = try #require(lock.range(of: "names = ["))
        let known = Set(lock[sprite.upperBound...].matches(of: #/"([a-z0-9-]+)"/#).map { String($0.output.1) })
        #expect(known.count > 150)
        for name in try inViews().union(inPackages()) {
            #expect(known.contains(name), "\(name) is not in Web/assets.lock")
        }
    }

    private func inViews() throws -> Set<String> {
        let call = #/(?:[iI]con\(|icon: |iconButton\()"([a-z0-9-]+)"/#
        return try names(Place.swiftFiles, call)
    }

    private func inPackages() throws -> Set<String> {
        try names(Place.files(Place.root.appendingPathComponent("Apps"), ending: ".yml"), #/\bicon: ([a-z0-9-]+)/#)
    }

    private func names(_ files: [URL], _ pattern: some RegexComponent<(Substring, Substring)>) throws -> Set<String> {
        var names: Set<String> = []
        for file in files {
            let source = try String(contentsOf: file, encoding: .utf8)
            names.formUnion(source.matches(of: pattern).map { String($0.output.1) })
        }
        return names
    }
}
