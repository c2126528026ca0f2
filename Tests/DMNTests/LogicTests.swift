import DMN
import FEEL
import FEELValues
import Testing

private func text(_ feel: String) -> DMN.Expression { .literal(DMN.Literal(DMN.Text(feel))) }

/// Checks what a decision's logic gives, in FEEL, for the inputs `a` and `b`.
private func check(
    _ logic: DMN.Expression, a: Value = .null, b: Value = .null, gives expected: String,
    _ location: SourceLocation = #_sourceLocation
) throws {
    let decisions = DMN.compile(TableText.model(logic))
    #expect(decisions.problems.isEmpty, sourceLocation: location)
    let outcome = decisions.evaluate("result", with: ["a": a, "b": b])
    #expect(outcome.value == (try FEEL.compile(expected).evaluate().value), sourceLocation: location)
}

@Suite("Boxed expressions") struct LogicTests {
    @Test("a context's entries see those before them, and its last may be the result")
    func contexts() throws {
        let entries: [(name: String, DMN.Expression)] = [("x", text("a + 1")), ("y z", text("x * 2"))]
        try check(.context(DMN.Context(entries)), a: 1, gives: "{x: 2, \"y z\": 4}")
        try check(.context(DMN.Context(entries + [("", text("y z + x"))])), a: 1, gives: "6")
        let inner = DMN.Expression.context(DMN.Context([("a", text("10")), ("", text("a + b"))]))
        try check(.context(DMN.Context([("n", inner), ("m", text("a"))])), a: 1, b: 2, gives: "{n: 12, m: 1}")
    }

    @Test("lists and relations")
    func lists() throws {
        try check(.list(DMN.ListExpression([text("a"), text("b"), text("c")])), a: 1, b: 2, gives: "[1, 2, null]")
        let relation = DMN.Relation(["k", "v w"], [[text("1"), text("a")], [text("2"), text("\"x\"")]])
        try check(.relation(relation), a: true, gives: "[{k: 1, \"v w\": true}, {k: 2, \"v w\": \"x\"}]")
    }

    @Test("functions take their surroundings along and are called by name")
    func functions() throws {
        let function = DMN.FunctionDefinition([DMN.InformationItem("p", typeRef: "number")], text("p * a"))
        let call = DMN.Invocation(text("f"), [("p", text("b"))])
        try check(
            .context(DMN.Context([("f", .function(function)), ("", .invocation(call))])), a: 3, b: 4, gives: "12")
        try check(
            .context(DMN.Context([("f", .function(function)), ("", .invocation(call))])), a: 3, b: "x", gives: "null")
        let wrong = DMN.Invocation(text("f"), [("q", text("b"))])
        try check(
            .context(DMN.Context([("f", .function(function)), ("", .invocation(wrong))])), a: 3, b: 4, gives: "null")
        try check(.invocation(DMN.Invocation(text("sqrt"), [("number", text("a"))])), a: 9, gives: "3")
    }

    @Test("conditionals want a boolean")
    func conditionals() throws {
        let logic = DMN.Expression.conditional(DMN.Conditional(if: text("a"), then: text("1"), else: text("2")))
        for (value, expected) in [(true, "1"), (false, "2"), (.null, "2"), ("x", "null")] as [(Value, String)] {
            try check(logic, a: value, gives: expected)
        }
    }

    @Test("iterators see what is around them")
    func iterators() throws {
        let loop = DMN.Iterator(.all, "i", in: text("a"), text("i * b + count(partial)"))
        try check(.iterator(loop), a: [1, 2, 3], b: 10, gives: "[10, 21, 32]")
        try check(.iterator(DMN.Iterator(.all, "i", in: text("3..1"), text("i"))), gives: "[3, 2, 1]")
        try check(.iterator(DMN.Iterator(.some, "i", in: text("a"), text("i > b"))), a: [1, 2], b: 1, gives: "true")
        try check(.iterator(DMN.Iterator(.every, "i", in: text("a"), text("i > b"))), a: [1, 2], b: 1, gives: "false")
        let inner = DMN.Expression.iterator(DMN.Iterator(.all, "j", in: text("[1, 2]"), text("i + j + b")))
        try check(.iterator(DMN.Iterator(.all, "i", in: text("a"), inner)), a: [10], b: 100, gives: "[[111, 112]]")
    }

