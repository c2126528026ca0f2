/// Why a text is not the XML it should be: the place, and what would be right.
public struct XMLProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable code, for example `xml.end-tag`.
    public let code: String
    /// Where it went wrong.
    public let position: XMLPosition
    /// What is wrong and what would be right, in English.
    public let english: String
    /// The same in Chinese (zh-CN).
    public let chinese: String

    /// A problem from its parts.
    public init(_ code: String, at position: XMLPosition, _ english: String, _ chinese: String) {
        self.code = "xml." + code
        self.position = position
        self.english = english
        self.chinese = chinese
    }

    public var description: String { "\(position): \(english) [\(code)]" }

    static func tooLarge(_ count: Int, _ limit: Int) -> XMLProblem {
        XMLProblem(
            "too-large", at: XMLPosition(line: 1, column: 1),
            "The document has \(count) bytes; at most \(limit) are read.",
            "文档有 \(count) 字节，最多读取 \(limit) 字节。")
    }
}
