extension Run {
    /// Ends an element from outside, with all that is active in it, innermost first.
    func terminate(_ key: Int) {
        guard let top = state.elements[key] else { return }
        var found = [key]
        var next = 0
        while next < found.count {
            found += state.elements[found[next]]?.scope?.children ?? []
            next += 1
        }
        for inner in found.dropFirst().reversed() {
            release(inner)
            state.elements[inner] = nil
        }
        state.elements[key]?.scope = nil
        release(key)
        remove(key)
        if top.resumes != 0 { unpark(top.resumes) }
    }

    /// Closes what an element has open outside.
    private func release(_ key: Int) {
        guard let element = state.elements[key] else { return }
        switch element.detail {
        case .task: emit(.closeTask(key, .terminated))
        case .job: emit(.cancelJob(key))
        case .called: emit(.cancelCalled(key))
        case .approval(let group): closeSeats(of: group, as: .terminated)
        case .none, .loop, .thrower, .event, .adHoc, .parked: break
        }
        closeWaits(of: key)
        closeIncidents(of: key)
        record(.terminated(node: element.node, key: key, scope: element.parent))
    }
}
