import Basics
import FEELValues
import ProcessEngine

extension ScenarioPlay {
    func performApproval(_ json: JSON) -> [String] { ["not yet"] }
}

extension Directory {
    /// A directory as a scenario writes it.
    init(scenario json: JSON) {
        self.init()
    }
}
