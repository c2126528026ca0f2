import Metadata
import Records
import TableFiles

/// Guesses which column goes into which field: by names and labels in every language, by the words other systems use,
/// and by what the cells look like.
struct ColumnGuess {
    let object: ObjectType
    let fields: [ImportField]
    let columns: [String]
    let sample: [TableRow]
    /// Of a reference's column, how many of a hundred samples mean a record that there is; nil where that does not matter.
    var resolved: (_ texts: [String], _ field: ImportField) -> Int? = { _, _ in nil }

    private struct Candidate {
        let column: Int
        let field: Int
        let score: Int
    }

    /// The best pairs first; each column and each field once.
    func uses() -> [ImportPlan.Use] {
        let whole = wholeName()
        let scores = columns.indices.flatMap { column in
            fields.indices.compactMap { field -> Candidate? in
                if let whole, whole.places.contains(column) || whole.field == field { return nil }
                let score = score(column, field)
                return score > 0 ? Candidate(column: column, field: field, score: score) : nil
            }
        }
        var takenColumns: Set<Int> = []
        var takenFields: Set<Int> = []
        var uses: [(column: Int, use: ImportPlan.Use)] = []
        for candidate in scores.sorted(by: { ($1.score, $0.column, $0.field) < ($0.score, $1.column, $1.field) }) {
            guard !takenColumns.contains(candidate.column), !takenFields.contains(candidate.field) else { continue }
            takenColumns.insert(candidate.column)
            takenFields.insert(candidate.field)
            let field = fields[candidate.field]
            uses.append((candidate.column, use([candidate.column], field)))
        }
        if let whole { uses.append((whole.places[0], use(whole.places, fields[whole.field]))) }
        return uses.sorted { $0.column < $1.column }.map(\.use)
    }

    private func use(_ places: [Int], _ field: ImportField) -> ImportPlan.Use {
        let isDate = field.kind == .date || field.kind == .dateTime
        return ImportPlan.Use(
            columns: places.map { columns[$0] }, field: field.name,
            dates: isDate ? DateOrder.guess(samples(places[0])) : nil)
    }

    /// Given name and family name in two columns become the name.
    private func wholeName() -> (places: [Int], field: Int)? {
        guard let field = fields.firstIndex(where: { $0.name == object.nameField && $0.kind == .text }) else {
            return nil
        }
        func find(_ words: Set<String>) -> Int? { columns.indices.first { words.contains(Self.folded(columns[$0])) } }
        if let given = find(["firstname", "givenname"]), let family = find(["lastname", "familyname", "surname"]) {
            return ([given, family], field)
        }
        if let family = find(["姓"]), let given = find(["名"]) { return ([family, given], field) }
        return nil
    }

    // MARK: Scores

    private func score(_ column: Int, _ place: Int) -> Int {
        let name = Self.folded(columns[column])
        let field = fields[place]
        var score = nameScore(name, field)
        let cells = samples(column)
        guard !cells.isEmpty else { return score }
        if score == 0, !Self.hasForm(field.kind) { return 0 }
        let fitting = resolved(cells, field) ?? (cells.filter { fits($0, field) }.count * 100 / cells.count)
        // A name that fits with cells that do not is no match; cells alone say little, except for what has a form.
        if fitting < 50 { return 0 }
        if score == 0, fitting >= 90, Self.hasForm(field.kind) { score = 10 }
        return score
    }

    private func nameScore(_ name: String, _ field: ImportField) -> Int {
        if name == Self.folded(field.name) { return 100 }
        if field.label.texts.values.contains(where: { Self.folded($0) == name }) { return 95 }
        if let words = ColumnWords.words[field.name], words.contains(name) { return 80 }
        if field.field?.unique ?? false, ["id", "no", "number", "code", "编号", "序号", "代码"].contains(name) {
            return ["number", "code", "id"].contains { field.name.hasSuffix($0) } ? 75 : 70
        }
        guard name.count > 2 else { return 0 }
        let own = [Self.folded(field.name)] + field.label.texts.values.map(Self.folded)
        return own.contains { $0.count > 2 && (name.hasSuffix($0) || name.hasPrefix($0)) } ? 40 : 0
    }

