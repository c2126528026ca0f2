import HTML

/// A record's score with what it is made of, so that nobody has to believe a number.
struct ScorePanel: View {
    var title: String
    var value: Int
    var note: String
    var factors: [Factor]

    struct Factor: Sendable {
        var label: String
        var value: String
        /// "×1.8"
        var ratio: String
        var isGood: Bool
        /// "23 of 31 won"
        var note: String
    }

    func html(_ page: PageContext) -> HTML {
        """
        <header><h2>\(title)</h2></header><div class="score"><span class="score-ring">\(ring(value, hue: value >= 60 ? 155 : value >= 30 ? 75 : 25))</span>\
        <b class="num">\(value)</b><span class="mute">\(note)</span></div>\
        <ul class="score-factors">\(factors.html { factor($0) })</ul>
        """
    }

    private func factor(_ factor: Factor) -> HTML {
        """
        <li><span class="grow"><span class="mute">\(factor.label)</span> \(factor.value)</span>\
        <small class="mute num">\(factor.note)</small><b class="num \(factor.isGood ? "up" : "down")">\(factor.ratio)</b></li>
        """
    }
}
