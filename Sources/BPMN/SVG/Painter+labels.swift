extension BPMN.Painter {
    /// Names that stand beside their elements.
    mutating func paintLabel(_ element: BPMN.DiagramElement) {
        switch element {
        case .shape(let shape):
            guard let bounds = shape.bounds, let (name, isBeside) = beside(shape), isBeside else { return }
            var place = BPMN.Rect(bounds)
            // A group's name stands inside at the top.
            if case .group? = scene.thing(shape.bpmnElement) { place.height = 0 }
            paintLabel(name, shape.label?.bounds, place)
        case .edge(let edge):
            let points = edge.waypoints.map { BPMN.Point($0.x, $0.y) }
            guard points.count >= 2, let name = name(edge), !name.isEmpty else { return }
            if let bounds = edge.label?.bounds, Self.isReal(bounds) {
                paintLabel(name, bounds, BPMN.Rect(bounds))
            } else {
                paintEdgeLabel(name, points)
            }
        }
    }

    private func name(_ edge: BPMN.Edge) -> String? {
        switch scene.thing(edge.bpmnElement) {
        case .sequenceFlow(let flow)?: flow.name
        case .messageFlow(let flow)?: flow.name
        default: nil
        }
    }

    private func beside(_ shape: BPMN.Shape) -> (String, Bool)? {
        switch scene.thing(shape.bpmnElement) {
        case .node(let node)?:
            guard let name = node.name, !name.isEmpty else { return nil }
            return (name, node.activity == nil)
        case .dataObject(let name, _, let state)?, .dataStore(let name, let state)?:
            let text = BPMN.Scene.named(name, state)
            return text.isEmpty ? nil : (text, true)
        case .dataItem(let item, _)?: return item.name.map { ($0, true) }
        case .group(let name)?: return name.isEmpty ? nil : (name, true)
        default: return nil
        }
    }

    /// Some tools write empty labels.
    private static func isReal(_ bounds: BPMN.Bounds) -> Bool { bounds.width > 0 && bounds.height > 0 }

    private mutating func paintLabel(_ name: String, _ bounds: BPMN.Bounds?, _ shape: BPMN.Rect) {
        var box = BPMN.Rect(shape.center.x - 55, shape.bottom + 5, 110, 14)
        if let bounds, Self.isReal(bounds) { box = BPMN.Rect(bounds) }
        let width = max(box.width + 8, bounds == nil ? 90 : 60)
        let lines = BPMN.TextLayout.lines(name, width: width)
        let widest = lines.map { BPMN.TextLayout.width($0) }.max() ?? 0
        // A label above its shape grows upward when this font is larger than that of the tool that placed it.
        let isAbove = box.bottom <= shape.center.y
        let top = isAbove ? min(box.y, box.bottom - Self.height(lines)) : box.y
        include(BPMN.Rect(box.center.x - widest / 2, top, widest, Self.height(lines)))
        text(lines, centerX: box.center.x, top: top, isLabel: true)
    }

    /// Above the longest level part, or beside the longest upright one.
    private mutating func paintEdgeLabel(_ name: String, _ points: [BPMN.Point]) {
        let parts = Array(zip(points, points.dropFirst()))
        guard let longest = parts.max(by: { Self.distance($0.0, $0.1) < Self.distance($1.0, $1.1) }) else { return }
        let isLevel = abs(longest.0.x - longest.1.x) >= abs(longest.0.y - longest.1.y)
        let middle = BPMN.Point((longest.0.x + longest.1.x) / 2, (longest.0.y + longest.1.y) / 2)
        let room = isLevel ? max(60, abs(longest.0.x - longest.1.x) - 8) : 90
        let lines = BPMN.TextLayout.lines(name, width: min(room, 130))
        let widest = lines.map { BPMN.TextLayout.width($0) }.max() ?? 0
        let x = isLevel ? middle.x : middle.x + widest / 2 + 6
        let top = isLevel ? middle.y - Self.height(lines) - 3 : middle.y - Self.height(lines) / 2
        include(BPMN.Rect(x - widest / 2, top, widest, Self.height(lines)))
        text(lines, centerX: x, top: top, isLabel: true)
    }
}
