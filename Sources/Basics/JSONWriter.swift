/// Writes JSON straight into bytes: no intermediate tree, no reflection. The caller writes valid nesting.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    public mutating func key(_ key: String) {
        comma()
        quote(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func member(prepared key: [UInt8]) {
        comma()
        bytes.append(contentsOf: key)
        needsComma = false
    }

    /// Signs that need no escape.
    mutating func string(ascii text: UnsafeBufferPointer<UInt8>) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    public mutating func string(_ value: String) {
        comma()
        quote(value)
        needsComma = true
    }

    /// UTF-8 bytes of a string, escaped on the way.
    public mutating func string(utf8 buffer: UnsafeBufferPointer<UInt8>) {
        comma()
        quote(buffer)
        needsComma = true
    }

    public mutating func integer(_ value: Int64) { scaled(value, scale: 0, quoted: false) }
    public mutating func bool(_ value: Bool) { raw(value ? "true".utf8 : "false".utf8) }
    public mutating func null() { raw("null".utf8) }

    /// Text that already is JSON, copied through.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        comma()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    public mutating func member(_ key: String, _ value: String) {
        self.key(key)
        string(value)
    }

    public mutating func member(_ key: String, _ value: String?) {
        self.key(key)
        if let value { string(value) } else { null() }
    }

    public mutating func member(_ key: String, _ value: Int64) {
        self.key(key)
        integer(value)
    }

    public mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    /// An object with the members that the body writes.
    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        beginObject()
        try members(&self)
        endObject()
    }

    /// An array with the elements that the body writes.
    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        beginArray()
        try elements(&self)
        endArray()
    }

    /// A place to go back to.
    public struct Mark: Sendable {
        let count: Int
        let needsComma: Bool
    }

    public var mark: Mark { Mark(count: bytes.count, needsComma: needsComma) }

    /// Takes back what was written since.
    public mutating func rewind(to mark: Mark) {
        bytes.removeSubrange(mark.count...)
        needsComma = mark.needsComma
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    private mutating func open(_ bracket: UInt8) {
        comma()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quote(_ string: String) {
        var string = string
        string.withUTF8 { quote($0) }
    }

    private mutating func quote(_ buffer: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        for index in 0..<buffer.count where buffer[index] < 0x20 || buffer[index] == 0x22 || buffer[index] == 0x5C {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start..<index]))
            escape(buffer[index])
            start = index + 1
        }
        bytes.append(contentsOf: start == 0 ? buffer : UnsafeBufferPointer(rebasing: buffer[start...]))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let hex = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(hex[Int(byte >> 4)])
            bytes.append(hex[Int(byte & 15)])
        }
    }
}
