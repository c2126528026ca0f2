"""A day's work: sign in, create, change, move, find, comment, import, take back."""
import re
import time

from playwright.sync_api import expect

from conftest import PASSWORD, USER, sign_in
from places import board, create, listed, record


def fresh(word):
    """A name nobody has used yet."""
    return f"{word}{int(time.time() * 1000) % 10_000_000}"


def number():
    """A mobile number nobody has used yet."""
    return f"139{int(time.time() * 1000) % 100_000_000:08d}"


def new_lead(page, name, phone=None):
    create(page, "线索")
    page.locator("#f-name").fill(name)
    page.locator("#f-phone").fill(phone or number())
    page.locator(".form-foot .primary").click()
    expect(page.locator(".head h1")).to_have_text(name)


# Signing in


def test_wrong_password_is_refused_without_saying_which(open_page):
    page = open_page("/sign-in", signed_in=False, expects=[401, 403, 422])
    sign_in(page, USER, "certainly not this")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("input[name=account]")).to_have_value(USER)
    expect(page.locator("input[name=password]")).to_have_value("")


def test_signing_in_leads_to_the_page_asked_for(open_page):
    page = open_page("/notifications", signed_in=False)
    expect(page.locator("input[name=password]")).to_be_visible()
    page.locator("input[name=account]").fill(USER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/notifications")


def test_works_without_a_script(open_page):
    """Sign in, open a list, open a record, save a field: plain links and forms."""
    page = open_page("/sign-in", signed_in=False, java_script_enabled=False)
    sign_in(page)
    expect(page.locator("#side")).to_be_visible()
    listed(page, "线索")
    page.goto(page.locator("#rows tr[data-url]").first.get_attribute("data-url"))
    expect(page.locator(".head h1")).to_be_visible()


# Records


def test_create_shows_each_problem_at_its_field(open_page):
    page = open_page("/", expects=[422])
    create(page, "线索")
    page.evaluate("document.querySelectorAll('[required]').forEach(e => e.removeAttribute('required'))")
    page.locator("#f-name").fill("")
    page.locator(".form-foot .primary").click()
    expect(page.locator(".form [role=alert]")).to_be_visible()
    expect(page.locator("#f-name")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-name-problem")).to_be_visible()


def test_create_and_edit_in_place(open_page):
    page = open_page("/")
    name = fresh("王小明")
    new_lead(page, name)
    page.goto(page.locator(".rtabs a", has_text="详情").get_attribute("href"))
    place = page.locator(".detail .val[data-edit$='/field/name']")
    place.click()
    editor = page.locator(".inline input[name=name]")
    expect(editor).to_be_focused()
    editor.fill(f"{name}改")
    editor.press("Enter")
    expect(page.locator(".detail .val[data-edit$='/field/name']")).to_have_text(f"{name}改")
    page.reload()
    expect(page.locator(".head h1")).to_have_text(f"{name}改")


def test_escape_takes_an_edit_back(open_page):
    page = open_page("/")
    record(page, "线索", "详情")
    place = page.locator(".detail .val[data-edit$='/field/name']")
    before = place.inner_text()
    place.click()
    page.locator(".inline input[name=name]").fill("别的")
    page.keyboard.press("Escape")
    expect(place).to_have_text(before)


def test_delete_and_restore(open_page):
    page = open_page("/")
    name = fresh("待删除")
    new_lead(page, name)
    page.get_by_role("button", name="更多操作").click()
    page.locator("#top-more .item.bad").click()
    page.locator("dialog[open] .bad").click()
    page.wait_for_url(re.compile(r"/o/crm\.lead(\?|$)"))
    page.goto("/recycle-bin")
    row = page.locator("tr", has_text=name)
    expect(row).to_be_visible()
    row.get_by_role("button", name="恢复").click()
    expect(page.locator(".head h1")).to_have_text(name)
    listed(page, "线索")
    expect(page.locator("#rows")).to_contain_text(name)


def test_comment_with_a_mention(open_page):
    page = open_page("/")
    record(page, "线索")
    words = page.locator(".compose textarea")
    words.click()
    words.press_sequentially("请看一下 @")
    options = page.locator("#mention-options [role=option]")
    expect(options.first).to_be_visible()
    person = options.first.locator("b").inner_text()
    page.keyboard.press("Enter")
    text = fresh("谢谢")
    words.press_sequentially(text)
    page.locator(".compose .primary").click()
    note = page.locator(".note", has_text=text).first
    expect(note).to_be_visible()
    expect(note.locator(".mention")).to_have_text(f"@{person}")


def test_duplicates_are_found_while_typing(open_page):
    page = open_page("/")
    phone = number()
    new_lead(page, fresh("重复"), phone)
    create(page, "线索")
    page.locator("#f-phone").fill(f"{phone[:3]} {phone[3:7]} {phone[7:]}")
    expect(page.locator("#duplicates .rows li").first).to_be_visible()


# Lists


def test_list_by_keyboard(open_page):
    page = open_page("/")
    listed(page, "线索")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("#rows tr[data-url]").nth(1)
    expect(second).to_have_class(re.compile(r"\bon\b"))
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.keyboard.press("e")
    expect(page.locator(".inline")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".inline")).to_have_count(0)
    title = second.locator("th a").inner_text().strip().split("\n")[-1]
    second.locator("th a").press("Enter")
    expect(page.locator(".head h1")).to_have_text(title)


def test_filter_and_its_pill(open_page):
    page = open_page("/")
    listed(page, "线索")
    name = page.locator("#rows tr[data-url] th .cut").first.inner_text()
    page.locator("[popovertarget=filter-builder]").click()
    page.locator("select[name='add.field']").select_option("name")
    page.locator("#filter-inputs input").last.fill(name)
    page.locator("#filter-builder .primary").click()
    expect(page.locator(".filter b").first).to_contain_text(name)
    for found in page.locator("#rows tr[data-url] th .cut").all_inner_texts():
        assert name in found
    page.locator(".filter > a").first.click()
    expect(page.locator(".filter", has_text=name)).to_have_count(0)


def test_sort_by_a_column(open_page):
    page = open_page("/")
    listed(page, "线索")
    page.locator(".table thead th a").first.click()
    expect(page.locator(".table thead [aria-sort]").first).to_be_visible()


def test_more_rows_come_by_themselves(open_page):
    page = open_page("/")
    listed(page, "线索")
    rows = page.locator("#rows tr[data-url]")
    before = rows.count()
    if page.locator("#rows .next").count():
        page.locator(".grid").evaluate("grid => grid.scrollTo(0, grid.scrollHeight)")
        expect(rows.nth(before)).to_be_attached()
        ids = page.evaluate("[...document.querySelectorAll('#rows tr[data-url]')].map(r => r.id)")
        assert len(ids) == len(set(ids))


# Boards


def two_columns(page):
    """A card that may move, its column and the one before: what a stage asks for, whoever was beyond it has shown."""
    card = page.locator(".col:not([data-closed])").nth(2).locator(".opp").first
    column = card.locator("xpath=ancestor::section")
    return card, column, column.locator("xpath=preceding-sibling::section[1]")


def inside(page, column, card):
    """A card by its column; ids hold signs that a selector would misread."""
    return page.locator(f"[id='{column}'] [id='{card}']")


def test_board_by_keyboard_with_undo(open_page):
    page = open_page("/")
    board(page)
    card, column, target = two_columns(page)
    identity, home, away = card.get_attribute("id"), column.get_attribute("id"), target.get_attribute("id")
    card.locator("[data-move]").focus()
    page.keyboard.press("Enter")
    page.locator(f"#move [data-to='{target.get_attribute('data-stage')}']").click()
    expect(page.locator("#toast")).to_contain_text("移到")
    expect(inside(page, away, identity)).to_have_count(1)
    page.reload()
    expect(inside(page, away, identity)).to_have_count(1)
    inside(page, away, identity).locator("[data-move]").focus()
    page.keyboard.press("Enter")
    page.locator(f"#move [data-to='{column.get_attribute('data-stage')}']").click()
    expect(inside(page, home, identity)).to_have_count(1)
    page.locator("#toast button").click()
    expect(inside(page, away, identity)).to_have_count(1)
    expect(page.locator("#toast")).to_contain_text("已撤销")


def test_board_by_mouse(open_page):
    page = open_page("/")
    board(page)
    card, _, target = two_columns(page)
    identity, away = card.get_attribute("id"), target.get_attribute("id")
    start, end = card.bounding_box(), target.locator(".cards").bounding_box()
    x, y = start["x"] + 90, start["y"] + 60
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 13):
        page.mouse.move(x + (end["x"] + 90 - x) * step / 12, y + (end["y"] + 60 - y) * step / 12)
        page.wait_for_timeout(20)
    page.mouse.up()
    expect(inside(page, away, identity)).to_have_count(1)
    expect(page.locator("#toast")).to_contain_text("移到")


