extension BPMN.Painter {
    mutating func paint(_ edge: BPMN.Edge) {
        let points = Self.distinct(edge.waypoints.map { BPMN.Point($0.x, $0.y) })
        guard points.count >= 2 else { return }
        for point in points { include(BPMN.Rect(point.x - 4, point.y - 4, 8, 8)) }
        let id = edge.bpmnElement?.id ?? ""
        ink = Ink()
        if let stroke = BPMN.Colour.safe(edge.stroke), !BPMN.Colour.isPlain(stroke) { ink.stroke = stroke }
        let state = states[id]
        if let state, state != .skipped { ink.state = " " + state.rawValue }
        canvas.open("g", ["class": "element" + (state == .skipped ? " skipped" : ""), "data-element": id])
        switch scene.thing(edge.bpmnElement) {
        case .messageFlow?: paintMessageFlow(points, edge)
        case .association(let association)?: paintAssociation(points, association.direction)
        case .dataAssociation?: paintAssociation(points, .one)
        case .conversationLink?: line(points, "e n" + ink.state, width: 3)
        case .sequenceFlow(let flow)?:
            line(points, "e n" + ink.state, width: state == nil ? 1.5 : 2.2)
            arrow(points, isOpen: false)
            paintStart(flow, points)
        default: paintAssociation(points, .none)
        }
        canvas.close("g")
        ink = Ink()
    }

    private static func distinct(_ points: [BPMN.Point]) -> [BPMN.Point] {
        var distinct: [BPMN.Point] = []
        for point in points where distinct.last != point { distinct.append(point) }
        return distinct
    }

    private mutating func line(_ points: [BPMN.Point], _ classes: String, width: Double, dash: String = "") {
        path(Self.rounded(points), classes, width: width, dash: dash, style: ink.strokeStyle)
    }

    /// A line with soft corners.
    static func rounded(_ points: [BPMN.Point]) -> String {
        func n(_ value: Double) -> String { BPMN.Canvas.number(value) }
        var path = "M\(n(points[0].x)) \(n(points[0].y))"
        for index in points.indices.dropFirst().dropLast() {
            let (before, corner, after) = (points[index - 1], points[index], points[index + 1])
            let radius = min(6, distance(before, corner) / 2, distance(corner, after) / 2)
            let start = toward(corner, before, radius)
            let end = toward(corner, after, radius)
            path += "L\(n(start.x)) \(n(start.y))Q\(n(corner.x)) \(n(corner.y)) \(n(end.x)) \(n(end.y))"
        }
        let last = points[points.count - 1]
        return path + "L\(n(last.x)) \(n(last.y))"
    }

    static func distance(_ one: BPMN.Point, _ two: BPMN.Point) -> Double {
        let (x, y) = (one.x - two.x, one.y - two.y)
        return (x * x + y * y).squareRoot()
    }

    /// The point some way from one point to another.
    static func toward(_ from: BPMN.Point, _ to: BPMN.Point, _ length: Double) -> BPMN.Point {
        let whole = distance(from, to)
        guard whole > 0 else { return from }
        return BPMN.Point(from.x + (to.x - from.x) * length / whole, from.y + (to.y - from.y) * length / whole)
    }

    /// The corners of a mark at the end of a line: so far back, so far to each side.
    private func wings(_ tip: BPMN.Point, _ from: BPMN.Point, back: Double, side: Double) -> (BPMN.Point, BPMN.Point) {
        let base = Self.toward(tip, from, back)
        let length = max(Self.distance(tip, from), 0.001)
        let (x, y) = ((tip.x - from.x) / length, (tip.y - from.y) / length)
        return (BPMN.Point(base.x - y * side, base.y + x * side), BPMN.Point(base.x + y * side, base.y - x * side))
    }

