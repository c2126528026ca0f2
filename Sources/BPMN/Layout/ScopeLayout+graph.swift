extension BPMN.ScopeLayout {
    /// The graph of some nodes of the scope.
    func graph(_ members: [String], _ edges: [BPMN.LayoutEdge], _ weak: [WeakEdge]) -> Built {
        let starts = Set(members.filter { nodes[$0]?.isStart == true })
        let layering = BPMN.Layering(members, edges, starts: starts)
        var built = Built(graph: BPMN.LayoutGraph())
        built.graph.laneCount = max(lanes.count, 1)
        for id in layering.order {
            guard let node = nodes[id] else { continue }
            built.vertexOf[id] = built.graph.add(vertex(node, layer: layering.layers[id] ?? 0))
            note(node, &built.graph)
        }
        attachBoundaries(&built, edges)
        attachItems(&built, weak)
        for (number, edge) in edges.enumerated() {
            link(edge, isReversed: layering.reversed.contains(number), &built)
        }
        for edge in weak { link(edge, &built) }
        return built
    }

    /// A graph under construction.
    struct Built {
        var graph: BPMN.LayoutGraph
        var vertexOf: [String: Int] = [:]
        /// The vertex that holds each piece of data or remark.
        var itemVertex: [String: Int] = [:]
        /// The node that it stands above.
        var itemOwner: [String: String] = [:]
        /// Lines between an item and the node below it.
        var direct: [WeakEdge] = []
        var loops: [BPMN.LayoutEdge] = []
    }

    private func vertex(_ node: BPMN.FlowNode, layer: Int) -> BPMN.LayoutGraph.Vertex {
        let (width, height) = size(node)
        let label = Self.labelSize(node.name)
        var vertex = BPMN.LayoutGraph.Vertex(
            node: node.id, width: width, above: height / 2, below: height / 2, lane: laneOf[node.id] ?? 0, layer: layer,
            cluster: -1)
        switch node.kind {
        case .activity: break
        case .event: vertex.below += label.height + (label.height > 0 ? 5 : 0)
        case .gateway: vertex.above += label.height + (label.height > 0 ? 4 : 0)
        }
        return vertex
    }

    private func note(_ node: BPMN.FlowNode, _ graph: inout BPMN.LayoutGraph) {
        let (width, height) = size(node)
        graph.shapeWidths[node.id] = width
        graph.shapeHeights[node.id] = height
        if node.gateway != nil { graph.gateways.insert(node.id) }
    }

    /// Boundary events stand on the lower border, from right to left.
    private func attachBoundaries(_ built: inout Built, _ edges: [BPMN.LayoutEdge]) {
        var count: [String: Int] = [:]
        for node in scope.nodes { if let host = hosts[node.id] { count[host, default: 0] += 1 } }
        var placed: [String: Int] = [:]
        for node in scope.nodes {
            guard let host = hosts[node.id], let vertex = built.vertexOf[host], let all = count[host] else { continue }
            let width = built.graph.vertices[vertex].width
            let step = min(46, (width - 20) / Double(all))
            let index = Double(placed[host, default: 0])
            placed[host, default: 0] += 1
            built.graph.boundaryHosts[node.id] = vertex
            built.graph.boundaryOffsets[node.id] = all == 1 ? width / 2 - 28 : width / 2 - 10 - step / 2 - index * step
            let label = Self.labelSize(node.name, width: 70)
            let half = (built.graph.shapeHeights[host] ?? 0) / 2
            built.graph.vertices[vertex].below = max(built.graph.vertices[vertex].below, half + 20 + label.height)
        }
    }

    /// Data and remarks stand above the first node that they belong to.
    private func attachItems(_ built: inout Built, _ weak: [WeakEdge]) {
        var members: [String: [String]] = [:]
        for edge in weak where built.vertexOf[edge.node] != nil {
            if let owner = built.itemOwner[edge.item] {
                if owner == edge.node { built.direct.append(edge) }
                continue
            }
            built.itemOwner[edge.item] = edge.node
            built.direct.append(edge)
            members[edge.node, default: []].append(edge.item)
        }
        for (node, items) in members.sorted(by: { $0.key < $1.key }) {
            guard let owner = built.vertexOf[node] else { continue }
            var vertex = BPMN.LayoutGraph.Vertex(
                lane: built.graph.vertices[owner].lane, layer: built.graph.vertices[owner].layer, cluster: owner)
            vertex.attachments = items.compactMap { id in
                guard let item = attachments[id] else { return nil }
                let size = self.size(item)
                let label = item.isRemark ? (0, 0) : Self.labelSize(item.text, width: 80)
                return BPMN.LayoutGraph.Attachment(
                    id: id, width: max(size.width, label.0), height: size.height + (label.1 > 0 ? label.1 + 3 : 0))
            }
            vertex.width = vertex.attachments.reduce(-16) { $0 + $1.width + 16 }
            let height = vertex.attachments.map(\.height).max() ?? 0
            (vertex.above, vertex.below) = (height / 2, height / 2)
            let index = built.graph.add(vertex)
            for item in items { built.itemVertex[item] = index }
        }
    }

    // Links

    private func link(_ edge: BPMN.LayoutEdge, isReversed: Bool, _ built: inout Built) {
        guard let from = built.vertexOf[edge.from], let to = built.vertexOf[edge.to] else { return }
        if from == to {
            built.loops.append(edge)
            return
        }
        var link = BPMN.LayoutGraph.Link(id: edge.id, chain: [], isReversed: isReversed, label: edge.label)
        let (left, right) = isReversed ? (to, from) : (from, to)
        var first = left
        var last = right
        if isReversed {
            first = passage(beside: left, &built)
            link.left = .vertical(of: left)
            last = passage(beside: right, &built)
            link.right = .vertical(of: right)
        }
        if let boundary = edge.boundary {
            if isReversed {
                link.right = .boundary(boundary, of: right)
            } else {
                first = passage(beside: left, &built)
                link.left = .boundary(boundary, of: left)
            }
        }
        link.chain = chain(first, last, isOver: isReversed && edge.boundary == nil, &built)
        built.graph.links.append(link)
    }

    private func passage(beside vertex: Int, _ built: inout Built) -> Int {
        let host = built.graph.vertices[vertex]
        return built.graph.addPassage(layer: host.layer, lane: host.lane, cluster: vertex)
    }

    /// The places of a line in the layers between two vertices.
    private func chain(_ first: Int, _ last: Int, isOver: Bool, _ built: inout Built) -> [Int] {
        let (start, end) = (built.graph.vertices[first], built.graph.vertices[last])
        // Lines that go over the rest stay in the upper lane, others change lanes at once.
        let lane = isOver ? min(start.lane, end.lane) : end.lane
        var chain = [first]
        if end.layer - start.layer > 1 {
            for layer in (start.layer + 1)..<end.layer {
                chain.append(built.graph.addPassage(layer: layer, lane: lane))
            }
        }
        if last != first { chain.append(last) }
        return chain
    }

    /// A line between an item and a node that it does not stand above.
    private func link(_ edge: WeakEdge, _ built: inout Built) {
        guard built.itemOwner[edge.item] != edge.node, let item = built.itemVertex[edge.item],
            let node = built.vertexOf[edge.node]
        else { return }
        let isRight = built.graph.vertices[node].layer > built.graph.vertices[item].layer
        guard built.graph.vertices[node].layer != built.graph.vertices[item].layer else {
            built.direct.append(edge)
            return
        }
        var link = BPMN.LayoutGraph.Link(
            id: edge.id, chain: [], isReversed: isRight ? !edge.leavesItem : edge.leavesItem, isWeak: true)
        let passage = passage(beside: node, &built)
        if isRight {
            link.right = .vertical(of: node)
            link.chain = chain(item, passage, isOver: true, &built)
        } else {
            link.left = .vertical(of: node)
            link.chain = chain(passage, item, isOver: true, &built)
        }
        built.graph.links.append(link)
    }
}
