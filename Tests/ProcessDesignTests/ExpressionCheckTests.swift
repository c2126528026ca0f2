import BPMN
import FEELValues
import ProcessDesign
import Testing

@Suite("The check of an expression") struct ExpressionCheckTests {
    private let check = ExpressionCheck([
        .init("record", .context([.init("amount", .number), .init("name", .string)])), .init("days", .number, label: "天数"),
    ])

    @Test("says where a mistake is, in the browser's units") func places() throws {
        let problem = try #require(check.problems("\"😀\" = 1 +", locale: "zh-CN").first)
        #expect(problem.isError && problem.from >= 8)
    }

    @Test("takes an unknown name as doubtful and proposes the near one") func suggests() throws {
        let problem = try #require(check.problems("dys > 3", expecting: .boolean, locale: "en").first)
        #expect(!problem.isError && problem.suggestion == "days" && problem.from == 0 && problem.to == 3)
    }

    @Test("refuses a condition that is no truth") func wantsTruth() {
        #expect(check.problems("days + 1", expecting: .boolean, locale: "en").contains { $0.isError })
        #expect(check.problems("record.amount > days", expecting: .boolean, locale: "en").isEmpty)
    }

    @Test("completes names, members and functions") func completes() {
        #expect(check.completions("re").map(\.text).contains("record"))
        #expect(check.completions("1 + record.").map(\.text) == ["amount", "name"])
        #expect(check.completions("record.na").map(\.text) == ["name"])
        #expect(check.completions("天").map(\.text) == ["days"])
        #expect(check.completions("substr").map(\.text).contains("substring("))
    }

    @Test("knows the variables that a model brings, with the types of its form") func variables() throws {
        let model = BPMN.read(
            """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">
            <process id="p"><startEvent id="s"><extensionElements><sanbu:execution><sanbu:property name="form.amount" value="金额"/>\
            <sanbu:property name="form-type.amount" value="money"/><sanbu:property name="form-required.amount" value="true"/>\
            <sanbu:property name="form.kind" value="类型"/><sanbu:property name="form-type.kind" value="picklist"/>\
            <sanbu:property name="form-options.kind" value="甲, 乙"/></sanbu:execution></extensionElements></startEvent>
            <userTask id="t"><extensionElements><sanbu:approval><sanbu:approver kind="initiator"/></sanbu:approval></extensionElements></userTask></process></definitions>
            """
        ).definitions
        let names = ModelVariables.names(try #require(model.processes.first))
        #expect(names.map(\.name) == ["amount", "kind", "approved"] && names[0].type == .number && names[0].label == "金额" && names[2].type == .boolean)
        let fields = try #require(model.processes.first?.scope.node("s")).execution.formFields
        #expect(fields.map(\.options) == [[], ["甲", "乙"]] && fields.map(\.isRequired) == [true, false])
    }
}
