import HTML

/// A popover opened by its button: native, so it needs no script to open, close and be left by Escape.
/// `popover.js` only places it and moves the focus by arrow keys.
func menu(id: String, button: HTML, classes: String = "btn ghost sm", label: String? = nil, content: HTML) -> HTML {
    """
    <button type="button" class="\(classes)" popovertarget="\(id)"\(attribute: "aria-label", label)\
    \(attribute: "title", label)>\(button)</button>\
    <div class="pop" id="\(id)" popover data-menu>\(content)</div>
    """
}
