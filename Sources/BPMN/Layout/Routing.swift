extension BPMN.LayoutGraph {
    /// The upright parts of lines in the channel behind each layer, side by side.
    struct Channels {
        private var tracks: [Int: [[(top: Double, bottom: Double, owner: Int)]]] = [:]
        private var assigned: [String: Int] = [:]

        /// The track of an upright part; parts of one source share it.
        mutating func track(_ channel: Int, _ one: Double, _ two: Double, owner: Int, key: String) -> Int {
            let (top, bottom) = (min(one, two), max(one, two))
            var list = tracks[channel] ?? []
            let free = list.firstIndex { track in
                track.allSatisfy { $0.owner == owner || $0.bottom + 6 < top || $0.top - 6 > bottom }
            }
            let index = free ?? list.count
            if free == nil { list.append([]) }
            list[index].append((top, bottom, owner))
            tracks[channel] = list
            assigned[key] = index
            return index
        }

        func count(_ channel: Int) -> Int { tracks[channel]?.count ?? 0 }
        func track(_ key: String) -> Int { assigned[key] ?? 0 }
    }

    /// Finds the upright parts, gives the layers their columns, and draws all lines.
    mutating func route() -> [String: [BPMN.Point]] {
        var channels = Channels()
        for (number, link) in links.enumerated() { claim(link, number, &channels) }
        placeColumns(channels)
        var lines: [String: [BPMN.Point]] = [:]
        for (number, link) in links.enumerated() {
            let points = points(link, number, channels)
            lines[link.id] = Self.simplified(link.isReversed ? points.reversed() : points)
        }
        return lines
    }

    private func key(_ link: Int, _ step: Int) -> String { "\(link).\(step)" }

    private mutating func claim(_ link: Link, _ number: Int, _ channels: inout Channels) {
        if !isVertical(link.left, link.chain.first), case .vertical(let node) = link.left, let first = link.chain.first
        {
            _ = channels.track(
                vertices[first].layer - 1, vertices[node].y, vertices[first].y, owner: -1 - number, key: key(number, -1)
            )
        }
        for (step, (one, two)) in zip(link.chain, link.chain.dropFirst()).enumerated() {
            guard needsTrack(link, step) else { continue }
            let owner = step == 0 && link.left == .side ? link.chain[0] : -1 - number
            _ = channels.track(
                vertices[one].layer, vertices[one].y, vertices[two].y, owner: owner, key: key(number, step))
        }
        if !isVertical(link.right, link.chain.last), case .vertical(let node) = link.right, let last = link.chain.last {
            _ = channels.track(
                vertices[last].layer, vertices[last].y, vertices[node].y, owner: -1 - number, key: key(number, -2))
        }
    }

    /// Whether a step of a line has an upright part in the channel: not when it is level, nor when a gateway sends or
    /// takes it at its upper or lower corner.
    private func needsTrack(_ link: Link, _ step: Int) -> Bool {
        !isLevel(link, step) && !leavesUpright(link, step) && !arrivesUpright(link, step)
    }

    private func isLevel(_ link: Link, _ step: Int) -> Bool {
        abs(vertices[link.chain[step]].y - vertices[link.chain[step + 1]].y) <= 0.5
    }

    private func leavesUpright(_ link: Link, _ step: Int) -> Bool {
        guard step == 0, link.left == .side, gateways.contains(vertices[link.chain[0]].node), !isLevel(link, step)
        else {
            return false
        }
        return isClear(link.chain[0], to: vertices[link.chain[1]].y)
    }

    private func arrivesUpright(_ link: Link, _ step: Int) -> Bool {
        let last = link.chain.count - 1
        guard step == last - 1, link.right == .side, gateways.contains(vertices[link.chain[last]].node),
            !isLevel(link, step), !leavesUpright(link, step)
        else { return false }
        return isClear(link.chain[last], to: vertices[link.chain[step]].y)
    }

    /// Whether nothing stands in a vertex's layer between it and a height.
    private func isClear(_ index: Int, to y: Double) -> Bool {
        let vertex = vertices[index]
        let (top, bottom) = (min(vertex.y, y) - 4, max(vertex.y, y) + 4)
        return layers[vertex.layer].allSatisfy { other in
            guard other != index, vertices[other].isReal else { return true }
            return vertices[other].y + vertices[other].below < top || vertices[other].y - vertices[other].above > bottom
        }
    }

    /// Whether a line can go straight between a node and its passage in the same layer.
    private func isVertical(_ port: Port, _ passage: Int?) -> Bool {
        guard case .vertical(let node) = port, let passage else { return true }
        return isClear(node, to: vertices[passage].y)
    }

    /// Columns from left to right; channels are as wide as their tracks and names ask.
    private mutating func placeColumns(_ channels: Channels) {
        var labels: [Int: Double] = [:]
        for link in links {
            guard link.label > 0, let first = link.chain.first, !link.isReversed else { continue }
            let layer = vertices[first].layer
            labels[layer] = max(labels[layer] ?? 0, min(link.label, 100))
        }
        var x = channels.count(-1) > 0 ? 16 + 10 * Double(channels.count(-1)) : 0
        for layer in layers.indices {
            let width = layers[layer].map { vertices[$0].width }.max() ?? 0
            for index in layers[layer] { vertices[index].x = x + width / 2 }
            columnEnds[layer] = x + width
            columnStarts[layer] = x
            x += width + max(50, 26 + 10 * Double(channels.count(layer)), (labels[layer] ?? 0) + 26)
        }
    }

    private func trackX(_ channel: Int, _ track: Int, _ count: Int) -> Double {
        if channel < 0 { return (columnStarts[0] ?? 0) - 14 - 10 * Double(track) }
        let start = columnEnds[channel] ?? 0
        guard let next = columnStarts[channel + 1] else { return start + 16 + 10 * Double(track) }
        // In the right part of the channel: names stand at the left.
        return next - 20 - 10 * Double(track)
    }

    private func points(_ link: Link, _ number: Int, _ channels: Channels) -> [BPMN.Point] {
        var points: [BPMN.Point] = []
        guard let first = link.chain.first, let last = link.chain.last else { return [] }
        switch link.left {
        case .side:
            points.append(BPMN.Point(vertices[first].x + half(first), vertices[first].y))
            if link.chain.count > 1, leavesUpright(link, 0) {
                points = [corner(first, toward: vertices[link.chain[1]].y)]
                points.append(BPMN.Point(vertices[first].x, vertices[link.chain[1]].y))
            }
        case .vertical(let node):
            points += upright(node, first, number, -1, channels)
        case .boundary(let event, _):
            let x = boundaryX[event] ?? vertices[first].x
            points = [BPMN.Point(x, boundaryY(event)), BPMN.Point(x, vertices[first].y)]
        }
        for step in 0..<max(link.chain.count - 1, 0) where needsTrack(link, step) {
            let (one, two) = (link.chain[step], link.chain[step + 1])
            let channel = vertices[one].layer
            let x = trackX(channel, channels.track(key(number, step)), channels.count(channel))
            points += [BPMN.Point(x, vertices[one].y), BPMN.Point(x, vertices[two].y)]
        }
        return points + arrival(link, last, number, channels)
    }

    private func arrival(_ link: Link, _ last: Int, _ number: Int, _ channels: Channels) -> [BPMN.Point] {
        switch link.right {
        case .side:
            if link.chain.count > 1, arrivesUpright(link, link.chain.count - 2) {
                let y = vertices[link.chain[link.chain.count - 2]].y
                return [BPMN.Point(vertices[last].x, y), corner(last, toward: y)]
            }
            return [BPMN.Point(vertices[last].x - half(last), vertices[last].y)]
        case .vertical(let node): return upright(node, last, number, -2, channels).reversed()
        case .boundary(let event, _):
            let x = boundaryX[event] ?? vertices[last].x
            return [BPMN.Point(x, vertices[last].y), BPMN.Point(x, boundaryY(event))]
        }
    }

    /// The way from a node to its passage in the same layer: straight, or around through the channel.
    private func upright(_ node: Int, _ passage: Int, _ number: Int, _ step: Int, _ channels: Channels) -> [BPMN.Point]
    {
        let y = vertices[passage].y
        if isClear(node, to: y) { return [corner(node, toward: y), BPMN.Point(vertices[node].x, y)] }
        let channel = step == -1 ? vertices[passage].layer - 1 : vertices[passage].layer
        let x = trackX(channel, channels.track(key(number, step)), channels.count(channel))
        let side = step == -1 ? vertices[node].x - half(node) : vertices[node].x + half(node)
        return [BPMN.Point(side, vertices[node].y), BPMN.Point(x, vertices[node].y), BPMN.Point(x, y)]
    }

    /// The middle of a node's upper or lower side.
    private func corner(_ index: Int, toward y: Double) -> BPMN.Point {
        let vertex = vertices[index]
        let half = (shapeHeights[vertex.node] ?? 0) / 2
        return BPMN.Point(vertex.x, y < vertex.y ? vertex.y - half : vertex.y + half)
    }

    private func half(_ index: Int) -> Double { (shapeWidths[vertices[index].node] ?? vertices[index].width) / 2 }

    private func boundaryY(_ event: String) -> Double {
        guard let host = boundaryHosts[event] else { return 0 }
        return vertices[host].y + (shapeHeights[vertices[host].node] ?? 0) / 2 + 18
    }

    /// Without points that say nothing.
    static func simplified(_ points: [BPMN.Point]) -> [BPMN.Point] {
        var simple: [BPMN.Point] = []
        for point in points {
            if let last = simple.last, abs(last.x - point.x) < 0.01, abs(last.y - point.y) < 0.01 { continue }
            if simple.count >= 2 {
                let (one, two) = (simple[simple.count - 2], simple[simple.count - 1])
                let isStraight =
                    abs(one.x - two.x) < 0.01 && abs(two.x - point.x) < 0.01
                    || abs(one.y - two.y) < 0.01 && abs(two.y - point.y) < 0.01
                if isStraight { simple.removeLast() }
            }
            simple.append(point)
        }
        return simple
    }
}
