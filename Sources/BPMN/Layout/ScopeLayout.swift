extension BPMN {
    /// Where everything of a scope stands, measured from the scope's own corner.
    struct Geometry {
        var shapes: [String: Rect] = [:]
        var labels: [String: Rect] = [:]
        var lines: [String: [Point]] = [:]
        var size = (width: 0.0, height: 0.0)

        /// Takes in another geometry at a place.
        mutating func add(_ other: Geometry, atX x: Double, y: Double) {
            for (id, rect) in other.shapes { shapes[id] = rect.moved(x, y) }
            for (id, rect) in other.labels { labels[id] = rect.moved(x, y) }
            for (id, points) in other.lines { lines[id] = points.map { Point($0.x + x, $0.y + y) } }
            size.width = max(size.width, x + other.size.width)
            size.height = max(size.height, y + other.size.height)
        }
    }

    /// Lays out one scope: sub-processes inside first, since they decide how large their shapes are.
    struct ScopeLayout {
        let scope: Scope
        let nodes: [String: FlowNode]
        var inner: [String: Geometry] = [:]
        /// The host of each boundary event.
        let hosts: [String: String]
        /// Names of data and texts of remarks, by id.
        let attachments: [String: Attached]
        let lanes: [Lane]
        let laneOf: [String: Int]

        /// Data or a remark with its text.
        struct Attached {
            var text: String
            var isRemark: Bool
            var isStore = false
        }

        /// A line between data or a remark and a node.
        struct WeakEdge {
            var id: String
            var item: String
            var node: String
            var leavesItem: Bool
        }

        init(_ scope: Scope, depth: Int = 0) {
            self.scope = scope
            nodes = Dictionary(scope.nodes.map { ($0.id, $0) }) { first, _ in first }
            hosts = scope.nodes.reduce(into: [:]) { hosts, node in if let host = node.host { hosts[node.id] = host.id }
            }
            attachments = Self.attachments(scope)
            lanes = Self.leaves(scope.laneSets)
            laneOf = lanes.enumerated().reduce(into: [:]) { result, lane in
                for reference in lane.element.flowNodeRefs { result[reference.id] = lane.offset }
            }
            for node in scope.nodes {
                guard let subProcess = node.subProcess, !subProcess.scope.elements.isEmpty, depth < 60 else { continue }
                inner[node.id] = ScopeLayout(subProcess.scope, depth: depth + 1).geometry()
            }
        }

        /// The innermost lanes, from top to bottom.
        static func leaves(_ sets: [LaneSet]) -> [Lane] {
            sets.flatMap(\.lanes).flatMap { lane in
                let inner = leaves(lane.childLaneSet.map { [$0] } ?? [])
                return inner.isEmpty ? [lane] : inner
            }
        }

        private static func attachments(_ scope: Scope) -> [String: Attached] {
            var found: [String: Attached] = [:]
            for data in scope.dataObjectReferences {
                found[data.id] = Attached(text: Scene.named(data.name, data.state?.name), isRemark: false)
            }
            for data in scope.dataStoreReferences {
                found[data.id] = Attached(
                    text: Scene.named(data.name, data.state?.name), isRemark: false, isStore: true)
            }
            for case .textAnnotation(let remark) in scope.artifacts {
                found[remark.id] = Attached(text: remark.text.text, isRemark: true)
            }
            return found
        }

        // Sizes

        func size(_ node: FlowNode) -> (width: Double, height: Double) {
            switch node.kind {
            case .event: return (36, 36)
            case .gateway: return (50, 50)
            case .activity:
                guard let size = inner[node.id]?.size else { return (100, 80) }
                return (max(size.width + 60, 140), max(size.height + 66, 100))
            }
        }

        static func labelLines(_ name: String?, width: Double = 90) -> [String] {
            TextLayout.lines(name ?? "", width: width)
        }

        static func labelSize(_ name: String?, width: Double = 90) -> (width: Double, height: Double) {
            let lines = labelLines(name, width: width)
            guard !lines.isEmpty, !(name ?? "").isEmpty else { return (0, 0) }
            return (lines.map { TextLayout.width($0) }.max() ?? 0, Double(lines.count) * TextLayout.lineHeight)
        }

        func size(_ item: Attached) -> (width: Double, height: Double) {
            if item.isRemark {
                let size = Self.labelSize(item.text, width: 130)
                return (max(size.width + 22, 60), max(size.height + 8, 30))
            }
            return item.isStore ? (50, 50) : (36, 50)
        }

        // Edges

        var edges: [LayoutEdge] {
            var edges: [LayoutEdge] = []
            for flow in scope.flows {
                guard nodes[flow.sourceRef] != nil, nodes[flow.targetRef] != nil, !flow.id.isEmpty else { continue }
                edges.append(edge(flow.id, flow.sourceRef, flow.targetRef, label: flow.name))
            }
            for case .association(let association) in scope.artifacts {
                guard hosts[association.sourceRef.id] != nil, nodes[association.targetRef.id]?.activity != nil else {
                    continue
                }
                edges.append(edge(association.id, association.sourceRef.id, association.targetRef.id, label: nil))
            }
            return edges
        }

        private func edge(_ id: String, _ source: String, _ target: String, label: String?) -> LayoutEdge {
            let host = hosts[source].flatMap { nodes[$0] == nil ? nil : $0 }
            return LayoutEdge(
                id: id, from: host ?? source, to: hosts[target] ?? target, boundary: host == nil ? nil : source,
                label: Self.labelSize(label).width)
        }

        var weakEdges: [WeakEdge] {
            var edges: [WeakEdge] = []
            for node in scope.nodes {
                let owner = hosts[node.id] ?? node.id
                let inputs = node.activity?.dataInputAssociations ?? node.event?.dataInputAssociations ?? []
                for association in inputs {
                    guard let item = association.sourceRefs.first(where: { attachments[$0.id] != nil }) else {
                        continue
                    }
                    edges.append(WeakEdge(id: association.id, item: item.id, node: owner, leavesItem: true))
                }
                let outputs = node.activity?.dataOutputAssociations ?? node.event?.dataOutputAssociations ?? []
                for association in outputs {
                    guard let item = association.targetRef, attachments[item.id] != nil else { continue }
                    edges.append(WeakEdge(id: association.id, item: item.id, node: owner, leavesItem: false))
                }
            }
            for case .association(let association) in scope.artifacts {
                let (source, target) = (association.sourceRef.id, association.targetRef.id)
                if attachments[source] != nil, nodes[target] != nil {
                    edges.append(
                        WeakEdge(id: association.id, item: source, node: hosts[target] ?? target, leavesItem: true))
                } else if attachments[target] != nil, nodes[source] != nil {
                    edges.append(
                        WeakEdge(id: association.id, item: target, node: hosts[source] ?? source, leavesItem: false))
                }
            }
            return edges.filter { !$0.id.isEmpty }
        }
    }
}

extension BPMN.Rect {
    func moved(_ x: Double, _ y: Double) -> BPMN.Rect { BPMN.Rect(self.x + x, self.y + y, width, height) }
}
