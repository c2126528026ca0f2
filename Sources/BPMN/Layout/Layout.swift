extension BPMN.Definitions {
    /// The model with a new drawing in place of its diagrams: columns from left to right, level lines, pools one below
    /// the other, sub-processes open, boundary events on the border. Colours of shapes are kept.
    public func laidOut() -> BPMN.Definitions {
        var result = self
        result.diagrams = [BPMN.Layout(self).diagram()]
        return result
    }
}

extension BPMN {
    /// Lays out a whole model.
    struct Layout {
        private let definitions: Definitions
        private var geometry = Geometry()
        private var planeElement: String
        private var pools: [(id: String, rect: Rect)] = []
        private let nodeIDs: Set<String>
        private let laneIDs: Set<String>
        private let subProcessIDs: Set<String>
        private let exclusiveIDs: Set<String>

        init(_ definitions: Definitions) {
            self.definitions = definitions
            let nodes = definitions.processes.flatMap(\.scope.allNodes)
            nodeIDs = Set(nodes.map(\.id))
            subProcessIDs = Set(nodes.filter { $0.subProcess?.scope.elements.isEmpty == false }.map(\.id))
            exclusiveIDs = Set(nodes.filter { $0.gateway?.kind == .exclusive }.map(\.id))
            laneIDs = Set(definitions.processes.flatMap { Self.lanes($0.scope.laneSets) })
            let collaboration = definitions.collaborations.first
            planeElement = collaboration?.id ?? definitions.processes.first?.id ?? ""
            var y = 80.0
            var placed: Set<String> = []
            for participant in collaboration?.participants ?? [] {
                y = place(participant, y) + 60
                if let process = participant.processRef { placed.insert(process.id) }
            }
            for process in definitions.processes where !placed.contains(process.id) {
                let inner = ScopeLayout(process.scope).geometry()
                guard !inner.shapes.isEmpty else { continue }
                geometry.add(inner, atX: 160, y: y)
                y += inner.size.height + 80
            }
            stretchPools()
            if let collaboration { route(collaboration.messageFlows) }
            placeArtifacts(collaboration)
            placeGroups()
        }

        static func lanes(_ sets: [LaneSet]) -> [String] {
            sets.flatMap(\.lanes).flatMap { [$0.id] + lanes($0.childLaneSet.map { [$0] } ?? []) }
        }

        /// A pool with what it holds; gives the height of its lower side.
        private mutating func place(_ participant: Participant, _ y: Double) -> Double {
            let process = definitions.processes.first { $0.id == participant.processRef?.id }
            guard let process, !process.scope.nodes.isEmpty || !process.scope.laneSets.isEmpty else {
                pools.append((participant.id, Rect(160, y, 600, 60)))
                return y + 60
            }
            let layout = ScopeLayout(process.scope)
            let inner = layout.geometry()
            if layout.lanes.isEmpty {
                geometry.add(inner, atX: 160 + 60, y: y + 30)
                pools.append((participant.id, Rect(160, y, inner.size.width + 90, inner.size.height + 60)))
            } else {
                geometry.add(inner, atX: 160 + 30, y: y)
                pools.append((participant.id, Rect(160, y, inner.size.width + 30, inner.size.height)))
            }
            return pools[pools.count - 1].rect.bottom
        }

        /// All pools are as wide as the widest, and so are their lanes.
        private mutating func stretchPools() {
            guard let right = pools.map(\.rect.right).max() else { return }
            for index in pools.indices {
                pools[index].rect.width = right - pools[index].rect.x
                geometry.shapes[pools[index].id] = pools[index].rect
            }
            for process in definitions.processes {
                stretch(process.scope.laneSets, to: right)
            }
        }

        private mutating func stretch(_ sets: [LaneSet], to right: Double) {
            for lane in sets.flatMap(\.lanes) {
                if let rect = geometry.shapes[lane.id] { geometry.shapes[lane.id]?.width = right - rect.x }
                if let inner = lane.childLaneSet { stretch([inner], to: right) }
            }
        }
    }
}

