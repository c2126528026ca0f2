import BPMN
import FEEL
import Testing

@Suite("Expressions of other engines") struct ExpressionDialectTests {
    /// What the condition of a flow means in FEEL.
    private func feel(_ text: String) throws -> String? {
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        let (definitions, _) = BPMN.read(
            Short.process(
                """
                <task id='a'/><task id='b'/><sequenceFlow id='f' sourceRef='a' targetRef='b'>
                <conditionExpression xsi:type='tFormalExpression'>\(escaped)</conditionExpression></sequenceFlow>
                """))
        return try #require(definitions.processes.first?.scope.flows.first?.condition).feel
    }

    @Test(
        "become FEEL",
        arguments: [
            ("${approved}", "approved"), ("#{approved}", "approved"), ("${ amount > 1000 }", "amount > 1000"),
            ("${a == 'x'}", "a = \"x\""), ("${a eq 'x' and b ne 2}", "a = \"x\" and b != 2"),
            ("${a lt 1 || b ge 2}", "a < 1 or b >= 2"), ("${!approved}", "not(approved)"),
            ("${not (a && b)}", "not(a and b)"), ("${(a || b) && c}", "(a or b) and c"),
            ("${order.lines[0].price * 2 + 1}", "order.lines[1].price * 2 + 1"), ("${order['total']}", "order.total"),
            ("${(a + b) * c}", "(a + b) * c"), ("${a - (b - c)}", "a - (b - c)"), ("${a % 2 == 0}", "modulo(a, 2) = 0"),
            ("${empty list}", "list contains([null, \"\", [], {}], list)"), ("${a ? 1 : 2}", "if a then 1 else 2"),
            ("${execution.getVariable('x') == 1}", "x = 1"), ("${a.equals('b')}", "a = \"b\""),
            (
                "${nrOfCompletedInstances / nrOfInstances >= 0.6}",
                "numberOfCompletedInstances / numberOfInstances >= 0.6"
            ),
            ("${-x}", "-x"), ("${null}", "null"), ("${true}", "true"), ("${\"quo\\\"te\"}", "\"quo\\\"te\""),
            ("= amount > 1", "amount > 1"), ("=a", "a"), ("amount > 1", "amount > 1"),
            ("bpmn:getDataObject('approved')", "approved"), ("not(getDataObject('a')) = 'yes'", "not(a) = \"yes\""),
            ("${金额 > 100}", "金额 > 100"), ("${loopCounter}", "loopCounter - 1"),
        ])
    func translated(_ text: String, _ expected: String) throws {
        #expect(try feel(text) == expected)
        #expect(throws: Never.self) { try FEEL.parse(expected) }
    }

    @Test(
        "are refused where they call code or are not whole",
        arguments: [
            "${bean.run()}", "${fn:length(a)}", "${a[i]}", "${a", "${}", "${a b}", "${a ==}", "${'x}", "${if}", "${@}",
            "${S(x).prop('a')}", "${a..b}",
        ])
    func refused(_ text: String) throws { #expect(try feel(text) == nil) }

    @Test("are refused, not crashed on, when they are nested without end")
    func deep() throws {
        #expect(try feel("${" + String(repeating: "(", count: 5000) + "}") == nil)
        #expect(try feel("${" + String(repeating: "!", count: 1900) + "a}") == nil)
    }

    @Test("join text and values")
    func composite() throws {
        let node = try Short.node("<userTask id='t' camunda:assignee='user-${id}!'/>")
        #expect(node.execution.assignee?.feel == "\"user-\" + string(id) + \"!\"")
    }
}

@Suite("Extensions of other engines") struct DialectTests {
    @Test(
        "people of a user task in Camunda 7, Operaton, Flowable and Activiti",
        arguments: ["camunda", "operaton", "flowable", "activiti"])
    func people(_ prefix: String) throws {
        let node = try Short.node(
            """
            <userTask id='t' \(prefix):assignee='${boss}' \(prefix):candidateUsers='ann, bob' \(prefix):candidateGroups='hr'
              \(prefix):dueDate='2026-01-05T09:00:00Z' \(prefix):priority='50' \(prefix):formKey='f'/>
            """)
        #expect(node.execution.assignee?.feel == "boss")
        #expect(node.execution.candidateUsers?.literal == "ann, bob")
        #expect(node.execution.candidateGroups?.literal == "hr")
        #expect(node.execution.dueDate?.literal == "2026-01-05T09:00:00Z")
        #expect(node.execution.priority?.feel == "50")
        #expect(node.execution.formKey?.literal == "f")
    }

