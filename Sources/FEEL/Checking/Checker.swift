import FEELValues

/// Infers the types of an expression's parts and notes what cannot work. Any stands for what is not known, and what
/// is not known is never wrong.
struct Checker {
    let scope: Scope
    private(set) var findings: [Finding] = []
    private var locals: [(name: String, type: FEELType)] = []
    /// How many filters around this place have elements of unknown entries, which may have any name.
    private var openFilters = 0

    init(scope: Scope) { self.scope = scope }

    func hasLocal(_ name: String) -> Bool { locals.contains { $0.name == name } }

    mutating func declare(_ name: String, _ type: FEELType) { locals.append((name, type)) }

    mutating func note(
        _ code: String, _ span: Span, _ arguments: [String] = [], severity: Finding.Severity = .error,
        suggestion: String? = nil
    ) {
        // A hostile text could have thousands; nobody reads more than these.
        guard findings.count < 100 else { return }
        findings.append(
            Finding("feel.check." + code, span, arguments, severity: severity, suggestion: suggestion))
    }

    mutating func infer(_ expression: Expression) -> FEELType {
        let span = expression.span
        switch expression.kind {
        case .null: return .null
        case .boolean: return .boolean
        case .number: return .number
        case .string: return .string
        case .temporal(let text): return temporal(text, span)
        case .name(let name): return variable(name, span)
        case .path(let base, let member): return path(base, member, span)
        case .filter(let base, let condition): return filter(base, condition)
        case .negation(let operand): return negation(operand, span)
        case .arithmetic(let operation, let left, let right): return arithmetic(operation, left, right, span)
        case .comparison(let operation, let left, let right):
            compare(operation, infer(left), infer(right), span)
            return .boolean
        case .conjunction(let operands), .disjunction(let operands):
            for operand in operands { expectCondition(operand) }
            return .boolean
        case .between(let value, let lower, let upper):
            let type = infer(value)
            compare(.greaterOrEqual, type, infer(lower), lower.span)
            compare(.lessOrEqual, type, infer(upper), upper.span)
            return .boolean
        case .membership(let value, let tests):
            let type = infer(value)
            for test in tests { check(test, against: type, at: test.operand.span) }
            return .boolean
        case .instanceOf(let value, let type):
            _ = infer(value)
            _ = resolve(type, span)
            return .boolean
        case .list(let items): return .list(.common(items.map { infer($0) }))
        case .context(let entries): return context(entries)
        case .range(let start, _, let end, _): return range(start, end, span)
        case .openRange(_, let limit): return .range(infer(limit))
        case .conditional(let condition, let then, let otherwise):
            expectCondition(condition)
            findNever(condition)
            return .common([infer(then), infer(otherwise)])
        case .iteration(let iterators, let result): return iteration(iterators, result)
        case .quantified(_, let iterators, let condition):
            let count = locals.count
            declare(iterators)
            expectCondition(condition)
            locals.removeLast(locals.count - count)
            return .boolean
        case .function(let parameters, let body): return function(parameters, body, span)
        case .externalFunction(let parameters, _):
            return .function(parameters.map { $0.type.map { resolve($0, span) } ?? .any }, result: .any)
        case .call(let callee, let arguments): return call(callee, arguments, span)
        }
    }

    // MARK: Names

    @inline(never)
    private mutating func temporal(_ text: String, _ span: Span) -> FEELType {
        if let value = Value.temporal(text, zones: scope.timeZones) { return value.type }
        // A region may be known where the expression runs, though not here.
        if !text.contains("@") { findings.append(Finding("feel.syntax.bad-temporal", span, [text])) }
        return .any
    }

    @inline(never)
    mutating func variable(_ name: String, _ span: Span) -> FEELType {
        if let local = locals.last(where: { $0.name == name }) { return local.type }
        if let variable = scope.variables.first(where: { $0.name == name }) { return variable.type }
        if let function = BuiltIns.function(named: name) {
            return .function(function.parameters.map(\.type), result: .any)
        }
        guard openFilters == 0 else { return .any }
        let known = locals.map(\.name) + scope.variables.map(\.name) + BuiltIns.all.map(\.name)
        note("unknown-name", span, [name], suggestion: Suggestion.closest(to: name, among: known))
        return .any
    }

    @inline(never)
    private mutating func path(_ base: Expression, _ member: String, _ span: Span) -> FEELType {
        self.member(member, of: infer(base), span)
    }

    private mutating func member(_ name: String, of type: FEELType, _ span: Span) -> FEELType {
        switch type {
        case .any, .null, .anyContext: return .any
        case .list(let element):
            let found = member(name, of: element, span)
            return found == .any ? .any : .list(found)
        case .context(let entries):
            if let entry = entries.first(where: { $0.name == name }) { return entry.type }
            let close = Suggestion.closest(to: name, among: entries.map(\.name))
            note("unknown-member", span, [name, "context"], suggestion: close)
            return .any
        default:
            let members = MemberTypes.of(type)
            if let found = members.first(where: { $0.name == name }) { return found.type }
            let close = Suggestion.closest(to: name, among: members.map(\.name))
            note("unknown-member", span, [name, type.description], suggestion: close)
            return .any
        }
    }

