import Testing

@testable import Console

@Suite("Addresses") struct ConsolePathsTests {
    @Test("encode everything that is not unreserved")
    func encodes() {
        #expect(ConsolePaths.encoded("crm.lead-1_~") == "crm.lead-1_~")
        #expect(ConsolePaths.encoded("a/b?c=d&e 客") == "a%2Fb%3Fc%3Dd%26e%20%E5%AE%A2")
        #expect(ConsolePaths.field("crm.lead", "lead_1", "../x") == "/o/crm.lead/lead_1/field/..%2Fx")
        #expect(
            ConsolePaths.list("crm.lead", view: "我的", query: [("sort", "-amount")])
                == "/o/crm.lead?view=%E6%88%91%E7%9A%84&sort=-amount")
    }
}
