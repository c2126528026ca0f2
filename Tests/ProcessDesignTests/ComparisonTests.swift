import BPMN
import ProcessDesign
import Testing

@Suite("The comparison of two versions") struct ComparisonTests {
    private func model(_ inside: String) -> BPMN.Definitions {
        BPMN.read(
            """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">
            <process id="p" isExecutable="true">\(inside)</process></definitions>
            """
        ).definitions
    }

    private let old = """
        <startEvent id="s"/><userTask id="a" name="主管"><extensionElements><sanbu:approval mode="any"><sanbu:approver kind="manager"/></sanbu:approval>\
        </extensionElements></userTask><endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="a"/><sequenceFlow id="2" sourceRef="a" targetRef="e"/>
        """

    @Test("finds what is new, gone and changed, with each property") func finds() {
        let new = old.replacing("mode=\"any\"", with: "mode=\"all\" opinion=\"required\"")
            .replacing("<sanbu:approver kind=\"manager\"/>", with: "<sanbu:approver kind=\"manager\"/><sanbu:approver kind=\"user\" value=\"lee\"/>")
            .replacing("<endEvent id=\"e\"/>", with: "<endEvent id=\"z\"/>").replacing("targetRef=\"e\"", with: "targetRef=\"z\"")
        let changes = ModelComparison(model(old), model(new)).changes
        #expect(changes.map { "\($0.kind.rawValue) \($0.element)" } == ["changed a", "added z", "changed 2", "removed e"])
        let texts = changes[0].properties.map { "\($0.name): \($0.before ?? "-") → \($0.after ?? "-")" }
        #expect(texts == [
            "approval.mode: any → all", "approval.opinion: - → required", "approval.approver[2].kind: - → user", "approval.approver[2].value: - → lee",
        ])
    }

    @Test("finds nothing between a model and itself laid out") func ignoresDiagrams() {
        #expect(ModelComparison(model(old), model(old).laidOut()).changes.isEmpty)
    }

    @Test("takes flows by their ends when their ids do not count") func byEnds() {
        let renamed = old.replacing("id=\"1\"", with: "id=\"x\"").replacing("id=\"2\"", with: "id=\"y\"")
        #expect(ModelComparison(model(old), model(renamed), flows: .byEnds).changes.isEmpty)
        #expect(ModelComparison(model(old), model(renamed)).changes.count == 4)
    }
}
