/// A random block-structured process: every split has its join, so that it ends exactly once whatever happens.
struct RandomProcess {
    private var random: Randomness
    private var lines: [String] = []
    private var count = 0
    private var budget: Int

    /// - Parameter size: about how many blocks.
    init(seed: UInt64, size: Int) {
        random = Randomness(seed: seed)
        budget = size
    }

    /// The model as XML. Its end event is `end`.
    mutating func xml() -> String {
        let (first, last) = block(depth: 0)
        lines.append("<startEvent id=\"begin\"/><endEvent id=\"end\"/>")
        flow("begin", first)
        flow(last, "end")
        return """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" \
            id="d" targetNamespace="t">
            <message id="m" name="Ping"/><signal id="sig" name="Alarm"/><error id="err" name="E" errorCode="E"/>
            <escalation id="esc" name="X" escalationCode="X"/>
            <process id="p" isExecutable="true">\(lines.joined(separator: "\n"))</process></definitions>
            """
    }

    private mutating func id(_ prefix: String) -> String {
        count += 1
        return "\(prefix)\(count)"
    }

    private mutating func flow(_ source: String, _ target: String, _ condition: String? = nil, id given: String? = nil)
    {
        let id = given ?? self.id("f")
        let inner = condition.map { "<conditionExpression>\($0)</conditionExpression>" } ?? ""
        lines.append(
            "<sequenceFlow id=\"\(id)\" sourceRef=\"\(source)\" targetRef=\"\(target)\">\(inner)</sequenceFlow>")
    }

    /// One block; where it begins and where it ends.
    private mutating func block(depth: Int) -> (String, String) {
        budget -= 1
        if budget <= 0 || depth > 5 { return leaf() }
        switch random.below(16) {
        case 0, 1, 2: return sequence(depth)
        case 3: return exclusive(depth)
        case 4, 5: return branches("parallel", depth)
        case 6, 7: return branches("inclusive", depth)
        case 8: return loop(depth)
        case 9: return repeated(depth)
        case 10, 11: return subprocess(depth)
        case 12: return eventGateway(depth)
        case 13: return compensated()
        case 14: return guarded()
        default: return leaf()
        }
    }

    private mutating func leaf() -> (String, String) {
        let id = self.id("n")
        switch random.below(8) {
        case 0: lines.append("<task id=\"\(id)\"/>")
        case 1, 2: lines.append("<userTask id=\"\(id)\"/>")
        case 3: lines.append("<serviceTask id=\"\(id)\"/>")
        case 4: lines.append("<receiveTask id=\"\(id)\" messageRef=\"m\"/>")
        case 5: lines.append("<intermediateCatchEvent id=\"\(id)\">\(timer)</intermediateCatchEvent>")
        case 6:
            lines.append(
                "<intermediateCatchEvent id=\"\(id)\" parallelMultiple=\"\(random.chance(50))\">\(message)\(signal)</intermediateCatchEvent>"
            )
        default: lines.append("<intermediateThrowEvent id=\"\(id)\"/>")
        }
        return (id, id)
    }

    private var timer: String { "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>" }
    private var message: String { "<messageEventDefinition messageRef=\"m\"/>" }
    private var signal: String { "<signalEventDefinition signalRef=\"sig\"/>" }

    private mutating func sequence(_ depth: Int) -> (String, String) {
        let first = block(depth: depth + 1)
        var last = first.1
        for _ in 0...random.below(2) {
            let next = block(depth: depth + 1)
            flow(last, next.0)
            last = next.1
        }
        return (first.0, last)
    }

    /// A condition on the instance's variable `r`, which is 0 to 99.
    private mutating func condition() -> String { "r \(random.chance(50) ? "&lt;" : "&gt;=") \(random.below(100))" }