    @Test("filters see the item and its entries")
    func filters() throws {
        try check(.filter(DMN.Filter(text("a"), where: text("item > b"))), a: [1, 2, 3], b: 1, gives: "[2, 3]")
        try check(
            .filter(DMN.Filter(text("a"), where: text("x = b"))), a: [["x": 1], ["x": 2]], b: 2, gives: "[{x: 2}]")
        let boxed = DMN.Expression.conditional(
            DMN.Conditional(if: text("item = b"), then: text("true"), else: text("false")))
        try check(.filter(DMN.Filter(text("a"), where: boxed)), a: [1, 2], b: 2, gives: "[2]")
        for condition in ["\"x\"", "1", "b"] {
            try check(.filter(DMN.Filter(text("a"), where: text(condition))), a: [1, 2], b: 1, gives: "null")
        }
        try check(.filter(DMN.Filter(text("a"), where: text("x < 2"))), a: [["x": 1], ["x": .null]], gives: "[{x: 1}]")
        try check(.filter(DMN.Filter(text("a"), where: text("b"))), a: [1, 2], b: true, gives: "[1, 2]")
    }

    @Test("a bracket too many in a filter is a problem, not a way out")
    func injection() {
        let logic = DMN.Expression.filter(DMN.Filter(text("a"), where: text("true] + a[true")))
        let decisions = DMN.compile(TableText.model(logic))
        #expect(decisions.problems.map(\.severity) == [.error])
        #expect(decisions.evaluate("result", with: ["a": [1]]).value == .null)
    }

    @Test("external functions come from a table of pure ones")
    func java() throws {
        func call(_ type: String, _ signature: String, _ arguments: String) -> DMN.Expression {
            text(
                "(function(x, y) external {java: {class: \"\(type)\", method signature: \"\(signature)\"}})(\(arguments))"
            )
        }
        for (type, signature, arguments, expected) in [
            ("java.lang.Math", "max(double, double)", "1.5, 2", "2"),
            ("java.lang.Math", "pow(double,double)", "2, 10", "1024"),
            ("java.lang.Math", "max(int, int)", "1.5, 2", "null"),
            ("java.lang.Math", "floorMod(int, int)", "-7, 3", "2"),
            ("java.lang.Math", "addExact(int, int)", "2147483647, 1", "null"),
            (
                "java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", "\"%05.1f|%s\", [2.25, \"é\"]",
                "\"002.3|é\""
            ),
            ("java.lang.Runtime", "exec(java.lang.String, int)", "\"true\", 1", "null"),
        ] { try check(call(type, signature, arguments), gives: expected) }
    }
}

@Suite("Requirement graph") struct GraphTests {
    private func model(_ content: String, namespace: String = "urn:m") -> DMN.Model {
        let (model, problems) = DMN.read(
            "<definitions xmlns='\(DMN.Version.v15.namespace)' name='m' namespace='\(namespace)'>\(content)</definitions>"
        )
        #expect(problems.isEmpty)
        return model
    }

    private func decision(_ name: String, needs: [String] = [], _ text: String, type: String = "Any") -> String {
        let needs = needs.map { href in
            href.hasSuffix("()")
                ? "<knowledgeRequirement><requiredKnowledge href='\(href.dropLast(2))'/></knowledgeRequirement>"
                : "<informationRequirement><requiredDecision href='\(href)'/></informationRequirement>"
        }
        return "<decision id='\(name)' name='\(name)'><variable name='\(name)' typeRef='\(type)'/>\(needs.joined())"
            + "<literalExpression><text>\(text)</text></literalExpression></decision>"
    }

