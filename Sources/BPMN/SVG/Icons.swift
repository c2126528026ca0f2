extension BPMN {
    /// The symbols of BPMN, each on a square of its own: 16 for tasks and markers, 36 for events, 50 for gateways.
    enum Icons {
        // Tasks
        static let user =
            "M8 1.8a3.1 3.1 0 1 1 0 6.2a3.1 3.1 0 1 1 0-6.2zM1.8 14.6c0-3.6 2.4-5.4 6.2-5.4s6.2 1.8 6.2 5.4z"
        static let hand =
            "M1.5 7.2L5.6 3.1c1-.9 2.2.2 1.4 1.3L5.9 5.8h7.5a1.1 1.1 0 0 1 0 2.2H9.2h4.9a1.1 1.1 0 0 1 0 2.2H9.2h4.2"
            + "a1.1 1.1 0 0 1 0 2.1H9h3.2a1 1 0 0 1 0 2H5.4c-2.2 0-3.9-1.4-3.9-3.4z"
        static let envelope = "M1.5 3.5h13v9.5h-13z"
        static let flap = "M1.5 3.5l6.5 5l6.5-5"
        static let script =
            "M4.6 1.6h9c-2.3 2.1-2.3 4.2-.6 6.4s1.7 4.3-.6 6.4h-9c2.3-2.1 2.3-4.2.6-6.4s-1.7-4.3.6-6.4z"
        static let scriptLines = "M5 4.8h5.4M5.6 8h5.4M6.2 11.2h5.4"
        static let table = "M1.5 2.5h13v11h-13z"
        static let tableHead = "M1.5 2.5h13v3.4h-13z"
        static let tableLines = "M1.5 9.7h13M5.6 5.9v7.6"
        static let gear = wheel(center: Point(8, 8), teeth: 8, outer: 7, inner: 5.1)
        static let gearHole = "M8 5.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8z"

        // Markers
        static let plus = "M8 4v8M4 8h8"
        static let frame = "M1.5 1.5h13v13h-13z"
        static let parallel = "M4 2v12M8 2v12M12 2v12"
        static let sequential = "M2 4h12M2 8h12M2 12h12"
        static let loop = "M6.1 13.6a6 6 0 1 1 3.6 0.1"
        static let loopArrow = "M2.6 13.9h3.9v-3.9"
        static let compensation = "M8 3.2v9.6L1.6 8zM14.6 3.2v9.6L8.2 8z"
        static let tilde = "M1.8 9.6c1.2-3.4 3.4-4 6-2.2s4.8 1.6 6.4-1.6"

        // Events
        static let eventEnvelope = "M9 12h18v12.5h-18z"
        static let eventFlap = "M9 12l9 7l9-7"
        static let signal = "M18 8.6L26.6 23.6H9.4z"
        static let error = "M9.6 25.4L14.4 10.2L20.2 19.4L26.6 9.8L21.8 25.6L15.6 17z"
        static let escalation = "M18 8.4L24.6 26L18 19.4L11.4 26z"
        static let cancel =
            "M11.6 9.4L18 15.8L24.4 9.4L26.6 11.6L20.2 18L26.6 24.4L24.4 26.6L18 20.2L11.6 26.6L9.4 24.4L15.8 18L9.4 11.6z"
        static let compensationEvent = "M17.4 11.4v13.2L8.6 18zM26.4 11.4v13.2L17.6 18z"
        static let conditional = "M11.5 9.5h13v17h-13z"
        static let conditionalLines = "M14 13.2h8M14 16.4h8M14 19.6h8M14 22.8h8"
        static let link = "M9.4 14.8h9.6v-4.2L27 18l-8 7.4v-4.2H9.4z"
        static let pentagon = "M18 8.4L27.4 15.2L23.8 26.2H12.2L8.6 15.2z"
        static let cross = "M15.4 9h5.2v6.4H27v5.2h-6.4V27h-5.2v-6.4H9v-5.2h6.4z"
        static let clockFace = "M18 8a10 10 0 1 1 0 20a10 10 0 1 1 0-20z"
        static let clockHands = "M18 18l3.4-7M18 18h5.4"
        static let clockTicks = ticks(center: Point(18, 18), from: 7.9, to: 10, count: 12)

        // Gateways
        static let exclusive = "M17.2 15.4h4.2L25 21l3.6-5.6h4.2L27.1 25l5.7 9.6h-4.2L25 29l-3.6 5.6h-4.2L22.9 25z"
        static let parallelGateway = "M22.9 13h4.2v9.9H37v4.2h-9.9V37h-4.2v-9.9H13v-4.2h9.9z"
        static let complex =
            "M23 12h4v8.2l5.8-5.8l2.8 2.8l-5.8 5.8H38v4h-8.2l5.8 5.8l-2.8 2.8l-5.8-5.8V38h-4v-8.2l-5.8 5.8l-2.8-2.8l5.8-5.8H12v-4h8.2l-5.8-5.8l2.8-2.8l5.8 5.8z"
        static let gatewayPentagon = "M25 17.2L32.6 22.7L29.7 31.6H20.3L17.4 22.7z"
        static let gatewayCross = "M22.8 16.6h4.4v6.2h6.2v4.4h-6.2v6.2h-4.4v-6.2h-6.2v-4.4h6.2z"

        /// A toothed wheel.
        private static func wheel(center: Point, teeth: Int, outer: Double, inner: Double) -> String {
            let step = Double.pi * 2 / Double(teeth)
            var path = ""
            for tooth in 0..<teeth {
                let middle = Double(tooth) * step
                let corners = [(-0.30, inner), (-0.17, outer), (0.17, outer), (0.30, inner)]
                for (offset, radius) in corners {
                    let angle = middle + offset * step
                    let (x, y) = (center.x + Wave.cosine(angle) * radius, center.y + Wave.sine(angle) * radius)
                    path += "\(path.isEmpty ? "M" : "L")\(Canvas.number(x)) \(Canvas.number(y))"
                }
            }
            return path + "z"
        }

        private static func ticks(center: Point, from: Double, to: Double, count: Int) -> String {
            var path = ""
            for tick in 0..<count {
                let angle = Double(tick) * Double.pi * 2 / Double(count)
                let (cosine, sine) = (Wave.cosine(angle), Wave.sine(angle))
                path += "M\(Canvas.number(center.x + cosine * from)) \(Canvas.number(center.y + sine * from))"
                path += "L\(Canvas.number(center.x + cosine * to)) \(Canvas.number(center.y + sine * to))"
            }
            return path
        }
    }

    /// Sine and cosine for drawing; this floor has no Foundation.
    enum Wave {
        static func sine(_ angle: Double) -> Double {
            var turned = angle.remainder(dividingBy: 2 * .pi)
            // The series is good near zero; sine is the same mirrored at a right angle.
            if turned > .pi / 2 { turned = .pi - turned } else if turned < -.pi / 2 { turned = -.pi - turned }
            let square = turned * turned
            var term = turned
            var sum = turned
            for step in 1...8 {
                term *= -square / Double((2 * step) * (2 * step + 1))
                sum += term
            }
            return sum
        }

        static func cosine(_ angle: Double) -> Double { sine(angle + .pi / 2) }
    }
}
