"""From an opportunity to a quote: lines written in the form, submitted, closed, and made a contract."""
from playwright.sync_api import expect

from places import navigation
from test_work import fresh


def deal(page):
    """An opportunity of our own, with what a quote needs."""
    page.goto(navigation(page, "商机").split("?")[0] + "?view=all&filter=stage~is~need")
    page.goto(page.locator("#rows tr[data-url]").first.get_attribute("data-url"))
    page.get_by_role("button", name="更多操作").click()
    page.locator("#top-more").get_by_text("复制").click()
    expect(page.locator("#f-name")).to_be_visible()
    name = fresh("会员营销")
    page.locator("#f-name").fill(name)
    page.locator(".form-foot .primary").click()
    expect(page.locator(".head h1")).to_have_text(name)
    return name


def more(page, label):
    page.get_by_role("button", name="更多操作").click()
    page.locator("#top-more").get_by_text(label).click()


def test_lines_of_a_quote_from_the_form_to_the_lock(open_page, axe, shot):
    page = open_page("/", expects=[422])
    name = deal(page)
    with page.expect_navigation():
        more(page, "生成报价单")
    page.goto(page.url.split("?")[0] + "?tab=crm.quote.opportunity")
    page.locator(".content, main").get_by_role("link", name=name).last.click()
    expect(page.locator(".crumbs, .top")).to_contain_text("报价单")
    quote = page.url.split("?")[0]

    page.goto(quote + "/edit")
    lines = page.locator("[data-lines=lines]")
    while lines.locator("tbody tr").count():
        count = lines.locator("tbody tr").count()
        lines.locator("[data-remove-line]").first.click()
        expect(lines.locator("tbody tr")).to_have_count(count - 1)
    lines.locator("[data-add-line]").click()
    row = lines.locator("tbody tr").last
    product = row.locator("input[role=combobox]").first
    product.fill("平台")
    page.locator("[role=option]").first.click()
    row.locator("input[name$='.quantity']").fill("-1")
    page.locator(".form-foot .primary").click()
    expect(page.get_by_role("alert").first).to_contain_text("第 1 行")
    assert axe(page) == []
    shot(page, "quote-lines")
    page.locator("[data-lines=lines] tbody tr input[name$='.quantity']").fill("3")
    page.locator("[data-lines=lines] tbody tr input[name$='.price']").fill("1000")
    page.locator(".form-foot .primary").click()
    expect(page.locator(".head h1")).to_have_text(name)
    page.goto(quote + "?tab=details")
    expect(page.locator("table.lines tbody tr")).to_have_count(1)
    expect(page.locator("table.lines tfoot")).to_contain_text("3,000.00")
    assert axe(page) == []

    page.get_by_role("button", name="提交审批").click()
    expect(page.locator(".steps, .path, header").get_by_text("审批中").first).to_be_visible()
    page.goto(quote)
    page.get_by_role("button", name="更多操作").click()
    expect(page.locator("#top-more").get_by_text("撤回")).to_be_visible()
    expect(page.locator("#top-more").get_by_text("编辑")).to_have_count(0)


def test_a_quote_on_paper(open_page, axe):
    """The page to print is plain and readable; the PDF is one, with the Chinese text in it."""
    page = open_page("/")
    page.goto("/o/crm.quote?view=all")
    page.goto(page.locator("#rows tr[data-url]").first.get_attribute("data-url"))
    name = page.locator(".head h1").inner_text()
    quote = page.url.split("?")[0]
    page.get_by_role("button", name="更多操作").click()
    expect(page.locator("#top-more").get_by_text("打印报价单（PDF）")).to_be_visible()
    answer = page.request.get(quote + "/documents/quote")
    assert answer.ok and "报价单" in answer.text() and "云栖健康集团" in answer.text(), name
    pdf = page.request.get(quote + "/documents/quote/pdf")
    assert pdf.ok and pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-") and len(pdf.body()) > 5000
    missing = page.request.get(quote + "/documents/none/pdf")
    assert missing.status == 404
