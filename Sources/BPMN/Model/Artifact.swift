extension BPMN {
    /// What explains without being run (BPMN 2.0.2 §8.4.1).
    public enum Artifact: Sendable, Equatable {
        case association(Association)
        case textAnnotation(TextAnnotation)
        case group(Group)
    }

    /// A line between any two things; from a compensation boundary event it names the handler.
    public struct Association: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// Where it begins.
        public var sourceRef: Reference = ""
        /// Where it ends.
        public var targetRef: Reference = ""
        /// Which end has an arrow.
        public var direction = Direction.none

        /// Which end has an arrow.
        public enum Direction: String, Sendable, Equatable, CaseIterable {
            case none = "None"
            case one = "One"
            case both = "Both"
        }

        public init() {}
    }

    /// A remark.
    public struct TextAnnotation: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The remark.
        public var text = TextElement()
        /// Its MIME type; `text/plain` when absent.
        public var textFormat: String?

        public init() {}
    }

    /// The text of a remark.
    public struct TextElement: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The text.
        public var text = ""

        public init() {}
    }

    /// A frame around things that belong together.
    public struct Group: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The category value that names it.
        public var categoryValueRef: Reference?

        public init() {}
    }
}
