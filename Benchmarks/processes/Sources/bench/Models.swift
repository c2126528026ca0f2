import Processes

/// The processes that are measured.
enum Models {
    static let one = process("one", job("t", "ship"))
    static let ask = process("ask", "<userTask id=\"t\" name=\"Ask\"/>")
    static let child = process(
        "child",
        """
        <businessRuleTask id="d"><extensionElements><sanbu:execution calledDecision="&quot;size&quot;" resultVariable="size"/></extensionElements>\
        </businessRuleTask>\(job("t", "child"))
        """, first: "d", further: "<sequenceFlow id=\"x\" sourceRef=\"d\" targetRef=\"t\"/>")
    static let root = process(
        "root",
        """
        <callActivity id="t" calledElement="child"><extensionElements><sanbu:execution propagatesAllInputs="true" propagatesAllOutputs="false"/>\
        </extensionElements><multiInstanceLoopCharacteristics><extensionElements/><loopCardinality>= 50</loopCardinality>\
        </multiInstanceLoopCharacteristics></callActivity>
        """)
    static let decision = ProcessResource(
        name: "size.dmn",
        text: """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="size-model" name="size" namespace="n">
            <inputData id="i" name="loopCounter"><variable name="loopCounter" typeRef="number"/></inputData>
            <decision id="size" name="size"><variable name="size"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
            <decisionTable hitPolicy="FIRST"><input><inputExpression><text>loopCounter</text></inputExpression></input><output/>
            <rule><inputEntry><text>&lt; 10</text></inputEntry><outputEntry><text>"small"</text></outputEntry></rule>
            <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"large"</text></outputEntry></rule></decisionTable></decision></definitions>
            """)

    private static func job(_ id: String, _ type: String) -> String {
        """
        <serviceTask id="\(id)"><extensionElements><sanbu:execution><sanbu:job type="&quot;\(type)&quot;"/><sanbu:input target="n" source="1"/>\
        </sanbu:execution></extensionElements></serviceTask>
        """
    }

    private static func process(_ id: String, _ inside: String, first: String = "t", further: String = "") -> ProcessResource {
        ProcessResource(
            name: id + ".bpmn",
            text: """
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">
                <process id="\(id)" isExecutable="true"><startEvent id="s"/>\(inside)<endEvent id="e"/>
                <sequenceFlow id="a" sourceRef="s" targetRef="\(first)"/>\(further)<sequenceFlow id="b" sourceRef="t" targetRef="e"/></process></definitions>
                """)
    }
}
