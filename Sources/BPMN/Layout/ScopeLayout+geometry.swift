extension BPMN.ScopeLayout {
    /// Where everything stands. With lanes the first lane begins at the top and lanes are shapes too.
    func geometry() -> BPMN.Geometry {
        let edges = self.edges
        let weak = weakEdges
        let (connected, single) = split(edges)
        var geometry = BPMN.Geometry()
        if lanes.isEmpty {
            var y = 0.0
            for component in components(connected, edges) {
                let members = Set(component)
                let part = layout(
                    component, edges.filter { members.contains($0.from) }, weak.filter { members.contains($0.node) })
                geometry.add(part, atX: 0, y: y)
                y = geometry.size.height + 40
            }
        } else {
            geometry = layout(scope.nodes.map(\.id).filter { hosts[$0] == nil }, edges, weak)
        }
        addRow(single, weak, &geometry)
        addRemarksOnFlows(&geometry)
        return geometry
    }

    /// Nodes that flows join, and single ones such as event sub-processes.
    private func split(_ edges: [BPMN.LayoutEdge]) -> (connected: [String], single: [String]) {
        guard lanes.isEmpty else { return (scope.nodes.map(\.id), []) }
        let joined = Set(edges.flatMap { [$0.from, $0.to] })
        let ids = scope.nodes.map(\.id).filter { hosts[$0] == nil || nodes[hosts[$0] ?? ""] == nil }
        if joined.isEmpty, ids.count == 1 { return (ids, []) }
        return (ids.filter(joined.contains), ids.filter { !joined.contains($0) })
    }

    /// Parts that nothing connects, the one that begins first on top.
    private func components(_ ids: [String], _ edges: [BPMN.LayoutEdge]) -> [[String]] {
        var neighbours: [String: [String]] = [:]
        for edge in edges {
            neighbours[edge.from, default: []].append(edge.to)
            neighbours[edge.to, default: []].append(edge.from)
        }
        var seen: Set<String> = []
        var components: [Set<String>] = []
        for id in ids where !seen.contains(id) {
            var component: Set<String> = []
            var open = [id]
            while let next = open.popLast() {
                guard seen.insert(next).inserted else { continue }
                component.insert(next)
                open += neighbours[next] ?? []
            }
            components.append(component)
        }
        return components.map { component in ids.filter(component.contains) }
    }

    private func layout(
        _ members: [String], _ edges: [BPMN.LayoutEdge], _ weak: [WeakEdge]
    ) -> BPMN.Geometry {
        var built = graph(members, edges, weak)
        built.graph.orderLayers()
        let tops = built.graph.placeRows(lanePadding: lanes.isEmpty ? 0 : 28)
        var geometry = BPMN.Geometry()
        geometry.lines = built.graph.route()
        finish(built, &geometry)
        if !lanes.isEmpty { placeLanes(tops, &geometry) }
        return geometry
    }

    /// Everything but the lanes, once the graph has its places.
    func finish(_ built: Built, _ geometry: inout BPMN.Geometry) {
        placeShapes(built, &geometry)
        placeLabels(built, &geometry)
        for edge in built.direct { placeDirect(edge, &geometry) }
        let direct = Set(built.direct.map(\.id))
        for edge in weakEdges where !direct.contains(edge.id) { meetItem(edge, &geometry) }
        for loop in built.loops { placeLoop(loop, &geometry) }
        normalise(&geometry)
    }

    private func placeShapes(_ built: Built, _ geometry: inout BPMN.Geometry) {
        for vertex in built.graph.vertices where vertex.isReal {
            if let node = nodes[vertex.node] {
                let (width, height) = size(node)
                let rect = BPMN.Rect(vertex.x - width / 2, vertex.y - height / 2, width, height)
                geometry.shapes[node.id] = rect
                if let inner = inner[node.id] { geometry.add(inner, atX: rect.x + 30, y: rect.y + 40) }
            }
            placeItems(vertex, &geometry)
        }
        let x = built.graph.boundaryX
        for (event, host) in built.graph.boundaryHosts {
            let vertex = built.graph.vertices[host]
            let bottom = vertex.y + (built.graph.shapeHeights[vertex.node] ?? 0) / 2
            geometry.shapes[event] = BPMN.Rect((x[event] ?? 0) - 18, bottom - 18, 36, 36)
        }
    }

    private func placeItems(_ vertex: BPMN.LayoutGraph.Vertex, _ geometry: inout BPMN.Geometry) {
        var x = vertex.x - vertex.width / 2
        let bottom = vertex.y + vertex.below
        for attachment in vertex.attachments {
            guard let item = attachments[attachment.id] else { continue }
            place(attachment.id, item, centerX: x + attachment.width / 2, bottom: bottom, &geometry)
            x += attachment.width + 16
        }
    }

    /// Data with its name above, or a remark, standing on a line.
    private func place(
        _ id: String, _ item: Attached, centerX: Double, bottom: Double, _ geometry: inout BPMN.Geometry
    ) {
        let (width, height) = size(item)
        geometry.shapes[id] = BPMN.Rect(centerX - width / 2, bottom - height, width, height)
        let label = Self.labelSize(item.text, width: 80)
        if !item.isRemark, label.height > 0 {
            geometry.labels[id] = BPMN.Rect(
                centerX - label.width / 2, bottom - height - 3 - label.height, label.width, label.height)
        }
    }

    private func placeLabels(_ built: Built, _ geometry: inout BPMN.Geometry) {
        var tops: Set<String> = []
        for node in scope.nodes {
            guard node.gateway != nil, let rect = geometry.shapes[node.id] else { continue }
            let isUsed = geometry.lines.values.contains { points in
                [points.first, points.last].contains { $0.map { $0.x == rect.center.x && $0.y == rect.y } ?? false }
            }
            if isUsed { tops.insert(node.id) }
        }
        for node in scope.nodes {
            guard let rect = geometry.shapes[node.id], node.activity == nil else { continue }
            let isBoundary = hosts[node.id] != nil
            // Beside a line that leaves upward there is room for a narrow label only.
            let width = isBoundary ? 70.0 : tops.contains(node.id) ? 64 : 90
            let label = Self.labelSize(node.name, width: width)
            guard label.height > 0 else { continue }
            if isBoundary {
                geometry.labels[node.id] = BPMN.Rect(
                    rect.center.x - 6 - label.width, rect.bottom + 1, label.width, label.height)
            } else if node.event != nil {
                geometry.labels[node.id] = BPMN.Rect(
                    rect.center.x - label.width / 2, rect.bottom + 5, label.width, label.height)
            } else {
                let x = tops.contains(node.id) ? rect.center.x - 8 - label.width : rect.center.x - label.width / 2
                geometry.labels[node.id] = BPMN.Rect(x, rect.y - 4 - label.height, label.width, label.height)
            }
        }
        for flow in scope.flows { placeLabel(of: flow, &geometry) }
    }

    /// Above the first level part of a flow, near its source.
    private func placeLabel(of flow: BPMN.SequenceFlow, _ geometry: inout BPMN.Geometry) {
        guard let points = geometry.lines[flow.id] else { return }
        let label = Self.labelSize(flow.name, width: 100)
        guard label.height > 0 else { return }
        for (one, two) in zip(points, points.dropFirst()) where abs(one.y - two.y) < 0.5 && abs(one.x - two.x) > 12 {
            let isRight = two.x > one.x
            let x = isRight ? one.x + 6 : max(two.x + 4, one.x - 6 - label.width)
            geometry.labels[flow.id] = BPMN.Rect(x, one.y - label.height - 2, label.width, label.height)
            return
        }
        if let first = points.first {
            geometry.labels[flow.id] = BPMN.Rect(first.x + 6, first.y + 6, label.width, label.height)
        }
    }

    /// The line between an item and the node below it, or beside it.
    private func placeDirect(_ edge: WeakEdge, _ geometry: inout BPMN.Geometry) {
        guard let item = geometry.shapes[edge.item], let node = geometry.shapes[edge.node] else { return }
        var points: [BPMN.Point]
        if item.bottom <= node.y {
            // A gateway's or event's border slopes, so their middle is taken.
            let isTask = nodes[edge.node]?.activity != nil
            let x = isTask ? min(max(item.center.x, node.x + 12), node.right - 12) : node.center.x
            points = [BPMN.Point(item.center.x, item.bottom), BPMN.Point(x, node.y)]
        } else if item.y >= node.bottom {
            points = [BPMN.Point(item.center.x, item.y), BPMN.Point(node.center.x, node.bottom)]
        } else {
            points = [BPMN.Point(item.right, item.center.y), BPMN.Point(node.x, node.center.y)]
        }
        geometry.lines[edge.id] = edge.leavesItem ? points : points.reversed()
    }

    /// Lines begin at the room of all items above a node; they are drawn on to their own item.
    private func meetItem(_ edge: WeakEdge, _ geometry: inout BPMN.Geometry) {
        guard let item = geometry.shapes[edge.item], var points = geometry.lines[edge.id], points.count >= 2 else {
            return
        }
        if !edge.leavesItem { points.reverse() }
        let isRight = points[0].x > item.center.x
        let between = BPMN.Rect(
            min(points[0].x, isRight ? item.right : item.x), item.y,
            abs(points[0].x - (isRight ? item.right : item.x)), item.height)
        let isFree = !attachments.keys.contains { other in
            other != edge.item && geometry.shapes[other].map { $0.overlaps(between) } ?? false
        }
        let isLevel = points[0].y > item.y && points[0].y < item.bottom
        if isFree, isLevel {
            points[0].x = isRight ? item.right : item.x
        } else {
            let over = item.y - 6
            points =
                [BPMN.Point(item.center.x, item.y), BPMN.Point(item.center.x, over), BPMN.Point(points[0].x, over)]
                + points
        }
        geometry.lines[edge.id] = BPMN.LayoutGraph.simplified(edge.leavesItem ? points : points.reversed())
    }

    private func placeLoop(_ edge: BPMN.LayoutEdge, _ geometry: inout BPMN.Geometry) {
        guard let rect = geometry.shapes[edge.from] else { return }
        if let boundary = edge.boundary, let event = geometry.shapes[boundary] {
            let low = event.bottom + 14
            geometry.lines[edge.id] = [
                BPMN.Point(event.center.x, event.bottom), BPMN.Point(event.center.x, low),
                BPMN.Point(rect.x - 16, low), BPMN.Point(rect.x - 16, rect.center.y), BPMN.Point(rect.x, rect.center.y),
            ]
            return
        }
        let top = rect.y - 16
        geometry.lines[edge.id] = [
            BPMN.Point(rect.right, rect.center.y), BPMN.Point(rect.right + 16, rect.center.y),
            BPMN.Point(rect.right + 16, top), BPMN.Point(rect.center.x, top), BPMN.Point(rect.center.x, rect.y),
        ]
    }

    /// Moves everything so that it begins at the left; without lanes also at the top.
    private func normalise(_ geometry: inout BPMN.Geometry) {
        guard let extent = geometry.extent else { return }
        let moved = geometry
        geometry = BPMN.Geometry()
        geometry.add(moved, atX: -extent.x, y: lanes.isEmpty ? -extent.y : 0)
        geometry.size = (extent.width, lanes.isEmpty ? extent.height : extent.bottom)
    }

    private func placeLanes(_ tops: [Double], _ geometry: inout BPMN.Geometry) {
        let width = geometry.size.width + 60 + 30 * Double(laneDepth(scope.laneSets))
        let moved = geometry
        geometry = BPMN.Geometry()
        geometry.add(moved, atX: 30 + 30 * Double(laneDepth(scope.laneSets)), y: 0)
        var next = 0
        placeLanes(scope.laneSets, x: 0, width: width, tops, &next, &geometry)
        geometry.size = (width, tops.last ?? geometry.size.height)
    }

    private func laneDepth(_ sets: [BPMN.LaneSet]) -> Int {
        sets.flatMap(\.lanes).map { lane in 1 + laneDepth(lane.childLaneSet.map { [$0] } ?? []) }.max() ?? 0
    }

    @discardableResult
    private func placeLanes(
        _ sets: [BPMN.LaneSet], x: Double, width: Double, _ tops: [Double], _ next: inout Int,
        _ geometry: inout BPMN.Geometry
    ) -> ClosedRange<Double>? {
        var whole: ClosedRange<Double>?
        for lane in sets.flatMap(\.lanes) {
            let children = lane.childLaneSet.map { [$0] } ?? []
            var range: ClosedRange<Double>
            if let inner = placeLanes(children, x: x + 30, width: width - 30, tops, &next, &geometry) {
                range = inner
            } else {
                range = tops[next]...tops[next + 1]
                next += 1
            }
            geometry.shapes[lane.id] = BPMN.Rect(x, range.lowerBound, width, range.upperBound - range.lowerBound)
            whole = whole.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
        }
        return whole
    }
}

extension BPMN.Geometry {
    /// The smallest rectangle around everything.
    var extent: BPMN.Rect? {
        var extent: BPMN.Rect?
        func include(_ rect: BPMN.Rect) { extent = extent.map { $0.union(rect) } ?? rect }
        for rect in shapes.values { include(rect) }
        for rect in labels.values { include(rect) }
        for point in lines.values.flatMap({ $0 }) { include(BPMN.Rect(point.x, point.y, 0, 0)) }
        return extent
    }
}
