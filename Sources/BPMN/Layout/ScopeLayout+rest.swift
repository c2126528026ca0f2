/// What no flow connects: single nodes, data and remarks on their own, remarks on flows.
extension BPMN.ScopeLayout {
    /// Puts single nodes side by side below everything else, wrapping as wide as the rest.
    func addRow(_ single: [String], _ weak: [WeakEdge], _ geometry: inout BPMN.Geometry) {
        var boxes: [BPMN.Geometry] = single.compactMap { id in
            nodes[id].map { node in box(node, weak.filter { $0.node == id }) }
        }
        let placed = Set(geometry.shapes.keys).union(boxes.flatMap(\.shapes.keys))
        for id in attachments.keys.sorted() where !placed.contains(id) {
            guard let item = attachments[id] else { continue }
            boxes.append(box(id, item))
        }
        let widest = max(geometry.size.width, boxes.map(\.size.width).max() ?? 0, 700)
        var x = 0.0
        var y = geometry.size.height + (geometry.size.height > 0 && !boxes.isEmpty ? 40 : 0)
        var height = 0.0
        for box in boxes {
            if x > 0, x + box.size.width > widest {
                x = 0
                y += height + 40
                height = 0
            }
            geometry.add(box, atX: x, y: y)
            x += box.size.width + 50
            height = max(height, box.size.height)
        }
    }

    /// One node with its boundary events, data and remarks.
    private func box(_ node: BPMN.FlowNode, _ weak: [WeakEdge]) -> BPMN.Geometry {
        var built = graph([node.id], [], weak)
        built.graph.orderLayers()
        _ = built.graph.placeRows(lanePadding: 0)
        var geometry = BPMN.Geometry()
        geometry.lines = built.graph.route()
        finish(built, &geometry)
        return geometry
    }

    private func box(_ id: String, _ item: Attached) -> BPMN.Geometry {
        let size = self.size(item)
        let label = item.isRemark ? (width: 0.0, height: 0.0) : Self.labelSize(item.text, width: 80)
        let width = max(size.width, label.width)
        var geometry = BPMN.Geometry()
        let top = label.height > 0 ? label.height + 3 : 0
        geometry.shapes[id] = BPMN.Rect((width - size.width) / 2, top, size.width, size.height)
        if label.height > 0 {
            geometry.labels[id] = BPMN.Rect((width - label.width) / 2, 0, label.width, label.height)
        }
        geometry.size = (width, top + size.height)
        return geometry
    }

    /// Remarks on flows point at the middle of their line.
    func addRemarksOnFlows(_ geometry: inout BPMN.Geometry) {
        for case .association(let association) in scope.artifacts where geometry.lines[association.id] == nil {
            let (source, target) = (association.sourceRef.id, association.targetRef.id)
            guard let one = anchor(source, geometry), let two = anchor(target, geometry) else { continue }
            geometry.lines[association.id] = [one, two]
        }
    }

    private func anchor(_ id: String, _ geometry: BPMN.Geometry) -> BPMN.Point? {
        if let rect = geometry.shapes[id] { return BPMN.Point(rect.center.x, rect.y) }
        return geometry.lines[id].map { BPMN.Painter.middle($0) }
    }
}
