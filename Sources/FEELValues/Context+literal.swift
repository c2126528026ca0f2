extension Context: ExpressibleByDictionaryLiteral {
    /// `["amount": 12, "tax rate": 0.19]`
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements.map { ($0.0, $0.1) }) }
}
