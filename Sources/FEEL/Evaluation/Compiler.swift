import Basics
import FEELValues

/// Turns a syntax tree into closures: names into slots, constants into values.
struct Compiler {
    let scope: Scope
    let layout: Layout

    // The cases stay out of line, so that a deep tree takes little of the thread's stack.
    func compile(_ expression: Expression) throws(FEELSyntaxError) -> Operand {
        let span = expression.span
        switch expression.kind {
        case .null: return Operand(constant: .null)
        case .boolean(let value): return Operand(constant: .boolean(value))
        case .number(let value): return Operand(constant: .number(value))
        case .string(let value): return Operand(constant: .string(value))
        case .temporal(let text): return try temporal(text, span)
        case .name(let name): return compile(name: name, span)
        case .path(let base, let member): return try path(base, member, span)
        case .filter(let base, let condition): return try filter(base, condition, span)
        case .negation(let operand): return try negation(operand, span)
        case .arithmetic(let operation, let left, let right): return try arithmetic(operation, left, right, span)
        case .comparison(let operation, let left, let right):
            return fold(comparison(operation, try compile(left), try compile(right), span), of: left, right)
        case .conjunction(let operands): return try logic(operands, absorbing: false, span)
        case .disjunction(let operands): return try logic(operands, absorbing: true, span)
        case .between(let value, let lower, let upper): return try between(value, lower, upper, span)
        case .membership(let value, let tests): return try membership(value, tests, span)
        case .instanceOf(let value, let type): return try instanceOf(value, type, span)
        case .list(let items): return try list(items, span)
        case .context(let entries): return try context(entries, span)
        case .range(let start, let includesStart, let end, let includesEnd):
            return try range(start, includesStart, end, includesEnd, span)
        case .openRange(let comparison, let limit): return try openRange(comparison, limit, span)
        case .conditional(let condition, let then, let otherwise):
            return try conditional(condition, then, otherwise, span)
        case .iteration(let iterators, let result): return try iteration(iterators, result, span)
        case .quantified(let isUniversal, let iterators, let condition):
            return try quantified(isUniversal, iterators, condition, span)
        case .function(let parameters, let body): return try function(parameters, body, span)
        case .externalFunction(let parameters, let mapping): return try external(parameters, mapping, span)
        case .call(let callee, let arguments): return try call(callee, arguments, span)
        }
    }

    /// The value in place of the code, when no operand can change it and making it went well.
    func fold(_ operand: Operand, when isConstant: Bool) -> Operand {
        guard isConstant, operand.constant == nil else { return operand }
        let evaluator = Evaluator(
            Environment(timeZones: scope.timeZones, budget: Budget(steps: 10_000, memory: 1 << 16)))
        let value = operand.code(Frame(count: 1, evaluator: evaluator))
        return evaluator.diagnostics.isEmpty ? Operand(constant: value) : operand
    }

    private func fold(_ operand: Operand, of expressions: Expression...) -> Operand {
        fold(operand, when: expressions.allSatisfy(isLiteral))
    }

