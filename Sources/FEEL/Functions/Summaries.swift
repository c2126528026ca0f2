import FEELValues

/// One sentence about each built-in function, for reference pages and for editors that complete what one types.
extension BuiltIns {
    /// What a function does; `nil` for a name that is no built-in function.
    public static func summary(of name: String, language: Messages.Language) -> String? {
        summaries[name].map { language == .english ? $0.english : $0.chinese }
    }

    /// The signatures of a function as the standard writes them: `substring(string, start position, length?)`.
    public static func usage(of function: BuiltIn) -> [String] {
        function.signatures.map { signature in
            let last = signature.parameters.count - 1
            let parameters = signature.parameters.enumerated().map { index, parameter in
                let mark = index >= signature.required ? "?" : signature.isVariadic && index == last ? "…" : ""
                return parameter.name + mark + (parameter.type == .any ? "" : ": \(parameter.type)")
            }
            let result = signature.result == .any ? "" : " → \(signature.result)"
            return "\(function.name)(\(parameters.joined(separator: ", ")))\(result)"
        }
    }

    private static let summaries: [String: (english: String, chinese: String)] = {
        var result: [String: (english: String, chinese: String)] = [:]
        for line in (valueTable + "\n" + listTable + "\n" + relationTable).split(separator: "\n") {
            let parts = line.split(separator: "|")
            if parts.count == 3 { result[String(parts[0])] = (String(parts[1]), String(parts[2])) }
        }
        return result
    }()

    private static let valueTable = """
        date|A date from a text, from a date and time, or from year, month and day.|由文本、日期时间或年月日得到日期。
        time|A time from a text, from a date and time, or from hour, minute, second and offset.|由文本、日期时间或时分秒与时差得到时间。
        date and time|A date and time from a text, or from a date and a time.|由文本或日期与时间得到日期时间。
        number|A number from a text, with the separators that the text uses.|按文本所用的分隔符把文本变成数字。
        string|The text of any value.|任何值的文本。
        duration|A duration from a text such as P1DT2H or P1Y2M.|由 P1DT2H 或 P1Y2M 这样的文本得到时长。
        years and months duration|The whole months between two dates.|两个日期之间的整月数。
        range|A range from a text such as [1..10).|由 [1..10) 这样的文本得到区间。
        not|The opposite of a boolean; null stays null.|布尔值取反；空值仍为空。
        substring|Part of a text from a position on, counted from 1, from the end when negative.|从某位置起的一段文本；位置从 1 数起，负数从末尾数。
        string length|How many characters a text has.|文本的字符数。
        upper case|The text in capital letters.|变成大写。
        lower case|The text in small letters.|变成小写。
        substring before|What stands before the first match; nothing when there is none.|首个匹配之前的部分；没有匹配则为空文本。
        substring after|What stands after the first match; nothing when there is none.|首个匹配之后的部分；没有匹配则为空文本。
        replace|The text with every match of a pattern replaced; $1 stands for a group.|把模式的每个匹配替换掉；$1 代表分组。
        contains|Whether the text holds another.|是否包含另一文本。
        starts with|Whether the text begins with another.|是否以另一文本开头。
        ends with|Whether the text ends with another.|是否以另一文本结尾。
        matches|Whether a pattern has a match in the text; flags s, m, i, x and q.|模式是否在文本中有匹配；标志有 s、m、i、x、q。
        split|The parts of a text between the matches of a pattern.|按模式的匹配把文本分成几段。
        string join|The texts of a list with a delimiter between them; nulls are left out.|用分隔符连接列表中的文本；空值略去。
        decimal|The number with so many decimal places, a half to the even digit.|保留若干位小数，五取偶。
        floor|The number rounded down to so many decimal places.|向下取到若干位小数。
        ceiling|The number rounded up to so many decimal places.|向上取到若干位小数。
        round up|The number rounded away from zero.|远离零取整到若干位小数。
        round down|The number rounded towards zero.|向零取整到若干位小数。
        round half up|The number rounded to the nearest, a half away from zero.|四舍五入，五远离零。
        round half down|The number rounded to the nearest, a half towards zero.|就近取整，五向零。
        abs|The magnitude of a number or a duration.|数字或时长的绝对值。
        modulo|The remainder of a division, with the divisor's sign.|除法的余数，符号同除数。
        sqrt|The square root.|平方根。
        log|The natural logarithm.|自然对数。
        exp|Euler's number to a power.|自然指数。
        odd|Whether a number is odd.|是否为奇数。
        even|Whether a number is even.|是否为偶数。
        day of year|The day's number in its year.|一年中的第几天。
        day of week|The weekday's English name.|星期几的英文名。
        month of year|The month's English name.|月份的英文名。
        week of year|The number of the week, as in ISO 8601.|一年中的第几周（ISO 8601）。
        is|Whether two values are the same in kind and form.|两个值的种类与写法是否完全相同。
        now|The present date and time.|当前日期时间。
        today|The present date.|今天的日期。
        """

