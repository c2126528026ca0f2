extension BPMN {
    /// Paints a scene, from back to front.
    struct Painter {
        let scene: Scene
        let drawing: Drawing
        var canvas = Canvas()
        var extent: Rect?
        let states: [String: Overlay.State]
        let heats: [String: Double]
        /// How shapes are coloured while one is painted.
        var ink = Ink()

        init(_ scene: Scene, _ drawing: Drawing) {
            self.scene = scene
            self.drawing = drawing
            var states: [String: Overlay.State] = [:]
            var heats: [String: Double] = [:]
            for overlay in drawing.overlays {
                if case .state(let state) = overlay.kind { states[overlay.element] = state }
                if case .heat(let heat) = overlay.kind { heats[overlay.element] = min(max(heat, 0), 1) }
            }
            self.states = states
            self.heats = heats
        }

        /// The colours of one shape: those of the theme, or its own.
        struct Ink {
            var fill = ""
            var stroke = ""
            var text = ""
            var state = ""

            /// A `style` with the shape's own colours; a state shows through them.
            var style: String { styled(fill: fill, stroke: state.isEmpty ? stroke : "") }
            var strokeStyle: String { styled(fill: "", stroke: state.isEmpty ? stroke : "") }
            /// Icons keep apart from a coloured fill.
            var iconStroke: String { stroke.isEmpty ? text : stroke }
            var iconStyle: String { styled(fill: iconStroke, stroke: "") }
            var iconLineStyle: String { styled(fill: "", stroke: iconStroke) }
            var textStyle: String { styled(fill: text, stroke: "") }

            private func styled(fill: String, stroke: String) -> String {
                (fill.isEmpty ? "" : "fill:\(fill);") + (stroke.isEmpty ? "" : "stroke:\(stroke)")
            }
        }

        /// The order of painting.
        private enum Layer: Int {
            case pool, lane, container, group, edge, node, boundary
        }

        mutating func paint() {
            let hidden = scene.hidden()
            var layers: [(layer: Int, element: DiagramElement)] = []
            for element in scene.plane.elements {
                switch element {
                case .shape(let shape):
                    guard !hidden.contains(shape.bpmnElement?.id ?? ""), shape.bounds != nil else { continue }
                    layers.append((layer(shape), element))
                case .edge(let edge):
                    guard !hidden.contains(edge.bpmnElement?.id ?? ""), edge.waypoints.count >= 2 else { continue }
                    layers.append((Layer.edge.rawValue * 1000, element))
                }
            }
            let sorted = layers.enumerated().sorted { ($0.element.layer, $0.offset) < ($1.element.layer, $1.offset) }
            for (_, entry) in sorted {
                switch entry.element {
                case .shape(let shape): paint(shape)
                case .edge(let edge): paint(edge)
                }
            }
            for (_, entry) in sorted { paintLabel(entry.element) }
            paintOverlays(hidden)
        }

        private func layer(_ shape: Shape) -> Int {
            switch scene.thing(shape.bpmnElement) {
            case .participant?: Layer.pool.rawValue * 1000
            case .lane?: Layer.lane.rawValue * 1000
            case .group?: Layer.group.rawValue * 1000
            case .node(let node)?:
                if scene.isExpanded(shape, node) {
                    Layer.container.rawValue * 1000 + min(scene.depth(node.id), 999)
                } else if node.isBoundary {
                    Layer.boundary.rawValue * 1000
                } else {
                    Layer.node.rawValue * 1000
                }
            default: Layer.node.rawValue * 1000
            }
        }

        /// Notes that a rectangle is part of the picture.
        mutating func include(_ rect: Rect) { extent = extent.map { $0.union(rect) } ?? rect }

        /// The whole document.
        func document(title: String) -> String {
            let margin = max(0, drawing.margin)
            let frame = (extent ?? Rect(0, 0, 1, 1)).inset(-margin)
            var document = Canvas()
            let box = [frame.x, frame.y, frame.width, frame.height].map(Canvas.number).joined(separator: " ")
            document.open(
                "svg",
                [
                    "xmlns": "http://www.w3.org/2000/svg", "class": "sanbu-bpmn", "viewBox": box,
                    "width": Canvas.number(frame.width), "height": Canvas.number(frame.height), "role": "img",
                    "aria-label": Text.line(title),
                ])
            document.put("<title>\(Canvas.escaped(Text.line(title)))</title><style>\(drawing.style)</style>")
            if drawing.theme != .inherited {
                document.leaf(
                    "rect",
                    [
                        "class": "bg", "x": Canvas.number(frame.x), "y": Canvas.number(frame.y),
                        "width": Canvas.number(frame.width), "height": Canvas.number(frame.height),
                    ])
            }
            document.put(canvas.text)
            document.close("svg")
            return document.text + "\n"
        }
    }
}

