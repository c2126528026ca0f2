import BPMN
import Testing

/// Random block-structured processes.
struct RandomProcess {
    private var numbers: SeededNumbers
    private var next = 0
    private var elements: [BPMN.FlowElement] = []
    private var lanes: [String]
    private var members: [String: [BPMN.Reference]] = [:]

    init(seed: UInt64) {
        numbers = SeededNumbers(seed: seed)
        lanes = []
        lanes = chance(3) ? (0..<Int.random(in: 1...4, using: &numbers)).map { "lane\($0)" } : []
    }

    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &numbers) == 0 }

    private mutating func id(_ kind: String) -> String {
        next += 1
        return "\(kind)\(next)"
    }

    private static let names = ["Check", "合同金额是否超过五十万元", "Approve the order of the customer", "", "发货", "OK?"]

    private mutating func node(_ kind: BPMN.FlowNode.Kind, _ prefix: String) -> String {
        let node = BPMN.FlowNode(id: id(prefix), name: Self.names.randomElement(using: &numbers), kind)
        elements.append(.node(node))
        if let lane = lanes.randomElement(using: &numbers) {
            members[lane, default: []].append(BPMN.Reference(node.id))
        }
        return node.id
    }

    private mutating func flow(_ from: String, _ to: String) {
        var flow = BPMN.SequenceFlow(id: id("flow"), from: from, to: to)
        if chance(4) { flow.name = Self.names.randomElement(using: &numbers) }
        elements.append(.flow(flow))
    }

    /// A block, with its first and last node.
    private mutating func block(_ depth: Int) -> (String, String) {
        guard depth > 0 else { return task(depth) }
        switch Int.random(in: 0..<7, using: &numbers) {
        case 0, 1:
            let (one, two) = (block(depth - 1), block(depth - 1))
            flow(one.1, two.0)
            return (one.0, two.1)
        case 2, 3: return split(depth)
        case 4:
            let body = block(depth - 1)
            let (head, foot) = (
                node(.gateway(.init(.exclusive)), "gateway"), node(.gateway(.init(.exclusive)), "gateway")
            )
            flow(head, body.0)
            flow(body.1, foot)
            flow(foot, head)
            return (head, foot)
        default: return task(depth)
        }
    }

    private mutating func split(_ depth: Int) -> (String, String) {
        let kind: BPMN.Gateway.Kind = chance(2) ? .parallel : .exclusive
        let (fork, join) = (node(.gateway(.init(kind)), "gateway"), node(.gateway(.init(kind)), "gateway"))
        for _ in 0..<Int.random(in: 2...4, using: &numbers) {
            if chance(6) {
                flow(fork, join)
            } else {
                let body = block(depth - 1)
                flow(fork, body.0)
                flow(body.1, join)
            }
        }
        return (fork, join)
    }

    private mutating func task(_ depth: Int) -> (String, String) {
        let task = node(.activity(.init(.task(.abstract))), "task")
        if depth > 0, chance(3) { nest(task, depth) }
        if chance(4) { boundary(task) }
        if chance(5) { remark(task) }
        return (task, task)
    }

    /// Turns a task into a sub-process.
    private mutating func nest(_ task: String, _ depth: Int) {
        let outer = (elements, lanes)
        (elements, lanes) = ([], [])
        let body = block(depth - 1)
        let start = node(.event(.init(.start(isInterrupting: true))), "start")
        flow(start, body.0)
        var subProcess = BPMN.SubProcess()
        subProcess.scope.elements = elements
        (elements, lanes) = outer
        for index in elements.indices {
            guard case .node(var node) = elements[index], node.id == task else { continue }
            node.kind = .activity(.init(.subProcess(subProcess)))
            elements[index] = .node(node)
        }
    }

    private mutating func boundary(_ task: String) {
        let timer = BPMN.EventDefinition(.timer(.init()))
        let position = BPMN.Event.Position.boundary(attachedTo: BPMN.Reference(task), cancelActivity: true)
        let event = BPMN.FlowNode(id: id("boundary"), name: "24 h", .event(.init(position, [timer])))
        elements.append(.node(event))
        let end = node(.event(.init(.end)), "end")
        flow(event.id, end)
    }

    private mutating func remark(_ task: String) {
        var annotation = BPMN.TextAnnotation(id: id("remark"))
        annotation.text.text = "备注 remark"
        var association = BPMN.Association(id: id("association"))
        association.sourceRef = BPMN.Reference(annotation.id)
        association.targetRef = BPMN.Reference(task)
        elements += [.artifact(.textAnnotation(annotation)), .artifact(.association(association))]
    }

    mutating func definitions() -> BPMN.Definitions {
        let body = block(Int.random(in: 0...4, using: &numbers))
        let start = node(.event(.init(.start(isInterrupting: true))), "start")
        let end = node(.event(.init(.end)), "end")
        flow(start, body.0)
        flow(body.1, end)
        var process = BPMN.Process(id: "p")
        process.scope.elements = elements
        if !lanes.isEmpty {
            var set = BPMN.LaneSet(id: "lanes")
            set.lanes = lanes.map { id in
                var lane = BPMN.Lane(id: id)
                lane.flowNodeRefs = members[id] ?? []
                return lane
            }
            process.scope.laneSets = [set]
        }
        var definitions = BPMN.Definitions(id: "d")
        definitions.elements = [.process(process)]
        return definitions
    }
}

