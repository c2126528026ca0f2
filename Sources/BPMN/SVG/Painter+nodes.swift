extension BPMN.Painter {
    mutating func paint(_ node: BPMN.FlowNode, _ shape: BPMN.Shape, _ rect: BPMN.Rect) {
        switch node.kind {
        case .activity(let activity): paint(activity, node, shape, rect)
        case .gateway(let gateway): paint(gateway, shape, rect)
        case .event(let event): paint(event, rect)
        }
    }

    // Activities

    private mutating func paint(
        _ activity: BPMN.Activity, _ node: BPMN.FlowNode, _ shape: BPMN.Shape, _ rect: BPMN.Rect
    ) {
        let isExpanded = scene.isExpanded(shape, node)
        var width = 1.5
        var dash = ""
        if case .callActivity = activity.type { width = 3.5 }
        if node.subProcess?.triggeredByEvent == true { (width, dash) = (1.8, "2 4") }
        self.rect(rect, (isExpanded ? "s c" : "s f") + ink.state, radius: 9, width: width, dash: dash)
        if case .transaction? = node.subProcess?.kind {
            self.rect(rect.inset(3.5), "s n" + ink.state, radius: 6.5, width: 1.2, style: ink.strokeStyle)
        }
        if case .task(let task) = activity.type { paint(task, at: BPMN.Point(rect.x + 6, rect.y + 6)) }
        let markers = self.markers(activity, isCollapsed: node.subProcess != nil && !isExpanded)
        paint(markers, in: rect)
        if isExpanded {
            let lines = BPMN.TextLayout.lines(node.name ?? "", width: rect.width - 16, most: 2)
            text(lines, centerX: rect.center.x, top: rect.y + 5, isStrong: true)
        } else {
            var place = rect.inset(5)
            if !markers.isEmpty { place.height -= min(14, place.height / 3) }
            // Events on the lower border cover the last line.
            if scene.hosts.contains(node.id), markers.isEmpty { place.height -= min(12, place.height / 5) }
            if hasIcon(activity) { place = belowIcon(node.name, place) }
            centered(node.name, in: place)
        }
    }

    private func hasIcon(_ activity: BPMN.Activity) -> Bool {
        switch activity.type {
        case .task(.abstract), .callActivity, .subProcess: false
        case .task: true
        }
    }

    /// The lower part of a task, when its text would run into the icon and fits below it.
    private func belowIcon(_ name: String?, _ place: BPMN.Rect) -> BPMN.Rect {
        let lines = BPMN.TextLayout.lines(name ?? "", width: place.width)
        let height = Self.height(lines)
        let reaches =
            (place.height - height) / 2 < 17
            && BPMN.TextLayout.width(lines.first ?? "") > place.width - 40
        guard reaches, height <= place.height - 16 else { return place }
        return BPMN.Rect(place.x, place.y + 16, place.width, place.height - 16)
    }

    private mutating func paint(_ task: BPMN.TaskKind, at corner: BPMN.Point) {
        switch task {
        case .abstract: break
        case .user: icon(BPMN.Icons.user, at: corner)
        case .manual: icon(BPMN.Icons.hand, at: corner)
        case .service:
            icon(BPMN.Icons.gear, at: corner, width: 1.1)
            icon(BPMN.Icons.gearHole, at: corner, width: 1.1)
        case .send:
            icon(BPMN.Icons.envelope, at: corner, isFilled: true)
            path(
                BPMN.Icons.flap, "o n", width: 1.3, style: "",
                transform: "translate(\(number(corner.x)) \(number(corner.y)))")
        case .receive(_, let instantiate):
            if instantiate {
                circle(BPMN.Point(corner.x + 8, corner.y + 8), 10.5, "k n", width: 1, style: ink.strokeStyle)
            }
            icon(BPMN.Icons.envelope, at: corner)
            icon(BPMN.Icons.flap, at: corner)
        case .script:
            icon(BPMN.Icons.script, at: corner)
            icon(BPMN.Icons.scriptLines, at: corner, width: 1)
        case .businessRule:
            icon(BPMN.Icons.tableHead, at: corner, isFilled: true)
            icon(BPMN.Icons.table, at: corner)
            icon(BPMN.Icons.tableLines, at: corner, width: 1)
        }
    }

    private enum Marker {
        case loop, parallel, sequential, compensation, adHoc, collapsed
    }

    private func markers(_ activity: BPMN.Activity, isCollapsed: Bool) -> [Marker] {
        var markers: [Marker] = []
        if activity.isForCompensation { markers.append(.compensation) }
        switch activity.loop {
        case .standard?: markers.append(.loop)
        case .multiInstance(let loop)?: markers.append(loop.isSequential ? .sequential : .parallel)
        case nil: break
        }
        if isCollapsed { markers.append(.collapsed) }
        if case .subProcess(let subProcess) = activity.type, case .adHoc = subProcess.kind { markers.append(.adHoc) }
        return markers
    }

    private mutating func paint(_ markers: [Marker], in rect: BPMN.Rect) {
        var corner = BPMN.Point(rect.center.x - Double(markers.count) * 9 + 1.5, rect.bottom - 19)
        for marker in markers {
            switch marker {
            case .loop:
                icon(BPMN.Icons.loop, at: corner, scale: 0.95)
                icon(BPMN.Icons.loopArrow, at: corner, scale: 0.95)
            case .parallel: icon(BPMN.Icons.parallel, at: corner, scale: 0.95, width: 1.8)
            case .sequential: icon(BPMN.Icons.sequential, at: corner, scale: 0.95, width: 1.8)
            case .compensation: icon(BPMN.Icons.compensation, at: corner, scale: 0.95)
            case .adHoc: icon(BPMN.Icons.tilde, at: corner, scale: 0.95, width: 2.2)
            case .collapsed:
                icon(BPMN.Icons.frame, at: corner)
                icon(BPMN.Icons.plus, at: corner, width: 1.4)
            }
            corner.x += 18
        }
    }

    // Gateways

    private mutating func paint(_ gateway: BPMN.Gateway, _ shape: BPMN.Shape, _ rect: BPMN.Rect) {
        let center = rect.center
        path(
            "M\(number(center.x)) \(number(rect.y))L\(number(rect.right)) \(number(center.y))L\(number(center.x)) \(number(rect.bottom))L\(number(rect.x)) \(number(center.y))z",
            "s f" + ink.state)
        let scale = min(rect.width, rect.height) / 50
        let corner = BPMN.Point(center.x - 25 * scale, center.y - 25 * scale)
        switch gateway.kind {
        case .exclusive:
            if shape.isMarkerVisible == true { icon(BPMN.Icons.exclusive, at: corner, scale: scale, isFilled: true) }
        case .parallel: icon(BPMN.Icons.parallelGateway, at: corner, scale: scale, isFilled: true)
        case .inclusive: circle(center, 11.5 * scale, "k n", width: 2.6, style: ink.strokeStyle)
        case .complex: icon(BPMN.Icons.complex, at: corner, scale: scale, isFilled: true)
        case .eventBased(let eventBased):
            circle(center, 15 * scale, "k n", width: 1, style: ink.strokeStyle)
            if !eventBased.instantiate { circle(center, 12.2 * scale, "k n", width: 1, style: ink.strokeStyle) }
            let mark = eventBased.isParallel ? BPMN.Icons.gatewayCross : BPMN.Icons.gatewayPentagon
            icon(mark, at: corner, scale: scale, width: 1.1)
        }
    }

    // Events

    private mutating func paint(_ event: BPMN.Event, _ rect: BPMN.Rect) {
        let center = rect.center
        let radius = min(rect.width, rect.height) / 2
        switch event.position {
        case .start(let isInterrupting):
            circle(center, radius, "s f" + ink.state, dash: isInterrupting ? "" : "5 3")
        case .end: circle(center, radius - 0.8, "s f" + ink.state, width: 3.4)
        case .intermediateCatch, .intermediateThrow: paintDouble(center, radius, "")
        case .boundary(_, let cancelActivity):
            let isForced = event.definitions.contains { definition in
                switch definition.kind {
                case .error, .cancel, .compensation: true
                default: false
                }
            }
            paintDouble(center, radius, cancelActivity || isForced ? "" : "5 3")
        }
        paintTrigger(event, BPMN.Point(center.x - radius, center.y - radius), radius / 18)
    }

    private mutating func paintDouble(_ center: BPMN.Point, _ radius: Double, _ dash: String) {
        circle(center, radius, "s f" + ink.state, dash: dash)
        circle(center, radius - 3.4, "s n" + ink.state, dash: dash, style: ink.strokeStyle)
    }

    private mutating func paintTrigger(_ event: BPMN.Event, _ corner: BPMN.Point, _ scale: Double) {
        let isFilled = !event.isCatching
        let count = event.definitions.count + event.definitionRefs.count
        guard count <= 1 else {
            let mark = event.parallelMultiple ? BPMN.Icons.cross : BPMN.Icons.pentagon
            return icon(mark, at: corner, scale: scale, isFilled: isFilled)
        }
        guard let kind = event.definitions.first?.kind else { return }
        switch kind {
        case .message:
            icon(BPMN.Icons.eventEnvelope, at: corner, scale: scale, isFilled: isFilled)
            if isFilled {
                path(BPMN.Icons.eventFlap, "o n", width: 1.4, style: "", transform: transform(corner, scale))
            } else {
                icon(BPMN.Icons.eventFlap, at: corner, scale: scale)
            }
        case .timer:
            icon(BPMN.Icons.clockFace, at: corner, scale: scale)
            icon(BPMN.Icons.clockTicks, at: corner, scale: scale, width: 0.9)
            icon(BPMN.Icons.clockHands, at: corner, scale: scale, width: 1.4)
        case .error: icon(BPMN.Icons.error, at: corner, scale: scale, isFilled: isFilled)
        case .escalation: icon(BPMN.Icons.escalation, at: corner, scale: scale, isFilled: isFilled)
        case .cancel: icon(BPMN.Icons.cancel, at: corner, scale: scale, isFilled: isFilled)
        case .compensation: icon(BPMN.Icons.compensationEvent, at: corner, scale: scale, isFilled: isFilled)
        case .conditional:
            icon(BPMN.Icons.conditional, at: corner, scale: scale)
            icon(BPMN.Icons.conditionalLines, at: corner, scale: scale)
        case .link: icon(BPMN.Icons.link, at: corner, scale: scale, isFilled: isFilled)
        case .signal: icon(BPMN.Icons.signal, at: corner, scale: scale, isFilled: isFilled)
        case .terminate:
            circle(
                BPMN.Point(corner.x + 18 * scale, corner.y + 18 * scale), 10 * scale, "i", width: 0,
                style: ink.iconStyle)
        }
    }

    private func transform(_ corner: BPMN.Point, _ scale: Double) -> String {
        "translate(\(number(corner.x)) \(number(corner.y))) scale(\(number(scale)))"
    }
}
