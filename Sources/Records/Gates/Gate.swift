public import Basics
public import FEELValues
public import Metadata
public import SQLStore

/// One thing that a gate wants before a record's state may move: a row of its decision table.
public struct GateRequirement: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// A field that is filled.
        case field
        /// Files kept with the record.
        case file
        /// Records of another object that point at this one and fulfil a condition, such as a visit.
        case record
        /// An item of a checklist that somebody ticked.
        case check
        /// The consent of a process about the record.
        case approval
    }
    public let kind: Kind
    /// The field's, object's or process's name, or the item's key.
    public let what: String
    /// FEEL over the records that count.
    public let condition: String?
    /// How many there must be.
    public let count: Int
    /// What people read.
    public let label: LocalizedText
    public internal(set) var isMet: Bool
    /// Who ticked the item, and when.
    public internal(set) var proof: String?
    /// Whether the approval is being asked for already.
    public internal(set) var isRunning = false
}

/// A move that a gate did not let through: nothing changed, and the attempt is in the log.
public struct GateRefusal: Sendable, Equatable {
    public let object: String
    public let id: EntityID
    public let command: String
    public let from: String
    public let to: String
    public let missing: [GateRequirement]

    /// Whether only consent is missing, which a process can bring.
    public var waitsForApproval: Bool { missing.allSatisfy { $0.kind == .approval } }
}

/// Who answers for gates: the decision tables and the processes of the company. Another room does; this one only asks.
public protocol Gatekeeper: Sendable {
    /// The rows of a decision in force.
    /// - Throws: an error with the reason when there is none or it cannot be decided: then the gate stays closed.
    func decide(_ decision: String, _ values: Context, tenant: Int64, in reader: any Reader) throws -> Value
    /// Whether something done through a process instance is that process's consent about a record.
    func isConsent(_ through: String, of process: String, about record: EntityID, tenant: Int64, in reader: any Reader) throws -> Bool
    /// Whether a process about a record asks for consent now.
    func isAsking(_ process: String, about record: EntityID, tenant: Int64, in reader: any Reader) throws -> Bool
    /// Whether something is done through a process at all.
    func isProcess(_ through: String) -> Bool
}

/// The items of checklists that were ticked.
enum GateTables {
    static let migration = Migration("0011-gate-checks") { dialect in
        let (integer, text) = (dialect.type(.integer), dialect.type(.text))
        return [
            SQL(
                text: """
                    CREATE TABLE gate_check (tenant_id \(integer) NOT NULL, record_id \(integer) NOT NULL, item \(text) NOT NULL,
                    person_id \(integer) NOT NULL, person_name \(text) NOT NULL, at \(integer) NOT NULL,
                    PRIMARY KEY (tenant_id, record_id, item))\(dialect.tableEnd())
                    """)
        ] + dialect.tenantWall(around: "gate_check")
    }
}