/// A drawing as rectangles and lines.
struct Drawn {
    struct Box {
        var id: String
        var x, y, right, bottom: Double

        func overlaps(_ other: Box) -> Bool {
            x < other.right && other.x < right && y < other.bottom && other.y < bottom
        }
        func contains(_ other: Box) -> Bool {
            x <= other.x && y <= other.y && right >= other.right && bottom >= other.bottom
        }

        /// Whether a point lies on the border, give or take a pixel; gateways and events are met at their middles.
        func touches(_ point: (x: Double, y: Double)) -> Bool {
            let inside = point.x >= x - 1 && point.x <= right + 1 && point.y >= y - 1 && point.y <= bottom + 1
            let border = min(abs(point.x - x), abs(point.x - right), abs(point.y - y), abs(point.y - bottom)) <= 1.5
            return inside && border
        }
    }

    var boxes: [String: Box] = [:]
    var lines: [String: [(x: Double, y: Double)]] = [:]

    init(_ definitions: BPMN.Definitions) {
        for shape in definitions.diagrams.first?.plane.shapes ?? [] {
            guard let bounds = shape.bounds, let id = shape.bpmnElement?.id else { continue }
            boxes[id] = Box(
                id: id, x: bounds.x, y: bounds.y, right: bounds.x + bounds.width, bottom: bounds.y + bounds.height)
        }
        for edge in definitions.diagrams.first?.plane.edges ?? [] {
            lines[edge.bpmnElement?.id ?? ""] = edge.waypoints.map { ($0.x, $0.y) }
        }
    }

    /// The shapes that a line runs through.
    func crossed(by line: [(x: Double, y: Double)], among ids: [String]) -> [String] {
        ids.filter { id in
            guard var box = boxes[id] else { return false }
            (box.x, box.y, box.right, box.bottom) = (box.x + 2, box.y + 2, box.right - 2, box.bottom - 2)
            return zip(line, line.dropFirst()).contains { one, two in
                let part = Box(
                    id: "", x: min(one.x, two.x), y: min(one.y, two.y), right: max(one.x, two.x) + 0.01,
                    bottom: max(one.y, two.y) + 0.01)
                return box.overlaps(part)
            }
        }
    }
}

