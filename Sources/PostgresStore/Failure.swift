import CLibPQ
import SQLStore

/// Why a statement failed, and what may be done about it.
struct Failure {
    enum Remedy {
        /// None: the unit fails.
        case none
        /// The unit may well succeed when it runs again: a deadlock, a serialization failure, a lock not had in time.
        case replay
        /// The connection's prepared statements are out of date; the unit runs again.
        case prepareAgain
        /// The connection is gone; the unit runs again on the next one.
        case reconnect
    }

    let error: StoreError
    let remedy: Remedy

    init(_ error: StoreError, _ remedy: Remedy = .none) {
        self.error = error
        self.remedy = remedy
    }

    init(_ result: Result, of statement: String, on connection: OpaquePointer) {
        let message = Self.field(result, Self.messageField) ?? String(cString: PQresultErrorMessage(result.pointer))
        if PQstatus(connection) == CONNECTION_BAD {
            self.init(.unavailable(message), .reconnect)
        } else {
            let state = Self.field(result, Self.stateField) ?? ""
            let constraint = Self.field(result, Self.constraintField)
            self.init(state: state, message: message, constraint: constraint, statement: statement)
        }
    }

    /// PostgreSQL 15, appendix A.
    init(state: String, message: String, constraint: String?, statement: String) {
        switch state {
        case "23505": self.init(.notUnique(name: constraint ?? message))
        case "40001", "40P01", "55P03": self.init(.overloaded, .replay)
        // Two definitions of the same object met; the catalogues have no better word for it.
        case "XX000" where message.hasPrefix("tuple concurrently"): self.init(.overloaded, .replay)
        case "57014": self.init(.timedOut)
        case "26000": self.init(.statement(message), .prepareAgain)
        case "0A000" where message.hasPrefix("cached plan"): self.init(.statement(message), .prepareAgain)
        case "57P01", "57P02", "57P03": self.init(.unavailable(message), .reconnect)
        case "53100": self.init(.unavailable(message))
        default:
            switch state.prefix(2) {
            case "08": self.init(.unavailable(message), .reconnect)
            case "22", "23": self.init(.refused(message))
            case "53": self.init(.overloaded)
            default: self.init(.statement("\(message): \(statement)"))
            }
        }
    }

    private static func field(_ result: Result, _ code: Int32) -> String? {
        PQresultErrorField(result.pointer, code).map { String(cString: $0) }
    }

    // PG_DIAG_SQLSTATE and its like are character literals, which are not imported.
    private static let stateField = Int32(UInt8(ascii: "C"))
    private static let messageField = Int32(UInt8(ascii: "M"))
    private static let constraintField = Int32(UInt8(ascii: "n"))
}
