import Basics
import Metadata
import SQLStore

/// Folds texts so that spellings of the same thing compare equal.
enum MatchText {
    static func key(_ value: SQLValue, _ kind: MatchKey) -> SQLValue {
        guard case .text(let text) = value else { return .null }
        let key = switch kind {
        case .exact: Trimming.trimmed(text)
        case .phone: PhoneFieldType.normal(text) ?? Trimming.trimmed(text)
        case .company: company(text)
        case .code: HanText.folded(text).filter { $0.isLetter || $0.isNumber }
        }
        return key.isEmpty ? .null : .text(key)
    }

    private static let endings = ["股份有限公司", "有限责任公司", "有限公司", "集团公司", "公司", "inc", "ltd", "llc", "corp", "gmbh"]

    /// `杭州云栖医药（连锁）有限公司` and `杭州云栖医药连锁` are the same.
    static func company(_ text: String) -> String {
        var bare = HanText.folded(text).filter { $0.isLetter || $0.isNumber }
        for ending in endings where bare.count > ending.count + 1 && bare.hasSuffix(ending) {
            bare.removeLast(ending.count)
            break
        }
        return bare
    }
}