// Message flows
extension BPMN.Layout {
    private mutating func route(_ flows: [BPMN.MessageFlow]) {
        var tracks: [Int: Int] = [:]
        var used: [String: Set<Double>] = [:]
        for flow in flows {
            guard let source = end(flow.sourceRef.id), let target = end(flow.targetRef.id), source.pool != target.pool
            else {
                joinDirectly(flow)
                continue
            }
            let isDown = source.pool < target.pool
            let gap = isDown ? target.pool - 1 : target.pool
            let track = tracks[gap, default: 0]
            tracks[gap] = track + 1
            let middle = pools[gap].rect.bottom + 30 + Double((track % 5) - 2) * 9
            let (sourceID, targetID) = (flow.sourceRef.id, flow.targetRef.id)
            let sourceX = source.isPool ? nil : column(source, isDown: isDown, avoiding: used[sourceID] ?? [])
            if let sourceX { used[sourceID, default: []].insert(sourceX) }
            let targetX = target.isPool ? nil : column(target, isDown: !isDown, avoiding: used[targetID] ?? [])
            if let targetX { used[targetID, default: []].insert(targetX) }
            let fallback = pools[source.pool].rect.x + 80 + Double(track) * 40
            let (x1, x2) = (sourceX ?? targetX ?? fallback, targetX ?? sourceX ?? fallback)
            let start = BPMN.Point(x1, isDown ? source.rect.bottom : source.rect.y)
            let finish = BPMN.Point(x2, isDown ? target.rect.y : target.rect.bottom)
            geometry.lines[flow.id] = BPMN.LayoutGraph.simplified([
                start, BPMN.Point(x1, middle), BPMN.Point(x2, middle), finish,
            ])
        }
    }

    /// A message flow that does not lead from pool to pool.
    private mutating func joinDirectly(_ flow: BPMN.MessageFlow) {
        guard let source = geometry.shapes[flow.sourceRef.id], let target = geometry.shapes[flow.targetRef.id] else {
            return
        }
        let points: [BPMN.Point]
        if source.bottom <= target.y || target.bottom <= source.y {
            let isDown = source.bottom <= target.y
            let (start, finish) = (isDown ? source.bottom : source.y, isDown ? target.y : target.bottom)
            let middle = ((start + finish) / 2).rounded()
            points = [
                BPMN.Point(source.center.x, start), BPMN.Point(source.center.x, middle),
                BPMN.Point(target.center.x, middle), BPMN.Point(target.center.x, finish),
            ]
        } else {
            let isRight = source.x < target.x
            points = [
                BPMN.Point(isRight ? source.right : source.x, source.center.y),
                BPMN.Point(isRight ? target.x : target.right, target.center.y),
            ]
        }
        geometry.lines[flow.id] = BPMN.LayoutGraph.simplified(points)
    }

    private func end(_ id: String) -> (rect: BPMN.Rect, pool: Int, isPool: Bool, isRound: Bool)? {
        guard let rect = geometry.shapes[id] else { return nil }
        if let pool = pools.firstIndex(where: { $0.id == id }) { return (rect, pool, true, false) }
        guard let pool = pools.firstIndex(where: { $0.rect.contains(rect) }) else { return nil }
        return (rect, pool, false, rect.width <= 50)
    }

    /// A place on the upper or lower side from which a line meets nothing on its way out of the pool.
    private func column(
        _ end: (rect: BPMN.Rect, pool: Int, isPool: Bool, isRound: Bool), isDown: Bool, avoiding used: Set<Double>
    ) -> Double {
        let pool = pools[end.pool].rect
        let way =
            isDown
            ? BPMN.Rect(0, end.rect.bottom + 1, 0, pool.bottom - end.rect.bottom)
            : BPMN.Rect(0, pool.y, 0, max(0, end.rect.y - pool.y - 1))
        let reach = end.isRound ? 0 : end.rect.width / 2 - 12
        let offsets = [0.0, 0.45, -0.45, 0.9, -0.9].map { (end.rect.center.x + $0 * reach).rounded() }
            .filter { end.isRound || !used.contains($0) }
        let clear = offsets.first { x in
            let line = BPMN.Rect(x - 3, way.y, 6, way.height)
            return !geometry.shapes.contains { id, rect in
                nodeIDs.contains(id) && rect.overlaps(line) && !rect.contains(end.rect)
            }
        }
        return clear ?? offsets.first ?? end.rect.center.x
    }

    private func isNode(_ id: String) -> Bool { nodeIDs.contains(id) }
}

// Remarks and groups
extension BPMN.Layout {
    /// Remarks of the collaboration stand above the pools.
    private mutating func placeArtifacts(_ collaboration: BPMN.Collaboration?) {
        guard let collaboration else { return }
        var x = 160.0
        for case .textAnnotation(let remark) in collaboration.artifacts {
            let size = BPMN.ScopeLayout.labelSize(remark.text.text, width: 130)
            let rect = BPMN.Rect(
                x, 70 - max(size.height + 8, 30) - 10, max(size.width + 22, 60), max(size.height + 8, 30))
            geometry.shapes[remark.id] = rect
            x = rect.right + 40
        }
        for case .association(let association) in collaboration.artifacts {
            guard let source = anchor(association.sourceRef.id), let target = anchor(association.targetRef.id) else {
                continue
            }
            geometry.lines[association.id] = [source, target]
        }
    }

    private func anchor(_ id: String) -> BPMN.Point? {
        if let rect = geometry.shapes[id] { return BPMN.Point(rect.center.x, rect.y < 70 ? rect.bottom : rect.y) }
        return geometry.lines[id].map { BPMN.Painter.middle($0) }
    }

