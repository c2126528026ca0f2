/// A set of characters of a pattern.
struct CharacterSet: Sendable {
    private var ranges: [ClosedRange<UInt32>] = []
    private var categories: Set<Unicode.GeneralCategory> = []
    private var members: [CharacterSet] = []
    private var isInverted = false
    private var subtracted: [CharacterSet] = []
    private var ignoresCase = false

    init() {}

    init(_ scalar: Unicode.Scalar) { insert(scalar, scalar) }

    private init(ranges: [ClosedRange<UInt32>]) { self.ranges = ranges }

    private init(categories: Set<Unicode.GeneralCategory>) { self.categories = categories }

    static let everything = CharacterSet(ranges: [0...0x10FFFF])
    static let notNewline = CharacterSet(ranges: [0x0A...0x0A, 0x0D...0x0D]).inverted

    mutating func insert(_ first: Unicode.Scalar, _ last: Unicode.Scalar) { ranges.append(first.value...last.value) }

    mutating func formUnion(_ other: CharacterSet) { members.append(other) }

    /// Takes away a class, after inverting this one if it stands so.
    mutating func subtract(isInverted: Bool, _ other: CharacterSet) {
        if isInverted { self.isInverted.toggle() }
        subtracted.append(other)
    }

    var inverted: CharacterSet {
        guard subtracted.isEmpty, !ignoresCase else {
            var outer = CharacterSet()
            outer.members = [self]
            outer.isInverted = true
            return outer
        }
        var copy = self
        copy.isInverted.toggle()
        return copy
    }

    var ignoringCase: CharacterSet {
        var copy = self
        copy.ignoresCase = true
        return copy
    }

    /// With the flag `i` the characters and ranges written stand for both cases, before the class is inverted and
    /// before another is taken away; properties such as `\p{Lu}` stay as they are (XPath functions §5.6.2).
    func contains(_ scalar: Unicode.Scalar) -> Bool { contains(scalar, ignoringCase: ignoresCase) }

    private func contains(_ scalar: Unicode.Scalar, ignoringCase: Bool) -> Bool {
        let isListed =
            isInRanges(scalar) || (ignoringCase && Self.variants(scalar).contains(where: isInRanges))
            || (!categories.isEmpty && categories.contains(scalar.properties.generalCategory))
            || members.contains { $0.contains(scalar) }
        return isListed != isInverted
            && !subtracted.contains { $0.contains(scalar, ignoringCase: ignoringCase || $0.ignoresCase) }
    }

    private func isInRanges(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar.value) } }

    /// The character in upper and in lower case.
    static func variants(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if scalar.isASCII {
            let isLetter = (0x41...0x5A).contains(scalar.value & ~0x20)
            return isLetter ? [Unicode.Scalar(UInt8(scalar.value) ^ 0x20)] : []
        }
        let cases = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
        return cases.compactMap { $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first : nil }
    }

    // MARK: Escapes

    /// The class of `\s`, `\d` and the like.
    init?(escape: Unicode.Scalar) {
        switch escape {
        case "s", "S": self.init(ranges: [0x09...0x0A, 0x0D...0x0D, 0x20...0x20])
        case "d", "D": self.init(categories: [.decimalNumber])
        case "w", "W":
            self.init(categories: Self.punctuation.union(Self.separators).union(Self.others))
            isInverted = true
        case "i", "I": self = Self.nameStart
        case "c", "C":
            self = Self.nameStart
            ranges += [0x2D...0x2E, 0x30...0x39, 0xB7...0xB7, 0x300...0x36F, 0x203F...0x2040]
        default: return nil
        }
        if ["S", "D", "W", "I", "C"].contains(escape) { isInverted.toggle() }
    }

    /// The initial name characters of XML.
    private static let nameStart = CharacterSet(ranges: [
        0x3A...0x3A, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D,
        0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF,
        0xFDF0...0xFFFD, 0x10000...0xEFFFF,
    ])

    /// The class of `\p{L}` or `\p{IsBasicLatin}`; `nil` for a name that is not exactly so.
    init?(property name: String) {
        if name.hasPrefix("Is") {
            guard let block = UnicodeBlocks.range(named: String(name.dropFirst(2))) else { return nil }
            self.init(ranges: [block])
        } else {
            guard let categories = Self.categories(named: name) else { return nil }
            self.init(categories: categories)
        }
    }

    private static let punctuation: Set<Unicode.GeneralCategory> = [
        .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
        .finalPunctuation, .otherPunctuation,
    ]
    private static let separators: Set<Unicode.GeneralCategory> = [
        .spaceSeparator, .lineSeparator, .paragraphSeparator,
    ]
    private static let others: Set<Unicode.GeneralCategory> = [.control, .format, .privateUse, .unassigned, .surrogate]

    private static func categories(named name: String) -> Set<Unicode.GeneralCategory>? {
        switch name {
        case "L": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
        case "M": [.nonspacingMark, .spacingMark, .enclosingMark]
        case "N": [.decimalNumber, .letterNumber, .otherNumber]
        case "P": punctuation
        case "Z": separators
        case "S": [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]
        case "C": others
        default: category(named: name).map { [$0] }
        }
    }

    private static func category(named name: String) -> Unicode.GeneralCategory? {
        switch name {
        case "Lu": .uppercaseLetter
        case "Ll": .lowercaseLetter
        case "Lt": .titlecaseLetter
        case "Lm": .modifierLetter
        case "Lo": .otherLetter
        case "Mn": .nonspacingMark
        case "Mc": .spacingMark
        case "Me": .enclosingMark
        case "Nd": .decimalNumber
        case "Nl": .letterNumber
        case "No": .otherNumber
        case "Pc": .connectorPunctuation
        case "Pd": .dashPunctuation
        case "Ps": .openPunctuation
        case "Pe": .closePunctuation
        case "Pi": .initialPunctuation
        case "Pf": .finalPunctuation
        case "Po": .otherPunctuation
        case "Zs": .spaceSeparator
        case "Zl": .lineSeparator
        case "Zp": .paragraphSeparator
        case "Sm": .mathSymbol
        case "Sc": .currencySymbol
        case "Sk": .modifierSymbol
        case "So": .otherSymbol
        case "Cc": .control
        case "Cf": .format
        case "Co": .privateUse
        case "Cn": .unassigned
        default: nil
        }
    }
}

