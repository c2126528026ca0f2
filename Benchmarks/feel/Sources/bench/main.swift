import Basics
import DMN
import FEEL
import FEELValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Nanoseconds an operation takes: the best of seven stretches, by the thread's own processor time.
func measure(_ count: Int, _ body: (Int) -> Void) -> Double {
    func time() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
    for index in 0..<count / 10 { body(index) }
    var best = Double.infinity
    for _ in 0..<7 {
        let start = time()
        for index in 0..<count { body(index) }
        best = min(best, (time() - start) / Double(count))
    }
    return best
}

func line(_ name: String, _ nanoseconds: Double) {
    let text = String(Int(nanoseconds * 10 + 0.5))
    let padded = text.count < 2 ? "0" + text : text
    let number = padded.dropLast() + "." + padded.suffix(1)
    print(name + String(repeating: " ", count: max(1, 38 - name.count)) + number + " ns")
}

/// Keeps the optimiser from removing what is measured.
nonisolated(unsafe) var sink = 0

func expressions() throws {
    let numbers = (0..<64).compactMap { Decimal128("\(17 + $0).\(25 + $0)") }
    var sum = Decimal128.zero
    line("decimal add", measure(2_000_000) { sum = sum.adding(numbers[$0 & 63]) ?? .zero })
    var product = Decimal128.one
    line(
        "decimal multiply",
        measure(2_000_000) { product = numbers[$0 & 63].multiplied(by: numbers[($0 >> 6) & 63]) ?? .one })
    sink += sum.sign + product.sign
    let scope = Scope([
        .init("amount", .number), .init("rate", .number), .init("age", .number), .init("level", .string),
    ])
    let slots: [Value] = [5000, .number(Decimal128("0.25") ?? .zero), 30, "gold"]
    for text in [
        "amount * rate > 1000 and age >= 18", "level = \"gold\" and age in [18..65]",
        "if amount > 1000 then amount * (1 - rate) else amount", "sum(for i in 1..100 return i * rate)",
    ] {
        let compiled = try FEEL.compile(text, scope: scope)
        // One evaluator for all, as the parts of a decision share one; the budget must last.
        let budget = Budget(steps: .max, memory: .max)
        let evaluator = Evaluator(Environment(budget: budget))
        sink = 0
        line(
            text,
            measure(text.contains("for") ? 20_000 : 300_000) { _ in
                if compiled.evaluate(slots: slots, with: evaluator).isNull { sink += 1 }
            })
        if sink > 0 { print("  gave null \(sink) times: the figure is worth nothing") }
    }
}

/// Prints the microseconds of one decision, after checking every result against the one expected.
func table(_ model: String, _ inputs: String) throws {
    let decisions = DMN.compile(DMN.read(try read(model)).model)
    guard let prepared = decisions.prepare("class", inputs: ["age", "region"]) else { return }
    var rows: [[Value]] = []
    for row in String(decoding: try read(inputs), as: UTF8.self).split(separator: "\n") {
        let parts = row.split(separator: " ").map(String.init)
        let values: [Value] = [Decimal128(parts[0]).map(Value.number) ?? .null, .string(parts[1])]
        guard prepared.evaluate(values).value == .string(parts[2]) else {
            print("wrong result for \(row)")
            exit(1)
        }
        rows.append(values)
    }
    let nanoseconds = measure(200_000) { if prepared.evaluate(rows[$0 % rows.count]).value.isNull { sink += 1 } }
    print(nanoseconds / 1000)
}

func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { exit(2) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return bytes
}

if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "table" {
    try table(CommandLine.arguments[2], CommandLine.arguments[3])
} else {
    try expressions()
}