    mutating func resolve(_ syntax: FEELTypeSyntax, _ span: Span) -> FEELType {
        do throws(FEELSyntaxError) {
            return try scope.resolve(syntax, at: span)
        } catch {
            findings.append(Finding(error.code, error.span, error.arguments))
            return .any
        }
    }

    // MARK: Blocks

    @inline(never)
    private mutating func filter(_ base: Expression, _ condition: Expression) -> FEELType {
        let list = infer(base)
        let element: FEELType =
            switch list {
            case .list(let element): element
            case .null: .any
            default: list
            }
        let count = locals.count
        declare("item", element)
        var isOpen = element == .any || element == .anyContext
        if case .context(let entries) = element {
            for entry in entries { declare(entry.name, entry.type) }
        } else {
            for member in MemberTypes.of(element) { declare(member.name, member.type) }
        }
        if element == .null { isOpen = true }
        if isOpen { openFilters += 1 }
        let type = infer(condition)
        if isOpen { openFilters -= 1 }
        locals.removeLast(locals.count - count)
        switch type {
        case .number: return element
        case .boolean: return .list(element)
        case .any, .null: return .any
        default:
            note("not-boolean", condition.span, [type.description])
            return .any
        }
    }

    @inline(never)
    private mutating func context(_ entries: [Expression.ContextEntry]) -> FEELType {
        let count = locals.count
        var types: [FEELType.Entry] = []
        for entry in entries {
            let type = infer(entry.value)
            types.append(FEELType.Entry(entry.key, type))
            declare(entry.key, type)
        }
        locals.removeLast(locals.count - count)
        return .context(types)
    }

    @inline(never)
    private mutating func range(_ start: Expression, _ end: Expression, _ span: Span) -> FEELType {
        let (first, last) = (infer(start), infer(end))
        compare(.lessOrEqual, first, last, span)
        if let low = constant(start), let high = constant(end), let order = Value.compare(low, high), order > 0 {
            findings.append(Finding("feel.invalid-range", span, [low.description, high.description]))
        }
        return .range(.common([first, last]))
    }

    private mutating func declare(_ iterators: [Expression.Iterator]) {
        for iterator in iterators {
            let domain = infer(iterator.domain)
            if let end = iterator.end {
                let last = infer(end)
                compare(.lessOrEqual, domain, last, iterator.domain.span)
                declare(iterator.name, domain)
            } else {
                switch domain {
                case .list(let element), .range(let element): declare(iterator.name, element)
                case .null: declare(iterator.name, .any)
                default: declare(iterator.name, domain)
                }
            }
        }
    }

    @inline(never)
    private mutating func iteration(_ iterators: [Expression.Iterator], _ result: Expression) -> FEELType {
        let count = locals.count
        declare(iterators)
        declare("partial", .list(.any))
        let type = infer(result)
        locals.removeLast(locals.count - count)
        return .list(type)
    }

    @inline(never)
    private mutating func function(
        _ parameters: [Expression.Parameter], _ body: Expression, _ span: Span
    ) -> FEELType {
        let count = locals.count
        var types: [FEELType] = []
        for parameter in parameters {
            let type = parameter.type.map { resolve($0, span) } ?? .any
            types.append(type)
            declare(parameter.name, type)
        }
        let result = infer(body)
        locals.removeLast(locals.count - count)
        return .function(types, result: result)
    }

    /// The value of an expression without names.
    func constant(_ expression: Expression) -> Value? {
        let compiler = Compiler(scope: Scope(timeZones: scope.timeZones), layout: Layout(parent: nil))
        guard Self.isConstant(expression) else { return nil }
        return (try? compiler.compile(expression))?.constant
    }

    private static func isConstant(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .null, .boolean, .number, .string, .temporal: true
        case .negation, .arithmetic, .list, .range, .openRange: expression.children.allSatisfy(isConstant)
        case .call(let callee, let arguments):
            if case .name = callee.kind { arguments.values.allSatisfy(isConstant) } else { false }
        default: false
        }
    }
}

/// The members of values that are not contexts, with their types (DMN 1.5 table 66).
enum MemberTypes {
    static func of(_ type: FEELType) -> [FEELType.Entry] {
        switch type {
        case .date: date
        case .time: time
        case .dateAndTime: date + time
        case .daysAndTimeDuration: numbers(["days", "hours", "minutes", "seconds", "value"])
        case .yearsAndMonthsDuration: numbers(["years", "months", "value"])
        case .range(let element):
            [
                FEELType.Entry("start", element), FEELType.Entry("end", element),
                FEELType.Entry("start included", .boolean), FEELType.Entry("end included", .boolean),
            ]
        default: []
        }
    }

    private static let date = numbers(["year", "month", "day", "weekday", "value"])
    private static let time =
        numbers(["hour", "minute", "second", "value"])
        + [FEELType.Entry("time offset", .daysAndTimeDuration), FEELType.Entry("timezone", .string)]

    private static func numbers(_ names: [String]) -> [FEELType.Entry] { names.map { FEELType.Entry($0, .number) } }
}