@Suite("Layout") struct LayoutTests {
    /// Checks one scope and those inside it: its shapes stand apart, its lines join their shapes and cross no other.
    private func check(_ scope: BPMN.Scope, _ drawn: Drawn, crossings: Bool, _ note: String) {
        let hosts = Dictionary(
            uniqueKeysWithValues: scope.nodes.compactMap { node -> (String, String)? in
                guard case .boundary(let host, _)? = node.event?.position else { return nil }
                return (node.id, host.id)
            })
        let remarks = scope.artifacts.compactMap { if case .textAnnotation(let remark) = $0 { remark.id } else { nil } }
        let ids = scope.nodes.map(\.id) + remarks
        for (index, one) in ids.enumerated() {
            guard let box = drawn.boxes[one] else {
                Issue.record("\(one) is not drawn: \(note)")
                continue
            }
            for two in ids[(index + 1)...] where hosts[one] != two && hosts[two] != one {
                guard let other = drawn.boxes[two] else { continue }
                #expect(!box.overlaps(other), "\(one) and \(two) overlap: \(note)")
            }
        }
        for flow in scope.flows {
            guard let line = drawn.lines[flow.id], let first = line.first, let last = line.last else {
                Issue.record("\(flow.id) is not drawn: \(note)")
                continue
            }
            #expect(drawn.boxes[flow.sourceRef]?.touches(first) == true, "\(flow.id) leaves its source: \(note)")
            #expect(drawn.boxes[flow.targetRef]?.touches(last) == true, "\(flow.id) reaches its target: \(note)")
            guard crossings else { continue }
            let others = ids.filter { ![flow.sourceRef, flow.targetRef, hosts[flow.sourceRef]].contains($0) }
            let crossed = drawn.crossed(by: line, among: others)
            #expect(crossed.isEmpty, "\(flow.id) crosses \(crossed): \(note)")
        }
        for node in scope.nodes {
            guard let inner = node.subProcess, let box = drawn.boxes[node.id] else { continue }
            for child in inner.scope.nodes {
                #expect(drawn.boxes[child.id].map(box.contains) == true, "\(child.id) is inside \(node.id): \(note)")
            }
            check(inner.scope, drawn, crossings: crossings, note)
        }
    }

    @Test(
        "of three hundred random block-structured processes: no shapes overlap, lines join their shapes and cross no other"
    )
    func random() {
        let seed = UInt64.random(in: 0...UInt64.max / 2)
        for step in 0..<300 {
            var random = RandomProcess(seed: seed + UInt64(step))
            let definitions = random.definitions().laidOut()
            let process = definitions.processes[0]
            let drawn = Drawn(definitions)
            check(process.scope, drawn, crossings: true, "seed \(seed + UInt64(step))")
            for lane in process.scope.laneSets.flatMap(\.lanes) {
                for member in lane.flowNodeRefs {
                    guard let box = drawn.boxes[member.id], let outer = drawn.boxes[lane.id] else { continue }
                    #expect(outer.contains(box), "\(member.id) is in \(lane.id): seed \(seed + UInt64(step))")
                }
            }
        }
    }

    @Test(
        "of the working group's models: no shapes overlap, lines join their shapes", .enabled(if: Suite.isPresent),
        arguments: Suite.models)
    func workingGroup(_ path: String) {
        let definitions = BPMN.read(Suite.bytes(path)).definitions.laidOut()
        for process in definitions.processes { check(process.scope, Drawn(definitions), crossings: true, path) }
        let drawn = Drawn(definitions)
        for flow in definitions.collaborations.flatMap(\.messageFlows) {
            guard let line = drawn.lines[flow.id], let first = line.first, let last = line.last else {
                Issue.record("\(flow.id) is not drawn")
                continue
            }
            #expect(drawn.boxes[flow.sourceRef.id]?.touches(first) == true)
            #expect(drawn.boxes[flow.targetRef.id]?.touches(last) == true)
        }
    }

    @Test("is the same each time")
    func stable() {
        for seed in 0..<50 {
            var (one, two) = (RandomProcess(seed: UInt64(seed)), RandomProcess(seed: UInt64(seed)))
            #expect(one.definitions().laidOut() == two.definitions().laidOut())
        }
    }

    @Test("keeps the colours of shapes")
    func colours() throws {
        var random = RandomProcess(seed: 7)
        var definitions = random.definitions().laidOut()
        guard case .shape(var shape) = definitions.diagrams[0].plane.elements[0] else { return }
        shape.fill = "#ffeeaa"
        definitions.diagrams[0].plane.elements[0] = .shape(shape)
        let again = BPMN.read(definitions.laidOut().text()).definitions
        #expect(again.diagrams[0].plane.shapes[0].fill == "#ffeeaa")
    }

    @Test("a thousand steps one after the other take no time to speak of")
    func long() {
        var process = BPMN.Process(id: "p")
        for index in 0..<1000 {
            process.scope.elements.append(.node(BPMN.FlowNode(id: "t\(index)", .activity(.init()))))
            if index > 0 {
                process.scope.elements.append(.flow(.init(id: "f\(index)", from: "t\(index - 1)", to: "t\(index)")))
            }
        }
        var definitions = BPMN.Definitions(id: "d")
        definitions.elements = [.process(process)]
        #expect(definitions.laidOut().diagrams[0].plane.shapes.count == 1000)
    }
}
