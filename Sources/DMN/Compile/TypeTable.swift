import FEELValues
import XMLTree

/// The types that names stand for in each model, made once and shared.
final class TypeTable {
    private let graph: Graph
    private let makeTest: (DMN.UnaryTests, FEELType, Int) -> ValueTest?
    private var made: [Key: ItemType] = [:]
    private var making: Set<Key> = []
    private(set) var problems: [DMN.Problem] = []

    private struct Key: Hashable {
        let model: Int
        let name: String
    }

    /// - Parameter makeTest: compiles the unary tests of a constraint on values of a type, in a model.
    init(_ graph: Graph, makeTest: @escaping (DMN.UnaryTests, FEELType, Int) -> ValueTest?) {
        self.graph = graph
        self.makeTest = makeTest
    }

    /// The type that a reference means; any type for none, and for one that is unknown (which is a problem).
    func type(_ reference: String?, in model: Int, at notes: DMN.Notes, of element: String) -> ItemType {
        guard let reference, !reference.isEmpty else { return .any }
        if let type = type(named: reference, in: model) { return type }
        problems.append(
            DMN.Problem(
                .error, "unknown-type", at: notes.place, in: element,
                DMN.Wording("The type '\(reference)' is unknown.", "类型 '\(reference)' 未定义。"),
                advice: DMN.Wording(
                    "Define it as an item definition, or use a type of FEEL such as string, number or date.",
                    "请用 itemDefinition 定义它，或使用 FEEL 的类型，如 string、number、date。")))
        return .any
    }

    /// The structures of all names that FEEL text in a model may use, those of imported models qualified.
    func names(in model: Int) -> [String: FEELType] {
        var names: [String: FEELType] = [:]
        for item in graph.models[model].items { names[item.name] = type(named: item.name, in: model)?.type }
        for wanted in graph.models[model].imports {
            guard let other = graph.model(namespace: wanted.namespace, from: model) else { continue }
            for item in graph.models[other].items {
                let name = wanted.name.isEmpty ? item.name : "\(wanted.name).\(item.name)"
                names[name] = names[name] ?? type(named: item.name, in: other)?.type
            }
        }
        return names
    }

    private func type(named reference: String, in model: Int) -> ItemType? {
        if let own = item(reference, in: model) { return own }
        for wanted in graph.models[model].imports {
            guard let other = graph.model(namespace: wanted.namespace, from: model), other != model else { continue }
            if wanted.name.isEmpty, let found = item(reference, in: other) { return found }
            let prefix = wanted.name + "."
            if !wanted.name.isEmpty, reference.hasPrefix(prefix),
                let found = item(String(reference.dropFirst(prefix.count)), in: other)
            {
                return found
            }
        }
        if let simple = Self.simple(reference) { return ItemType(simple) }
        return qualified(reference, in: model)
    }

    /// `prefix:name`, as DMN 1.1 writes references: the prefix is a namespace's, of FEEL or of a model.
    private func qualified(_ reference: String, in model: Int) -> ItemType? {
        guard let colon = reference.firstIndex(of: ":") else { return nil }
        let prefix = String(reference[..<colon])
        let name = String(reference[reference.index(after: colon)...])
        let declared = graph.models[model].notes.attributes.first { $0.declaredPrefix == prefix }?.value
        if let declared, let other = graph.model(namespace: declared, from: model) { return item(name, in: other) }
        if let wanted = graph.models[model].imports.first(where: { $0.name == prefix }),
            let other = graph.model(namespace: wanted.namespace, from: model)
        {
            return item(name, in: other)
        }
        return Self.simple(name).map { ItemType($0) }
    }

    /// FEEL's own types, and the names that widespread tools write for them.
    private static func simple(_ name: String) -> FEELType? {
        if let type = FEELType(named: name) { return type }
        switch name {
        case "integer", "long", "double", "decimal", "float", "int": return .number
        case "any", "Object", "": return .any
        case "bool", "Boolean": return .boolean
        case "String": return .string
        case "yearsAndMonthsDuration", "years and months": return .yearsAndMonthsDuration
        case "daysAndTimeDuration", "days and time": return .daysAndTimeDuration
        default: return nil
        }
    }

    // MARK: Item definitions

    private func item(_ name: String, in model: Int) -> ItemType? {
        let key = Key(model: model, name: name)
        if let known = made[key] { return known }
        guard let definition = graph.models[model].items.first(where: { $0.name == name }) else { return nil }
        // A type that contains itself is a context whose inner part may be anything.
        guard making.insert(key).inserted else { return .any }
        defer { making.remove(key) }
        let type = make(definition, in: model)
        made[key] = type
        return type
    }

    private func make(_ item: DMN.ItemDefinition, in model: Int) -> ItemType {
        let base = base(item, in: model)
        let allowed = item.allowedValues.flatMap { makeTest($0, base.type, model) }
        guard item.isCollection else {
            let constraint = item.typeConstraint.flatMap { makeTest($0, base.type, model) }
            guard allowed != nil || constraint != nil else { return base }
            return narrowed(base, allowed, constraint)
        }
        let element = allowed == nil ? base : narrowed(base, allowed, nil)
        let list = FEELType.list(base.type)
        return ItemType(list, constraint: item.typeConstraint.flatMap { makeTest($0, list, model) }, element: element)
    }

    /// A type that keeps what its base asks and asks more.
    private func narrowed(_ base: ItemType, _ allowed: ValueTest?, _ constraint: ValueTest?) -> ItemType {
        let more = constraint.map { [$0] } ?? []
        let tests = [base.allowed, base.constraint].compactMap { $0 } + more
        let all =
            tests.isEmpty ? nil : ValueTest { value, evaluator in tests.allSatisfy { $0.holds(value, evaluator) } }
        return ItemType(
            base.type, allowed: allowed, constraint: all, element: base.element, components: base.components)
    }

    private func base(_ item: DMN.ItemDefinition, in model: Int) -> ItemType {
        if let function = item.function {
            let parameters = function.parameters.map {
                type($0.typeRef, in: model, at: $0.notes, of: item.name).type
            }
            let result = type(function.outputTypeRef, in: model, at: function.notes, of: item.name).type
            return ItemType(.function(parameters, result: result))
        }
        guard !item.components.isEmpty else {
            return type(item.typeRef, in: model, at: item.notes, of: item.name)
        }
        let components = item.components.map { (name: $0.name, type: make($0, in: model)) }
        return ItemType(
            .context(components.map { FEELType.Entry($0.name, $0.type.type) }), components: components)
    }
}
