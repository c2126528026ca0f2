import Foundation

/// The words that the demo is made of, read from the text files beside the app.
public struct DemoTexts: Sendable {
    struct Name: Sendable {
        let text: String
        let pinyin: String
    }
    struct Place: Sendable {
        let region: String
        let province: String
        let city: String
        let weight: Int
    }
    struct Product: Sendable {
        let code: String
        let category: String
        let unit: String
        let price: Int
        let cost: Int
        let name: String
    }

    let surnames: [Name]
    let given: [Name]
    let places: [Place]
    /// Industry and pattern.
    let organisations: [(industry: String, pattern: String)]
    let brands: [String]
    /// Buying role and position.
    let positions: [(role: String, name: String)]
    let products: [Product]
    let topics: [String]
    /// Kind and text.
    let followUps: [(kind: String, text: String)]
    let nextSteps: [String]
    let comments: [String]
    /// Kind, budget and name.
    let campaigns: [(kind: String, budget: Int, name: String)]
    let folder: String

    /// Reads the files of a folder: `Apps/crm/demo`.
    public init(folder: String) throws {
        func lines(_ name: String) throws -> [String] { try Self.lines(folder + "/" + name) }
        func pairs(_ name: String) throws -> [(String, String)] {
            try lines(name).map { line in
                let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw DemoError.text(file: name, line: line) }
                return (parts[0], parts[1])
            }
        }
        self.folder = folder
        surnames = try pairs("surnames.txt").map(Name.init)
        given = try pairs("given.txt").map(Name.init)
        places = try lines("places.txt").map(Self.place)
        organisations = try pairs("organisations.txt").map { (industry: $0.0, pattern: $0.1) }
        brands = try lines("brands.txt").flatMap { $0.split(separator: " ").map(String.init) }
        positions = try pairs("positions.txt").map { (role: $0.0, name: $0.1) }
        products = try lines("products.txt").map(Self.product)
        topics = try lines("topics.txt")
        followUps = try pairs("followups.txt").map { (kind: $0.0, text: $0.1) }
        nextSteps = try lines("nextsteps.txt")
        comments = try lines("comments.txt")
        campaigns = try lines("campaigns.txt").map(Self.campaign)
    }

    /// The lines of a file that are neither blank nor comments.
    static func lines(_ path: String) throws -> [String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw DemoError.missing(file: path) }
        return text.split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace)
        }
    }

    private static func parts(_ line: String, _ count: Int, _ file: String) throws -> [String] {
        let parts = line.split(separator: " ", maxSplits: count - 1).map(String.init)
        guard parts.count == count else { throw DemoError.text(file: file, line: line) }
        return parts
    }

    private static func place(_ line: String) throws -> Place {
        let parts = try parts(line, 4, "places.txt")
        return Place(region: parts[0], province: parts[1], city: parts[2], weight: Int(parts[3]) ?? 1)
    }

    private static func product(_ line: String) throws -> Product {
        let parts = try parts(line, 6, "products.txt")
        return Product(
            code: parts[0], category: parts[1], unit: parts[2], price: Int(parts[3]) ?? 0, cost: Int(parts[4]) ?? 0,
            name: parts[5])
    }

    private static func campaign(_ line: String) throws -> (kind: String, budget: Int, name: String) {
        let parts = try parts(line, 3, "campaigns.txt")
        return (kind: parts[0], budget: Int(parts[1]) ?? 0, name: parts[2])
    }
}

/// Why the demo could not be made.
public enum DemoError: Error, Equatable {
    case missing(file: String)
    case text(file: String, line: String)
    /// The company is there already.
    case exists(slug: String)
}
