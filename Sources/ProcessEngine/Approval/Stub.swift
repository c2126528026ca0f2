import Basics
import FEELValues
extension Run {
    func openApproval(_ key: Int, _ work: UserWork, _ approval: ApprovalDefinition) {}
    func closeSeats(of group: ApprovalGroup, as closing: TaskClosing) {}
    func resume(_ key: Int) {}
    func resumeParked(_ key: Int, closing: Int) {}
    func unpark(_ key: Int) {}
    func deadline(_ wait: Wait, _ timer: TimerState) {}
    func sendEndingCopies() {}
    func readSeat(_ task: Int, of key: Int) {}
    func perform(_ command: ApprovalCommand) throws(CommandError) {}
}
