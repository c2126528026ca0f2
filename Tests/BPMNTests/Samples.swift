import Testing

/// Small files that together hold every element and attribute that is read.
enum Samples {
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var testDescription: String { name }
    }

    static let all: [Sample] = roots + activities + events + rest

    private static let roots: [Sample] = [
        Sample(
            name: "root elements",
            text: Short.definitions(
                """
                <import importType="http://www.w3.org/2001/XMLSchema" location="a.xsd" namespace="urn:a"/>
                <itemDefinition id="i" itemKind="Information" structureRef="xsd:string" isCollection="true"/>
                <message id="m" name="M" itemRef="i"/><signal id="s" name="S" structureRef="i"/>
                <error id="e" name="E" errorCode="42" structureRef="i"/>
                <escalation id="x" name="X" escalationCode="7"/>
                <dataStore id="ds" name="D" capacity="10" isUnlimited="false"><dataState name="full"/></dataStore>
                <interface id="if" name="I" implementationRef="acme:r"><operation id="o" name="O">
                  <inMessageRef>m</inMessageRef><outMessageRef>m</outMessageRef><errorRef>e</errorRef></operation></interface>
                <resource id="r" name="R"><resourceParameter id="rp" name="P" isRequired="true"/></resource>
                <correlationProperty id="cp" name="orderId" type="xsd:string">
                  <correlationPropertyRetrievalExpression id="cr" messageRef="m"><messagePath>order.id</messagePath>
                  </correlationPropertyRetrievalExpression></correlationProperty>
                <category id="c" name="C"><categoryValue id="cv" value="V"/></category>
                <signalEventDefinition id="shared" signalRef="s"/>
                <globalTask id="g" name="G"/><partnerRole id="pr"/><endPoint id="ep"/>
                <relationship type="a" id="rel"><source>s</source><target>m</target></relationship>
                """)),
        Sample(
            name: "collaboration",
            text: Short.definitions(
                """
                <collaboration id="c" name="C" isClosed="true">
                  <participant id="a" name="A" processRef="p"><interfaceRef>if</interfaceRef><endPointRef>ep</endPointRef>
                    <participantMultiplicity minimum="2" maximum="3"/></participant>
                  <participant id="b"/>
                  <messageFlow id="m" name="M" sourceRef="a" targetRef="b" messageRef="msg"/>
                  <textAnnotation id="ta"><text>hi</text></textAnnotation>
                  <association id="as" sourceRef="ta" targetRef="m" associationDirection="Both"/>
                  <conversation id="cv"><participantRef>a</participantRef></conversation>
                  <correlationKey id="k" name="K"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey>
                </collaboration>
                <process id="p" processType="Private" isClosed="true"><supportedInterfaceRef>if</supportedInterfaceRef>
                  <property id="pp" name="x" itemSubjectRef="i"><dataState name="new"/></property>
                  <laneSet id="ls" name="L"><lane id="l1" name="1" partitionElementRef="r"><flowNodeRef>t</flowNodeRef>
                    <childLaneSet id="ls2"><lane id="l2"/></childLaneSet></lane></laneSet>
                  <task id="t"/><group id="g" categoryValueRef="cv1"/>
                  <potentialOwner id="po" name="who"><resourceRef>r</resourceRef></potentialOwner>
                  <correlationSubscription id="cs" correlationKeyRef="k"><correlationPropertyBinding
                    correlationPropertyRef="cp"><dataPath>orderId</dataPath></correlationPropertyBinding>
                  </correlationSubscription></process>
                """)),
    ]

    private static let activities: [Sample] = [
        Sample(
            name: "tasks",
            text: Short.process(
                """
                <userTask id="u" implementation="##WebService"><rendering id="r"/></userTask><manualTask id="m"/>
                <serviceTask id="s" operationRef="o" implementation="x"/><sendTask id="sd" messageRef="m" operationRef="o"/>
                <receiveTask id="rc" messageRef="m" instantiate="true"/>
                <scriptTask id="sc" scriptFormat="feel"><script>a + 1</script></scriptTask>
                <businessRuleTask id="br" implementation="##unspecified"/><callActivity id="ca" calledElement="acme:p2"/>
                """)),
        Sample(
            name: "sub-processes",
            text: Short.process(
                """
                <subProcess id="a"><laneSet id="ls"/><startEvent id="s"/></subProcess>
                <subProcess id="b" triggeredByEvent="true"><startEvent id="s2" isInterrupting="false">
                  <errorEventDefinition id="ed" errorRef="e"/></startEvent></subProcess>
                <transaction id="c" method="##Compensate"><endEvent id="e"><cancelEventDefinition/></endEvent></transaction>
                <adHocSubProcess id="d" ordering="Sequential" cancelRemainingInstances="false"><task id="t"/>
                  <completionCondition xsi:type="tFormalExpression">done</completionCondition></adHocSubProcess>
                """)),
        Sample(
            name: "loops",
            text: Short.process(
                """
                <task id="a"><standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>x &lt; 3
                  </loopCondition></standardLoopCharacteristics></task>
                <task id="b" default="f"><multiInstanceLoopCharacteristics isSequential="true" behavior="One"
                  oneBehaviorEventRef="shared"><loopCardinality>3</loopCardinality><inputDataItem id="in" name="i"/>
                  <outputDataItem id="out"/><completionCondition>ok</completionCondition>
                  </multiInstanceLoopCharacteristics></task>
                <task id="c"><ioSpecification id="io"><dataInput id="di" name="all" isCollection="true"/>
                  <dataOutput id="do"/><inputSet id="is" name="n"><dataInputRefs>di</dataInputRefs>
                  <optionalInputRefs>di</optionalInputRefs><outputSetRefs>os</outputSetRefs></inputSet>
                  <outputSet id="os"><dataOutputRefs>do</dataOutputRefs></outputSet></ioSpecification>
                  <property id="pr" name="y"/>
                  <dataInputAssociation id="da"><sourceRef>d</sourceRef><targetRef>di</targetRef><transformation>a
                  </transformation><assignment id="asg"><from>a</from><to>b</to></assignment></dataInputAssociation>
                  <dataOutputAssociation id="db"><sourceRef>do</sourceRef><targetRef>d</targetRef></dataOutputAssociation>
                  <performer id="pe"><resourceAssignmentExpression><formalExpression>ann</formalExpression>
                  </resourceAssignmentExpression></performer>
                  <multiInstanceLoopCharacteristics><loopDataInputRef>di</loopDataInputRef>
                  <loopDataOutputRef>do</loopDataOutputRef></multiInstanceLoopCharacteristics></task>
                """)),
    ]

    private static let events: [Sample] = [
        Sample(
            name: "events",
            text: Short.process(
                """
                <startEvent id="s" parallelMultiple="true"><dataOutput id="o"/><dataOutputAssociation>
                  <sourceRef>o</sourceRef><targetRef>d</targetRef></dataOutputAssociation><outputSet id="os"/>
                  <messageEventDefinition messageRef="m"><operationRef>op</operationRef></messageEventDefinition>
                  <timerEventDefinition><timeCycle xsi:type="tFormalExpression">R3/PT1H</timeCycle></timerEventDefinition>
                  </startEvent>
                <intermediateCatchEvent id="c"><conditionalEventDefinition><condition>a &gt; 1</condition>
                  </conditionalEventDefinition></intermediateCatchEvent>
                <intermediateCatchEvent id="l"><linkEventDefinition name="L"><source>x</source><target>y</target>
                  </linkEventDefinition></intermediateCatchEvent>
                <intermediateThrowEvent id="t"><dataInput id="i"/><inputSet id="is"/>
                  <compensateEventDefinition activityRef="a" waitForCompletion="false"/></intermediateThrowEvent>
                <boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><escalationEventDefinition
                  escalationRef="x"/></boundaryEvent>
                <endEvent id="e"><terminateEventDefinition id="td"/></endEvent>
                <endEvent id="e2"><eventDefinitionRef>shared</eventDefinitionRef></endEvent>
                """)),
        Sample(
            name: "gateways",
            text: Short.process(
                """
                <exclusiveGateway id="a" default="f" gatewayDirection="Diverging"/><parallelGateway id="b"/>
                <inclusiveGateway id="c" default="g"/>
                <complexGateway id="d" default="h"><activationCondition>activationCount >= 2</activationCondition>
                </complexGateway><eventBasedGateway id="e" instantiate="true" eventGatewayType="Parallel"/>
                <sequenceFlow id="f" name="F" sourceRef="a" targetRef="b" isImmediate="true"/>
                <sequenceFlow id="g" sourceRef="a" targetRef="c"><conditionExpression xsi:type="tFormalExpression"
                  language="https://www.omg.org/spec/DMN/20230324/FEEL/" evaluatesToTypeRef="xsd:boolean" id="ce">a
                  </conditionExpression></sequenceFlow>
                """)),
    ]

    private static let rest: [Sample] = [
        Sample(
            name: "data",
            text: Short.process(
                """
                <dataObject id="d" name="D" isCollection="true" itemSubjectRef="i"><dataState id="st" name="new"/></dataObject>
                <dataObjectReference id="r" name="R" dataObjectRef="d"><dataState name="old"/></dataObjectReference>
                <dataStoreReference id="s" name="S" dataStoreRef="ds" itemSubjectRef="i"/>
                <textAnnotation id="t" textFormat="text/plain"><text>备注</text></textAnnotation>
                """)),
        Sample(
            name: "drawing",
            text: Short.definitions(
                """
                <process id="p"><task id="t"/><task id="u"/><sequenceFlow id="f" sourceRef="t" targetRef="u"/></process>
                <bpmndi:BPMNDiagram id="d" name="D" documentation="x" resolution="96.5">
                  <bpmndi:BPMNPlane id="pl" bpmnElement="p">
                    <bpmndi:BPMNShape id="s" bpmnElement="t" isExpanded="false" isHorizontal="true" isMarkerVisible="true"
                      isMessageVisible="false" participantBandKind="top_initiating" choreographyActivityShape="q">
                      <di:extension><acme:a/></di:extension>
                      <dc:Bounds x="1.50" y="-2" width="100" height="8e1"/>
                      <bpmndi:BPMNLabel id="l" labelStyle="ls"><dc:Bounds x="1" y="2" width="3" height="4"/>
                      </bpmndi:BPMNLabel></bpmndi:BPMNShape>
                    <bpmndi:BPMNEdge id="e" bpmnElement="f" sourceElement="s" targetElement="s"
                      messageVisibleKind="initiating"><di:waypoint x="1" y="2.25"/><di:waypoint x="3" y="4"/>
                      <bpmndi:BPMNLabel/></bpmndi:BPMNEdge></bpmndi:BPMNPlane>
                  <bpmndi:BPMNLabelStyle id="ls"><dc:Font name="Arial" size="11.0" isBold="false"/></bpmndi:BPMNLabelStyle>
                </bpmndi:BPMNDiagram>
                """)),
    ]
}