    @Test("results are brought to their types, or are null")
    func types() {
        let types = """
            <itemDefinition name='grade'><typeRef>string</typeRef><allowedValues><text>"A","B"</text></allowedValues>
            </itemDefinition><itemDefinition name='grades' isCollection='true'><typeRef>grade</typeRef>
            <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
            <itemDefinition name='person'><itemComponent name='g'><typeRef>grade</typeRef></itemComponent>
            </itemDefinition>
            """
        for (type, text, expected) in [
            ("string", "1", .null), ("string", "[\"x\"]", "x"), ("grade", "\"A\"", "A"), ("grade", "\"C\"", .null),
            ("grades", "[\"A\", \"B\"]", ["A", "B"]), ("grades", "\"A\"", ["A"]), ("grades", "[\"A\", \"C\"]", .null),
            ("grades", "[\"A\", \"A\", \"A\"]", .null), ("person", "{g: \"A\"}", ["g": "A"]),
            ("person", "{g: \"C\"}", .null),
            ("person", "{}", .null), ("number", "null", .null),
        ] as [(String, String, Value)] {
            let decisions = DMN.compile(model(types + decision("d", text, type: type)))
            #expect(decisions.problems.isEmpty)
            #expect(decisions.evaluate("d", with: [:]).value == expected, "\(type) \(text)")
        }
    }

    @Test("a long chain of decisions is no deep recursion, a circle is a problem")
    func chains() {
        var text = decision("d0", "1")
        for number in 1...5_000 { text += decision("d\(number)", needs: ["#d\(number - 1)"], "d\(number - 1) + 1") }
        #expect(DMN.compile(model(text)).evaluate("d5000", with: [:]).value == 5001)
        let circle = decision("x", needs: ["#y"], "y") + decision("y", needs: ["#x"], "x")
        let decisions = DMN.compile(model(circle))
        #expect(decisions.problems.map(\.code) == ["dmn.cycle"])
        #expect(decisions.evaluate("x", with: [:]).value == .null)
    }

    @Test("functions call themselves until the budget ends")
    func recursion() {
        func knowledge(_ body: String) -> String {
            "<businessKnowledgeModel id='f' name='f'><encapsulatedLogic><formalParameter name='n' typeRef='number'/>"
                + "<literalExpression><text>\(body)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
        }
        let factorial = knowledge("if n = 0 then 1 else n * f(n - 1)") + decision("d", needs: ["#f()"], "f(20)")
        #expect(DMN.compile(model(factorial)).evaluate("d", with: [:]).value == 2_432_902_008_176_640_000)
        let endless = knowledge("f(n + 1)") + decision("d", needs: ["#f()"], "f(0)")
        let outcome = DMN.compile(model(endless)).evaluate("d", with: [:])
        #expect(outcome.value == .null && !outcome.diagnostics.isEmpty)
    }

    @Test("what makes a result null is told with its place in the file")
    func places() {
        let outcome = DMN.compile(model(decision("d", "[1,\n  \"a\" - 1]"))).evaluate("d", with: [:])
        #expect(outcome.value == [1, .null])
        #expect(outcome.problems.map(\.place) == [DMN.Place(line: 2, column: 3)])
        #expect(outcome.problems.allSatisfy { $0.element == "d" && !$0.message.chinese.isEmpty })
    }

    @Test("constraints take from the budget")
    func budget() {
        let types =
            "<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>"
            + "count(for i in 1..100000 return i) &gt; ?</text></allowedValues></itemDefinition>"
        let decisions = DMN.compile(model(types + decision("d", "5", type: "t")))
        #expect(decisions.evaluate("d", with: [:]).value == 5)
        let small = Environment(budget: Budget(steps: 1000))
        #expect(decisions.evaluate("d", with: [:], in: small).value == .null)
    }

