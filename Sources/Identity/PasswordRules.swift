/// What a password must be: long rather than odd, and none of those that are tried first (OWASP ASVS 5.0, V6.2).
public enum PasswordRules {
    public static let least = 8
    public static let most = 128

    /// - Parameter own: words about the person, such as its sign-in name, of which no password is made.
    public static func check(_ password: String, not own: [String] = []) throws {
        if password.count < least { throw SignInError.passwordTooShort(least: least) }
        if password.utf8.count > most * 4 || password.count > most { throw SignInError.passwordTooLong(most: most) }
        if isCommon(password, own) { throw SignInError.passwordCommon }
    }

    /// A common word with digits and signs around it, a run along the keyboard or the alphabet, one part repeated.
    ///
    /// Fifty-odd words with the digits, signs and substitutions that people put to them stand for tens of thousands of
    /// passwords; a list of those would say the same less well.
    static func isCommon(_ password: String, _ own: [String]) -> Bool {
        let folded = fold(password)
        let small = password.lowercased()
        if Set(folded).count < 4 || isRun(folded) || isRun(small) || isRepeated(small) { return true }
        let core = String(folded.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed())
        let rest = folded.filter { !$0.isLetter }
        let isShortRest = rest.count <= 6 || isRun(rest)
        let names = Set(own.map { fold($0) }.filter { $0.count >= 3 })
        if names.contains(folded) || (isShortRest && names.contains(core)) { return true }
        return isShortRest
            && (words.contains(core)
                || words.contains { core == $0 + $0 || (core.hasPrefix($0) && isRun(String(core.dropFirst($0.count)))) })
            || (core.isEmpty && isDate(folded))
    }

    /// Small letters with the usual digits and signs for letters taken back; those at the ends stay what they are.
    private static func fold(_ password: String) -> String {
        let small = Array(password.lowercased())
        return String(
            small.enumerated().map { place, character -> Character in
                let isInside =
                    small[..<place].contains(where: \.isLetter) && small[place...].contains(where: \.isLetter)
                return isInside ? substitutes[character] ?? character : character
            })
    }

    private static let substitutes: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]

    private static let rows = [
        "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "qazwsxedcrfvtgbyhnujm", "1q2w3e4r5t6y7u8i9o0p", "147258369", "159357", "abc123abc123",
    ]

    /// Made of one or two runs of at least three.
    private static func isRun(_ text: String) -> Bool {
        func isPart(_ part: Substring) -> Bool {
            part.count >= 3 && rows.contains { $0.contains(part) || String($0.reversed()).contains(part) }
        }
        if isPart(text[...]) { return true }
        guard text.count >= 6 else { return false }
        return text.indices.dropFirst(3).contains { isPart(text[..<$0]) && isPart(text[$0...]) }
    }

    private static func isRepeated(_ text: String) -> Bool {
        let characters = Array(text)
        return (1...max(1, characters.count / 2)).contains { length in
            characters.count % length == 0 && length <= 4
                && characters.indices.allSatisfy { characters[$0] == characters[$0 % length] }
        }
    }

    /// A day of a life: 19900101.
    private static func isDate(_ text: String) -> Bool {
        guard text.count == 8, let number = Int(text) else { return false }
        return (1900...2099).contains(number / 10000) && (1...12).contains(number / 100 % 100)
            && (1...31).contains(number % 100)
    }

    private static let words: Set<String> = [
        "password", "passwort", "passwd", "pass", "admin", "administrator", "root", "user", "guest", "test", "login",
        "welcome", "letmein",
        "changeme", "secret", "master", "qwerty", "qwertyui", "qwert", "asdf", "asdfgh", "zxcvbn", "abc", "abcd",
        "abcdef", "a", "aa", "aaa", "q", "iloveyou", "love",
        "lovely", "woaini", "wo", "ai", "ni", "sunshine", "princess", "dragon", "monkey", "football", "baseball",
        "superman", "batman",
        "shadow", "michael", "jordan", "charlie", "freedom", "whatever", "trustnoone", "starwars", "hello", "computer",
        "internet",
        "samsung", "google", "taobao", "alibaba", "wechat", "weixin", "zhang", "wang", "wangwei", "liu", "chen",
        "beijing", "shanghai", "china", "zhongguo",
        "mima", "ceshi", "sanbu", "demo", "company", "summer", "winter", "spring", "autumn", "pokemon", "cheese",
        "banana", "flower", "killer", "hunter", "soccer",
    ]
}
