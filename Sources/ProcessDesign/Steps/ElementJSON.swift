public import Basics
import BPMN
public import XMLTree

/// XML elements as the islands in the browser hold them: `{name, attributes, children, text}`, with `namespace` and
/// `prefix` where it is not ours.
public enum ElementJSON {
    /// An element as JSON.
    public static func json(_ element: XMLElement) -> JSON {
        var members: OrderedMap<JSON> = ["name": .string(element.name.local)]
        if element.name.namespace != BPMN.extensionNamespace {
            members["namespace"] = .string(element.name.namespace)
            members["prefix"] = .string(element.name.prefix)
        }
        members["attributes"] = .object(
            OrderedMap(element.attributes.filter { $0.name.namespace.isEmpty }.map { ($0.name.local, JSON.string($0.value)) }))
        let foreign = element.attributes.filter { !$0.name.namespace.isEmpty && $0.declaredPrefix == nil }
        if !foreign.isEmpty { members["foreign"] = .array(foreign.map(attribute)) }
        let children = element.elements
        if children.isEmpty { members["text"] = .string(element.text) } else { members["children"] = .array(children.map(json)) }
        return .object(members)
    }

    /// The element that JSON describes; nil when it describes none.
    public static func element(_ json: JSON, depth: Int = 12) -> XMLElement? {
        guard depth > 0, let name = json["name"]?.string, isName(name) else { return nil }
        let namespace = json["namespace"]?.string
        let prefix = json["prefix"]?.string ?? (namespace == nil ? "sanbu" : "")
        var element = XMLElement(XMLName(name, in: namespace ?? BPMN.extensionNamespace, prefix: isName(prefix) ? prefix : ""))
        for (name, value) in json["attributes"]?.object ?? [:] where isName(name) {
            if let text = value.string { element.attributes.append(XMLAttribute(name, text)) }
        }
        element.attributes += (json["foreign"]?.array ?? []).compactMap(attribute)
        element.children = (json["children"]?.array ?? []).compactMap { self.element($0, depth: depth - 1) }.map { .element($0) }
        if element.children.isEmpty, let text = json["text"]?.string, !text.isEmpty { element.children = [.text(text, at: .none)] }
        return element
    }

    private static func attribute(_ attribute: XMLAttribute) -> JSON {
        [
            "name": .string(attribute.name.local), "namespace": .string(attribute.name.namespace), "prefix": .string(attribute.name.prefix),
            "value": .string(attribute.value),
        ]
    }

    private static func attribute(_ json: JSON) -> XMLAttribute? {
        guard let name = json["name"]?.string, let namespace = json["namespace"]?.string, let prefix = json["prefix"]?.string,
            let value = json["value"]?.string, isName(name), isName(prefix)
        else { return nil }
        return XMLAttribute(XMLName(name, in: namespace, prefix: prefix), value)
    }

    /// A name without a prefix, of letters that XML takes everywhere.
    static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || first == "_" else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "-" || $0 == "."
        }
    }
}
