import Basics
import Cryptography
import Identity
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

/// One-time passwords and what is around them.
@Suite("The second factor") struct SecondFactorTests {
    static let secret = Array("12345678901234567890".utf8)

    @Test(
        "makes the passwords of RFC 6238, appendix B",
        arguments: [
            (59 as Int64, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ]) func vectors(_ seconds: Int64, _ code: String)
    {
        #expect(OneTimePassword.code(Self.secret, step: seconds / 30) == code)
        #expect(OneTimePassword.step(of: code, Self.secret, at: seconds + 29, after: 0) == seconds / 30)
        #expect(OneTimePassword.step(of: code, Self.secret, at: seconds, after: seconds / 30) == nil, "one counts once")
        #expect(OneTimePassword.step(of: code, Self.secret, at: seconds + 90, after: 0) == nil)
    }

    @Test(
        "writes secrets in base 32 as RFC 4648 has it",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ]) func base32(_ text: String, _ encoded: String)
    {
        #expect(OneTimePassword.base32(Array(text.utf8)) == encoded)
    }

    private static func kernel(_ store: any Store, _ time: HandClock) async throws -> Kernel {
        try await Kernel.start(
            store: store, packages: Company.packages, clock: time.clock, fileFolder: Company.fileFolder,
            rootKey: RootKey(Array(repeating: 3, count: 32)))
    }

    private static func secret(_ draft: SecondFactorDraft) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bits, bytes): ([Int], [UInt8]) = ([], [])
        for letter in draft.secret { bits += (0..<5).map { (alphabet.firstIndex(of: letter) ?? 0) >> (4 - $0) & 1 } }
        for place in stride(from: 0, to: bits.count - 7, by: 8) {
            bytes.append(UInt8(bits[place..<place + 8].reduce(0) { $0 << 1 | $1 }))
        }
        return bytes
    }

    @Test(
        "is asked for once it is on, takes each code once, and gives way to recovery codes and administrators",
        arguments: TestDatabase.all)
    func story(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let kernel = try await Self.kernel(store, time)
            let company = try await Company(kernel, time, slug: "acme")
            let (identity, tenant) = (kernel.identity, company.tenant.id)
            let person = try #require(company.people["rep1"])
            try await identity.setPassword("a long enough one", person: person, tenant: tenant)
            func enter() async throws -> SignInStep {
                try await identity.signIn(
                    login: "rep1-acme", password: "a long enough one", company: nil, agent: "t", address: "1")
            }
            #expect(try await enter().token != nil)
            let draft = try await identity.beginSecondFactor(
                person: person, tenant: tenant, issuer: "三步", account: "rep1")
            #expect(draft.address.hasPrefix("otpauth://totp/%E4%B8%89%E6%AD%A5:rep1?secret=" + draft.secret))
            let secret = Self.secret(draft)
            func code() -> String { OneTimePassword.code(secret, step: time.clock.now().milliseconds / 30_000) }
            await #expect(throws: SignInError.wrongCode) {
                _ = try await identity.confirmSecondFactor("000000", person: person, tenant: tenant)
            }
            #expect(try await enter().token != nil, "what was not confirmed is not asked for")
            let recovery = try await identity.confirmSecondFactor(code(), person: person, tenant: tenant)
            #expect(Set(recovery).count == 10)
            guard case .secondFactor(let challenge) = try await enter() else { throw SignInError.challengeOver }
            await #expect(throws: SignInError.wrongCode, "the code of the confirmation is used up") {
                _ = try await identity.finishSignIn(challenge: challenge, code: code(), agent: "t", address: "1")
            }
            time.advance(seconds: 30)
            let token = try await identity.finishSignIn(challenge: challenge, code: code(), agent: "t", address: "1")
            #expect(try await identity.session(token: token) != nil)
            await #expect(throws: SignInError.challengeOver, "a challenge is for one sign-in") {
                _ = try await identity.finishSignIn(challenge: challenge, code: code(), agent: "t", address: "1")
            }
            guard case .secondFactor(let again) = try await enter() else { throw SignInError.challengeOver }
            _ = try await identity.finishSignIn(
                challenge: again, code: recovery[0].uppercased(), agent: "t", address: "1")
            guard case .secondFactor(let third) = try await enter() else { throw SignInError.challengeOver }
            for _ in 0..<5 {
                await #expect(throws: SignInError.self) {
                    _ = try await identity.finishSignIn(challenge: third, code: recovery[0], agent: "t", address: "1")
                }
            }
            await #expect(throws: SignInError.self, "five tries are all there are") {
                _ = try await identity.finishSignIn(challenge: third, code: recovery[1], agent: "t", address: "1")
            }
            try await identity.removeSecondFactor(person: person, tenant: tenant)
            #expect(try await identity.session(token: token) == nil)
            #expect(try await enter().token != nil)
            let kept = try await store.read(tenant: tenant) { reader in
                try reader.all("SELECT secret FROM second_factor") { $0.text(0) }
            }
            #expect(kept.isEmpty)
        }
    }

    @Test("opens nothing but setting one up when the company asks for it") func policy() async throws {
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Self.kernel(store, time), time, slug: "acme")
            let (identity, tenant) = (company.kernel.identity, company.tenant.id)
            let token = try #require(
                try await identity.signIn(
                    login: "admin-acme", password: "correct horse battery", company: nil, agent: "t", address: "1"
                ).token)
            #expect(try await identity.session(token: token)?.mustEnrol == false)
            try await identity.setRequiresSecondFactor(true, tenant: tenant)
            #expect(try await identity.session(token: token)?.mustEnrol == true)
        }
    }
}

