import HTML

/// A table to read, in its own scrolling region.
func plainTable(label: String, heads: HTML, rows: HTML, classes: String = "") -> HTML {
    """
    <div class="grid" tabindex="0" role="region" aria-label="\(label)"><table class="table plain \(classes)"><thead>\
    <tr>\(heads)</tr></thead>\
    <tbody>\(rows)</tbody></table></div>
    """
}

/// Column heads out of their texts.
func columnHeads(_ texts: [String]) -> HTML { texts.html { "<th scope=\"col\">\($0)</th>" } }
