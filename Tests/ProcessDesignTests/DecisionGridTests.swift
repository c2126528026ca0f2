import Basics
import DMN
import FEELValues
import Testing
import TimeZones

@testable import ProcessDesign

@Suite("A decision as a grid") struct DecisionGridTests {
    private let source = """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:v="urn:other" id="m" name="级别" namespace="urn:m">
          <inputData id="amount_data" name="amount"><variable name="amount" typeRef="number"/></inputData>
          <decision id="level" name="级别" v:kept="yes"><variable name="级别" typeRef="number"/>
            <informationRequirement id="r1"><requiredInput href="#amount_data"/></informationRequirement>
            <decisionTable id="t" hitPolicy="UNIQUE">
              <input id="i1" label="金额"><inputExpression id="x1" typeRef="number"><text>amount</text></inputExpression></input>
              <output id="o1" label="级别" typeRef="number"/>
              <rule id="R1"><description>小额</description><inputEntry id="c1"><text>&lt; 100</text></inputEntry><outputEntry id="v1"><text>1</text></outputEntry></rule>
              <rule id="R2"><inputEntry id="c2"><text>&gt;= 100</text></inputEntry><outputEntry id="v2"><text>2</text></outputEntry></rule>
            </decisionTable>
          </decision>
        </definitions>
        """

    private var model: DMN.Model { DMN.read(source).model }
    private let zones = SystemTimeZones()

    @Test("leaves the model as it was when nothing is changed") func isLossless() throws {
        let grid = DecisionGrid(model)
        let back = try DecisionGrid(json: try JSON.parse(grid.json.text))
        #expect(back == grid)
        #expect(grid.apply(to: model).text() == model.text())
    }

    @Test("keeps descriptions and other vendors' attributes when cells, rules and columns change") func keeps() throws {
        var grid = DecisionGrid(model)
        grid.tables[0].rules[0].inputs[0] = "< 50"
        grid.tables[0].rules.insert(.init(id: "", inputs: ["[50..100)"], outputs: ["9"], annotations: []), at: 1)
        let text = grid.apply(to: model).text()
        #expect(text.contains("<description>小额</description>") && text.contains("v:kept=\"yes\""))
        let back = DMN.read(text).model
        #expect(DecisionGrid(back).tables[0].rules.map(\.inputs) == [["< 50"], ["[50..100)"], [">= 100"]])
        #expect(GridCheck(back, zones: zones).findings.isEmpty, "\(GridCheck(back, zones: zones).findings)")
    }

    @Test("brings a datum for a column that reads a new name, and takes it away again") func followsInputs() throws {
        var grid = DecisionGrid(model)
        grid.tables[0].inputs.append(.init(id: "", label: "地区", expression: "region", type: "string", values: "", fallback: ""))
        let wider = grid.apply(to: model)
        #expect(GridTrial.inputs(wider, zones: zones).map(\.name).sorted() == ["amount", "region"])
        #expect(wider.decisions[0].requirements.count == 2)
        var narrower = DecisionGrid(wider)
        narrower.tables[0].inputs.removeLast()
        let back = narrower.apply(to: wider)
        #expect(GridTrial.inputs(back, zones: zones).map(\.name) == ["amount"] && back.decisions[0].requirements.count == 1)
    }

    @Test("marks the cell that is wrong") func marksCells() throws {
        var grid = DecisionGrid(model)
        grid.tables[0].rules[1].inputs[0] = ">= ="
        let finding = try #require(GridCheck(grid.apply(to: model), zones: zones).findings.first { $0.isError })
        #expect(finding.decision == "level" && finding.rules == [1] && finding.column == 0)
        grid = DecisionGrid(model)
        grid.tables[0].rules[1].outputs[0] = "1 +"
        let output = try #require(GridCheck(grid.apply(to: model), zones: zones).findings.first { $0.isError })
        #expect(output.rules == [1] && output.column == 1)
    }

    @Test("marks gaps and overlaps with their rules") func marksRules() throws {
        var grid = DecisionGrid(model)
        grid.tables[0].rules[0].inputs[0] = "< 50"
        #expect(GridCheck(grid.apply(to: model), zones: zones).findings.contains { $0.kind == "gap" && $0.rules.isEmpty })
        grid.tables[0].rules[0].inputs[0] = "< 150"
        let overlap = try #require(GridCheck(grid.apply(to: model), zones: zones).findings.first { $0.kind == "overlap" })
        #expect(overlap.rules == [0, 1] && overlap.column == nil && overlap.isError)
    }

    @Test("tries values out and says which rules matched") func tries() {
        let outcome = GridTrial.run(model, decision: "level", texts: [("amount", "120")], zones: zones)
        #expect(outcome.value == .number(2) && outcome.rules == [1])
        #expect(GridTrial.run(model, decision: "level", texts: [("amount", "20")], zones: zones).rules == [0])
    }

    @Test("a new decision can be deployed as it is") func new() {
        let made = DMN.read(DecisionGrid.new(id: "fresh", name: "新决策").text()).model
        #expect(GridCheck(made, zones: zones).findings.filter(\.isError).isEmpty, "\(GridCheck(made, zones: zones).findings)")
        #expect(DecisionGrid(made).tables.map(\.decision) == ["fresh"])
    }
}
