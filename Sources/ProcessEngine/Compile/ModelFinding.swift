import BPMN
import FEEL
import XMLTree

/// Why a model cannot run, or might not run as meant.
enum ModelFinding {
    case duplicateID
    case language(String)
    case ignored(String)
    case syntax(String, FEELSyntaxError)
    case danglingFlow(String)
    case danglingBoundary(String)
    case noTimer
    case noCondition
    case noMessage
    case noSignal
    case noCalledElement
    case noLoopItems
    case linkTarget(String)
    case eventGatewayTarget(String)
    case eventSubprocessStart
    case compensationTarget(String)
    case noHandler
    case noFlows
    case startEvents
    case approval(String, String)
    case conditionOnGateway(String)

    func problem(at place: BPMN.Place, element: String, label: String) -> BPMN.Problem {
        let text = text(label)
        return BPMN.Problem(
            severity, "process." + code, at: place, in: element, BPMN.Wording(text.english, text.chinese))
    }

    private var severity: BPMN.Problem.Severity {
        switch self {
        case .ignored, .noMessage, .noSignal, .noLoopItems, .startEvents, .noHandler, .conditionOnGateway: .warning
        default: .error
        }
    }

    private var code: String {
        switch self {
        case .duplicateID: "duplicate-id"
        case .language: "expression-language"
        case .ignored: "expression-ignored"
        case .syntax: "expression"
        case .danglingFlow: "dangling-flow"
        case .danglingBoundary: "dangling-boundary"
        case .noTimer: "no-timer"
        case .noCondition: "no-condition"
        case .noMessage: "no-message"
        case .noSignal: "no-signal"
        case .noCalledElement: "no-called-element"
        case .noLoopItems: "no-loop-items"
        case .linkTarget: "link-target"
        case .eventGatewayTarget: "event-gateway-target"
        case .eventSubprocessStart: "event-subprocess-start"
        case .compensationTarget: "compensation-target"
        case .noHandler: "no-compensation-handler"
        case .noFlows: "no-flow"
        case .startEvents: "start-events"
        case .approval: "approval"
        case .conditionOnGateway: "condition-ignored"
        }
    }

    private func text(_ label: String) -> (english: String, chinese: String) {
        switch self {
        case .duplicateID, .danglingFlow, .danglingBoundary, .linkTarget, .compensationTarget, .noHandler, .noFlows,
            .startEvents:
            structureText(label)
        case .language, .ignored, .syntax, .approval, .conditionOnGateway: expressionText(label)
        default: eventText(label)
        }
    }

    private func structureText(_ label: String) -> (String, String) {
        switch self {
        case .duplicateID:
            ("The id of '\(label)' occurs twice; give each element its own.", "“\(label)”的 id 重复；请让每个元素的 id 唯一。")
        case .danglingFlow(let id):
            (
                "The sequence flow '\(id)' leads from or to nothing; connect both of its ends.",
                "顺序流“\(id)”的一端没有连接；请连接两端。"
            )
        case .danglingBoundary(let id):
            (
                "The boundary event '\(label)' is attached to '\(id)', which is no activity of its scope.",
                "边界事件“\(label)”所附着的“\(id)”不是同一范围内的活动。"
            )
        case .linkTarget(let name):
            (
                "No link catch event is named '\(name)' in this scope; add one or rename it.",
                "此范围内没有名为“\(name)”的链接捕获事件；请添加或改名。"
            )
        case .compensationTarget(let id):
            (
                "'\(label)' compensates '\(id)', which is no activity of this process.",
                "“\(label)”要补偿的“\(id)”不是本流程的活动。"
            )
        case .noHandler:
            (
                "The compensation event '\(label)' names no handler; draw an association to the activity that undoes the work.",
                "补偿事件“\(label)”没有处理活动；请用关联连到撤销工作的活动。"
            )
        case .noFlows: ("The process '\(label)' has no elements to run.", "流程“\(label)”没有可运行的元素。")
        default:
            (
                "The process has more than one none start event; the first is used when nothing else is asked for.",
                "流程有多个无触发的开始事件；未指定时使用第一个。"
            )
        }
    }

    private func expressionText(_ label: String) -> (String, String) {
        switch self {
        case .language(let language):
            (
                "An expression of '\(label)' is written in \(language.isEmpty ? "another language" : "'\(language)'"); write it in FEEL.",
                "“\(label)”的表达式使用了\(language.isEmpty ? "其他语言" : "“\(language)”")；请改写为 FEEL。"
            )
        case .ignored(let text):
            (
                "`\(text)` of '\(label)' is not FEEL and is passed over; write it in FEEL if it matters.",
                "“\(label)”的 `\(text)` 不是 FEEL，已忽略；如有需要请改写为 FEEL。"
            )
        case .syntax(let text, let error):
            (
                "The expression `\(text)` of '\(label)' cannot be read: \(Messages.text(error.code, error.arguments, language: .english))",
                "“\(label)”的表达式 `\(text)` 无法读取：\(Messages.text(error.code, error.arguments, language: .chinese))"
            )
        case .approval(let english, let chinese): ("The approval of '\(label)': \(english)", "“\(label)”的审批：\(chinese)")
        default:
            (
                "The condition on a flow that leaves '\(label)' is never asked; parallel and event-based gateways take every flow.",
                "离开“\(label)”的顺序流上的条件不会被检查；并行网关和事件网关走所有分支。"
            )
        }
    }

    private func eventText(_ label: String) -> (String, String) {
        switch self {
        case .noTimer:
            ("The timer of '\(label)' has no date, duration or cycle; give it one.", "“\(label)”的定时器没有日期、时长或周期；请填写一个。")
        case .noCondition:
            ("The conditional event '\(label)' has no condition; give it one.", "条件事件“\(label)”没有条件；请填写。")
        case .noMessage:
            ("'\(label)' names no message; its own name is used.", "“\(label)”没有指定消息；使用其自身名称。")
        case .noSignal: ("'\(label)' names no signal; its own name is used.", "“\(label)”没有指定信号；使用其自身名称。")
        case .noCalledElement:
            ("The call activity '\(label)' names no process; give it one.", "调用活动“\(label)”没有指定流程；请填写。")
        case .noLoopItems:
            (
                "The multi-instance activity '\(label)' has neither cardinality nor collection; it runs once.",
                "多实例活动“\(label)”既没有次数也没有集合；只运行一次。"
            )
        case .eventGatewayTarget(let target):
            (
                "Behind the event-based gateway '\(label)' stands '\(target)', which is no catch event or receive task.",
                "事件网关“\(label)”之后的“\(target)”不是捕获事件或接收任务。"
            )
        default:
            (
                "The event sub-process '\(label)' needs exactly one start event, with a trigger.",
                "事件子流程“\(label)”需要且只能有一个带触发器的开始事件。"
            )
        }
    }
}

extension BPMN.Problem {
    static func noProcess(_ id: String?) -> BPMN.Problem {
        BPMN.Problem(
            .error, "process.no-process", at: .none, in: id ?? "",
            BPMN.Wording(
                id.map { "The file has no process '\($0)'." } ?? "The file has no process.",
                id.map { "文件中没有流程“\($0)”。" } ?? "文件中没有流程。"))
    }
}
