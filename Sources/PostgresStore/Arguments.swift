import CLibPQ
import SQLStore

/// A statement's arguments in the form that libpq takes: texts that end in a zero byte, blobs as they are.
struct Arguments {
    /// What a statement is prepared with: whole numbers are `int8`, so that `?` means the same everywhere; texts are
    /// left to the context, which makes them JSON where a JSON column stands.
    let types: [Oid]
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [SQLValue]) throws(StoreError) {
        types = values.map(Self.type)
        offsets.reserveCapacity(values.count)
        for value in values { try append(value) }
    }

    static func type(_ value: SQLValue) -> Oid {
        switch value {
        case .null, .text: 0
        case .integer: TypeNumber.int8
        case .real: TypeNumber.float8
        case .blob: TypeNumber.bytea
        }
    }

    private mutating func append(_ value: SQLValue) throws(StoreError) {
        offsets.append(bytes.count)
        switch value {
        case .null:
            offsets[offsets.count - 1] = nil
            lengths.append(0)
            return formats.append(0)
        case .integer(let number): appendText("\(number)")
        case .real(let number): appendText("\(number)")
        case .text(let text):
            guard !text.utf8.contains(0) else { throw StoreError.refused("a text holds the character U+0000") }
            appendText(text)
        case .blob(let blob):
            lengths.append(Int32(blob.count))
            formats.append(1)
            bytes += blob
        }
        bytes.append(0)
    }

    private mutating func appendText(_ text: String) {
        lengths.append(0)
        formats.append(0)
        bytes += text.utf8
    }

    /// Hands the arguments to a function of libpq.
    func withPointers<T>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> T
    ) -> T {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            let pointers = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return body(Int32(offsets.count), pointers, lengths, formats)
        }
    }
}

/// The numbers that PostgreSQL gives the types we tell apart (`pg_type.oid`).
enum TypeNumber {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let oid: Oid = 26
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let numeric: Oid = 1700
}
