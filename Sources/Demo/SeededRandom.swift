/// Numbers that look random and are the same for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A whole number of a range, both ends included.
    mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True in so many of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }

    /// One of some elements, of which there is at least one.
    mutating func pick<T>(_ elements: [T]) -> T { elements[int(0...elements.count - 1)] }

    /// One of some elements, each as often as its weight says.
    mutating func pick<T>(weighted elements: [(T, Int)]) -> T {
        var rest = int(1...elements.reduce(0) { $0 + $1.1 })
        for (element, weight) in elements {
            rest -= weight
            if rest <= 0 { return element }
        }
        return elements[elements.count - 1].0
    }
}
