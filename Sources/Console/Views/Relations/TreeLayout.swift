/// Where the nodes of a forest stand: each level in a row, parents over the middle of their children.
///
/// Leaves take one column after the other, so no two nodes of a row overlap.
struct TreeLayout: Sendable {
    /// A node's column, in halves of a node, and its row.
    struct Place: Sendable, Equatable {
        var column: Double
        var row: Int
    }

    private(set) var places: [Int: Place] = [:]
    private(set) var columns = 0
    private(set) var rows = 0

    /// - Parameter parents: for each node its parent, or nothing. A circle is cut where it is met first.
    init(parents: [Int?]) {
        var children: [[Int]] = Array(repeating: [], count: parents.count)
        var roots: [Int] = []
        for (node, parent) in parents.enumerated() {
            if let parent, parents.indices.contains(parent), Self.reachesRoot(node, parents) { children[parent].append(node) } else { roots.append(node) }
        }
        for root in roots { place(root, 0, children) }
    }

    private static func reachesRoot(_ node: Int, _ parents: [Int?]) -> Bool {
        var seen: Set<Int> = [node]
        var current = parents[node]
        while let next = current, parents.indices.contains(next) {
            guard seen.insert(next).inserted else { return false }
            current = parents[next]
        }
        return true
    }

    private mutating func place(_ node: Int, _ row: Int, _ children: [[Int]]) {
        rows = max(rows, row + 1)
        guard !children[node].isEmpty else {
            places[node] = Place(column: Double(columns), row: row)
            columns += 1
            return
        }
        for child in children[node] { place(child, row + 1, children) }
        let middle = children[node].compactMap { places[$0]?.column }
        places[node] = Place(column: ((middle.first ?? 0) + (middle.last ?? 0)) / 2, row: row)
    }
}