/// The blocks of Unicode that XML Schema names (part 2 appendix G.4.2.3), without the blanks of their names.
enum UnicodeBlocks {
    static func range(named name: String) -> ClosedRange<UInt32>? { ranges[name] }

    private static let ranges: [String: ClosedRange<UInt32>] = {
        var ranges: [String: ClosedRange<UInt32>] = [:]
        for line in table.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let first = UInt32(parts[0], radix: 16), let last = UInt32(parts[1], radix: 16)
            else { continue }
            ranges[String(parts[2])] = first...last
        }
        return ranges
    }()

    private static let table = """
        0 7F BasicLatin
        80 FF Latin-1Supplement
        100 17F LatinExtended-A
        180 24F LatinExtended-B
        250 2AF IPAExtensions
        2B0 2FF SpacingModifierLetters
        300 36F CombiningDiacriticalMarks
        370 3FF Greek
        370 3FF GreekandCoptic
        400 4FF Cyrillic
        500 52F CyrillicSupplement
        530 58F Armenian
        590 5FF Hebrew
        600 6FF Arabic
        700 74F Syriac
        780 7BF Thaana
        900 97F Devanagari
        980 9FF Bengali
        A00 A7F Gurmukhi
        A80 AFF Gujarati
        B00 B7F Oriya
        B80 BFF Tamil
        C00 C7F Telugu
        C80 CFF Kannada
        D00 D7F Malayalam
        D80 DFF Sinhala
        E00 E7F Thai
        E80 EFF Lao
        F00 FFF Tibetan
        1000 109F Myanmar
        10A0 10FF Georgian
        1100 11FF HangulJamo
        1200 137F Ethiopic
        13A0 13FF Cherokee
        1400 167F UnifiedCanadianAboriginalSyllabics
        1680 169F Ogham
        16A0 16FF Runic
        1780 17FF Khmer
        1800 18AF Mongolian
        1E00 1EFF LatinExtendedAdditional
        1F00 1FFF GreekExtended
        2000 206F GeneralPunctuation
        2070 209F SuperscriptsandSubscripts
        20A0 20CF CurrencySymbols
        20D0 20FF CombiningMarksforSymbols
        20D0 20FF CombiningDiacriticalMarksforSymbols
        2100 214F LetterlikeSymbols
        2150 218F NumberForms
        2190 21FF Arrows
        2200 22FF MathematicalOperators
        2300 23FF MiscellaneousTechnical
        2400 243F ControlPictures
        2440 245F OpticalCharacterRecognition
        2460 24FF EnclosedAlphanumerics
        2500 257F BoxDrawing
        2580 259F BlockElements
        25A0 25FF GeometricShapes
        2600 26FF MiscellaneousSymbols
        2700 27BF Dingbats
        2800 28FF BraillePatterns
        2E80 2EFF CJKRadicalsSupplement
        2F00 2FDF KangxiRadicals
        2FF0 2FFF IdeographicDescriptionCharacters
        3000 303F CJKSymbolsandPunctuation
        3040 309F Hiragana
        30A0 30FF Katakana
        3100 312F Bopomofo
        3130 318F HangulCompatibilityJamo
        3190 319F Kanbun
        31A0 31BF BopomofoExtended
        3200 32FF EnclosedCJKLettersandMonths
        3300 33FF CJKCompatibility
        3400 4DBF CJKUnifiedIdeographsExtensionA
        4E00 9FFF CJKUnifiedIdeographs
        A000 A48F YiSyllables
        A490 A4CF YiRadicals
        AC00 D7A3 HangulSyllables
        AC00 D7AF HangulSyllables
        E000 F8FF PrivateUse
        E000 F8FF PrivateUseArea
        F900 FAFF CJKCompatibilityIdeographs
        FB00 FB4F AlphabeticPresentationForms
        FB50 FDFF ArabicPresentationForms-A
        FE20 FE2F CombiningHalfMarks
        FE30 FE4F CJKCompatibilityForms
        FE50 FE6F SmallFormVariants
        FE70 FEFF ArabicPresentationForms-B
        FF00 FFEF HalfwidthandFullwidthForms
        FFF0 FFFF Specials
        10300 1032F OldItalic
        10330 1034F Gothic
        10400 1044F Deseret
        1D000 1D0FF ByzantineMusicalSymbols
        1D100 1D1FF MusicalSymbols
        1D400 1D7FF MathematicalAlphanumericSymbols
        20000 2A6DF CJKUnifiedIdeographsExtensionB
        2F800 2FA1F CJKCompatibilityIdeographsSupplement
        E0000 E007F Tags
        """
}
