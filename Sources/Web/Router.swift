/// One way into a face. Every route stands in one registry, so the list served and the list described are the same.
public struct WebRoute<Context: Sendable>: Sendable {
    public let method: String
    /// `/records/{object}/{id}`
    public let pattern: String
    /// How many bytes of body the route takes.
    public let bodyLimit: Int
    public let context: Context

    public init(_ method: String, _ pattern: String, bodyLimit: Int = 1 << 20, _ context: Context) {
        self.method = method
        self.pattern = pattern
        self.bodyLimit = bodyLimit
        self.context = context
    }
}

/// Finds the route of a request. Fixed segments win over named ones.
public struct Router<Context: Sendable>: Sendable {
    public enum Match: Sendable {
        case found(WebRoute<Context>, parameters: [String: String])
        /// The path exists with other methods.
        case otherMethods([String])
        case none
    }

    private struct Node: Sendable {
        var fixed: [String: Int] = [:]
        var named: Int?
        var name = ""
        var routes: [String: Int] = [:]
    }

    private var nodes = [Node()]
    public private(set) var routes: [WebRoute<Context>] = []
    /// What each route's pattern names, in order.
    private var names: [[String]] = []

    public init(_ routes: [WebRoute<Context>] = []) { routes.forEach { add($0) } }

    public mutating func add(_ route: WebRoute<Context>) {
        var place = 0
        for segment in route.pattern.split(separator: "/") { place = step(place, String(segment)) }
        precondition(nodes[place].routes[route.method] == nil, "two routes are \(route.method) \(route.pattern)")
        nodes[place].routes[route.method] = routes.count
        routes.append(route)
        names.append(route.pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) })
    }

    public func match(method: String, segments: [String]) -> Match {
        var values: [String] = []
        guard let place = find(0, segments[...], &values) else { return .none }
        guard let index = nodes[place].routes[method] else { return .otherMethods(nodes[place].routes.keys.sorted()) }
        return .found(routes[index], parameters: Dictionary(zip(names[index], values), uniquingKeysWith: { $1 }))
    }

    private mutating func step(_ place: Int, _ segment: String) -> Int {
        if segment.hasPrefix("{") {
            if let next = nodes[place].named { return next }
            nodes.append(Node())
            nodes[place].named = nodes.count - 1
        } else {
            if let next = nodes[place].fixed[segment] { return next }
            nodes.append(Node())
            nodes[place].fixed[segment] = nodes.count - 1
        }
        return nodes.count - 1
    }

    private func find(_ place: Int, _ rest: ArraySlice<String>, _ values: inout [String]) -> Int? {
        guard let segment = rest.first else { return nodes[place].routes.isEmpty ? nil : place }
        if let next = nodes[place].fixed[segment], let found = find(next, rest.dropFirst(), &values) { return found }
        guard let next = nodes[place].named else { return nil }
        values.append(segment)
        if let found = find(next, rest.dropFirst(), &values) { return found }
        values.removeLast()
        return nil
    }
}
