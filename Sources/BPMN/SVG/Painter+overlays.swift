extension BPMN.Painter {
    /// Badges on the corners of elements: tokens at the top right, failures at the top left, counts at the bottom right,
    /// notes at the bottom left.
    mutating func paintOverlays(_ hidden: Set<String>) {
        var corners: [String: (BPMN.Rect, isEdge: Bool)] = [:]
        for element in scene.plane.elements {
            switch element {
            case .shape(let shape):
                guard let bounds = shape.bounds, let id = shape.bpmnElement?.id else { continue }
                corners[id] = (BPMN.Rect(bounds), false)
            case .edge(let edge):
                let points = edge.waypoints.map { BPMN.Point($0.x, $0.y) }
                guard points.count >= 2, let id = edge.bpmnElement?.id else { continue }
                let middle = Self.middle(points)
                corners[id] = (BPMN.Rect(middle.x, middle.y, 0, 0), true)
            }
        }
        for overlay in drawing.overlays where !hidden.contains(overlay.element) {
            guard let (rect, isEdge) = corners[overlay.element] else { continue }
            paint(overlay, rect, isEdge)
        }
    }

    private mutating func paint(_ overlay: BPMN.Overlay, _ rect: BPMN.Rect, _ isEdge: Bool) {
        let inset = isEdge ? 0.0 : min(4, rect.width / 8)
        switch overlay.kind {
        case .tokens(let count) where count > 0:
            badge(Self.short(count), "tokens", BPMN.Point(rect.right - inset, rect.y + inset), overlay.element)
        case .incidents(let count) where count > 0:
            badge(Self.short(count), "incidents", BPMN.Point(rect.x + inset, rect.y + inset), overlay.element)
        case .count(let count):
            badge(Self.short(count), "count", BPMN.Point(rect.right - inset, rect.bottom - inset), overlay.element)
        case .note(let note):
            badge(BPMN.Text.line(note), "note", BPMN.Point(rect.x + inset, rect.bottom - inset), overlay.element)
        case .tokens, .incidents, .heat, .state: break
        }
    }

    /// `999`, `1.2k`, `34k`, `5M`.
    static func short(_ count: Int) -> String {
        func scaled(_ unit: Int, _ name: String) -> String {
            let whole = count / unit
            let tenth = count % unit * 10 / unit
            return whole < 10 && tenth > 0 ? "\(whole).\(tenth)\(name)" : "\(whole)\(name)"
        }
        if count >= 1_000_000 { return scaled(1_000_000, "M") }
        return count >= 1000 ? scaled(1000, "k") : String(count)
    }

    private mutating func badge(_ text: String, _ kind: String, _ center: BPMN.Point, _ id: String) {
        let lines = BPMN.TextLayout.lines(text, width: 120, most: 1)
        guard let line = lines.first else { return }
        let width = max(18, BPMN.TextLayout.width(line) + 10)
        let rect = BPMN.Rect(center.x - width / 2, center.y - 9, width, 18)
        include(rect.inset(-1))
        canvas.open("g", ["class": "overlay \(kind)", "data-element": id])
        self.rect(rect, "ring badge-\(kind)", radius: 9, width: 1.5, style: "")
        canvas.open("text", ["class": "badge", "x": number(center.x), "y": number(center.y + 4)])
        canvas.put(BPMN.Canvas.escaped(line))
        canvas.close("text")
        canvas.close("g")
    }
}
