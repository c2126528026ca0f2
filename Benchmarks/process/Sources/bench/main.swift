import BPMN
import Basics
import FEELValues
import Foundation
import ProcessEngine

/// Microseconds of processor time a piece of work takes: the best of five stretches, after a warm-up.
func measure(seconds: Double = 2, _ work: () throws -> Void) rethrows -> Double {
    for _ in 0..<100 { try work() }
    var best = Double.infinity
    for _ in 0..<5 {
        let start = processorTime()
        var done = 0.0
        while processorTime() - start < seconds / 5 {
            for _ in 0..<20 { try work() }
            done += 20
        }
        best = min(best, (processorTime() - start) / done)
    }
    return best * 1e6
}

func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func engine(_ path: String) -> ProcessEngine {
    guard let bytes = FileManager.default.contents(atPath: path),
        let graph = ProcessEngine.compile(BPMN.read(Array(bytes)).definitions).graph
    else { fatalError("the model cannot run") }
    return ProcessEngine(graph)
}

let environment = ProcessEnvironment(now: Timestamp(milliseconds: 1_767_600_000_000))

/// One instance from start to end; each open task and job is done. Stored and read again between, if asked for.
func play(_ engine: ProcessEngine, stores: Bool) throws {
    var (state, outcome) = engine.start(StartRequest(variables: ["a": 20]), in: environment)
    while state.status == .active {
        if stores { state = try InstanceState(decoding: state.encode()) }
        let open = outcome.effects
        outcome = Outcome.none
        for effect in open {
            switch effect {
            case .openTask(let task):
                merge(try engine.apply(.completeTask(task.key, variables: ["ok": true]), to: &state, in: environment))
            case .createJob(let job):
                merge(try engine.apply(.completeJob(job.key), to: &state, in: environment))
            default: continue
            }
        }
    }
    if stores { _ = state.encode() }

    func merge(_ next: Outcome) { outcome = outcome.followed(by: next) }
}

for path in CommandLine.arguments.dropFirst() {
    let engine = engine(path)
    print(try measure { try play(engine, stores: false) }, try measure { try play(engine, stores: true) })
}
