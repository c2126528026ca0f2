import DMN
import Testing
import XMLTree

@Suite("DMN in and out") struct RoundTripTests {
    @Test(
        "every model of the conformance suite survives", .enabled(if: Suite.isPresent),
        arguments: Suite.files(Suite.conformance, ending: ".dmn"))
    func survives(_ path: String) throws {
        let bytes = Suite.bytes(path)
        let (model, problems) = DMN.read(bytes)
        #expect(problems.filter { $0.severity == .error }.isEmpty)
        let written = model.text()
        let again = DMN.read(written).model
        #expect(again.elements == model.elements && again.items == model.items)
        #expect(again == model)
        let (before, after) = (shape(try XML.read(bytes).root), shape(try XML.read(written).root))
        #expect(before == after, "\(firstDifference(before, after))")
    }

    @Test("every version survives and becomes every other", arguments: DMN.Version.allCases)
    func versions(_ version: DMN.Version) throws {
        let text = try #require(Suite.everything(version))
        let (model, problems) = DMN.read(text)
        #expect(problems.isEmpty)
        #expect(model.version == version)
        #expect(DMN.read(model.text()).model == model)
        for other in DMN.Version.allCases where other.diagramNamespace != nil {
            let (moved, problems) = DMN.read(model.text(as: other))
            #expect(problems.isEmpty)
            #expect(moved.version == other)
            #expect(moved.elements == model.elements && moved.items == model.items && moved.diagrams == model.diagrams)
        }
    }

    @Test(
        "names the place of what is wrong",
        arguments: [
            ("<definitions/>", "1:1 dmn.not-dmn"),
            ("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m'/>", "1:1 dmn.missing"),
            ("<definitions", "1:1 xml.tag-end"),
            (Suite.wrapped("\n<decision name='d'><decisionTable hitPolicy='BEST'/></decision>"), "2:20 dmn.value"),
            (Suite.wrapped("\n <decision/>"), "2:2 dmn.missing"),
            (Suite.wrapped("\n\n<decision name='d'><conclusion/></decision>"), "3:20 dmn.unknown-element"),
            (Suite.wrapped("<decision name='d'>\n<informationRequirement/></decision>"), "2:1 dmn.missing"),
        ])
    func problems(_ text: String, _ expected: String) {
        let problems = DMN.read(text).problems
        #expect(problems.map { "\($0.place.line):\($0.place.column) \($0.code)" } == [expected])
        #expect(problems.allSatisfy { !$0.message.chinese.isEmpty && !$0.message.english.isEmpty })
    }

    /// A tree as lines, without white space, and each element's attributes in order of name.
    private func shape(_ element: XMLElement, _ path: String = "") -> [String] {
        let here = path + "/" + element.name.local
        let attributes = element.attributes.map { "\($0.name.namespace) \($0.name.local)=\($0.value)" }.sorted()
        let text = element.text.filter { !$0.isWhitespace }
        let others = element.children.compactMap { node -> String? in
            if case .comment(let text, _) = node { "comment \(text)" } else { nil }
        }
        return [here + " \(element.name.namespace) \(attributes) \(text) \(others)"]
            + element.elements.flatMap { shape($0, here) }
    }

    private func firstDifference(_ one: [String], _ two: [String]) -> String {
        for (left, right) in zip(one, two) where left != right { return "\(left)\n\(right)" }
        return "\(one.count) and \(two.count) lines"
    }
}

extension Suite {
    static func wrapped(_ content: String, version: DMN.Version = .v15) -> String {
        "<definitions xmlns='\(version.namespace)' name='m' namespace='urn:m'>\(content)</definitions>"
    }

    /// A model that has one of everything, in the names of a version.
    static func everything(_ version: DMN.Version) -> String? {
        let diagram = version.diagramNamespace.map {
            "<di:DMNDI xmlns:di='\($0)'><di:DMNDiagram id='p'><di:DMNShape dmnElementRef='d'/></di:DMNDiagram></di:DMNDI>"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- made by hand -->
            <x:definitions xmlns:x="\(version.namespace)" xmlns:f="urn:foreign" id="m" name="m" namespace="urn:m" f:a="1">
            <x:description>about</x:description><x:extensionElements><f:e>1 &lt; 2</f:e></x:extensionElements>
            <x:import name="other" namespace="urn:o" importType="\(version.namespace)" locationURI="o.dmn"/>
            <x:itemDefinition name="t" isCollection="true"><x:typeRef>string</x:typeRef>
            <x:allowedValues f:kind="enumeration"><x:text>"a","b"</x:text></x:allowedValues></x:itemDefinition>
            <x:itemDefinition name="c"><x:itemComponent name="p" isCollection="false"><x:typeRef>number</x:typeRef>
            </x:itemComponent></x:itemDefinition>
            <x:itemDefinition name="fn"><x:functionItem outputTypeRef="number"><x:parameters name="p" typeRef="t"/>
            </x:functionItem></x:itemDefinition>
            <x:inputData id="i" name="in"><x:variable name="in" typeRef="t"/></x:inputData>
            <x:knowledgeSource id="k" name="law" locationURI="http://law"><x:authorityRequirement>
            <x:requiredInput href="#i"/></x:authorityRequirement><x:type>law</x:type></x:knowledgeSource>
            <x:decision id="d" name="d" f:b="2"><!-- kept --><x:question>why?</x:question><x:variable name="d"/>
            <x:informationRequirement id="r"><x:requiredInput href="#i"/></x:informationRequirement>
            <x:decisionTable hitPolicy="COLLECT" aggregation="SUM" preferredOrientation="Rule-as-Row">
            <x:input id="c1"><x:inputExpression typeRef="string"><x:text>in</x:text></x:inputExpression>
            <x:inputValues><x:text>"a"</x:text></x:inputValues></x:input>
            <x:output name="o"><x:outputValues><x:text>1,2</x:text></x:outputValues>
            <x:defaultOutputEntry><x:text>0</x:text></x:defaultOutputEntry></x:output>
            <x:rule id="r1"><x:description>first</x:description><x:inputEntry><x:text>"a"</x:text></x:inputEntry>
            <x:outputEntry><x:text>1</x:text></x:outputEntry></x:rule></x:decisionTable></x:decision>
            <x:decision name="boxes"><x:context><x:contextEntry><x:variable name="l"/><x:list><x:literalExpression/>
            <x:relation><x:column name="q"/><x:row><x:literalExpression><x:text>1</x:text></x:literalExpression></x:row>
            </x:relation></x:list></x:contextEntry><x:contextEntry><x:invocation><x:literalExpression>
            <x:text>b</x:text></x:literalExpression><x:binding><x:parameter name="n"/><x:filter><x:in>
            <x:literalExpression><x:text>l</x:text></x:literalExpression></x:in><x:match><x:some iteratorVariable="i">
            <x:in/><x:satisfies/></x:some></x:match></x:filter></x:binding></x:invocation></x:contextEntry>
            </x:context></x:decision>
            <x:businessKnowledgeModel name="b"><x:variable name="b"/><x:encapsulatedLogic kind="FEEL">
            <x:formalParameter name="n"/><x:conditional><x:if/><x:then/><x:else/></x:conditional></x:encapsulatedLogic>
            </x:businessKnowledgeModel>
            <x:decisionService name="s"><x:outputDecision href="#d"/><x:inputData href="#i"/></x:decisionService>
            <x:textAnnotation id="ta"><x:text>remark</x:text></x:textAnnotation>
            \(diagram ?? "")
            </x:definitions>
            """
    }
}