// Strokes of the brush
extension BPMN.Painter {
    func number(_ value: Double) -> String { BPMN.Canvas.number(value) }

    mutating func rect(
        _ rect: BPMN.Rect, _ classes: String, radius: Double = 0, width: Double = 1.5, dash: String = "",
        style: String? = nil
    ) {
        canvas.leaf(
            "rect",
            [
                "class": classes, "x": number(rect.x), "y": number(rect.y), "width": number(rect.width),
                "height": number(rect.height), "rx": radius > 0 ? number(radius) : "", "stroke-width": number(width),
                "stroke-dasharray": dash, "style": style ?? ink.style,
            ])
    }

    mutating func circle(
        _ center: BPMN.Point, _ radius: Double, _ classes: String, width: Double = 1.5, dash: String = "",
        style: String? = nil
    ) {
        canvas.leaf(
            "circle",
            [
                "class": classes, "cx": number(center.x), "cy": number(center.y), "r": number(max(radius, 0.1)),
                "stroke-width": number(width), "stroke-dasharray": dash, "style": style ?? ink.style,
            ])
    }

    mutating func path(
        _ path: String, _ classes: String, width: Double = 1.5, dash: String = "", style: String? = nil,
        transform: String = ""
    ) {
        canvas.leaf(
            "path",
            [
                "class": classes, "d": path, "stroke-width": width > 0 ? number(width) : "", "stroke-dasharray": dash,
                "style": style ?? ink.style, "transform": transform,
            ])
    }

    /// An icon on a square of `size` units, at a corner and scaled.
    mutating func icon(
        _ icon: String, at corner: BPMN.Point, scale: Double = 1, isFilled: Bool = false, width: Double = 1.2
    ) {
        let transform =
            "translate(\(number(corner.x)) \(number(corner.y)))" + (scale == 1 ? "" : " scale(\(number(scale)))")
        if isFilled {
            path(icon, "i", width: 0, style: ink.iconStyle, transform: transform)
        } else {
            path(icon, "k n", width: width, style: ink.iconLineStyle, transform: transform)
        }
    }

    /// Lines of text around a center, or from a top.
    mutating func text(
        _ lines: [String], centerX: Double, top: Double, isLabel: Bool = false, isStrong: Bool = false,
        turned: Bool = false,
        anchor: String = "middle"
    ) {
        guard !lines.isEmpty else { return }
        let turn = turned ? "rotate(-90 \(number(centerX)) \(number(top)))" : ""
        canvas.open(
            "text",
            [
                "class": isLabel ? "t halo" : "t", "text-anchor": anchor, "font-weight": isStrong ? "600" : "",
                "transform": turn, "style": ink.textStyle,
            ])
        for (index, line) in lines.enumerated() {
            let y = top + 11 + Double(index) * BPMN.TextLayout.lineHeight
            canvas.open("tspan", ["x": number(centerX), "y": number(y)])
            canvas.put(BPMN.Canvas.escaped(line))
            canvas.close("tspan")
        }
        canvas.close("text")
    }

    static func height(_ lines: [String]) -> Double { Double(lines.count) * BPMN.TextLayout.lineHeight }

    /// A text in the middle of a rectangle.
    mutating func centered(_ text: String?, in rect: BPMN.Rect, isStrong: Bool = false) {
        guard let text, !text.isEmpty else { return }
        let most = max(1, Int((rect.height + 3) / BPMN.TextLayout.lineHeight))
        let lines = BPMN.TextLayout.lines(text, width: rect.width, most: most)
        let top = rect.y + (rect.height - Self.height(lines)) / 2
        self.text(lines, centerX: rect.center.x, top: top, isStrong: isStrong)
    }
}
