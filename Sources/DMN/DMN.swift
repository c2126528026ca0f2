public import XMLTree

/// Decision Model and Notation, 1.1 to 1.5.
///
/// A model goes three steps: XML is read into a ``Model`` (and written back without loss), a model is compiled once
/// into an immutable ``Decisions`` value, and that is evaluated as often as one likes, from any thread.
///
/// ```swift
/// let (model, problems) = DMN.read(bytes)
/// let decisions = DMN.compile(model)
/// let result = decisions.evaluate("Eligibility", with: ["age": .number(42)])
/// ```
///
/// Nothing here throws on a user's document: what is wrong with it is a list of ``Problem``.
public enum DMN {
    /// Reads a model from the bytes of a file.
    public static func read(_ bytes: [UInt8], limits: XMLLimits = XMLLimits()) -> (model: Model, problems: [Problem]) {
        do throws(XMLProblem) {
            return read(try XML.read(bytes, limits: limits))
        } catch {
            return (Model(), [Problem(error)])
        }
    }

    /// Reads a model from text.
    public static func read(_ text: String, limits: XMLLimits = XMLLimits()) -> (model: Model, problems: [Problem]) {
        do throws(XMLProblem) {
            return read(try XML.read(text, limits: limits))
        } catch {
            return (Model(), [Problem(error)])
        }
    }

    /// Reads a model from a tree.
    public static func read(_ document: XMLDocument) -> (model: Model, problems: [Problem]) {
        let reading = Reading()
        let model = reading.model(document)
        return (model, reading.problems)
    }
}

extension DMN.Model {
    /// The model as a document, in the version that it was read in or another one.
    public func document(as version: DMN.Version? = nil) -> XMLDocument {
        var document = XMLDocument(xml(), declaration: declaration, prolog: prolog, epilog: epilog)
        document.root = (version ?? self.version).translated(document.root)
        return document
    }

    /// The model as text, indented.
    public func text(as version: DMN.Version? = nil) -> String { document(as: version).text(.indented) }
}
