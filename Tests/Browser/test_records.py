"""Records that become one and several again, copies, kept views, and two people who save the same record."""
from playwright.sync_api import expect

from places import listed, navigation
from test_work import fresh, new_lead


def account(page, name, city):
    page.goto(navigation(page, "客户").split("?")[0] + "/new")
    page.locator("#f-name").fill(name)
    page.locator("#f-city").fill(city)
    page.locator(".form-foot .primary").click()
    expect(page.locator(".head h1")).to_have_text(name)
    return page.url


def test_merge_from_the_list_and_undo(open_page, axe):
    page = open_page("/")
    stays, goes = fresh("留下的公司"), fresh("并入的公司")
    first = account(page, stays, "杭州")
    second = account(page, goes, "上海")
    page.goto(navigation(page, "客户").split("?")[0] + "?view=all")
    for name in (stays, goes):
        page.locator("#rows tr", has_text=name).locator("input[name=id]").check()
    page.locator("[data-bulk] button", has_text="合并").click()
    expect(page.locator("table.versions")).to_be_visible()
    assert axe(page) == []
    page.locator("tr", has_text="保留哪一条").get_by_text(stays).click()
    page.locator("tr", has=page.get_by_role("rowheader", name="城市")).get_by_text("上海").click()
    page.locator("tr", has=page.get_by_role("rowheader", name="客户名称")).get_by_text(stays).click()
    page.locator(".form-foot .primary").click()
    expect(page.locator(".head h1")).to_have_text(stays)
    assert page.url.split("?")[0] == first.split("?")[0]
    page.goto(page.url.split("?")[0] + "/merges")
    assert axe(page) == []
    expect(page.locator("table.plain tbody")).to_contain_text(goes)
    page.locator("form.bare button", has_text="撤销合并").click()
    page.locator("dialog[open]").get_by_role("button", name="撤销合并").click()
    # The button says the word too: what shows that it happened is that the button is gone.
    expect(page.locator("form.bare button", has_text="撤销合并")).to_have_count(0)
    expect(page.locator("table.plain tbody")).to_contain_text("撤销")
    page.goto(second)
    expect(page.locator(".head h1")).to_have_text(goes)


def test_copy_begins_with_the_same_values(open_page):
    page = open_page("/")
    name = fresh("样板公司")
    url = account(page, name, "宁波")
    page.goto(url.split("?")[0] + "/copy")
    expect(page.locator("#f-city")).to_have_value("宁波")
    page.locator("#f-name").fill(name + "二")
    page.locator(".form-foot .primary").click()
    expect(page.locator(".head h1")).to_have_text(name + "二")


def test_keep_a_view_and_begin_with_it(open_page, axe):
    page = open_page("/")
    listed(page, "线索")
    base = page.url.split("?")[0]
    page.goto(base + "?view=all&filter=source~is~website")
    page.locator(".tools a", has_text="保存为视图").first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    assert axe(page) == []
    name = fresh("官网线索")
    dialog.locator("input[name=name]").fill(name)
    dialog.locator("button.primary").click()
    expect(page.locator(".top .tabs a[aria-current]")).to_contain_text(name)
    expect(page.locator(".filter")).to_have_count(1)
    page.locator(".filter a").click()
    expect(page.locator(".filter")).to_have_count(0)


def test_two_people_change_one_record(open_page, axe):
    page = open_page("/", expects=[409])
    new_lead(page, fresh("冲突人"))
    url = page.url.split("?")[0]
    page.goto(url + "/edit")
    other = page.context.new_page()
    other.goto(url + "/edit")
    other.locator("#f-company").fill("先保存的公司")
    other.locator(".form-foot .primary").click()
    expect(other.locator(".head h1")).to_be_visible()
    page.locator("#f-company").fill("后保存的公司")
    page.locator(".form-foot .primary").click()
    expect(page.locator("table.versions")).to_contain_text("先保存的公司")
    expect(page.locator("table.versions")).to_contain_text("后保存的公司")
    expect(page.locator("table.versions tbody tr")).to_have_count(1)
    assert axe(page) == []
    page.locator("table.versions").get_by_text("后保存的公司").click()
    page.locator(".form-foot .primary").click()
    expect(page.locator(".rtabs")).to_be_visible()
    page.goto(url + "?tab=details")
    expect(page.locator(".detail")).to_contain_text(["后保存的公司"])