/// What people change about themselves.
@Suite("A person's own settings") struct ProfileTests {
    @Test("a new password asks for the old one and ends every session", arguments: TestDatabase.all)
    func password(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let (identity, tenant) = (company.kernel.identity, company.tenant.id)
            let person = try #require(company.people["rep1"])
            try await identity.setPassword("a long enough one", person: person, tenant: tenant)
            let old = try #require(
                try await identity.signIn(
                    login: "rep1-acme", password: "a long enough one", company: nil, agent: "t", address: "1"
                ).token)
            func change(_ from: String, _ to: String) async throws -> String {
                try await identity.changePassword(
                    from: from, to: to, person: person, tenant: tenant, agent: "t", address: "1")
            }
            await #expect(throws: SignInError.wrong) { _ = try await change("another one", "something else entirely") }
            for weak in ["rep1-acme", "Rep1-Acme2026", "a long enough one"] {
                await #expect(throws: SignInError.passwordCommon, "\(weak)") {
                    _ = try await change("a long enough one", weak)
                }
            }
            let new = try await change("a long enough one", "something else entirely")
            #expect(try await identity.session(token: old) == nil)
            #expect(try await identity.session(token: new)?.actor.id == person)
        }
    }

    @Test(
        "is none of those that are tried first",
        arguments: [
            "password", "P@ssw0rd123", "12345678", "qwertyuiop", "1qaz2wsx", "abcd1234", "aaaaaaaa", "abcabcabc",
            "iloveyou!", "woaini1314", "19900101",
            "Admin@2026", "a1234567", "zaq12wsx",
        ]) func common(_ password: String)
    {
        #expect(throws: SignInError.passwordCommon) { try PasswordRules.check(password) }
    }

    @Test(
        "may be anything long that is none of them",
        arguments: ["correct horse battery", "sanbu-demo-2026", "云栖健康集团的密码", "Tr0ub4dor&3x9"])
    func uncommon(_ password: String) throws { try PasswordRules.check(password) }

    @Test("a name and a time zone of one's own need no further right", arguments: TestDatabase.all) func own(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let (identity, tenant) = (company.kernel.identity, company.tenant.id)
            let person = try #require(company.people["rep1"])
            let rep = try await company.actor("rep1")
            try await identity.setPassword("a long enough one", person: person, tenant: tenant)
            try await company.kernel.records.write(as: rep) { _ = try $0.updateMyself(["name": "新名字"]) }
            await #expect(throws: RecordError.invalid([FieldProblem("manager", "field.read-only")])) {
                try await company.kernel.records.write(as: rep) { _ = try $0.updateMyself(["manager": .null]) }
            }
            await #expect(throws: SignInError.unknownZone) {
                try await identity.setZone("Mars/Olympus", person: person, tenant: tenant)
            }
            try await identity.setZone("Asia/Kolkata", person: person, tenant: tenant)
            let token = try #require(
                try await identity.signIn(
                    login: "rep1-acme", password: "a long enough one", company: nil, agent: "t", address: "1"
                ).token)
            let actor = try #require(try await identity.session(token: token)?.actor)
            #expect(actor.zoneMinutes == 330)
            #expect(actor.name == "新名字")
        }
    }
}
