extension BPMN.Painter {
    mutating func paint(_ shape: BPMN.Shape) {
        guard let bounds = shape.bounds else { return }
        let rect = BPMN.Rect(bounds)
        include(rect.inset(-1))
        let id = shape.bpmnElement?.id ?? ""
        prepareInk(shape, id)
        let skipped = states[id] == .skipped ? " skipped" : ""
        canvas.open("g", ["class": "element" + skipped, "data-element": id])
        switch scene.thing(shape.bpmnElement) {
        case .participant(let participant)?: paint(participant, shape, rect)
        case .lane(let lane)?: paintBand(lane.name, rect, isHorizontal: shape.isHorizontal ?? true, isLane: true)
        case .node(let node)?: paint(node, shape, rect)
        case .dataObject(let name, let isCollection, _)?: paintData(name, rect, isCollection: isCollection, arrow: nil)
        case .dataItem(let item, let isInput)?:
            paintData(item.name, rect, isCollection: item.isCollection, arrow: isInput)
        case .dataStore?: paintStore(rect)
        case .annotation(let annotation)?: paint(annotation, rect)
        case .group?:
            path(Self.rounded(rect, 10), "l n", width: 1.5, dash: "8 4 1 4", style: ink.strokeStyle)
        case .conversation(let name)?: paintHexagon(name, rect)
        case .other(let name)?:
            self.rect(rect, "s f", radius: 8)
            centered(name, in: rect.inset(6))
        default: self.rect(rect, "s f", radius: 4, dash: "3 3")
        }
        canvas.close("g")
        ink = Ink()
    }

    private mutating func prepareInk(_ shape: BPMN.Shape, _ id: String) {
        ink = Ink()
        if let fill = BPMN.Colour.safe(shape.fill), !BPMN.Colour.isPlain(fill) {
            ink.fill = fill
            ink.text = BPMN.Colour.text(on: fill)
        }
        if let stroke = BPMN.Colour.safe(shape.stroke), !BPMN.Colour.isPlain(stroke) { ink.stroke = stroke }
        if let heat = heats[id] {
            ink.fill = Self.heatColour(heat)
            ink.text = "#1c1f26"
        }
        switch states[id] {
        case nil, .skipped: break
        case let state?: ink.state = " " + state.rawValue
        }
    }

