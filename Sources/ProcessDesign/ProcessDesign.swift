/// What the designers in the browser need beside the models themselves, as pure functions.
///
/// - ``StepTree``: an approval as steps one below the other, compiled to block-structured BPMN and read back.
/// - ``ModelComparison``: what differs between two versions of a model, element by element.
/// - ``DecisionGrid``: a decision model's tables as grids of texts, put back into the model without loss.
/// - ``ExpressionCheck``: what is wrong with a FEEL text, with places, and the names that may stand in it.
public enum ProcessDesign {
    /// One sentence in the two languages of the house.
    public struct Sentence: Sendable, Hashable, Error {
        /// English.
        public let english: String
        /// Chinese (zh-CN).
        public let chinese: String

        /// A sentence in both languages.
        public init(_ english: String, _ chinese: String) {
            self.english = english
            self.chinese = chinese
        }

        /// The sentence in a language, by its tag.
        public func text(_ locale: String) -> String { locale.hasPrefix("zh") ? chinese : english }
    }
}
