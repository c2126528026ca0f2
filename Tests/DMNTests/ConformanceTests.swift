import DMN
import DMNConformance
import FEELValues
import Foundation
import Testing
import TimeZones

/// The public conformance suite, one argument a folder. `dmn-expected-failures.txt` may only shrink: a case that is listed
/// and passes fails the run as much as one that fails and is not listed.
@Suite("DMN conformance", .enabled(if: Suite.isPresent)) struct ConformanceTests {
    private static let folders: [String] = {
        let tests = Suite.files(Suite.conformance, ending: ".xml").filter {
            DMNConformance.isTest(($0 as NSString).lastPathComponent)
        }
        return Set(tests.map { ($0 as NSString).deletingLastPathComponent }).sorted()
    }()

    private static let expectedFailures: Set<String> = {
        let list = (#filePath as NSString).deletingLastPathComponent + "/../Conformance/dmn-expected-failures.txt"
        let text = (try? String(contentsOfFile: list, encoding: .utf8)) ?? ""
        return Set(text.split(separator: "\n").map(String.init).filter { !$0.isEmpty && !$0.hasPrefix("#") })
    }()

    @Test("every case gives what is expected", arguments: folders)
    func cases(_ folder: String) throws {
        let path = folder.dropFirst(Suite.conformance.count + 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let files = names.filter { $0.hasSuffix(".dmn") || $0.hasSuffix(".xml") }.map {
            DMNConformance.File(name: $0, bytes: Suite.bytes(folder + "/" + $0))
        }
        let moment = DateAndTime("2026-07-01T12:00:00Z", zones: SystemTimeZones())
        let runner = DMNConformance(zones: SystemTimeZones(), now: moment)
        let result = runner.run(DMNConformance.Folder(path: String(path), files: files))
        #expect(!result.cases.isEmpty)
        for test in result.cases {
            let isExpected = Self.expectedFailures.contains("\(path) \(test.name)")
            #expect(
                test.isPassed != isExpected,
                "\(test.name): \(test.failures.map { "\($0.result): expected \($0.expected), actual \($0.actual)" })")
        }
    }

    @Test("the runner tells right from wrong")
    func runner() throws {
        let model = Suite.wrapped(
            "<decision name='d'><literalExpression><text>[1, {a: 1/3}, null]</text></literalExpression></decision>")
        func test(_ third: String, _ type: String) -> String {
            """
            <testCases xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:x='http://www.w3.org/2001/XMLSchema'>
            <modelName>m.dmn</modelName><testCase id='1'><resultNode name='d'><expected><list>
            <item><value xsi:type='x:decimal'>1.0</value></item>
            <item><component name='a'><value xsi:type='x:\(type)'>\(third)</value></component></item>
            <item><value xsi:nil='true'/></item></list></expected></resultNode></testCase></testCases>
            """
        }
        for (third, type, passes) in [
            ("0.333333333", "double", true), ("0.3333333333", "decimal", true), ("0.33", "decimal", false),
            ("0.33", "double", false), ("0.333", "string", false),
        ] {
            let files = [
                DMNConformance.File(name: "m.dmn", bytes: Array(model.utf8)),
                DMNConformance.File(name: "m-test-01.xml", bytes: Array(test(third, type).utf8)),
            ]
            let result = DMNConformance(zones: NoTimeZones()).run(DMNConformance.Folder(path: "f", files: files))
            #expect(result.passed == (passes ? 1 : 0) && result.cases.count == 1)
            let report = DMNConformance.Report([result])
            #expect(report.text.hasSuffix(passes ? "1/1 cases, 1/1 folders" : "0/1 cases, 0/1 folders"))
            #expect(report.text.contains("FAIL f m-test-01.xml 1") != passes)
        }
    }
}
