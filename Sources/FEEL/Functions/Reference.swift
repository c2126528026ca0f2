/// The reference page of the built-in functions.
public enum FunctionReference {
    /// The page as Markdown: a row for each function with its signatures and what it does.
    public static func markdown(language: Messages.Language) -> String {
        var lines = language == .english ? englishHead : chineseHead
        for function in BuiltIns.all {
            let usages = BuiltIns.usage(of: function).map { "`\($0)`" }.joined(separator: "<br>")
            lines.append("| \(usages) | \(BuiltIns.summary(of: function.name, language: language) ?? "") |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let englishHead = [
        "# FEEL functions", "",
        "The \(BuiltIns.all.count) built-in functions of DMN 1.5 (§10.3.4). Every one takes its arguments by position or by",
        "name. A wrong number or kind of arguments gives null and a message with line and column.", "",
        "| Function | What it does |", "|---|---|",
    ]

    private static let chineseHead = [
        "# FEEL 函数", "",
        "DMN 1.5（§10.3.4）的 \(BuiltIns.all.count) 个内置函数。参数可按位置或按名称给出；",
        "参数的个数或种类不对时结果为空值，并给出带行列的消息。", "",
        "| 函数 | 用途 |", "|---|---|",
    ]
}