    private mutating func arrow(_ points: [BPMN.Point], isOpen: Bool) {
        let (tip, from) = (points[points.count - 1], points[points.count - 2])
        let (left, right) = wings(tip, from, back: 9, side: 4.2)
        let triangle =
            "M\(number(tip.x)) \(number(tip.y))L\(number(left.x)) \(number(left.y))L\(number(right.x)) \(number(right.y))z"
        if isOpen {
            path(triangle, "e f" + ink.state, width: 1.3, style: ink.strokeStyle)
        } else {
            path(
                triangle, "e a" + ink.state, width: 1,
                style: ink.stroke.isEmpty ? "" : "fill:\(ink.stroke);stroke:\(ink.stroke)")
        }
    }

    private mutating func chevron(_ tip: BPMN.Point, _ from: BPMN.Point) {
        let (left, right) = wings(tip, from, back: 7, side: 4.2)
        path(
            "M\(number(left.x)) \(number(left.y))L\(number(tip.x)) \(number(tip.y))L\(number(right.x)) \(number(right.y))",
            "e n" + ink.state, width: 1.4, style: ink.strokeStyle)
    }

    private mutating func paintAssociation(_ points: [BPMN.Point], _ direction: BPMN.Association.Direction) {
        line(points, "e n" + ink.state, width: 1.6, dash: "0.5 4.5")
        if direction != .none { chevron(points[points.count - 1], points[points.count - 2]) }
        if direction == .both { chevron(points[0], points[1]) }
    }

    private mutating func paintMessageFlow(_ points: [BPMN.Point], _ edge: BPMN.Edge) {
        line(points, "e n" + ink.state, width: 1.4, dash: "7 4")
        arrow(points, isOpen: true)
        circle(Self.toward(points[0], points[1], 3.5), 3.5, "e f" + ink.state, width: 1.3, style: ink.strokeStyle)
        guard let kind = edge.messageVisibleKind else { return }
        let middle = Self.middle(points)
        let corner = BPMN.Point(middle.x - 12, middle.y - 8)
        let envelope = BPMN.Rect(corner.x, corner.y, 24, 16)
        self.rect(envelope, kind == "initiating" ? "s f" : "s h", width: 1.3, style: ink.strokeStyle)
        path(
            "M\(number(corner.x)) \(number(corner.y))l12 9l12-9", "k n", width: 1.3, style: ink.strokeStyle)
    }

    /// The point halfway along a line.
    static func middle(_ points: [BPMN.Point]) -> BPMN.Point {
        var rest = zip(points, points.dropFirst()).reduce(0) { $0 + distance($1.0, $1.1) } / 2
        for (one, two) in zip(points, points.dropFirst()) {
            let length = distance(one, two)
            if rest <= length { return toward(one, two, rest) }
            rest -= length
        }
        return points[points.count - 1]
    }

    /// A diamond where an activity's flow has a condition, a stroke where it is the default.
    private mutating func paintStart(_ flow: BPMN.SequenceFlow, _ points: [BPMN.Point]) {
        guard case .node(let source)? = scene.things[flow.sourceRef] else { return }
        if source.defaultFlow == flow.id, !flow.id.isEmpty {
            let middle = Self.toward(points[0], points[1], 9)
            let (left, right) = wings(middle, points[0], back: 3.5, side: 5)
            let ahead = Self.toward(middle, points[1], 3.5)
            let end = BPMN.Point(right.x + 2 * (ahead.x - middle.x), right.y + 2 * (ahead.y - middle.y))
            path(
                "M\(number(left.x)) \(number(left.y))L\(number(end.x)) \(number(end.y))", "e n" + ink.state,
                style: ink.strokeStyle)
        } else if flow.condition != nil, source.activity != nil {
            let tip = Self.toward(points[0], points[1], 16)
            let (left, right) = wings(tip, points[0], back: 8, side: 4.5)
            path(
                "M\(number(points[0].x)) \(number(points[0].y))L\(number(left.x)) \(number(left.y))L\(number(tip.x)) \(number(tip.y))L\(number(right.x)) \(number(right.y))z",
                "e f" + ink.state, width: 1.3, style: ink.strokeStyle)
        }
    }
}
