extension BPMN.Drawing {
    /// The style of a drawing. A page may set the variables; what does not know `light-dark` takes the plain colour.
    var style: String {
        let scheme =
            switch theme {
            case .inherited: ""
            case .automatic: ".sanbu-bpmn{color-scheme:light dark}"
            case .light: ".sanbu-bpmn{color-scheme:light}"
            case .dark: ".sanbu-bpmn{color-scheme:dark}"
            }
        return scheme + Self.rules
    }

    private static func rule(_ selector: String, _ property: String, _ name: String, _ light: String, _ dark: String)
        -> String
    {
        ".sanbu-bpmn \(selector){\(property):\(light);\(property):var(--bpmn-\(name),light-dark(\(light),\(dark)))}"
    }

    private static let rules: String = [
        ".sanbu-bpmn{font:12px var(--bpmn-font,Inter,\"PingFang SC\",\"Microsoft YaHei UI\",\"Noto Sans CJK SC\",\"Noto Sans\",Helvetica,Arial,sans-serif)}",
        ".sanbu-bpmn .n{fill:none}.sanbu-bpmn .s,.sanbu-bpmn .k,.sanbu-bpmn .e{stroke-linejoin:round;stroke-linecap:round}",
        rule(".s", "stroke", "stroke", "#2b2f38", "#c9ccd4"),
        rule(".f", "fill", "fill", "#ffffff", "#23262d"),
        rule(".c", "fill", "container", "#ffffff", "#1b1d22"),
        rule(".h", "fill", "header", "#f4f5f8", "#24272e"),
        rule(".k", "stroke", "stroke", "#2b2f38", "#c9ccd4"),
        rule(".i", "fill", "stroke", "#2b2f38", "#c9ccd4"),
        rule(".o", "stroke", "fill", "#ffffff", "#23262d"),
        rule(".e", "stroke", "edge", "#4a505c", "#9ba1ad"),
        rule(".a", "fill", "edge", "#4a505c", "#9ba1ad"),
        rule(".t", "fill", "text", "#1c1f26", "#e8eaee"),
        rule(".l", "stroke", "line", "#8b919d", "#5d636f"),
        rule(".halo", "stroke", "background", "#ffffff", "#1b1d22"),
        rule(".bg", "fill", "background", "#ffffff", "#1b1d22"),
        ".sanbu-bpmn .halo{stroke-width:3px;stroke-linejoin:round;paint-order:stroke}",
        rule(".active", "stroke", "active", "#3b5bdb", "#8aa2ff"),
        rule(".completed", "stroke", "completed", "#2f8f5b", "#63c996"),
        rule(".failed", "stroke", "failed", "#c92a2a", "#ff8787"),
        ".sanbu-bpmn .skipped{opacity:.4}",
        rule(".badge-tokens", "fill", "active", "#3b5bdb", "#5c7cfa"),
        rule(".badge-incidents", "fill", "failed", "#c92a2a", "#e03131"),
        rule(".badge-count", "fill", "count", "#5a6070", "#4a505c"),
        rule(".badge-note", "fill", "note", "#7a5af8", "#7a5af8"),
        ".sanbu-bpmn .badge{fill:#fff;font-size:11px;font-weight:600;text-anchor:middle}",
        rule(".ring", "stroke", "background", "#ffffff", "#1b1d22"),
    ].joined()
}
