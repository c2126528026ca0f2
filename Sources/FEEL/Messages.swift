/// The texts of syntax errors, diagnostics and findings by code, in the languages of the platform.
public enum Messages {
    public enum Language: String, Sendable, CaseIterable {
        case english = "en"
        case chinese = "zh-CN"
    }

    /// The text of a code with its arguments in place; the code itself when it is unknown.
    public static func text(_ code: String, _ arguments: [String] = [], language: Language) -> String {
        guard var text = catalogue(language)[code] else { return code }
        for (index, argument) in arguments.enumerated() {
            text = replace("{\(index)}", in: text, with: argument)
        }
        return text
    }

    /// All codes that have a text.
    public static func codes(_ language: Language) -> Set<String> { Set(catalogue(language).keys) }

    private static func replace(_ mark: String, in text: String, with argument: String) -> String {
        guard let start = Text.find(mark, in: text) else { return text }
        let end = start + mark.utf8.count
        return Text.slice(text, 0, start) + argument + Text.slice(text, end, text.utf8.count)
    }

    private static func catalogue(_ language: Language) -> [String: String] {
        language == .english ? english : chinese
    }

    private static let english = parse(
        """
        feel.syntax.expected = Expected {0}, found {1}.
        feel.syntax.unterminated-text = The text has no closing quote.
        feel.syntax.unterminated-comment = The comment has no end.
        feel.syntax.bad-escape = “{0}” is no escape.
        feel.syntax.bad-number = “{0}” is no number.
        feel.syntax.bad-temporal = “{0}” is no date, time or duration.
        feel.syntax.unknown-type = There is no type “{0}”.
        feel.syntax.too-deep = The expression nests deeper than {0} levels.
        feel.syntax.too-long = The expression is longer than {0} characters.
        feel.syntax.too-ambiguous = The expression can be read in too many ways.
        feel.unknown-name = There is no “{0}” here.
        feel.unknown-member = A {1} has no “{0}”.
        feel.wrong-operands = “{0}” does not work on {1} and {2}.
        feel.incomparable = “{0}” cannot compare {1} with {2}.
        feel.not-boolean = A condition must be true or false, not {0}.
        feel.not-callable = A {0} cannot be called.
        feel.wrong-arguments = {0} cannot be called with these arguments: {1}.
        feel.wrong-argument = {0}: an argument does not fit ({1}).
        feel.wrong-result = The result must be {0}, not {1}.
        feel.invalid-range = There is no range from {0} to {1}.
        feel.not-iterable = One cannot go through {0}.
        feel.duplicate-key = The key “{0}” occurs twice.
        feel.out-of-range = The result of {0} is too large.
        feel.no-clock = {0}() has no clock here.
        feel.not-available = {0} functions are not available here.
        feel.out-of-steps = The evaluation takes too many steps.
        feel.out-of-memory = The evaluation takes too much memory.
        feel.too-deep = The evaluation nests too deep.
        feel.value-too-large = The value is too large.
        feel.check.unknown-name = There is no “{0}” here.
        feel.check.unknown-name-suggest = There is no “{0}” here. Did you mean “{1}”?
        feel.check.unknown-member = {1} has no “{0}”.
        feel.check.unknown-member-suggest = {1} has no “{0}”. Did you mean “{2}”?
        feel.check.wrong-operands = “{0}” does not work on {1} and {2}.
        feel.check.incomparable = “{0}” compares {1} with {2}, which is never true.
        feel.check.never-true = This is never true.
        feel.check.always-true = This is always true.
        feel.check.not-boolean = A condition must be boolean, not {0}.
        feel.check.wrong-count = {0} cannot be called with {1} arguments.
        feel.check.unknown-parameter = {0} has no parameter “{1}”.
        feel.check.unknown-parameter-suggest = {0} has no parameter “{1}”. Did you mean “{2}”?
        feel.check.wrong-argument = {0} wants {2} for “{1}”, not {3}.
        feel.check.not-callable = A {0} cannot be called.
        feel.check.wrong-result = The result is {1}, but {0} is wanted.
        feel.sql.unknown-name = “{0}” is no field that can be searched.
        feel.sql.not-supported = “{0}” cannot run in the database.
        feel.sql.differs = “{0}” works differently in the database.
        feel.sql.wrong-kinds = These do not go together: {0}.
        feel.sql.may-overflow = The result of “{0}” could be too large for the database.
        """)

