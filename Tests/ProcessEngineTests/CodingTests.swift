import Basics
import FEELValues
import ProcessEngine
import Testing
import TimeZones

@Suite("The bytes of a state") struct CodingTests {
    @Test("keep every kind of value") func values() throws {
        let zones = SystemTimeZones()
        let texts = [
            "2026-01-05", "09:30:00", "2026-01-05T09:30:00+08:00", "2026-01-05T09:30:00@Asia/Shanghai", "P1DT2H",
            "P1Y2M",
        ]
        var variables: Context = [
            "a": nil, "b": true, "c": 42, "d": .number(Decimal128("-12.340") ?? .zero), "e": "文字", "f": [1, [2, "x"]],
            "g": ["k": ["n": 1]], "h": .range(RangeValue(start: 1, includesStart: true, end: 5, includesEnd: false)),
        ]
        for text in texts { variables[text] = try #require(Value.temporal(text, zones: zones)) }
        let play = try Play("<userTask id=\"a\"/>", variables: variables)
        let decoded = try InstanceState(decoding: play.state.encode(), zones: zones)
        #expect(decoded == play.state)
        #expect(decoded.variables["d"]?.description == variables["d"]?.description)
    }

    @Test("are refused when they are damaged, and never crash") func damaged() throws {
        var play = try Play(
            "<startEvent id=\"s\"/><userTask id=\"a\"/><boundaryEvent id=\"b\" attachedToRef=\"a\"><timerEventDefinition>"
                + "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent><endEvent id=\"e\"/>"
                + flows("s a e;b e"), variables: ["x": [1, "two", ["k": true]]])
        try play.apply(.setVariables(["y": "z"]))
        let bytes = play.state.encode()
        for length in 0..<bytes.count {
            #expect(throws: StateDecodingError.self) { try InstanceState(decoding: Array(bytes.prefix(length))) }
        }
        var random = Randomness(seed: 11)
        for _ in 0..<2000 {
            var damaged = bytes
            damaged[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            _ = try? InstanceState(decoding: damaged)
        }
    }

    @Test("are few") func compact() throws {
        let play = try Play(
            "<startEvent id=\"s\"/><userTask id=\"a\"/><endEvent id=\"e\"/>" + flows("s a e"),
            variables: ["amount": 1200])
        #expect(play.state.encode().count < 100)
    }
}

@Suite("Buffered messages") struct MessageBufferTests {
    private let now = Timestamp(milliseconds: 0)

    @Test("are given out once, in order, to whom they fit") func order() {
        var buffer = MessageBuffer()
        for (name, key, number) in [("a", "1", 1), ("a", "2", 2), ("a", "1", 3)] {
            buffer.keep(
                .init(
                    name: name, correlationKey: key, variables: ["n": .number(number)], expires: now.adding(seconds: 60)
                ), at: now)
        }
        #expect(buffer.take(name: "b", correlationKey: "1", at: now) == nil)
        #expect(buffer.take(name: "a", correlationKey: "2", at: now)?.variables["n"] == 2)
        #expect(buffer.take(name: "a", correlationKey: "1", at: now)?.variables["n"] == 1)
        #expect(buffer.take(name: "a", correlationKey: nil, at: now)?.variables["n"] == 3)
        #expect(buffer.take(name: "a", correlationKey: nil, at: now) == nil)
    }

    @Test("end with their time to live, and an id is taken in once") func life() {
        var buffer = MessageBuffer()
        let message = MessageBuffer.Message(name: "a", id: "x", expires: now.adding(seconds: 60))
        buffer.keep(message, at: now)
        #expect(buffer.knows(message, at: now.adding(seconds: 59)))
        #expect(!buffer.knows(message, at: now.adding(seconds: 61)))
        #expect(buffer.take(name: "a", correlationKey: nil, at: now.adding(seconds: 60)) == nil)
    }
}
