public import XMLTree

extension BPMN {
    /// A drawing (BPMN 2.0.2 §12.2).
    public struct Diagram: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// Its documentation, a text here.
        public var note: String?
        /// Units an inch, when given.
        public var resolution: Double?
        /// What is drawn.
        public var plane = Plane()
        /// How labels are written.
        public var labelStyles: [LabelStyle] = []

        public init() {}
    }

    /// What is drawn: shapes and edges, from back to front.
    public struct Plane: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The process, collaboration or sub-process that is shown.
        public var bpmnElement: Reference?
        /// Shapes and edges.
        public var elements: [DiagramElement] = []

        public init() {}

        /// The shapes.
        public var shapes: [Shape] { elements.compactMap { if case .shape(let shape) = $0 { shape } else { nil } } }
        /// The edges.
        public var edges: [Edge] { elements.compactMap { if case .edge(let edge) = $0 { edge } else { nil } } }
    }

    /// A shape or an edge.
    public enum DiagramElement: Sendable, Equatable {
        case shape(Shape)
        case edge(Edge)
    }

    /// A node, pool, lane, data or remark in a drawing.
    public struct Shape: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// What is shown.
        public var bpmnElement: Reference?
        /// Whether a pool or lane lies; upright when false.
        public var isHorizontal: Bool?
        /// Whether a sub-process shows what it holds.
        public var isExpanded: Bool?
        /// Whether an exclusive gateway shows its mark.
        public var isMarkerVisible: Bool?
        /// Whether a choreography's message is shown.
        public var isMessageVisible: Bool?
        /// How a choreography's participant is drawn.
        public var participantBandKind: String?
        /// The choreography activity that a participant band belongs to.
        public var choreographyActivityShape: Reference?
        /// Where it is.
        public var bounds: Bounds?
        /// Where its name is.
        public var label: Label?

        public init() {}
    }

    /// A flow or association in a drawing.
    public struct Edge: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// What is shown.
        public var bpmnElement: Reference?
        /// The shape that it leaves, when given.
        public var sourceElement: Reference?
        /// The shape that it reaches, when given.
        public var targetElement: Reference?
        /// How a message flow's message is drawn.
        public var messageVisibleKind: String?
        /// Its corners, both ends included.
        public var waypoints: [Waypoint] = []
        /// Where its name is.
        public var label: Label?

        public init() {}
    }

    /// Where a name is written.
    public struct Label: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The style, by id.
        public var labelStyle: Reference?
        /// Where it is.
        public var bounds: Bounds?

        public init() {}
    }

    /// How labels are written.
    public struct LabelStyle: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The font, kept as it was.
        public var font: XMLElement?

        public init() {}
    }

    /// A rectangle, in pixels from the top left.
    public struct Bounds: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The left side.
        public var x = 0.0
        /// The top.
        public var y = 0.0
        /// The width.
        public var width = 0.0
        /// The height.
        public var height = 0.0

        public init() {}

        /// A rectangle from its corner and size.
        public init(x: Double, y: Double, width: Double, height: Double) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }
    }

    /// A corner of an edge, in pixels from the top left.
    public struct Waypoint: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// From the left.
        public var x = 0.0
        /// From the top.
        public var y = 0.0

        public init() {}

        /// A corner at a place.
        public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
    }
}
