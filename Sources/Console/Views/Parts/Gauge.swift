import HTML

/// A ring that is filled to a percentage, in the hue around it. SVG attributes, since the policy forbids inline style.
func ring(_ percent: Int, hue: Int?) -> HTML {
    let filled = min(max(percent, 0), 100)
    return """
        <svg class="ring \(hueClass(hue))" viewBox="0 0 14 14" aria-hidden="true">\
        <circle class="rest" cx="7" cy="7" r="5"/>\
        <circle class="done" cx="7" cy="7" r="5" pathLength="100" stroke-dasharray="\(filled) 100" \
        transform="rotate(-90 7 7)"/></svg>
        """
}

/// A bar filled to a percentage, or one that only says that something goes on.
func bar(_ percent: Int?, label: String, style: String = "") -> HTML {
    let value = percent.map { String(min(max($0, 0), 100)) }
    return """
        <progress class="bar \(style)" max="100"\(attribute: "value", value) aria-label="\(label)"></progress>
        """
}