    /// From pale yellow to deep orange red.
    static func heatColour(_ heat: Double) -> String {
        let stops: [(Double, Double, Double)] = [(255, 250, 224), (255, 224, 130), (255, 171, 94), (240, 101, 84)]
        let place = heat * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let part = place - Double(index)
        func mixed(_ one: Double, _ two: Double) -> String {
            let value = Int((one + (two - one) * part).rounded())
            let digits = String(value, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }
        let (one, two) = (stops[index], stops[index + 1])
        return "#" + mixed(one.0, two.0) + mixed(one.1, two.1) + mixed(one.2, two.2)
    }

    static func rounded(_ rect: BPMN.Rect, _ radius: Double) -> String {
        let r = min(radius, rect.width / 2, rect.height / 2)
        func n(_ value: Double) -> String { BPMN.Canvas.number(value) }
        let (w, h) = (n(rect.width - 2 * r), n(rect.height - 2 * r))
        return "M\(n(rect.x + r)) \(n(rect.y))h\(w)q\(n(r)) 0 \(n(r)) \(n(r))v\(h)q0 \(n(r)) \(n(-r)) \(n(r))h-\(w)"
            + "q\(n(-r)) 0 \(n(-r)) \(n(-r))v-\(h)q0 \(n(-r)) \(n(r)) \(n(-r))z"
    }

    // Pools and lanes

    private mutating func paint(_ participant: BPMN.Participant, _ shape: BPMN.Shape, _ rect: BPMN.Rect) {
        let isBlackBox = participant.processRef == nil || !hasContent(rect, shape)
        if isBlackBox {
            self.rect(rect, "s h" + ink.state, width: 1.5)
            centered(participant.name, in: rect.inset(8), isStrong: true)
        } else {
            paintBand(participant.name, rect, isHorizontal: shape.isHorizontal ?? true, isLane: false)
        }
        if (participant.multiplicity?.maximum ?? 1) > 1 {
            icon(BPMN.Icons.parallel, at: BPMN.Point(rect.center.x - 8, rect.bottom - 18))
        }
    }

    /// Whether anything is drawn inside a pool.
    private func hasContent(_ rect: BPMN.Rect, _ shape: BPMN.Shape) -> Bool {
        scene.plane.shapes.contains { other in
            guard let bounds = other.bounds, other.bpmnElement != shape.bpmnElement else { return false }
            return rect.contains(BPMN.Rect(bounds))
        }
    }

    private mutating func paintBand(_ name: String?, _ rect: BPMN.Rect, isHorizontal: Bool, isLane: Bool) {
        let size = min(30, isHorizontal ? rect.width : rect.height)
        self.rect(rect, "s c" + ink.state, width: isLane ? 1 : 1.5)
        let band =
            isHorizontal
            ? BPMN.Rect(rect.x, rect.y, size, rect.height) : BPMN.Rect(rect.x, rect.y, rect.width, size)
        if !isLane { self.rect(band, "s h", width: 1.5, style: ink.strokeStyle) }
        guard let name, !name.isEmpty else { return }
        if isHorizontal {
            let lines = BPMN.TextLayout.lines(name, width: rect.height - 8, most: 2)
            let middle = band.center
            canvas.open("g", ["transform": "rotate(-90 \(number(middle.x)) \(number(middle.y)))"])
            text(lines, centerX: middle.x, top: middle.y - Self.height(lines) / 2, isStrong: !isLane)
            canvas.close("g")
        } else {
            centered(name, in: band.inset(4), isStrong: !isLane)
        }
    }

    // Data and artifacts

    private mutating func paintData(_ name: String?, _ rect: BPMN.Rect, isCollection: Bool, arrow: Bool?) {
        let fold = min(10, rect.width / 3, rect.height / 3)
        let (x, y, right, bottom) = (number(rect.x), number(rect.y), number(rect.right), number(rect.bottom))
        path(
            "M\(x) \(y)H\(number(rect.right - fold))L\(right) \(number(rect.y + fold))V\(bottom)H\(x)z",
            "s f" + ink.state)
        path(
            "M\(number(rect.right - fold)) \(y)V\(number(rect.y + fold))H\(right)", "k n", width: 1.2,
            style: ink.strokeStyle)
        if isCollection {
            icon(BPMN.Icons.parallel, at: BPMN.Point(rect.center.x - 5, rect.bottom - 12), scale: 0.62)
        }
        guard let arrow else { return }
        let corner = BPMN.Point(rect.x + 3, rect.y + 3)
        icon("M1 6h7v-3l6 5l-6 5v-3h-7z", at: corner, scale: 0.9, isFilled: !arrow)
    }

    private mutating func paintStore(_ rect: BPMN.Rect) {
        let curve = min(8, rect.height / 4)
        let half = rect.width / 2
        func n(_ value: Double) -> String { number(value) }
        let arc = "a\(n(half)) \(n(curve)) 0 0 "
        path(
            "M\(n(rect.x)) \(n(rect.y + curve))\(arc)1 \(n(rect.width)) 0V\(n(rect.bottom - curve))\(arc)1 \(n(-rect.width)) 0z",
            "s f" + ink.state)
        for line in 0..<3 {
            path(
                "M\(n(rect.x)) \(n(rect.y + curve + Double(line) * 4))\(arc)0 \(n(rect.width)) 0", "k n", width: 1.2,
                style: ink.strokeStyle)
        }
    }

    private mutating func paint(_ annotation: BPMN.TextAnnotation, _ rect: BPMN.Rect) {
        self.rect(rect, "n", width: 0, style: ink.fill.isEmpty ? "fill:none" : "fill:\(ink.fill)")
        path(
            "M\(number(rect.x + 10)) \(number(rect.y))H\(number(rect.x))V\(number(rect.bottom))h10", "k n",
            style: ink.strokeStyle)
        let most = max(1, Int((rect.height + 6) / BPMN.TextLayout.lineHeight))
        let lines = BPMN.TextLayout.lines(annotation.text.text, width: max(rect.width - 10, 30), most: most)
        text(lines, centerX: rect.x + 6, top: rect.y + 3, anchor: "start")
    }

    private mutating func paintHexagon(_ name: String?, _ rect: BPMN.Rect) {
        let corner = rect.width / 4
        path(
            "M\(number(rect.x + corner)) \(number(rect.y))H\(number(rect.right - corner))L\(number(rect.right)) \(number(rect.center.y))L\(number(rect.right - corner)) \(number(rect.bottom))H\(number(rect.x + corner))L\(number(rect.x)) \(number(rect.center.y))z",
            "s f")
        centered(name, in: rect.inset(6))
    }
}