    @Test("everything of Camunda 8")
    func zeebe() throws {
        let node = try Short.node(
            """
            <serviceTask id='t'><extensionElements><zeebe:taskDefinition type="charge" retries="=n"/>
              <zeebe:taskHeaders><zeebe:header key="a" value="b"/></zeebe:taskHeaders>
              <zeebe:ioMapping><zeebe:input source="=x+1" target="y"/><zeebe:output source="z" target="w"/></zeebe:ioMapping>
              <zeebe:assignmentDefinition assignee="=boss" candidateGroups="hr"/><zeebe:priorityDefinition priority="9"/>
              <zeebe:calledDecision decisionId="=d" resultVariable="r"/><zeebe:formDefinition formId="form"/>
              <zeebe:calledElement processId="p2" propagateAllChildVariables="false"/>
              <zeebe:subscription correlationKey="=order.id"/><zeebe:taskSchedule dueDate="=due"/></extensionElements>
            </serviceTask>
            """)
        let execution = node.execution
        #expect(execution.job?.type.literal == "charge" && execution.job?.retries?.feel == "n")
        #expect(execution.job?.headers == [.init("a", "b")])
        #expect(execution.inputs.first?.source.feel == "x+1" && execution.inputs.first?.target == "y")
        #expect(execution.outputs.first?.source.literal == "z")
        #expect(execution.assignee?.feel == "boss" && execution.candidateGroups?.literal == "hr")
        #expect(execution.priority?.feel == "9" && execution.dueDate?.feel == "due")
        #expect(execution.calledDecision?.feel == "d" && execution.resultVariable == "r")
        #expect(execution.calledElement?.literal == "p2" && execution.propagatesAllOutputs == false)
        #expect(execution.correlationKey?.feel == "order.id" && execution.formKey?.literal == "form")
    }

    @Test("parameters with lists and maps become FEEL")
    func parameters() throws {
        let node = try Short.node(
            """
            <serviceTask id='t' camunda:type='external' camunda:topic='mail'><extensionElements><camunda:inputOutput>
              <camunda:inputParameter name="a">${x}</camunda:inputParameter>
              <camunda:inputParameter name="b"><camunda:list><camunda:value>1</camunda:value><camunda:value>${y}</camunda:value>
              </camunda:list></camunda:inputParameter>
              <camunda:inputParameter name="c"><camunda:map><camunda:entry key="k">v</camunda:entry></camunda:map>
              </camunda:inputParameter><camunda:outputParameter name="d">${z + 1}</camunda:outputParameter>
              </camunda:inputOutput></extensionElements></serviceTask>
            """)
        #expect(node.execution.inputs.map(\.source.feel) == ["x", "[\"1\", y]", "{\"k\": \"v\"}"])
        #expect(node.execution.outputs.first?.source.feel == "z + 1")
        #expect(node.execution.job?.type.literal == "mail")
    }

    @Test("calls of processes")
    func calls() throws {
        let node = try Short.node(
            """
            <callActivity id='t' calledElement='${name}'><extensionElements><camunda:in source="a" target="b"/>
              <camunda:in variables="all"/><camunda:in businessKey="#{key}"/>
              <camunda:out sourceExpression="${c + 1}" target="d"/></extensionElements></callActivity>
            """)
        #expect(node.execution.calledElement?.feel == "name")
        #expect(node.execution.inputs.first?.source.feel == "a" && node.execution.inputs.first?.target == "b")
        #expect(node.execution.propagatesAllInputs == true && node.execution.businessKey?.feel == "key")
        #expect(node.execution.outputs.first?.source.feel == "c + 1")
        #expect(
            try Short.node("<callActivity id='t' calledElement='x:sub'/>").execution.calledElement?.literal == "sub")
    }

