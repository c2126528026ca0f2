public import Basics

/// The people of one approval step and what they have decided so far.
public struct ApprovalGroup: Sendable, Equatable {
    /// The seats in the order in which they were given.
    public internal(set) var seats: [Seat]
    /// Copies that have been sent.
    public internal(set) var copies: [Copy] = []
    /// When the last reminder by hand went out.
    public internal(set) var remindedAt: Timestamp?
    /// How many reminders by hand have gone out.
    public internal(set) var reminders = 0
    /// How many reminders the deadline has sent.
    public internal(set) var deadlineReminders = 0
    /// The result once there is one.
    public internal(set) var isApproved: Bool?

    /// One person's part in an approval.
    public struct Seat: Sendable, Equatable {
        /// Its number in the group, from 1.
        public let number: Int
        /// Whose decision it is.
        public internal(set) var person: String
        /// Who has it for now: a delegate.
        public internal(set) var delegate: String?
        /// Who stands in for the person while away.
        public internal(set) var proxy: String?
        /// Why it is there.
        public let purpose: Purpose
        /// The seat that added it; 0 for those of the step itself.
        public let addedBy: Int
        /// How it ended, or where it stands.
        public internal(set) var status: Status
        /// The key of the open task; 0 when there is none.
        public internal(set) var task = 0
        /// Whether somebody has looked at it.
        public internal(set) var isRead = false
        /// What the person wrote.
        public internal(set) var opinion: String?
        /// What a delegate has said.
        public internal(set) var advice: String?
        /// When it was decided.
        public internal(set) var at: Timestamp?
        /// Whether nobody had to be asked, and why.
        public internal(set) var automatic: Automatic?

        /// Why a seat is there.
        public enum Purpose: Int, Sendable, Equatable, CaseIterable {
            /// The step itself asks for it.
            case approver
            /// 前加签: decides before the one who asked.
            case before
            /// 后加签: decides after the one who asked.
            case after
            /// 并加签: decides beside the others.
            case beside
        }

        /// Where a seat stands.
        public enum Status: Int, Sendable, Equatable, CaseIterable {
            /// Its turn has not come.
            case waiting
            case open
            /// It waits for people whom it asked to decide before.
            case consulting
            /// It has approved and waits for people whom it asked to decide after.
            case confirming
            case approved
            case rejected
            /// Taken out by 减签.
            case removed
            /// Not needed any more.
            case unneeded
        }

        /// Why nobody had to be asked.
        public enum Automatic: Int, Sendable, Equatable, CaseIterable {
            case nobodyFound, isInitiator, approvedBefore, deadline
        }

        /// Who acts now.
        public var actor: String { delegate ?? proxy ?? person }
        /// Whether nothing more will come of it.
        public var isSettled: Bool {
            switch status {
            case .approved, .rejected, .removed, .unneeded: true
            default: false
            }
        }
    }

    /// A copy of the request.
    public struct Copy: Sendable, Equatable {
        /// Its key.
        public let key: Int
        /// The person, by id.
        public let person: String
        /// When it was read.
        public internal(set) var readAt: Timestamp?
    }

    init(seats: [Seat]) { self.seats = seats }

    /// Those who have decided, in the order of their decisions.
    public var deciders: [String] {
        seats.filter { ($0.status == .approved || $0.status == .rejected) && $0.automatic == nil }
            .sorted { ($0.at ?? Timestamp(milliseconds: 0)) < ($1.at ?? Timestamp(milliseconds: 0)) }
            .map(\.person)
    }
}