    @Test("a model imported along two ways has two sets of inputs")
    func imports() {
        let type = DMN.Version.v15.namespace
        func imported(_ name: String, _ namespace: String) -> String {
            "<import name='\(name)' namespace='\(namespace)' importType='\(type)'/>"
        }
        let inner = model(
            "<inputData id='i' name='who'/>" + "<decision id='d' name='hello'><informationRequirement>"
                + "<requiredInput href='#i'/></informationRequirement><literalExpression><text>\"hello \" + who</text>"
                + "</literalExpression></decision>", namespace: "urn:a")
        func middle(_ namespace: String) -> DMN.Model {
            model(imported("inner", "urn:a") + decision("say", needs: ["urn:a#d"], "inner.hello"), namespace: namespace)
        }
        let outer = model(
            imported("one", "urn:b") + imported("two", "urn:c")
                + decision("both", needs: ["urn:b#say", "urn:c#say"], "[one.say, two.say]"))
        let decisions = DMN.compile(outer, imports: [inner, middle("urn:b"), middle("urn:c")])
        #expect(decisions.problems.isEmpty)
        let inputs: Context = ["one": ["inner": ["who": "x"]], "two": ["inner": ["who": "y"]]]
        #expect(decisions.evaluate("both", with: inputs).value == ["hello x", "hello y"])
        #expect(decisions.evaluate("both", with: ["who": "z"]).value == ["hello z", "hello z"])
        #expect(
            DMN.compile(outer).problems.map(\.code) == ["dmn.import", "dmn.import", "dmn.reference", "dmn.reference"])
    }

    @Test("a model that declares no input data reads the names that its texts use")
    func implicitInputs() {
        let table = model(
            """
            <decision id='d' name='Dish' ><decisionTable><input id='i'><inputExpression typeRef='integer'>
            <text>guests</text></inputExpression></input><input><inputExpression typeRef='string'><text>season</text>
            </inputExpression></input><output name='dish' typeRef='string'/><rule><inputEntry><text>&lt;= 8</text>
            </inputEntry><inputEntry><text>"Fall"</text></inputEntry><outputEntry><text>"Ribs"</text></outputEntry>
            </rule><rule><inputEntry><text>&gt; 8</text></inputEntry><inputEntry><text/></inputEntry><outputEntry>
            <text>"Stew for " + string(guests)</text></outputEntry></rule></decisionTable></decision>
            """)
        let decisions = DMN.compile(table)
        #expect(decisions.problems.map(\.code) == ["dmn.implicit-input"])
        #expect(decisions.inputs.map(\.name) == ["guests", "season"])
        #expect(decisions.evaluate("Dish", with: ["guests": 5, "season": "Fall"]).value == "Ribs")
        #expect(decisions.evaluate("d", with: ["guests": 20]).value == "Stew for 20")
        let passed = DMN.compile(model(decision("d", "(function(f) f(9))(sqrt)")))
        #expect(passed.problems.isEmpty && passed.evaluate("d", with: [:]).value == 3)
    }

    @Test("a service is a function of its inputs, evaluated apart")
    func services() {
        let text =
            "<inputData id='i' name='i'><variable name='i' typeRef='number'/></inputData>"
            + decision("base", "100", type: "number") + "<decision id='out' name='out'>"
            + "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
            + "<informationRequirement><requiredDecision href='#base'/></informationRequirement>"
            + "<literalExpression><text>i + base</text></literalExpression></decision>"
            + "<decisionService id='s' name='s'><outputDecision href='#out'/><inputDecision href='#base'/>"
            + "<inputData href='#i'/></decisionService>"
            + decision("call", needs: ["#s()", "#out"], "[s(1, 2), s(base: 1, i: 5), s(1), s(\"x\", 1), out]")
        let decisions = DMN.compile(model(text))
        #expect(decisions.problems.isEmpty)
        #expect(decisions.evaluate("call", with: ["i": 7]).value == [3, 6, .null, .null, 107])
        #expect(decisions.evaluate(service: "s", with: ["i": 1, "base": 2]).value == ["out": 3])
        #expect(decisions.evaluate("nothing", with: [:]).problems.map(\.code) == ["dmn.unknown-element"])
    }

    @Test("what is wrong in the logic is told with its place")
    func problems() {
        let decisions = DMN.compile(
            model("<decision name='d'>\n<literalExpression><text>1 +\n  )</text></literalExpression></decision>"))
        let problem = decisions.problems.first
        #expect(decisions.problems.count == 1 && problem?.severity == .error)
        #expect(problem?.place == DMN.Place(line: 3, column: 3) && problem?.element == "d")
        #expect(problem?.code.hasPrefix("feel.syntax.") == true && problem?.message.chinese.isEmpty == false)
        for (text, column) in [("1 &lt; 2 and )", 78), ("<![CDATA[1 < 2 and )]]>", 84)] {
            let found = DMN.compile(
                model(
                    "\n<decision name='d'><variable name='d'/><literalExpression><text>\(text)</text></literalExpression></decision>"
                ))
            #expect(found.problems.map(\.place) == [DMN.Place(line: 2, column: column)], "\(text)")
        }
    }
}