    @Test("collections of multi-instances")
    func collections() throws {
        func loop(_ xml: String) throws -> BPMN.MultiInstance? {
            guard case .multiInstance(let loop)? = try Short.node(xml).activity?.loop else { return nil }
            return loop
        }
        let zeebe = try loop(
            """
            <task id='t'><multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics
            inputCollection="=items" inputElement="item" outputCollection="results" outputElement="=item.x"/>
            </extensionElements></multiInstanceLoopCharacteristics></task>
            """)
        #expect(zeebe?.collection?.feel == "items" && zeebe?.elementVariable == "item")
        #expect(zeebe?.outputCollection == "results" && zeebe?.outputElement?.feel == "item.x")
        let camunda = try loop(
            """
            <task id='t'><multiInstanceLoopCharacteristics camunda:collection="people" camunda:elementVariable="person">
            <completionCondition>${nrOfCompletedInstances == 2}</completionCondition></multiInstanceLoopCharacteristics></task>
            """)
        #expect(camunda?.collection?.feel == "people" && camunda?.elementVariable == "person")
        #expect(camunda?.completionCondition?.feel == "numberOfCompletedInstances = 2")
        let standard = try loop(
            """
            <task id='t'><ioSpecification><dataInput id='d' name='orders'/></ioSpecification>
            <multiInstanceLoopCharacteristics><loopDataInputRef>d</loopDataInputRef><inputDataItem name='order'/>
            </multiInstanceLoopCharacteristics></task>
            """)
        #expect(standard?.collection?.feel == "orders" && standard?.elementVariable == "order")
    }

    @Test("people as Activiti writes them in the standard's own elements")
    func owners() throws {
        let node = try Short.node(
            """
            <userTask id='t'><humanPerformer><resourceAssignmentExpression><formalExpression>kermit</formalExpression>
              </resourceAssignmentExpression></humanPerformer><potentialOwner><resourceAssignmentExpression>
              <formalExpression>user(ann), group(hr), accountancy</formalExpression></resourceAssignmentExpression>
              </potentialOwner></userTask>
            """)
        #expect(node.execution.assignee?.literal == "kermit")
        #expect(node.execution.candidateUsers?.literal == "ann")
        #expect(node.execution.candidateGroups?.literal == "hr,accountancy")
    }

    @Test("our own extensions win over a dialect")
    func own() throws {
        let node = try Short.node(
            """
            <userTask id='t' camunda:assignee='ann' camunda:formKey='f'><extensionElements>
              <sanbu:execution assignee="boss" candidateGroups='"hr"' clears="formKey"><sanbu:job type='"x"' retries="3">
              <sanbu:header name="a" value="b"/></sanbu:job><sanbu:output target="o" source="r.x"/></sanbu:execution>
              </extensionElements></userTask>
            """)
        #expect(node.execution.assignee?.feel == "boss" && node.execution.candidateGroups?.literal == "hr")
        #expect(node.execution.formKey == nil && node.execution.job?.type.literal == "x")
        #expect(node.execution.outputs.first?.target == "o")
    }

    @Test("what cannot be carried over is reported at its line")
    func reported() throws {
        let (definitions, problems) = BPMN.read(
            Short.process(
                "<serviceTask id='t'\n camunda:class='com.acme.Pay'>\n<extensionElements>\n<camunda:connector/>\n</extensionElements></serviceTask>"
            ))
        #expect(problems.map(\.code) == ["bpmn.java", "bpmn.extension"])
        #expect(problems.map(\.place.line) == [4, 6])
        #expect(definitions.processes.first?.scope.nodes.first?.execution.job?.type.literal == "com.acme.Pay")
    }

    @Test("names of messages may be computed")
    func names() throws {
        let (definitions, _) = BPMN.read(
            Short.definitions(
                "<message id='a' name='plain'/><message id='b' name='=\"x\" + y'/><message id='c' name='m-${k}'/>"))
        #expect(
            definitions.messages.map { $0.nameExpression?.feel } == ["\"plain\"", "\"x\" + y", "\"m-\" + string(k)"])
    }
}