def test_board_on_a_phone_shows_one_column(open_page):
    page = open_page("/", "phone")
    board(page)
    tabs = page.locator(".stages a")
    tabs.nth(1).click()
    expect(page.locator(".col.show")).to_have_count(1)
    expect(page.locator(f"#col-{tabs.nth(1).get_attribute('data-tab')}")).to_be_visible()


# Finding


def test_palette(open_page):
    page = open_page("/")
    listed(page, "客户")
    name = page.locator("#rows tr[data-url] th .cut").first.inner_text()
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type(name[:4])
    option = page.locator("#palette [role=option]", has_text=name).first
    expect(option).to_be_visible()
    option.click()
    expect(page.locator(".head h1")).to_contain_text(name)


# Import


def test_import_and_undo(open_page, tmp_path):
    page = open_page("/")
    mark = fresh("导入")
    rows = "\n".join(f"{mark}{i},{mark}公司,1390000{i:04d}" for i in range(20))
    file = tmp_path / "leads.csv"
    file.write_text(f"姓名,公司,电话\n{rows}\n", encoding="utf-8")
    page.goto("/import?object=crm.lead")
    page.locator("input[type=file]").set_input_files(str(file))
    page.locator(".step .primary").click()
    expect(page.locator(".mapping")).to_be_visible()
    page.locator(".step .primary").click()
    expect(page.locator(".stepper .now")).to_contain_text("预览")
    page.locator(".step .primary").click()
    expect(page.locator("#import-run .notice.good")).to_be_visible(timeout=30000)
    page.get_by_role("button", name="撤销这次导入").click()
    page.locator("dialog[open] .bad").click()
    expect(page.locator("#import-run .notice")).to_contain_text("已撤销", timeout=30000)
    listed(page, "线索")
    expect(page.locator("#rows")).not_to_contain_text(mark)


# Looks


def test_theme_is_kept(open_page):
    page = open_page("/")
    page.locator("[data-theme-switch] button").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_live_changes_appear(open_page):
    """Two people on one record: what one writes appears at the other's without a reload."""
    mine = open_page("/")
    record(mine, "线索")
    yours = open_page(mine.url)
    text = fresh("实时")
    mine.locator(".compose textarea").fill(text)
    mine.locator(".compose .primary").click()
    expect(mine.locator(".note", has_text=text)).to_be_visible()
    expect(yours.locator(".note", has_text=text)).to_be_visible()