    /// A group is drawn around what it was drawn around before.
    private mutating func placeGroups() {
        guard let old = definitions.diagrams.first?.plane else { return }
        let groups = Set(
            definitions.processes.flatMap { Self.groups($0.scope) }
                + definitions.collaborations.flatMap(\.artifacts).compactMap { artifact in
                    if case .group(let group) = artifact { group.id } else { nil }
                })
        for shape in old.shapes {
            guard let id = shape.bpmnElement?.id, groups.contains(id), let bounds = shape.bounds else { continue }
            let frame = BPMN.Rect(bounds)
            var around: BPMN.Rect?
            for other in old.shapes {
                guard let member = other.bpmnElement?.id, nodeIDs.contains(member), let inner = other.bounds,
                    frame.contains(BPMN.Rect(inner)), let rect = geometry.shapes[member]
                else { continue }
                around = around.map { $0.union(rect) } ?? rect
            }
            if let around { geometry.shapes[id] = around.inset(-14) }
        }
    }

    private static func groups(_ scope: BPMN.Scope) -> [String] {
        scope.artifacts.compactMap { if case .group(let group) = $0 { group.id } else { nil } }
            + scope.nodes.flatMap { $0.subProcess.map { groups($0.scope) } ?? [] }
    }
}

// The drawing
extension BPMN.Layout {
    func diagram() -> BPMN.Diagram {
        var diagram = BPMN.Diagram()
        let old = definitions.diagrams.first
        if let old { diagram = old }
        if old == nil { diagram.id = "BPMNDiagram_1" }
        let known = Dictionary((old?.plane.shapes ?? []).map { ($0.bpmnElement?.id ?? "", $0) }) { first, _ in first }
        let edges = Dictionary((old?.plane.edges ?? []).map { ($0.bpmnElement?.id ?? "", $0) }) { first, _ in first }
        if old == nil { diagram.plane.id = "BPMNPlane_1" }
        diagram.plane.bpmnElement = BPMN.Reference(planeElement)
        diagram.plane.elements =
            orderedShapes().map { .shape(shape($0, known[$0])) }
            + geometry.lines.keys.sorted().map { .edge(edge($0, edges[$0])) }
        return diagram
    }

    /// Pools, lanes, then nodes from the outside in, boundary events behind their hosts.
    private func orderedShapes() -> [String] {
        var order: [String] = pools.map(\.id)
        for process in definitions.processes {
            order += Self.lanes(process.scope.laneSets)
            order += nodes(process.scope)
        }
        order += geometry.shapes.keys.sorted()
        var seen: Set<String> = []
        return order.filter { geometry.shapes[$0] != nil && seen.insert($0).inserted }
    }

    private func nodes(_ scope: BPMN.Scope) -> [String] {
        let inside = scope.nodes.filter { $0.host == nil }.flatMap { node in
            [node.id] + (node.subProcess.map { nodes($0.scope) } ?? [])
        }
        return inside + scope.nodes.filter { $0.host != nil }.map(\.id)
    }

    private func shape(_ id: String, _ old: BPMN.Shape?) -> BPMN.Shape {
        var shape = old ?? BPMN.Shape(id: id + "_di")
        shape.bpmnElement = BPMN.Reference(old?.bpmnElement?.text ?? id)
        if let rect = geometry.shapes[id] { shape.bounds = bounds(rect, shape.bounds) }
        if pools.contains(where: { $0.id == id }) || laneIDs.contains(id) { shape.isHorizontal = true }
        if subProcessIDs.contains(id) { shape.isExpanded = true }
        if exclusiveIDs.contains(id) { shape.isMarkerVisible = true }
        shape.label = label(id, shape.label)
        return shape
    }

    private func bounds(_ rect: BPMN.Rect, _ old: BPMN.Bounds?) -> BPMN.Bounds {
        var bounds = old ?? BPMN.Bounds()
        (bounds.x, bounds.y) = (rect.x.rounded(), rect.y.rounded())
        (bounds.width, bounds.height) = (rect.width.rounded(), rect.height.rounded())
        return bounds
    }

    private func label(_ id: String, _ old: BPMN.Label?) -> BPMN.Label? {
        guard let rect = geometry.labels[id] else { return nil }
        var label = old ?? BPMN.Label()
        label.bounds = bounds(rect, label.bounds)
        return label
    }

    private func edge(_ id: String, _ old: BPMN.Edge?) -> BPMN.Edge {
        var edge = old ?? BPMN.Edge(id: id + "_di")
        edge.bpmnElement = BPMN.Reference(old?.bpmnElement?.text ?? id)
        edge.waypoints = (geometry.lines[id] ?? []).map { BPMN.Waypoint(x: $0.x.rounded(), y: $0.y.rounded()) }
        edge.label = label(id, edge.label)
        return edge
    }
}
