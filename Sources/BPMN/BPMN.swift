/// Business Process Model and Notation 2.0.2: process models as values.
///
/// XML is read into ``Definitions`` and written back without loss; the extensions of other engines become one
/// normalised ``Execution`` value; expressions become FEEL text, which this room carries but never evaluates.
///
/// ```swift
/// let (definitions, problems) = BPMN.read(bytes)
/// for process in definitions.processes where process.isExecutable { … }
/// ```
///
/// Nothing here throws on a user's document: what is wrong with it is a list of ``Problem``.
public enum BPMN {
    /// The namespace of the semantic model (BPMN 2.0.2 §15).
    public static let modelNamespace = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    /// The namespace of shapes and edges.
    public static let diagramNamespace = "http://www.omg.org/spec/BPMN/20100524/DI"
    /// The namespace of bounds and fonts (Diagram Definition 1.0).
    public static let commonNamespace = "http://www.omg.org/spec/DD/20100524/DC"
    /// The namespace of waypoints (Diagram Definition 1.0).
    public static let interchangeNamespace = "http://www.omg.org/spec/DD/20100524/DI"
    /// The namespace of `xsi:type`.
    public static let instanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"
    /// The namespace of our own extensions; the usual prefix is `sanbu`.
    public static let extensionNamespace = "https://sanbu.dev/bpmn/1"
    /// The name of FEEL as an expression language (DMN 1.5).
    public static let feelLanguage = "https://www.omg.org/spec/DMN/20230324/FEEL/"
}
