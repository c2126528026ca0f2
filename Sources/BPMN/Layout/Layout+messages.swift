extension BPMN.Layout {
    /// Where a message flow begins or ends.
    private struct End {
        var rect: BPMN.Rect
        var pool: Int
        var isPool = false
        /// Events and gateways are met at their middle only.
        var isRound = false
    }

    /// What message flows have taken already.
    private struct Taken {
        /// Level lines in the gap below each pool.
        var levels: [Int: Int] = [:]
        /// Places on the border of each element.
        var places: [String: Set<Double>] = [:]
        /// Upright ways through pools.
        var passages: [Double] = []
    }

    /// Message flows leave upright, change columns between pools, and pass other pools where nothing stands.
    mutating func route(_ flows: [BPMN.MessageFlow]) {
        var taken = Taken()
        for flow in flows {
            guard let source = end(flow.sourceRef.id), let target = end(flow.targetRef.id), source.pool != target.pool
            else {
                joinDirectly(flow)
                continue
            }
            geometry.lines[flow.id] = BPMN.LayoutGraph.simplified(points(flow, source, target, &taken))
        }
    }

    private func points(_ flow: BPMN.MessageFlow, _ source: End, _ target: End, _ taken: inout Taken) -> [BPMN.Point] {
        let isDown = source.pool < target.pool
        let sourceX = column(source, flow.sourceRef.id, isDown: isDown, &taken)
        let targetX = column(target, flow.targetRef.id, isDown: !isDown, &taken)
        let fallback = pools[source.pool].rect.x + 80 + Double(taken.levels.values.reduce(0, +)) * 40
        let (x1, x2) = (sourceX ?? targetX ?? fallback, targetX ?? sourceX ?? fallback)
        let start = BPMN.Point(x1, isDown ? source.rect.bottom : source.rect.y)
        let finish = BPMN.Point(x2, isDown ? target.rect.y : target.rect.bottom)
        let (first, last) = (isDown ? source.pool : source.pool - 1, isDown ? target.pool - 1 : target.pool)
        let (y1, y2) = (level(first, &taken), first == last ? nil : level(last, &taken))
        guard let y2 else { return [start, BPMN.Point(x1, y1), BPMN.Point(x2, y1), finish] }
        let between = isDown ? (source.pool + 1)..<target.pool : (target.pool + 1)..<source.pool
        let x = passage(between, near: x2, or: x1, &taken)
        return [
            start, BPMN.Point(x1, y1), BPMN.Point(x, y1), BPMN.Point(x, y2), BPMN.Point(x2, y2), finish,
        ]
    }

    /// A level line in the gap below a pool; five of them stand apart.
    private func level(_ gap: Int, _ taken: inout Taken) -> Double {
        let count = taken.levels[gap, default: 0]
        taken.levels[gap] = count + 1
        return pools[gap].rect.bottom + 30 + Double((count % 5) - 2) * 9
    }

    /// An upright way through pools that meets nothing, as near as there is one.
    private func passage(_ between: Range<Int>, near x: Double, or other: Double, _ taken: inout Taken) -> Double {
        let frame = between.map { pools[$0].rect }.reduce(pools[between.lowerBound].rect) { $0.union($1) }
        let further = stride(from: frame.x + 42, through: frame.right + 10, by: 12).sorted { abs($0 - x) < abs($1 - x) }
        let free = ([x, other] + further).first { place in
            let way = BPMN.Rect(place - 5, frame.y, 10, frame.height)
            return !taken.passages.contains { abs($0 - place) < 8 } && !meetsNode(way)
        }
        if let free { taken.passages.append(free) }
        return free ?? x
    }

    private func meetsNode(_ way: BPMN.Rect, besides inner: BPMN.Rect? = nil) -> Bool {
        geometry.shapes.contains { id, rect in
            nodeIDs.contains(id) && rect.overlaps(way) && !(inner.map(rect.contains) ?? false)
        }
    }

    /// A message flow that does not lead from pool to pool.
    private mutating func joinDirectly(_ flow: BPMN.MessageFlow) {
        guard let source = geometry.shapes[flow.sourceRef.id], let target = geometry.shapes[flow.targetRef.id] else {
            return
        }
        let points: [BPMN.Point]
        if source.bottom <= target.y || target.bottom <= source.y {
            let isDown = source.bottom <= target.y
            let (start, finish) = (isDown ? source.bottom : source.y, isDown ? target.y : target.bottom)
            let middle = ((start + finish) / 2).rounded()
            points = [
                BPMN.Point(source.center.x, start), BPMN.Point(source.center.x, middle),
                BPMN.Point(target.center.x, middle), BPMN.Point(target.center.x, finish),
            ]
        } else {
            let isRight = source.x < target.x
            points = [
                BPMN.Point(isRight ? source.right : source.x, source.center.y),
                BPMN.Point(isRight ? target.x : target.right, target.center.y),
            ]
        }
        geometry.lines[flow.id] = BPMN.LayoutGraph.simplified(points)
    }

    private func end(_ id: String) -> End? {
        guard let rect = geometry.shapes[id] else { return nil }
        if let pool = pools.firstIndex(where: { $0.id == id }) { return End(rect: rect, pool: pool, isPool: true) }
        guard let pool = pools.firstIndex(where: { $0.rect.contains(rect) }) else { return nil }
        return End(rect: rect, pool: pool, isRound: rect.width <= 50)
    }

    /// A place on the upper or lower side from which a line meets nothing on its way out of the pool; nil for a pool,
    /// which can be met anywhere.
    private func column(_ end: End, _ id: String, isDown: Bool, _ taken: inout Taken) -> Double? {
        guard !end.isPool else { return nil }
        let pool = pools[end.pool].rect
        let (top, bottom) = isDown ? (end.rect.bottom + 1, pool.bottom) : (pool.y, end.rect.y - 1)
        let reach = end.isRound ? 0 : end.rect.width / 2 - 12
        let used = taken.places[id] ?? []
        let offsets = [0.0, 0.45, -0.45, 0.9, -0.9].map { (end.rect.center.x + $0 * reach).rounded() }
            .filter { end.isRound || !used.contains($0) }
        let clear = offsets.first { x in
            !meetsNode(BPMN.Rect(x - 3, top, 6, max(0, bottom - top)), besides: end.rect)
        }
        let x = clear ?? offsets.first ?? end.rect.center.x
        taken.places[id, default: []].insert(x)
        return x
    }
}
