public import BPMN

extension Incident {
    /// What went wrong and what to do, in both languages.
    public var wording: BPMN.Wording { Self.wording(code, arguments.first ?? "") }

    /// The same for an incident that is kept as its code and what the code names.
    public static func wording(_ code: String, _ argument: String) -> BPMN.Wording {
        switch code {
        case "process.too-many-steps", "process.no-flow-taken", "process.condition-not-boolean",
            "process.not-a-list", "process.too-many-runs":
            flowWording(code, argument)
        case "process.bad-timer", "process.no-message-name", "process.no-correlation-key", "process.no-signal-name":
            eventWording(code, argument)
        default: workWording(code, argument)
        }
    }

    private static func flowWording(_ code: String, _ argument: String) -> BPMN.Wording {
        switch code {
        case "process.too-many-steps":
            BPMN.Wording(
                "A loop ran too long without waiting; mend its variables, then retry.",
                "循环运行过久且没有等待；请修正变量后重试。")
        case "process.no-flow-taken":
            BPMN.Wording(
                "No condition holds and there is no default flow; set the variables that the conditions read, then retry.",
                "没有条件成立，也没有默认流；请设置条件所读的变量后重试。")
        case "process.condition-not-boolean":
            BPMN.Wording(
                "The condition `\(argument)` is neither true nor false; set the variables that it reads, then retry.",
                "条件 `\(argument)` 的结果不是真或假；请设置它所读的变量后重试。")
        case "process.not-a-list":
            BPMN.Wording(
                "`\(argument)` gives no list and no number of runs; set the variables that it reads, then retry.",
                "`\(argument)` 没有得到列表或次数；请设置它所读的变量后重试。")
        default:
            BPMN.Wording(
                "The loop would have \(argument) runs, which is too many; shorten the list, then retry.",
                "循环将有 \(argument) 次，次数过多；请缩短列表后重试。")
        }
    }

    private static func eventWording(_ code: String, _ argument: String) -> BPMN.Wording {
        switch code {
        case "process.bad-timer":
            BPMN.Wording(
                "`\(argument)` gives no date, duration or cycle; set the variables that it reads, then retry.",
                "`\(argument)` 没有得到日期、时长或周期；请设置它所读的变量后重试。")
        case "process.no-message-name":
            BPMN.Wording(
                "The message's name is null; set the variables that it reads, then retry.",
                "消息名称为空；请设置它所读的变量后重试。")
        case "process.no-correlation-key":
            BPMN.Wording(
                "The message's correlation key is null; set the variables that it reads, then retry.",
                "消息的关联键为空；请设置它所读的变量后重试。")
        default:
            BPMN.Wording(
                "The signal's name is null; set the variables that it reads, then retry.",
                "信号名称为空；请设置它所读的变量后重试。")
        }
    }

    private static func workWording(_ code: String, _ argument: String) -> BPMN.Wording {
        switch code {
        case "process.no-called-process":
            BPMN.Wording(
                "The called process's id is null; set the variables that it reads, then retry.",
                "被调用流程的 id 为空；请设置它所读的变量后重试。")
        case "process.job-failed":
            BPMN.Wording(
                "The work failed and has no tries left: \(argument) Mend the cause, then retry or skip.",
                "任务失败且没有剩余次数：\(argument) 请排除原因后重试或跳过。")
        case "process.decision-failed":
            BPMN.Wording(
                "The decision could not be made: \(argument) Mend it or its inputs, then retry.",
                "决策失败：\(argument) 请修正决策或其输入后重试。")
        case "process.no-decisions":
            BPMN.Wording("No decisions are deployed; deploy the model, then retry.", "没有部署决策；请部署模型后重试。")
        case "process.script-failed":
            BPMN.Wording(
                "The script failed: \(argument) Mend its variables, then retry.", "脚本失败：\(argument) 请修正变量后重试。")
        case "process.script-language":
            BPMN.Wording(
                "Scripts in '\(argument)' cannot be run here; write the script in FEEL.",
                "此处无法运行“\(argument)”脚本；请改写为 FEEL。")
        case "process.called-instance-ended":
            BPMN.Wording(
                "The called instance ended before its time: \(argument) Retry to call again, or skip.",
                "被调用的实例提前结束：\(argument) 可重试再次调用，或跳过。")
        default:
            BPMN.Wording(
                "Nobody was found to approve and there is no administrator; add people, then retry.",
                "找不到审批人，也没有管理员；请添加人员后重试。")
        }
    }
}
