extension BPMN {
    /// A field of an element's form: properties `form.NAME` with the label, beside them `form-type.NAME`,
    /// `form-required.NAME` and `form-options.NAME`.
    public struct FormField: Sendable, Equatable {
        /// The variable that it fills.
        public let name: String
        /// What people see.
        public let label: String
        /// What is filled in; nil when the model does not say, and then it is whatever the text looks like.
        public let kind: Kind?
        /// Whether it must be filled.
        public let isRequired: Bool
        /// The choices of a picklist.
        public let options: [String]

        /// What is filled in.
        public enum Kind: String, Sendable, CaseIterable {
            case text, number, money, date, boolean, picklist, user
            case longText = "long-text"
        }
    }
}

extension BPMN.Execution {
    /// The fields of the element's form, in their order.
    public var formFields: [BPMN.FormField] {
        let values = Dictionary(properties.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        return properties.filter { $0.name.hasPrefix("form.") }.map { property in
            let name = String(property.name.dropFirst(5))
            let options = (values["form-options." + name] ?? "").split(separator: ",").map { BPMN.Text.trimmed(String($0)) }
            return BPMN.FormField(
                name: name, label: property.value.isEmpty ? name : property.value,
                kind: values["form-type." + name].flatMap(BPMN.FormField.Kind.init), isRequired: values["form-required." + name] == "true",
                options: options.filter { !$0.isEmpty })
        }
    }
}