    private mutating func exclusive(_ depth: Int) -> (String, String) {
        let (split, join, usual) = (id("x"), id("x"), id("f"))
        lines.append("<exclusiveGateway id=\"\(split)\" default=\"\(usual)\"/><exclusiveGateway id=\"\(join)\"/>")
        for index in 0...1 + random.below(2) {
            let branch = block(depth: depth + 1)
            if index == 0 {
                flow(split, branch.0, id: usual)
            } else {
                flow(split, branch.0, condition())
            }
            flow(branch.1, join)
        }
        return (split, join)
    }

    private mutating func branches(_ kind: String, _ depth: Int) -> (String, String) {
        let (split, join, usual) = (id("g"), id("g"), id("f"))
        let isInclusive = kind == "inclusive"
        let marked = isInclusive ? " default=\"\(usual)\"" : ""
        lines.append("<\(kind)Gateway id=\"\(split)\"\(marked)/><\(kind)Gateway id=\"\(join)\"/>")
        for index in 0...1 + random.below(2) {
            let branch = block(depth: depth + 1)
            if index == 0 {
                flow(split, branch.0, id: usual)
            } else {
                flow(split, branch.0, isInclusive ? condition() : nil)
            }
            flow(branch.1, join)
        }
        return (split, join)
    }

    private mutating func loop(_ depth: Int) -> (String, String) {
        let (join, split, counter, usual) = (id("x"), id("x"), id("s"), id("f"))
        let body = block(depth: depth + 1)
        lines.append("<exclusiveGateway id=\"\(join)\"/><exclusiveGateway id=\"\(split)\" default=\"\(usual)\"/>")
        lines.append(script(counter, "if \(counter) = null then 1 else \(counter) + 1"))
        let after = id("n")
        lines.append("<task id=\"\(after)\"/>")
        flow(join, body.0)
        flow(body.1, counter)
        flow(counter, split)
        flow(split, join, "\(counter) &lt; \(1 + random.below(3))")
        flow(split, after, id: usual)
        return (join, after)
    }

    private func script(_ id: String, _ text: String) -> String {
        "<scriptTask id=\"\(id)\" scriptFormat=\"feel\"><extensionElements><sanbu:execution resultVariable=\"\(id)\"/>"
            + "</extensionElements><script>\(text)</script></scriptTask>"
    }

    /// A task or sub-process that repeats.
    private mutating func repeated(_ depth: Int) -> (String, String) {
        let id = self.id("r")
        let marker: String
        switch random.below(3) {
        case 0: marker = "<standardLoopCharacteristics loopMaximum=\"\(1 + random.below(3))\"/>"
        case 1:
            marker =
                "<multiInstanceLoopCharacteristics isSequential=\"\(random.chance(50))\"><loopCardinality>"
                + "\(random.below(4))</loopCardinality></multiInstanceLoopCharacteristics>"
        default:
            marker =
                "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><completionCondition>"
                + "nrOfCompletedInstances &gt;= 2</completionCondition></multiInstanceLoopCharacteristics>"
        }
        if random.chance(50) {
            lines.append("<userTask id=\"\(id)\">\(marker)</userTask>")
        } else {
            lines.append("<subProcess id=\"\(id)\">\(inner(depth))\(marker)</subProcess>")
        }
        return (id, id)
    }

    /// What lies in a sub-process.
    private mutating func inner(_ depth: Int) -> String {
        let outside = lines
        lines = []
        let body = block(depth: depth + 1)
        let (start, end) = (id("n"), id("n"))
        lines.append("<startEvent id=\"\(start)\"/><endEvent id=\"\(end)\"/>")
        flow(start, body.0)
        flow(body.1, end)
        defer { lines = outside }
        return lines.joined(separator: "\n")
    }

