import BPMN
import Foundation
import Testing

/// Files that tests read at run time from beside the project; absent ones make their tests skip.
enum Suite {
    /// The shared folder: `SANBU_SHARED`, or `../shared` from the package's root.
    static let shared: String = {
        if let path = ProcessInfo.processInfo.environment["SANBU_SHARED"] { return path }
        return FileManager.default.currentDirectoryPath + "/../shared"
    }()

    /// The models of the interchange working group.
    static let models: [String] = {
        let folder = shared + "/conformance/miwg"
        guard let paths = FileManager.default.enumerator(atPath: folder) else { return [] }
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".bpmn") }.map { folder + "/" + $0 }.sorted()
    }()

    static var isPresent: Bool { !models.isEmpty }

    static func bytes(_ path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map(Array.init) ?? [] }
}

/// Numbers that look random and can be repeated from their seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Models written short in tests.
enum Short {
    static let namespaces = """
        xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
        xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
        xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:sanbu="https://sanbu.dev/bpmn/1" \
        xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" \
        xmlns:flowable="http://flowable.org/bpmn" xmlns:activiti="http://activiti.org/bpmn" \
        xmlns:operaton="http://operaton.org/schema/1.0/bpmn" xmlns:acme="urn:acme"
        """

    /// A file around root elements.
    static func definitions(_ inside: String) -> String {
        "<definitions \(namespaces) targetNamespace=\"urn:test\">\n\(inside)\n</definitions>"
    }

    /// A file with one executable process.
    static func process(_ inside: String, roots: String = "") -> String {
        definitions("\(roots)<process id=\"p\" isExecutable=\"true\">\n\(inside)\n</process>")
    }

    /// The first node of a process with only that node.
    static func node(_ xml: String, roots: String = "") throws -> BPMN.FlowNode {
        let (definitions, problems) = BPMN.read(process(xml, roots: roots))
        #expect(!problems.contains { $0.severity == .error })
        return try #require(definitions.processes.first?.scope.nodes.first)
    }
}
