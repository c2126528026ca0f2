extension BPMN {
    /// SVG text under construction.
    struct Canvas {
        private(set) var text = ""

        mutating func put(_ markup: String) { text += markup }

        mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
            text += "<\(name)"
            put(attributes)
            text += ">"
        }

        mutating func close(_ name: String) { text += "</\(name)>" }

        mutating func leaf(_ name: String, _ attributes: KeyValuePairs<String, String>) {
            text += "<\(name)"
            put(attributes)
            text += "/>"
        }

        private mutating func put(_ attributes: KeyValuePairs<String, String>) {
            for (key, value) in attributes where !value.isEmpty { text += " \(key)=\"\(Self.escaped(value))\"" }
        }

        /// A text that may stand anywhere in XML.
        static func escaped(_ text: String) -> String {
            var escaped = ""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "&": escaped += "&amp;"
                case "<": escaped += "&lt;"
                case ">": escaped += "&gt;"
                case "\"": escaped += "&quot;"
                case "'": escaped += "&#39;"
                default: escaped.unicodeScalars.append(scalar)
                }
            }
            return escaped
        }

        /// A coordinate with two digits at most.
        static func number(_ value: Double) -> String {
            guard value.isFinite else { return "0" }
            return Mapper.text((value * 100).rounded() / 100)
        }
    }

    /// A point in pixels.
    struct Point: Equatable {
        var x: Double
        var y: Double

        init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
    }

    /// A rectangle in pixels.
    struct Rect: Equatable {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }

        init(_ bounds: Bounds) { self.init(bounds.x, bounds.y, max(0, bounds.width), max(0, bounds.height)) }

        var right: Double { x + width }
        var bottom: Double { y + height }
        var center: Point { Point(x + width / 2, y + height / 2) }
        var bounds: Bounds { Bounds(x: x, y: y, width: width, height: height) }

        func inset(_ by: Double) -> Rect { Rect(x + by, y + by, max(0, width - 2 * by), max(0, height - 2 * by)) }

        func union(_ other: Rect) -> Rect {
            let (left, top) = (min(x, other.x), min(y, other.y))
            return Rect(left, top, max(right, other.right) - left, max(bottom, other.bottom) - top)
        }

        func contains(_ other: Rect) -> Bool {
            other.x >= x && other.y >= y && other.right <= right && other.bottom <= bottom
        }

        func overlaps(_ other: Rect) -> Bool {
            x < other.right && other.x < right && y < other.bottom && other.y < bottom
        }
    }
}
