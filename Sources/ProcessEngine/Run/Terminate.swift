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
        let parked = found.flatMap { state.elements[$0]?.resumes ?? [] }
        for inner in found.dropFirst().reversed() {
            release(inner)
            state.elements[inner] = nil
        }
        state.elements[key]?.scope = nil
        release(key)
        remove(key)
        for waiting in parked where state.elements[top.parent] != nil { unpark(waiting) }
    }

    /// Ends the step that was to give control back to a parked one.
    private func endReturned(to key: Int) {
        let running = state.elements.values.filter { $0.resumes.contains(key) }.map(\.key).sorted()
        for other in running {
            state.elements[other]?.resumes.removeAll { $0 == key }
            guard let element = state.elements[other], element.resumes.isEmpty, !element.goesOn else { continue }
            terminate(other)
        }
    }

    /// Closes what an element has open outside.
    private func release(_ key: Int) {
        guard let element = state.elements[key] else { return }
        switch element.detail {
        case .task: emit(.closeTask(key, .terminated))
        case .job: emit(.cancelJob(key))
        case .called: emit(.cancelCalled(key))
        case .approval(let group): closeSeats(of: group, as: .terminated)
        case .parked: endReturned(to: key)
        case .none, .loop, .thrower, .event, .adHoc: break
        }
        closeWaits(of: key)
        closeIncidents(of: key)
        record(.terminated(node: element.node, key: key, scope: element.parent))
    }
}
