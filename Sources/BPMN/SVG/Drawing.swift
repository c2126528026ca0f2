extension BPMN {
    /// How a diagram is drawn, and what is laid over it.
    public struct Drawing: Sendable, Equatable {
        /// The colours.
        public var theme = Theme.automatic
        /// The empty margin, in pixels.
        public var margin = 16.0
        /// What is laid over the elements.
        public var overlays: [Overlay] = []
        /// What the drawing is about, for those who cannot see it; the model's name when nil.
        public var title: String?

        /// The colours of a drawing.
        public enum Theme: Sendable, Equatable {
            /// Those of the page around it: its `color-scheme`, and its own `--bpmn-…` variables where it sets them.
            case inherited
            /// Light or dark as the reader's system is: for files.
            case automatic
            case light
            case dark
        }

        /// A drawing without overlays.
        public init(theme: Theme = .automatic, overlays: [Overlay] = []) {
            self.theme = theme
            self.overlays = overlays
        }
    }

    /// Something that a drawing shows about one element.
    public struct Overlay: Sendable, Equatable {
        /// The id of a node, flow, lane or pool.
        public var element: String
        /// What is shown.
        public var kind: Kind

        /// What an overlay shows.
        public enum Kind: Sendable, Equatable {
            /// So many tokens wait here.
            case tokens(Int)
            /// So many failures wait for a person here.
            case incidents(Int)
            /// It was passed so many times.
            case count(Int)
            /// From cold, 0, to hot, 1.
            case heat(Double)
            /// How far it is.
            case state(State)
            /// A short text.
            case note(String)
        }

        /// How far an element is.
        public enum State: String, Sendable, Equatable {
            case active, completed, failed, skipped
        }

        /// An overlay on an element.
        public init(_ element: String, _ kind: Kind) {
            self.element = element
            self.kind = kind
        }
    }
}

extension BPMN.Definitions {
    /// A diagram as SVG; empty when the model has no diagram of that number.
    ///
    /// Every element is a group with `data-element`, so that a page can find it. All texts are escaped.
    public func svg(_ drawing: BPMN.Drawing = BPMN.Drawing(), diagram index: Int = 0) -> String {
        guard diagrams.indices.contains(index) else { return "" }
        let scene = BPMN.Scene(self, diagrams[index].plane)
        var painter = BPMN.Painter(scene, drawing)
        painter.paint()
        return painter.document(title: drawing.title ?? diagrams[index].name ?? name ?? "BPMN")
    }
}
