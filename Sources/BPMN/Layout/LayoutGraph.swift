extension BPMN {
    /// The nodes of one scope as a layered graph (Sugiyama's method): what stands where is decided step by step.
    struct LayoutGraph {
        /// Something that takes up room in a layer: a node, data and remarks above a node, or a line passing through.
        struct Vertex {
            /// The node; empty for everything else.
            var node = ""
            /// Data and remarks that stand side by side.
            var attachments: [Attachment] = []
            var width = 0.0
            /// Room above and below the middle line, labels included.
            var above = 0.0
            var below = 0.0
            var lane = 0
            var layer = 0
            /// The vertex whose cluster it belongs to; its own number when it leads one.
            var cluster = 0
            var x = 0.0
            var y = 0.0

            var isReal: Bool { !node.isEmpty || !attachments.isEmpty }
        }

        /// A piece of data or a remark.
        struct Attachment {
            var id: String
            var width: Double
            var height: Double
        }

        /// How a line leaves or reaches a vertex.
        enum Port: Equatable {
            /// At the right when it leaves, at the left when it arrives.
            case side
            /// From a vertex of the same layer, straight up or down to a node.
            case vertical(of: Int)
            /// From a boundary event on a node's lower border.
            case boundary(String, of: Int)
        }

        /// A flow or association through the layers, from left to right.
        struct Link {
            var id: String
            var chain: [Int]
            var left = Port.side
            var right = Port.side
            /// Whether it runs from right to left.
            var isReversed = false
            /// Data associations and remarks stand back behind flows.
            var isWeak = false
            /// The width of its name.
            var label = 0.0
        }

        var vertices: [Vertex] = []
        var links: [Link] = []
        var layers: [[Int]] = []
        var laneCount = 1
        /// Sizes of the shapes themselves, without labels.
        var shapeWidths: [String: Double] = [:]
        var shapeHeights: [String: Double] = [:]
        var gateways: Set<String> = []
        /// The host of each boundary event, and where on its lower border the event stands.
        var boundaryHosts: [String: Int] = [:]
        var boundaryOffsets: [String: Double] = [:]
        var columnStarts: [Int: Double] = [:]
        var columnEnds: [Int: Double] = [:]

        /// The middle of each boundary event.
        var boundaryX: [String: Double] {
            boundaryHosts.reduce(into: [:]) { $0[$1.key] = vertices[$1.value].x + (boundaryOffsets[$1.key] ?? 0) }
        }

        mutating func add(_ vertex: Vertex) -> Int {
            var vertex = vertex
            let index = vertices.count
            if vertex.cluster < 0 { vertex.cluster = index }
            vertices.append(vertex)
            return index
        }

        /// A place for a line in a layer.
        mutating func addPassage(layer: Int, lane: Int, cluster: Int? = nil, width: Double = 0) -> Int {
            let vertex = Vertex(width: width, above: 7, below: 7, lane: lane, layer: layer, cluster: cluster ?? -1)
            return add(vertex)
        }
    }

    /// A line of the model before it has a way: a flow, or the association to a compensation handler.
    struct LayoutEdge {
        var id: String
        var from: String
        var to: String
        /// The boundary event that it leaves, when it does.
        var boundary: String?
        var label = 0.0
    }
}