    /// Whether a cell could be this field's value.
    private func fits(_ cell: String, _ field: ImportField) -> Bool {
        guard let description = field.field, description.kind != .reference else { return true }
        let text = [.date, .dateTime].contains(field.kind) ? (DateOrder.guess([cell])?.normal(cell) ?? cell) : cell
        var open = description
        open.minimum = nil
        open.maximum = nil
        return (try? open.type.parse(text: text, open)) != nil
    }

    private static func hasForm(_ kind: FieldKind) -> Bool { kind == .email }

    private func samples(_ column: Int) -> [String] {
        sample.lazy.compactMap { $0.cells[column].isEmpty ? nil : $0.cells[column] }.prefix(50).map { $0 }
    }

    /// Small letters and digits only: `Credit_Code` and `credit code` are the same.
    static func folded(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
}

/// What other systems call the fields that most objects have.
enum ColumnWords {
    static let words: [String: Set<String>] = [
        "name": [
            "fullname", "姓名", "名称", "客户", "客户名", "公司名称", "企业名称", "单位名称", "title", "产品", "品名", "customername",
            "accountname",
        ],
        "company": [
            "公司", "公司名称", "单位", "企业", "organisation", "organization", "employer", "accountname", "companyname",
        ],
        "account": [
            "客户", "客户名称", "公司", "公司名称", "company", "customer", "customerid", "organisation", "organization",
            "accountname",
        ],
        "phone": [
            "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "移动电话", "mobile", "tel", "telephone", "cell", "phonenumber",
            "mobilephone",
        ],
        "email": ["邮箱", "电子邮箱", "电子邮件", "邮件", "mail", "emailaddress"],
        "wecom": ["企业微信", "微信", "微信号", "wechat"],
        "position": ["职位", "职务", "岗位", "jobtitle", "title", "role"],
        "department": ["部门", "科室", "dept"],
        "manager": ["上级", "直属上级", "主管", "reportsto", "supervisor", "boss"],
        "reports_to": ["上级", "manager", "supervisor"],
        "owner": ["负责人", "销售", "业务员", "归属人", "跟进人", "supportrep", "salesrep", "accountmanager", "assignedto"],
        "login": ["账号", "用户名", "登录名", "username", "account", "email"],
        "employee_number": ["工号", "员工编号", "employeeid", "staffno"],
        "credit_code": ["统一社会信用代码", "信用代码", "税号", "uscc", "taxid"],
        "number": ["编号", "客户编号", "单号", "订单号", "invoiceid", "orderno", "invoicenumber"],
        "customer_number": ["客户号", "会员号", "customerid", "customer", "memberid"],
        "province": ["省", "省份", "state", "region", "billingstate"],
        "city": ["市", "城市", "town", "billingcity"],
        "country": ["国家", "billingcountry", "nation"],
        "address": ["地址", "详细地址", "street", "billingaddress"],
        "postal_code": ["邮编", "邮政编码", "postalcode", "zip", "zipcode", "postcode", "billingpostalcode"],
        "industry": ["行业", "所属行业", "sector"],
        "source": ["来源", "线索来源", "客户来源", "leadsource", "channel", "acquisitionchannel"],
        "date": ["日期", "下单日期", "交易日期", "invoicedate", "orderdate", "purchasedate"],
        "amount": ["金额", "总额", "合计", "total", "value", "dollarvalue", "sum", "price"],
        "quantity": ["数量", "件数", "qty", "count", "numberofcds", "items"],
        "price": ["单价", "价格", "售价", "unitprice"],
        "code": ["编码", "代码", "sku", "产品编码"],
        "maker": ["composer", "brand", "manufacturer", "品牌", "厂家"],
        "birthday": ["生日", "出生日期", "birthdate", "dateofbirth"],
        "description": ["备注", "说明", "描述", "简介", "note", "notes", "remark", "comment"],
        "text": ["内容", "跟进内容", "备注", "note", "content"],
        "at": ["时间", "跟进时间", "timestamp", "time", "date"],
        "subject": ["关于", "客户", "线索", "related"],
        "external_id": ["外部编号", "externalid", "id"],
    ]
}