    /// A sub-process with events on its border and perhaps an event sub-process within.
    private mutating func subprocess(_ depth: Int) -> (String, String) {
        let (host, join) = (id("sub"), id("x"))
        var content = inner(depth)
        if random.chance(40) {
            let (handler, start, task, end) = (id("n"), id("n"), id("n"), id("n"))
            content +=
                "<subProcess id=\"\(handler)\" triggeredByEvent=\"true\"><startEvent id=\"\(start)\" "
                + "isInterrupting=\"\(random.chance(50))\">\(random.chance(50) ? signal : timer)</startEvent>"
                + "<userTask id=\"\(task)\"/><endEvent id=\"\(end)\"/>"
                + "<sequenceFlow id=\"\(id("f"))\" sourceRef=\"\(start)\" targetRef=\"\(task)\"/>"
                + "<sequenceFlow id=\"\(id("f"))\" sourceRef=\"\(task)\" targetRef=\"\(end)\"/></subProcess>"
        }
        lines.append("<subProcess id=\"\(host)\">\(content)</subProcess><exclusiveGateway id=\"\(join)\"/>")
        flow(host, join)
        if random.chance(60) { boundary(host, join, timer, isInterrupting: random.chance(60)) }
        if random.chance(40) { boundary(host, join, "<errorEventDefinition errorRef=\"err\"/>", isInterrupting: true) }
        if random.chance(30) { boundary(host, join, signal, isInterrupting: random.chance(50)) }
        return (host, join)
    }

    private mutating func boundary(_ host: String, _ join: String, _ definition: String, isInterrupting: Bool) {
        let (event, task) = (id("b"), id("n"))
        lines.append(
            "<boundaryEvent id=\"\(event)\" attachedToRef=\"\(host)\" cancelActivity=\"\(isInterrupting)\">\(definition)</boundaryEvent>"
        )
        lines.append("<userTask id=\"\(task)\"/>")
        flow(event, task)
        if isInterrupting {
            flow(task, join)
        } else {
            let end = id("n")
            lines.append("<endEvent id=\"\(end)\"/>")
            flow(task, end)
        }
    }

    private mutating func eventGateway(_ depth: Int) -> (String, String) {
        let (gateway, join) = (id("g"), id("x"))
        lines.append("<eventBasedGateway id=\"\(gateway)\"/><exclusiveGateway id=\"\(join)\"/>")
        for definition in [message, timer, signal] {
            let event = id("n")
            lines.append("<intermediateCatchEvent id=\"\(event)\">\(definition)</intermediateCatchEvent>")
            let branch = block(depth: depth + 1)
            flow(gateway, event)
            flow(event, branch.0)
            flow(branch.1, join)
        }
        return (gateway, join)
    }

    /// Tasks with handlers, and perhaps a throw event that calls on them.
    private mutating func compensated() -> (String, String) {
        let first = id("n")
        lines.append("<task id=\"\(first)\"/>")
        var last = first
        for _ in 0...random.below(3) {
            let (task, event, handler) = (id("n"), id("b"), id("h"))
            let kind = random.chance(50) ? "task" : "userTask"
            lines.append("<\(kind) id=\"\(task)\"/><\(kind) id=\"\(handler)\" isForCompensation=\"true\"/>")
            lines.append(
                "<boundaryEvent id=\"\(event)\" attachedToRef=\"\(task)\"><compensateEventDefinition/></boundaryEvent>")
            lines.append("<association id=\"\(id("a"))\" sourceRef=\"\(event)\" targetRef=\"\(handler)\"/>")
            flow(last, task)
            last = task
        }
        if random.chance(60) {
            let event = id("n")
            let waits = random.chance(80)
            lines.append(
                "<intermediateThrowEvent id=\"\(event)\"><compensateEventDefinition waitForCompletion=\"\(waits)\"/></intermediateThrowEvent>"
            )
            flow(last, event)
            last = event
        }
        return (first, last)
    }

    /// A job whose error is caught.
    private mutating func guarded() -> (String, String) {
        let (host, join) = (id("j"), id("x"))
        lines.append("<serviceTask id=\"\(host)\"/><exclusiveGateway id=\"\(join)\"/>")
        flow(host, join)
        boundary(host, join, "<errorEventDefinition errorRef=\"err\"/>", isInterrupting: true)
        return (host, join)
    }
}
