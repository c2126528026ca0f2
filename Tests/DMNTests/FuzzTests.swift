import DMN
import FEEL
import FEELValues
import Testing

/// Numbers that look random and can be repeated from their seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Hostile DMN files") struct FuzzTests {
    private static let pieces: [String] = [
        "<", ">", "&", "\"", "'", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE x>", "&#0;", "&#x1F600;",
        "\u{0}", "<decision name='x'>", "<rule>", "</rule>", "<text>", "xmlns='urn:x'", "href='#_1'", "客", " ", "(((((",
    ]

    @Test("ten thousand mutated files neither crash nor hang, and what reads also writes")
    func mutated() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let originals = ([Suite.everything(.v15) ?? ""].map { Array($0.utf8) }) + Self.suiteFiles
        var read = 0
        for _ in 0..<10_000 {
            guard var bytes = originals.randomElement(using: &numbers) else { return }
            for _ in 0..<Int.random(in: 1...4, using: &numbers) { Self.mutate(&bytes, &numbers) }
            let (model, problems) = DMN.read(bytes)
            guard !problems.contains(where: { $0.severity == .error }) else { continue }
            read += 1
            let again = DMN.read(model.text())
            #expect(again.model == model, "seed \(seed)")
            evaluateAll(model)
        }
        print("mutated files: seed \(seed), \(read) of 10000 still read")
        #expect(read > 0, "seed \(seed)")
    }

    /// Whatever can be read can also be compiled, analysed and evaluated, within a budget.
    private func evaluateAll(_ model: DMN.Model) {
        _ = DMN.check(model)
        let decisions = DMN.compile(model)
        let environment = Environment(budget: Budget(steps: 10_000, memory: 1 << 20))
        for name in decisions.decisionNames { _ = decisions.evaluate(name, with: ["a": 1], in: environment) }
    }

    /// Small models of the suite; large ones only cost time here.
    private static var suiteFiles: [[UInt8]] {
        Suite.files(Suite.conformance, ending: ".dmn").map(Suite.bytes).filter { $0.count < 8_000 }
    }

    private static func mutate(_ bytes: inout [UInt8], _ numbers: inout SeededNumbers) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        let length = min(Int.random(in: 1...40, using: &numbers), bytes.count - place)
        switch Int.random(in: 0..<5, using: &numbers) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.removeSubrange(place..<place + length)
        case 2: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
        case 3: bytes.insert(contentsOf: (pieces.randomElement(using: &numbers) ?? "").utf8, at: place)
        default: bytes.removeSubrange(place...)
        }
    }
}