    /// Whether an expression is written without names: literals and operators on them.
    func isLiteral(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .null, .boolean, .number, .string, .temporal: true
        case .negation, .arithmetic, .comparison, .list, .range, .openRange, .conjunction, .disjunction, .between:
            expression.children.allSatisfy(isLiteral)
        default: false
        }
    }

    @inline(never)
    private func temporal(_ text: String, _ span: Span) throws(FEELSyntaxError) -> Operand {
        if let value = Value.temporal(text, zones: scope.timeZones) { return Operand(constant: value) }
        return Operand { $0.fail(.badTemporal, span, [text]) }
    }

    // MARK: Names

    @inline(never)
    func compile(name: String, _ span: Span) -> Operand {
        if let reference = layout.resolve(name) { return compile(reference, name, span) }
        if let function = BuiltIns.function(named: name) { return Operand(constant: .function(function)) }
        return Operand { $0.fail(.unknownName, span, [name]) }
    }

    @inline(never)
    private func compile(_ reference: Layout.Reference, _ name: String, _ span: Span) -> Operand {
        switch reference {
        case .slot(let slot): return Operand(slot: slot)
        case .member(let slot, let otherwise):
            var outside: Code?
            if let otherwise {
                outside = compile(otherwise, name, span).code
            } else if let function = BuiltIns.function(named: name) {
                outside = { _ in Value.function(function) }
            }
            let fallback = outside
            return Operand { frame in
                if let value = Members.member(name, of: frame.slots[slot]) { return value }
                if let fallback { return fallback(frame) }
                return frame.fail(.unknownName, span, [name])
            }
        }
    }

    @inline(never)
    private func path(_ base: Expression, _ member: String, _ span: Span) throws(FEELSyntaxError) -> Operand {
        let base = try compile(base)
        let code = base.code
        return fold(
            Operand { frame in Self.member(member, of: code(frame), frame, span) }, when: base.constant != nil)
    }

    private static func member(_ name: String, of value: Value, _ frame: Frame, _ span: Span) -> Value {
        if case .context(let context) = value, let found = context[name] { return found }
        if let found = Members.member(name, of: value) { return found }
        guard case .list(let list) = value else {
            return value.isNull ? .null : frame.fail(.unknownMember, span, [name, value.type.description])
        }
        guard frame.evaluator.spend(steps: list.count, at: span) else { return .null }
        // A member of a list is the list of its elements' members (DMN 1.5 §10.3.2.5.1).
        return frame.evaluator.list(list.elements.map { Members.member(name, of: $0) ?? .null }, at: span)
    }

    // MARK: Collections

    @inline(never)
    private func list(_ items: [Expression], _ span: Span) throws(FEELSyntaxError) -> Operand {
        var codes: [Code] = []
        var isConstant = true
        for item in items {
            let operand = try compile(item)
            isConstant = isConstant && operand.constant != nil
            codes.append(operand.code)
        }
        let all = codes
        return fold(Operand { frame in frame.evaluator.list(all.map { $0(frame) }, at: span) }, when: isConstant)
    }

    @inline(never)
    private func context(_ entries: [Expression.ContextEntry], _ span: Span) throws(FEELSyntaxError) -> Operand {
        let names = entries.map(\.key)
        if Set(names).count < names.count {
            let repeated = names.first { name in names.count { $0 == name } > 1 } ?? ""
            return Operand { $0.fail(.duplicateKey, span, [repeated]) }
        }
        var parts: [(slot: Int, code: Code)] = []
        try layout.scoped { () throws(FEELSyntaxError) in
            for entry in entries {
                let operand = try compile(entry.value)
                parts.append((layout.declare(entry.key), operand.code))
            }
        }
        let all = parts
        return Operand { frame in
            var values: [Value] = []
            values.reserveCapacity(all.count)
            for part in all {
                let value = part.code(frame)
                frame.slots[part.slot] = value
                values.append(value)
            }
            return frame.evaluator.context(Context(distinctNames: names, values: values), at: span)
        }
    }

    @inline(never)
    private func range(
        _ start: Expression, _ includesStart: Bool, _ end: Expression, _ includesEnd: Bool, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let (first, last) = (try compile(start), try compile(end))
        let (low, high) = (first.code, last.code)
        let operand = Operand { frame in
            let (start, end) = (low(frame), high(frame))
            guard let range = Ranges.make(start, includesStart, end, includesEnd) else {
                return frame.fail(.invalidRange, span, [start.description, end.description])
            }
            return .range(range)
        }
        return fold(operand, when: first.constant != nil && last.constant != nil)
    }

    @inline(never)
    private func openRange(
        _ comparison: ComparisonOperator, _ limit: Expression, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let limit = try compile(limit)
        let code = limit.code
        let operand = Operand { frame in
            let value = code(frame)
            guard let range = Ranges.make(comparison, value) else {
                return frame.fail(.invalidRange, span, [comparison.rawValue, value.description])
            }
            return .range(range)
        }
        return fold(operand, when: limit.constant != nil)
    }

    @inline(never)
    private func instanceOf(
        _ value: Expression, _ type: FEELTypeSyntax, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let type = try scope.resolve(type, at: span)
        let operand = try compile(value)
        let code = operand.code
        return fold(Operand { .boolean(type.hasInstance(code($0))) }, when: operand.constant != nil)
    }
}
