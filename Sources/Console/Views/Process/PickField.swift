import HTML

/// The people whom somebody picks for a later step.
struct PickField: View {
    /// The step's element id.
    var step: String
    var label: String
    var people: [Choice]
    var chosen: Set<String> = []

    func html(_ page: PageContext) -> HTML {
        """
        <label class="fld"><span>\(page.t("task.pick", label))</span><select class="in many" name="pick.\(step)" multiple size="4">\
        \(people.html { "<option value=\"\($0.value)\"\(flag: "selected", chosen.contains($0.value))>\($0.label)</option>" })</select></label>
        """
    }
}
