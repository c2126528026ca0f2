import Foundation
public import Metadata

/// Reads app packages from a folder: one subfolder each.
public enum PackageFolder {
    /// - Returns: the packages in the order of their needs, and everything that is wrong with them.
    public static func read(_ folder: String) -> (packages: [AppPackage], problems: [MetadataProblem]) {
        var packages: [AppPackage] = []
        var problems: [MetadataProblem] = []
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where FileManager.default.fileExists(atPath: "\(folder)/\(name)/app.yml") {
            let (package, found) = AppPackage.read(files("\(folder)/\(name)", shown: name))
            problems += found
            if let package { packages.append(package) }
        }
        return (inOrder(packages, &problems), problems)
    }

    private static func files(_ folder: String, shown: String) -> [PackageFile] {
        guard let walker = FileManager.default.enumerator(atPath: folder) else { return [] }
        return walker.compactMap { $0 as? String }.filter { isRead($0) }.sorted().compactMap { path in
            (try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)).map {
                PackageFile(path: "\(shown)/\(path)", text: $0)
            }
        }
    }

    private static func isRead(_ path: String) -> Bool {
        [".yml", ".bpmn", ".dmn"].contains { path.hasSuffix($0) }
    }

    private static func inOrder(_ packages: [AppPackage], _ problems: inout [MetadataProblem]) -> [AppPackage] {
        var placed: [AppPackage] = []
        var waiting = packages
        while !waiting.isEmpty {
            let names = Set(placed.map(\.name))
            guard let next = waiting.firstIndex(where: { Set($0.needs).isSubset(of: names) }) else {
                for package in waiting {
                    let place = SourcePlace(file: "\(package.name)/app.yml", line: 1, column: 1)
                    problems.append(MetadataProblem("package.needs", at: place,
                        "\(package.name) needs \(package.needs.joined(separator: ", ")), which cannot be had"))
                }
                return placed
            }
            placed.append(waiting.remove(at: next))
        }
        return placed
    }
}
