public import BPMN

extension CommandError {
    /// A stable code for programs.
    public var code: String {
        switch self {
        case .ended: "process.ended"
        case .suspended: "process.suspended"
        case .unknown(let kind, _): "process.unknown-\(kind.rawValue)"
        case .unknownElement: "process.unknown-element"
        case .unfit: "process.unfit"
        }
    }

    /// Why the command was refused and what to do, in both languages.
    public var wording: BPMN.Wording {
        switch self {
        case .ended(let status):
            BPMN.Wording(
                "The instance has ended (\(status.rawValue)); nothing can be done with it any more.",
                "实例已结束（\(status.chinese)），无法再操作。")
        case .suspended: BPMN.Wording("The instance is suspended; resume it first.", "实例已挂起；请先恢复。")
        case .unknown(let kind, let key):
            BPMN.Wording(
                "There is no open \(kind.rawValue) \(key); it has been done or never was. Load the list again.",
                "没有打开的\(kind.chinese) \(key)；它已完成或不存在。请刷新列表。")
        case .unknownElement(let id):
            BPMN.Wording("The process has no element '\(id)'; check its id.", "流程没有元素“\(id)”；请检查 id。")
        case .unfit(let kind, let key, let reason): Self.unfit(kind, key, reason)
        }
    }

    private static func unfit(_ kind: Kind, _ key: Int, _ reason: String) -> BPMN.Wording {
        let parts = reason.split(separator: ":", maxSplits: 1).map(String.init)
        let argument = parts.count > 1 ? parts[1] : ""
        return approvalWording(parts.first ?? "", argument)
            ?? BPMN.Wording(
                "The command does not fit the \(kind.rawValue) \(key) (\(reason)).",
                "该命令不适用于\(kind.chinese) \(key)（\(reason)）。")
    }

    private static func approvalWording(_ reason: String, _ argument: String) -> BPMN.Wording? {
        switch reason {
        case "actor":
            BPMN.Wording("The task is with '\(argument)'; only they can do this.", "任务在“\(argument)”手中；只有其本人可以操作。")
        case "opinion": BPMN.Wording("This step needs an opinion; write one.", "此步骤必须填写意见；请填写。")
        case "signature": BPMN.Wording("This step needs a signature; sign first.", "此步骤必须签名；请先签名。")
        case "field":
            BPMN.Wording(
                "The field '\(argument)' must be filled in here, or may not be changed here.",
                "字段“\(argument)”在此步骤必填或不可修改。")
        case "return": BPMN.Wording("A request may not be returned there from this step.", "此步骤不允许退回到该处。")
        case "mode": BPMN.Wording("The step fixes how a returned request comes back.", "此步骤已固定退回后的返回方式。")
        case "passed":
            BPMN.Wording(
                "The step '\(argument)' has not been passed, or not by you; choose another.",
                "步骤“\(argument)”未经过或不是您处理；请另选。")
        case "previous": BPMN.Wording("There is no step before this one.", "此步骤之前没有步骤。")
        case "people": BPMN.Wording("Name at least one other person, each once.", "请至少指定一位其他人，且不重复。")
        default: staffingWording(reason, argument)
        }
    }

    private static func staffingWording(_ reason: String, _ argument: String) -> BPMN.Wording? {
        switch reason {
        case "seated": BPMN.Wording("'\(argument)' already takes part in this step.", "“\(argument)”已在此步骤中。")
        case "added":
            BPMN.Wording(
                "'\(argument)' was not added by hand, or has decided; only added people who have not can be taken out.",
                "“\(argument)”不是加签人员或已处理；只能减去加签且未处理的人员。")
        case "handled":
            BPMN.Wording("Somebody after this step has already looked at the request.", "后续步骤已有人查看或处理，不能取回。")
        case "reminded": BPMN.Wording("A reminder went out a moment ago; wait a while.", "刚刚催办过；请稍后再试。")
        case "initiator": BPMN.Wording("Only the initiator can take the request back.", "只有发起人可以撤回。")
        case "approval":
            BPMN.Wording("The task is an approval; approve or reject it.", "这是审批任务；请同意或拒绝。")
        default: nil
        }
    }
}

extension InstanceState.Status {
    fileprivate var chinese: String {
        switch self {
        case .active: "运行中"
        case .completed: "已完成"
        case .terminated: "已终止"
        case .cancelled: "已取消"
        case .failed: "已失败"
        }
    }
}

extension CommandError.Kind {
    fileprivate var chinese: String {
        switch self {
        case .job: "作业"
        case .task: "任务"
        case .timer: "定时器"
        case .subscription: "订阅"
        case .incident: "异常"
        case .element: "元素"
        case .call: "调用"
        }
    }
}
