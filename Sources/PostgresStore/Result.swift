import CLibPQ
import SQLStore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the server answered to one statement.
final class Result {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rowCount: Int32 { PQntuples(pointer) }
    /// `UPDATE 3`
    var tag: String { String(cString: PQcmdStatus(pointer)) }

    /// The rows that the statement changed; those of a query are not counted.
    var changedRows: Int {
        let tag = tag
        return tag.hasPrefix("SELECT") ? 0 : Int(tag.split(separator: " ").last ?? "") ?? 0
    }
}

/// One row of an answer. Values come as text.
struct Row: RowView {
    let result: Result
    let row: Int32

    var count: Int { Int(PQnfields(result.pointer)) }

    func isNull(_ column: Int) -> Bool { PQgetisnull(result.pointer, row, Int32(column)) != 0 }

    func integer(_ column: Int) -> Int64 {
        withUTF8(column) { bytes in
            if bytes.first == UInt8(ascii: "t") { return 1 }
            return Self.wholeNumber(bytes) ?? Int64(exactly: real(column).rounded(.towardZero)) ?? 0
        }
    }

    func real(_ column: Int) -> Double {
        PQgetvalue(result.pointer, row, Int32(column)).map { strtod($0, nil) } ?? 0
    }

    func text(_ column: Int) -> String { withUTF8(column) { String(decoding: $0, as: UTF8.self) } }

    func blob(_ column: Int) -> [UInt8] {
        withUTF8(column) { bytes in
            guard PQftype(result.pointer, Int32(column)) == TypeNumber.bytea else { return Array(bytes) }
            // bytea_output = hex: a backslash, an x and two digits for each byte.
            return stride(from: 2, to: bytes.count - 1, by: 2).map {
                Self.hex(bytes[$0]) << 4 | Self.hex(bytes[$0 + 1])
            }
        }
    }

    func value(_ column: Int) -> SQLValue {
        if isNull(column) { return .null }
        switch PQftype(result.pointer, Int32(column)) {
        case TypeNumber.int8, TypeNumber.int4, TypeNumber.int2, TypeNumber.oid, TypeNumber.bool:
            return .integer(integer(column))
        case TypeNumber.float4, TypeNumber.float8: return .real(real(column))
        case TypeNumber.bytea: return .blob(blob(column))
        case TypeNumber.numeric:
            // The sum of whole numbers is one, as it is in SQLite.
            return withUTF8(column) { Self.wholeNumber($0).map(SQLValue.integer) } ?? .real(real(column))
        default: return .text(text(column))
        }
    }

    func withUTF8<T>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
        let length = Int(PQgetlength(result.pointer, row, Int32(column)))
        guard length > 0, let start = PQgetvalue(result.pointer, row, Int32(column)) else {
            return try body(UnsafeBufferPointer(start: nil, count: 0))
        }
        return try start.withMemoryRebound(to: UInt8.self, capacity: length) {
            try body(UnsafeBufferPointer(start: $0, count: length))
        }
    }

    private static func wholeNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let first = bytes.first else { return 0 }
        let isNegative = first == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            // Counts downwards, where there is room for one more.
            let (ten, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, further) = ten.subtractingReportingOverflow(Int64(byte - 0x30))
            if overflow || further { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit <= 0x39 ? digit - 0x30 : (digit | 0x20) - 0x57 }
}
