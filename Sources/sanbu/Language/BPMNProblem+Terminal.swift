import BPMN
import Basics
import Foundation
import XMLTree

extension BPMN.Problem {
    /// Whether nothing could be read at all.
    var isFatal: Bool { code.hasPrefix("xml.") || code == "bpmn.not-bpmn" }

    /// The problem as an object for programs.
    var json: JSON {
        var object: [(String, JSON)] = [
            ("line", .integer(Int64(place.line))), ("column", .integer(Int64(place.column))),
            ("severity", .string(severity.rawValue)), ("code", .string(code)), ("element", .string(element)),
            ("en", .string(message.english)), ("zh-CN", .string(message.chinese)),
        ]
        if let advice {
            object.append(("advice", ["en": .string(advice.english), "zh-CN": .string(advice.chinese)]))
        }
        return .object(OrderedMap(object))
    }
}

extension Terminal {
    /// Prints `file:line:column: error: …`, as compilers do, in the language of the environment.
    static func print(_ problem: BPMN.Problem, _ file: String, to output: FileHandle = .standardError) {
        let isChinese = (ProcessInfo.processInfo.environment["LANG"] ?? "").hasPrefix("zh")
        func text(_ wording: BPMN.Wording) -> String { isChinese ? wording.chinese : wording.english }
        let name = problem.element.isEmpty ? "" : " \(problem.element):"
        let advice = problem.advice.map { " " + text($0) } ?? ""
        let line =
            "\(file):\(problem.place.line):\(problem.place.column): \(problem.severity.rawValue):\(name) "
            + "\(text(problem.message))\(advice) [\(problem.code)]\n"
        output.write(Data(line.utf8))
    }
}
