import Basics
import Identity
public import Kernel
import Records
import SQLStore
import Tenancy

/// A company to try the platform on, made up from a seed: the same seed tells the same story.
///
/// The small one is written through the kernel's own verbs, so its history, rights and roll-ups are real. The large
/// one adds a million leads and accounts by bulk statements in the same tables.
public struct Demo: Sendable {
    public enum Size: String, Sendable, CaseIterable { case small, large }

    /// One line of what was made.
    public struct Report: Sendable {
        public var companies: [(slug: String, name: String)] = []
        /// How many records there are, by object.
        public var counts: [String: Int] = [:]
        /// Whom one may sign in as: login, name and position.
        public var signIns: [(login: String, name: String, position: String)] = []
        public var password = Demo.password
    }

    /// Everybody's password in the demo; it is printed on the first start.
    public static let password = "sanbu-demo-2026"

    let kernel: Kernel
    let texts: DemoTexts
    let seed: UInt64

    public init(kernel: Kernel, texts: DemoTexts, seed: UInt64 = 1) {
        self.kernel = kernel
        self.texts = texts
        self.seed = seed
    }

    /// Makes the companies.
    /// - Parameter progress: called with what is being made, how much of it is there and how much there will be.
    public func create(_ size: Size, progress: @escaping @Sendable (String, Int, Int) -> Void) async throws -> Report {
        for slug in ["demo", "renhe"] where try await kernel.tenant(slug: slug) != nil {
            throw DemoError.exists(slug: slug)
        }
        let hash = try await kernel.identity.passwordHash(Self.password)
        var report = Report()
        let group = Story.Size(accounts: 400, leads: 600, opportunities: 120, activities: 1500)
        try await company("demo", "云栖健康集团", folder: "yunqi", administrator: "admin", group, hash, &report, progress)
        let chain = Story.Size(accounts: 24, leads: 30, opportunities: 8, activities: 60)
        try await company(
            "renhe", "仁和药房连锁", folder: "renhe", administrator: "renhe.admin", chain, hash, &report, progress)
        if size == .large, let tenant = try await kernel.tenant(slug: "demo") {
            let added = try await BulkLoad(kernel: kernel, tenant: tenant, texts: texts, seed: seed, passwordHash: hash)
                .run(progress)
            report.counts.merge(added, uniquingKeysWith: +)
            try await kernel.store.write(tenant: nil, lane: .bulk) { try $0.refreshStatistics() }
        }
        return report
    }

    private func company(
        _ slug: String, _ name: String, folder: String, administrator: String, _ size: Story.Size, _ hash: String,
        _ report: inout Report, _ progress: @escaping @Sendable (String, Int, Int) -> Void
    ) async throws {
        let tenant = try await kernel.createTenant(
            slug: slug, name: name, packages: ["core", "crm"],
            administrator: (login: administrator, name: "系统管理员", password: Self.password))
        var words = WordMaker(texts, seed: seed &+ (slug == "demo" ? 0 : 1_000_003))
        let company = try Company(folder: texts.folder + "/" + folder, &words)
        let now = kernel.clock.now()
        let actors = try await CompanyWriter(kernel: kernel, tenant: tenant, passwordHash: hash)
            .write(company, at: now.adding(days: -400))
        var story = Story(company, size, now: now.milliseconds, words: words)
        story.tell()
        let cast = try await StoryTeller(kernel: kernel, tenant: tenant.id, actors: actors)
            .tell(story.steps) { progress(name, $0, $1) }
        var money = MoneyStory(kernel: kernel, tenant: tenant.id, random: story.words.random)
        try await money.tell { progress(name, $0, $1) }
        var pools = PoolStory(kernel: kernel, tenant: tenant.id, folder: texts.folder + "/" + folder, actors: actors, words: story.words)
        try await pools.tell()
        try await kernel.store.write(tenant: nil, lane: .bulk) { try $0.refreshStatistics() }
        report.companies.append((slug, name))
        report.counts.merge(cast.counts, uniquingKeysWith: +)
        report.counts["core.user", default: 0] += company.people.count + 1
        report.signIns.append((administrator, "系统管理员", name))
        for person in company.people where ["lin.ruoxi", "chen.siyuan", "renhe.bai"].contains(person.login) {
            report.signIns.append((person.login, person.name, person.position))
        }
    }
}
