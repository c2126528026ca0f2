public import FEELValues

/// What an expression may use: variables with their types in the order of their slots, declared types, time zones and
/// bindings for external functions.
public struct Scope: Sendable {
    public struct Variable: Sendable, Hashable {
        public let name: String
        public let type: FEELType

        public init(_ name: String, _ type: FEELType = .any) {
            self.name = name
            self.type = type
        }
    }

    public var variables: [Variable]
    /// Declared types by name; qualified names are written with their points.
    public var types: [String: FEELType]
    /// Names of members that no type declares, so that `customer.first name` reads as one member.
    public var memberNames: [String]
    public var timeZones: any TimeZoneDatabase
    public var externals: any ExternalFunctions

    public init(
        _ variables: [Variable] = [], types: [String: FEELType] = [:], memberNames: [String] = [],
        timeZones: any TimeZoneDatabase = NoTimeZones(), externals: any ExternalFunctions = NoExternalFunctions()
    ) {
        self.variables = variables
        self.types = types
        self.memberNames = memberNames
        self.timeZones = timeZones
        self.externals = externals
    }

    /// A scope of variables of any type.
    public init(names: [String], timeZones: any TimeZoneDatabase = NoTimeZones()) {
        self.init(names.map { Variable($0) }, timeZones: timeZones)
    }

    /// The names for the parser.
    public var names: ScopeNames {
        ScopeNames(
            values: variables.map(\.name), members: memberNames, types: Array(types.keys),
            structures: variables.map(\.type) + types.values)
    }

    func resolve(_ syntax: FEELTypeSyntax, at span: Span) throws(FEELSyntaxError) -> FEELType {
        switch syntax {
        case .named(let name):
            if let type = types[name] ?? FEELType(named: name) { return type }
            throw FEELSyntaxError(problem: .unknownType(name), span: span)
        case .list(let element): return .list(try resolve(element, at: span))
        case .range(let element): return .range(try resolve(element, at: span))
        case .context(let entries):
            var resolved: [FEELType.Entry] = []
            for entry in entries { resolved.append(FEELType.Entry(entry.name, try resolve(entry.type, at: span))) }
            return .context(resolved)
        case .function(let parameters, let result):
            var resolved: [FEELType] = []
            for parameter in parameters { resolved.append(try resolve(parameter, at: span)) }
            return .function(resolved, result: try resolve(result, at: span))
        }
    }
}

/// Functions that `external` names, bound by the host (DMN 1.5 §10.3.2.13.3).
public protocol ExternalFunctions: Sendable {
    /// The function of a mapping such as `{java: {class: "java.lang.Math", method signature: "cos(double)"}}`, or
    /// `nil` when the host has none.
    func function(_ mapping: Context, parameters: [FunctionValue.Parameter]) -> Callable?
}

public struct NoExternalFunctions: ExternalFunctions {
    public init() {}
    public func function(_ mapping: Context, parameters: [FunctionValue.Parameter]) -> Callable? { nil }
}

/// The names that the parser knows before it reads: they may hold spaces and operators.
public struct ScopeNames: Sendable {
    let values: NameIndex
    let members: NameIndex
    let types: NameIndex

    /// - Parameter structures: types whose entries may be members, however deep.
    public init(
        values: [String] = [], members: [String] = [], types: [String] = [], structures: [FEELType] = []
    ) {
        self.values = NameIndex(values)
        self.types = NameIndex(types)
        var index = NameIndex(members + Members.names)
        for type in structures { Self.collect(type, into: &index) }
        self.members = index
    }

    private static func collect(_ type: FEELType, into index: inout NameIndex) {
        switch type {
        case .list(let element), .range(let element): collect(element, into: &index)
        case .context(let entries):
            for entry in entries {
                index.insert(entry.name)
                collect(entry.type, into: &index)
            }
        case .function(let parameters, let result):
            for parameter in parameters { collect(parameter, into: &index) }
            collect(result, into: &index)
        default: break
        }
    }
}
