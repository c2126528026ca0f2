import HTML
import Testing

@testable import Console

@Suite("Fields") struct FieldTests {
    /// A text that would show at once if any renderer forgot to escape.
    static let hostile = "<i>\"'&"

    @Test("each kind shows and edits hostile content escaped", arguments: FieldKind.allCases)
    func escapes(_ kind: FieldKind) throws {
        let page = try Pages.context()
        for value in Self.values {
            let field = FieldView(
                name: "f\(Self.hostile)", label: Self.hostile, kind: kind, value: value, choices: [Self.choice])
            for piece in [field.kind.renderer.shown(field, page), field.kind.renderer.input(field, page)] {
                #expect(!piece.text.contains("<i>\""), "\(kind) lets markup through: \(piece.text)")
            }
        }
    }

    @Test("each kind has a snapshot, shown and edited", arguments: FieldKind.allCases)
    func snapshots(_ kind: FieldKind) throws {
        let page = try Pages.context()
        var field = FieldView(name: "x", label: "字段", kind: kind, value: Self.value(of: kind), choices: [Self.choice])
        field.isRequired = true
        field.help = "说明"
        field.problem = "请改正。"
        field.object = "crm.account"
        try expectSnapshot("field-\(kind.rawValue)", "\(field.shown(page))<hr>\(formField(field, page))")
    }

    @Test("an empty value is a dash, a hidden one says so and is never written")
    func emptyAndMasked() throws {
        let page = try Pages.context()
        var field = FieldView(name: "x", label: "字段", kind: .text, value: .text("机密"))
        field.isMasked = true
        #expect(!field.shown(page).text.contains("机密"))
        #expect(field.shown(page).text.contains(page.t("field.masked")))
        field.isMasked = false
        field.value = .text("")
        #expect(field.shown(page).text.contains("—"))
    }

    @Test(
        "a link never runs anything",
        arguments: [
            "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", " https://x", "vbscript:x", "//evil",
        ])
    func links(_ address: String) throws {
        let field = FieldView(name: "x", label: "x", kind: .url, value: .text(address))
        #expect(!field.kind.renderer.shown(field, try Pages.context()).text.contains("href"))
    }

    @Test("a number in a phone link keeps its digits and its plus only")
    func phones() {
        let field = FieldView(name: "x", label: "x", kind: .phone, value: .plain(raw: "+86 138-0000<1234", shown: ""))
        #expect(LinkField.target(field) == "tel:+8613800001234")
    }

    static let choice = Choice("v\(hostile)", hostile, hue: 245)
    static let reference = Reference(id: "r1\(hostile)", label: hostile, initials: "<", hue: -20, url: "/o/\(hostile)")
    static let values: [FieldValue] = [
        .none, .text(hostile), .flag(true), .choices([choice]), .references([reference]),
        .files([StoredFile(id: hostile, name: hostile, size: hostile, url: hostile)]),
        .address(Address(province: hostile, street: hostile)),
        .lines(
            Lines(
                columns: [FieldView(name: hostile, label: hostile, kind: .text)],
                rows: [
                    .init(
                        id: hostile, fields: [FieldView(name: "a", label: hostile, kind: .text, value: .text(hostile))])
                ], total: hostile)),
    ]

    static func value(of kind: FieldKind) -> FieldValue {
        switch kind {
        case .boolean: .flag(true)
        case .picklist, .multiPicklist, .tags: .choices([Choice("a", "甲", hue: 25)])
        case .reference:
            .references([Reference(id: "acc_1", label: "云栖医药", initials: "云", hue: 245, url: "/o/crm.account/acc_1")])
        case .file, .image: .files([StoredFile(id: "f1", name: "报价.pdf", size: "1 MB", url: "/files/f1")])
        case .address: .address(Address(province: "浙江省", city: "杭州市", district: "西湖区", street: "文三路 90 号"))
        case .lines:
            .lines(
                Lines(
                    columns: [FieldView(name: "q", label: "数量", kind: .number)],
                    rows: [
                        .init(id: "1", fields: [FieldView(name: "q", label: "数量", kind: .number, value: .text("2"))])
                    ], total: "2"))
        case .percent: .plain(raw: "60", shown: "60%")
        default: .plain(raw: "1", shown: "一")
        }
    }
}