    private static let chinese = parse(
        """
        feel.syntax.expected = 这里应为 {0}，却是 {1}。
        feel.syntax.unterminated-text = 文本缺少结束引号。
        feel.syntax.unterminated-comment = 注释没有结束。
        feel.syntax.bad-escape = “{0}”不是有效的转义。
        feel.syntax.bad-number = “{0}”不是数字。
        feel.syntax.bad-temporal = “{0}”不是日期、时间或时长。
        feel.syntax.unknown-type = 没有类型“{0}”。
        feel.syntax.too-deep = 表达式嵌套超过 {0} 层。
        feel.syntax.too-long = 表达式超过 {0} 个字符。
        feel.syntax.too-ambiguous = 表达式的读法过多，无法确定。
        feel.unknown-name = 这里没有“{0}”。
        feel.unknown-member = {1} 没有“{0}”。
        feel.wrong-operands = “{0}”不能用于 {1} 与 {2}。
        feel.incomparable = “{0}”不能比较 {1} 与 {2}。
        feel.not-boolean = 条件必须为真或假，而不是 {0}。
        feel.not-callable = {0} 不能调用。
        feel.wrong-arguments = {0} 不能用这些参数调用：{1}。
        feel.wrong-argument = {0}：参数不合适（{1}）。
        feel.wrong-result = 结果应为 {0}，而不是 {1}。
        feel.invalid-range = 没有从 {0} 到 {1} 的区间。
        feel.not-iterable = {0} 不能逐项遍历。
        feel.duplicate-key = 键“{0}”出现了两次。
        feel.out-of-range = {0} 的结果过大。
        feel.no-clock = 这里 {0}() 没有时钟。
        feel.not-available = 这里不能使用 {0} 函数。
        feel.out-of-steps = 计算步骤过多。
        feel.out-of-memory = 计算占用内存过多。
        feel.too-deep = 计算嵌套过深。
        feel.value-too-large = 值过大。
        feel.check.unknown-name = 这里没有“{0}”。
        feel.check.unknown-name-suggest = 这里没有“{0}”。是否要写“{1}”？
        feel.check.unknown-member = {1} 没有“{0}”。
        feel.check.unknown-member-suggest = {1} 没有“{0}”。是否要写“{2}”？
        feel.check.wrong-operands = “{0}”不能用于 {1} 与 {2}。
        feel.check.incomparable = “{0}”比较 {1} 与 {2}，永远不成立。
        feel.check.never-true = 此条件永远不成立。
        feel.check.always-true = 此条件永远成立。
        feel.check.not-boolean = 条件应为布尔值，而不是 {0}。
        feel.check.wrong-count = {0} 不能用 {1} 个参数调用。
        feel.check.unknown-parameter = {0} 没有参数“{1}”。
        feel.check.unknown-parameter-suggest = {0} 没有参数“{1}”。是否要写“{2}”？
        feel.check.wrong-argument = {0} 的“{1}”应为 {2}，而不是 {3}。
        feel.check.not-callable = {0} 不能调用。
        feel.check.wrong-result = 结果是 {1}，但应为 {0}。
        feel.sql.unknown-name = “{0}”不是可以查询的字段。
        feel.sql.not-supported = “{0}”不能在数据库中执行。
        feel.sql.differs = “{0}”在数据库中的结果不同。
        feel.sql.wrong-kinds = 这些类型不能一起使用：{0}。
        feel.sql.may-overflow = “{0}”的结果可能超出数据库的范围。
        """)

    private static func parse(_ table: String) -> [String: String] {
        var texts: [String: String] = [:]
        for line in table.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            texts[String(parts[0].dropLast())] = String(parts[1].dropFirst())
        }
        return texts
    }
}
