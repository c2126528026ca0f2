import Basics
import FEELValues

extension Compiler {
    // MARK: Filter

    /// `list[condition]` or `list[index]` (DMN 1.5 table 56): what the condition gives for the first element tells
    /// which of the two it is.
    @inline(never)
    func filter(_ base: Expression, _ condition: Expression, _ span: Span) throws(FEELSyntaxError) -> Operand {
        let list = try compile(base).code
        if let index = Self.literalIndex(condition) {
            return Operand { frame in Self.element(of: list(frame), at: index) }
        }
        let slot = layout.newSlot()
        let test = try layout.scoped { () throws(FEELSyntaxError) -> Operand in
            layout.declare("item", slot: slot)
            layout.declareElement(slot: slot)
            return try compile(condition)
        }
        let code = test.code
        return Operand { frame in Self.filter(list(frame), code, slot, frame, span) }
    }

    private static func literalIndex(_ condition: Expression) -> Decimal128? {
        switch condition.kind {
        case .number(let number): return number
        case .negation(let operand):
            if case .number(let number) = operand.kind { return number.negated }
            return nil
        default: return nil
        }
    }

    private static func filter(_ value: Value, _ test: Code, _ slot: Int, _ frame: Frame, _ span: Span) -> Value {
        if value.isNull { return .null }
        let elements = value.elements
        frame.slots[slot] = elements.first ?? .null
        let first = test(frame)
        if case .number(let index) = first { return element(of: value, at: index) }
        var kept: [Value] = []
        for (index, element) in elements.enumerated() {
            guard frame.evaluator.spend(steps: 1, at: span) else { return .null }
            frame.slots[slot] = element
            let result = index == 0 ? first : test(frame)
            if case .boolean(true) = result {
                kept.append(element)
            } else if result.boolean == nil, !result.isNull {
                frame.evaluator.report(.notBoolean, span, [result.type.description])
            }
        }
        return frame.evaluator.list(kept, at: span)
    }

    /// Elements count from 1, from the end with negative numbers; null beyond the ends.
    private static func element(of value: Value, at index: Decimal128) -> Value {
        guard let place = Int(exactly: index) else { return .null }
        guard case .list(let list) = value else { return place == 1 || place == -1 ? value : .null }
        if place > 0, place <= list.count { return list[place - 1] }
        if place < 0, place >= -list.count { return list[list.count + place] }
        return .null
    }

    // MARK: Iteration

    /// One `name in domain` of an iteration: the slot to fill and the values to fill it with.
    struct Loop: Sendable {
        let slot: Int
        let domain: Code
        let end: Code?
        let span: Span
    }

    private func loops(_ iterators: [Expression.Iterator]) throws(FEELSyntaxError) -> [Loop] {
        var loops: [Loop] = []
        for iterator in iterators {
            let domain = try compile(iterator.domain).code
            var end: Code?
            if let expression = iterator.end { end = try compile(expression).code }
            loops.append(
                Loop(slot: layout.declare(iterator.name), domain: domain, end: end, span: iterator.domain.span))
        }
        return loops
    }

    @inline(never)
    func iteration(
        _ iterators: [Expression.Iterator], _ result: Expression, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let usesPartial = result.mentions("partial")
        var partial = 0
        var loops: [Loop] = []
        let body = try layout.scoped { () throws(FEELSyntaxError) -> Code in
            loops = try self.loops(iterators)
            partial = layout.declare("partial")
            return try compile(result).code
        }
        let (all, partialSlot) = (loops, partial)
        return Operand { frame in
            var results = List([])
            let done = Self.each(all[...], frame) { frame in
                guard usesPartial else {
                    results.append(body(frame))
                    return true
                }
                frame.slots[partialSlot] = .list(results)
                let value = body(frame)
                // Let go of the list so far before it grows, or each step would copy it.
                frame.slots[partialSlot] = .null
                results.append(value)
                return true
            }
            return done ? frame.evaluator.list(results, at: span) : .null
        }
    }

    @inline(never)
    func quantified(
        _ isUniversal: Bool, _ iterators: [Expression.Iterator], _ condition: Expression, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        var loops: [Loop] = []
        let body = try layout.scoped { () throws(FEELSyntaxError) -> Code in
            loops = try self.loops(iterators)
            return try compile(condition).code
        }
        let all = loops
        return Operand { frame in
            var result: Bool? = isUniversal
            let done = Self.each(all[...], frame) { frame in
                let value = body(frame).boolean
                if value == !isUniversal {
                    result = !isUniversal
                    return false
                }
                if value == nil { result = nil }
                return true
            }
            return done || result == !isUniversal ? Value(result) : .null
        }
    }

    /// Runs `body` for every combination; `false` when `body` stopped it, a domain has no elements to go through or
    /// the budget ran out.
    private static func each(_ loops: ArraySlice<Loop>, _ frame: Frame, _ body: (Frame) -> Bool) -> Bool {
        guard let loop = loops.first else { return body(frame) }
        let rest = loops.dropFirst()
        guard let domain = Domain(loop, frame) else { return false }
        return domain.forEach { value in
            guard frame.evaluator.spend(steps: 1, at: loop.span) else { return false }
            frame.slots[loop.slot] = value
            return each(rest, frame, body)
        }
    }

    /// What an iterator goes through: a list, or numbers or dates one after the other (DMN 1.5 §10.3.2.14).
    private enum Domain {
        case values([Value])
        case numbers(Int64, Int64)
        case dates(Int, Int)

        /// `nil`, with a diagnostic, for what cannot be gone through.
        init?(_ loop: Loop, _ frame: Frame) {
            let start = loop.domain(frame)
            var found: Domain?
            if let end = loop.end {
                let last = end(frame)
                found = Domain(from: start, to: last)
            } else if case .range(let range) = start {
                found = Domain(range)
            } else if !start.isNull {
                found = .values(start.elements)
            }
            guard let found else {
                frame.evaluator.report(.notIterable, loop.span, [start.type.description])
                return nil
            }
            self = found
        }

        private init?(from start: Value, to end: Value) {
            switch (start, end) {
            case (.number(let first), .number(let last)):
                guard let first = Int64(exactly: first), let last = Int64(exactly: last) else { return nil }
                self = .numbers(first, last)
            case (.date(let first), .date(let last)):
                self = .dates(first.daysSinceEpoch, last.daysSinceEpoch)
            default: return nil
            }
        }

        /// Ends that are left out may leave nothing; a range never runs backwards.
        private init?(_ range: RangeValue) {
            guard !range.isComplement, let whole = Domain(from: range.start, to: range.end) else { return nil }
            let (skipFirst, skipLast) = (range.includesStart ? 0 : 1, range.includesEnd ? 0 : 1)
            switch whole {
            case .values: return nil
            case .numbers(let first, let last):
                let (low, high) = (first &+ Int64(skipFirst), last &- Int64(skipLast))
                self = low <= high ? .numbers(low, high) : .values([])
            case .dates(let first, let last):
                let (low, high) = (first + skipFirst, last - skipLast)
                self = low <= high ? .dates(low, high) : .values([])
            }
        }

        func forEach(_ body: (Value) -> Bool) -> Bool {
            switch self {
            case .values(let values): return values.allSatisfy(body)
            case .numbers(let first, let last):
                var number = first
                while body(.number(Decimal128(number))) {
                    if number == last { return true }
                    number += first <= last ? 1 : -1
                }
                return false
            case .dates(let first, let last):
                var day = first
                while let date = CalendarDate(daysSinceEpoch: day), body(.date(date)) {
                    if day == last { return true }
                    day += first <= last ? 1 : -1
                }
                return false
            }
        }
    }
}
