import BPMN
import Testing
import XMLTree

@Suite("Hostile BPMN files") struct FuzzTests {
    private static let pieces: [String] = [
        "<", ">", "&", "\"", "'", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE x>", "&#0;", "&#x1F600;",
        "\u{0}", "<task id='x'>", "<subProcess>", "</subProcess>", "<incoming>", "xmlns='urn:x'", "id='_1'", "客", " ",
        "${((((", "x='1e308'", "width='-5'", "width='nan'", "attachedToRef='b'", "<dc:Bounds/>", "isExpanded='1'",
    ]

    @Test("mutated files neither crash nor hang; problems have a line, and what reads also writes, draws and lays out")
    func mutated() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        let originals = Samples.all.map { Array($0.text.utf8) } + Suite.models.map(Suite.bytes)
        var read = 0
        for step in 0..<2500 {
            guard var bytes = originals.randomElement(using: &numbers) else { return }
            for _ in 0..<Int.random(in: 1...4, using: &numbers) { Self.mutate(&bytes, &numbers) }
            let (definitions, problems) = BPMN.read(bytes)
            #expect(problems.allSatisfy { $0.place.line > 0 && !$0.message.chinese.isEmpty }, "seed \(seed)")
            guard definitions.place.line > 0 else { continue }
            read += 1
            let trip = BPMN.roundTrip(bytes)
            #expect(trip.isLossless, "seed \(seed), step \(step): \(trip.difference ?? "model")")
            exercise(definitions, step)
        }
        print("mutated files: seed \(seed), \(read) of 2500 still read")
        #expect(read > 0, "seed \(seed)")
    }

    /// Whatever can be read can also be checked, laid out and drawn.
    private func exercise(_ definitions: BPMN.Definitions, _ step: Int) {
        let problems = definitions.check(asExecutable: true)
        #expect(problems.allSatisfy { $0.place.line > 0 })
        guard step % 8 == 0 else { return }
        _ = definitions.svg()
        let drawn = definitions.laidOut()
        _ = drawn.svg()
    }

    private static func mutate(_ bytes: inout [UInt8], _ numbers: inout SeededNumbers) {
        guard !bytes.isEmpty else { return }
        let start = Int.random(in: 0..<bytes.count, using: &numbers)
        let end = min(bytes.count, start + Int.random(in: 1...60, using: &numbers))
        switch Int.random(in: 0..<6, using: &numbers) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &numbers))
        case 2: bytes.insert(contentsOf: Array((pieces.randomElement(using: &numbers) ?? "").utf8), at: start)
        case 3: bytes[start] = UInt8.random(in: 0...255, using: &numbers)
        case 4: swapElements(&bytes, &numbers)
        default: changeAttribute(&bytes, start, &numbers)
        }
    }

    /// Cuts one tag and puts it elsewhere: mostly still XML.
    private static func swapElements(_ bytes: inout [UInt8], _ numbers: inout SeededNumbers) {
        let tags = bytes.indices.filter { bytes[$0] == UInt8(ascii: "<") }
        guard let from = tags.randomElement(using: &numbers), let to = tags.randomElement(using: &numbers), from < to,
            let close = bytes[from...].firstIndex(of: UInt8(ascii: ">")), close < to,
            bytes[close - 1] == UInt8(ascii: "/")
        else { return }
        let tag = Array(bytes[from...close])
        if Bool.random(using: &numbers) {
            bytes.insert(contentsOf: tag, at: to)
        } else {
            bytes.insert(contentsOf: tag, at: to)
            bytes.removeSubrange(from...close)
        }
    }

    /// Gives an attribute another value: the file stays XML, and references lead astray.
    private static func changeAttribute(_ bytes: inout [UInt8], _ start: Int, _ numbers: inout SeededNumbers) {
        guard let open = bytes[start...].firstIndex(of: UInt8(ascii: "\"")),
            let close = bytes[(open + 1)...].firstIndex(of: UInt8(ascii: "\""))
        else { return }
        let values = [
            "", "true", "-1", "1e400", "x", "_1", "t", "NaN", "99999999999999999999", "tns:a:b", "${", "=", "R/",
        ]
        bytes.replaceSubrange((open + 1)..<close, with: Array((values.randomElement(using: &numbers) ?? "").utf8))
    }

    @Test("deep nesting is refused or survived")
    func deep() {
        for depth in [10, 40, 100, 200, 10_000] {
            let text = Short.process(
                String(repeating: "<subProcess id='a'>", count: depth) + "<task id='t'/>"
                    + String(repeating: "</subProcess>", count: depth))
            let (definitions, problems) = BPMN.read(text)
            if problems.contains(where: { $0.code.hasPrefix("xml.") }) { continue }
            #expect(problems.contains { $0.code == "bpmn.too-deep" } == (depth >= 50))
            _ = definitions.check()
            _ = definitions.laidOut().svg()
            #expect(BPMN.roundTrip(Array(text.utf8)).isLossless)
        }
    }
}