    private static let listTable = """
        list contains|Whether an element is in the list.|列表是否含有某元素。
        count|How many elements there are.|元素个数。
        min|The smallest element.|最小的元素。
        max|The largest element.|最大的元素。
        sum|The sum of the numbers.|数字之和。
        mean|The mean of the numbers.|数字的平均值。
        all|Whether all are true.|是否全为真。
        any|Whether any is true.|是否有一个为真。
        sublist|Part of a list from a position on.|从某位置起的一段列表。
        append|The list with more elements at its end.|在列表末尾加上元素。
        concatenate|Several lists one after the other.|把几个列表接在一起。
        insert before|The list with an element put in at a position.|在某位置之前插入元素。
        remove|The list without the element at a position.|去掉某位置的元素。
        reverse|The list from its end to its start.|倒过来的列表。
        index of|The positions of an element.|某元素所在的各位置。
        union|Several lists without repetition.|几个列表合并去重。
        distinct values|The list without repetition.|去重后的列表。
        flatten|The elements of all lists within the list.|把嵌套列表展开成一层。
        product|The product of the numbers.|数字之积。
        median|The number in the middle.|中位数。
        stddev|The standard deviation of a sample.|样本标准差。
        mode|The most frequent numbers.|出现最多的数字。
        list replace|The list with the element at a position, or all that a function picks, replaced.|替换某位置或函数选中的元素。
        sort|The list in order, or in the order of a function that tells which of two comes first.|排序；可给出判断先后的函数。
        get value|The value of a key, or of a path of keys.|某个键或一串键的值。
        get entries|The keys and values of a context as a list.|把上下文变成键与值的列表。
        context|A context from a list of keys and values.|由键与值的列表得到上下文。
        context put|The context with the value of a key, or of a path of keys, set.|设置某个键或一串键的值。
        context merge|Several contexts in one; the last value of a key counts.|合并几个上下文；同名键取最后的值。
        """

    private static let relationTable = """
        before|Whether the first ends before the second begins.|前者是否在后者开始之前结束。
        after|Whether the first begins after the second ends.|前者是否在后者结束之后开始。
        meets|Whether the first ends where the second begins.|前者的终点是否正是后者的起点。
        met by|Whether the first begins where the second ends.|前者的起点是否正是后者的终点。
        overlaps|Whether the two have a part in common.|两者是否有重叠。
        overlaps before|Whether the first begins earlier and ends within the second.|前者是否先开始并在后者之内结束。
        overlaps after|Whether the first begins within the second and ends later.|前者是否在后者之内开始并较晚结束。
        finishes|Whether the first lies at the end of the second.|前者是否在后者的末端。
        finished by|Whether the second lies at the end of the first.|后者是否在前者的末端。
        includes|Whether the second lies within the first.|后者是否在前者之内。
        during|Whether the first lies within the second.|前者是否在后者之内。
        starts|Whether the first lies at the start of the second.|前者是否在后者的起端。
        started by|Whether the second lies at the start of the first.|后者是否在前者的起端。
        coincides|Whether the two are the same.|两者是否相同。
        """
}
