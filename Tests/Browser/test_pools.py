"""Pools: claiming, giving back, handing out, and the simulator of the rule that brings records back."""
import re

from playwright.sync_api import expect

from conftest import PASSWORD, sign_in


def open_pool(page, name):
    page.goto("/pools")
    page.goto(page.locator("tbody th a", has_text=name).first.get_attribute("href"))
    expect(page.locator("#rows tr[data-url]").first).to_be_attached()


def seller(open_page, login="chen.siyuan"):
    page = open_page("/sign-in", signed_in=False)
    sign_in(page, login, PASSWORD)
    expect(page.locator("#side")).to_be_visible()
    return page


def figure(page, label):
    """The number used and the number allowed of a figure above the pool."""
    text = page.locator(".stat", has_text=label).locator("dd").inner_text()
    return [int(part) for part in re.findall(r"\d+", text)]


def test_claim_shows_what_was_masked_and_give_back_hides_it_again(open_page):
    page = seller(open_page)
    open_pool(page, "华东线索池")
    used, most = figure(page, "今天已领取")
    assert most == 10
    row = page.locator("#rows tr[data-url]").first
    assert "••••" in row.inner_text()
    page.goto(row.locator("th a").get_attribute("href"))
    expect(page.get_by_text("还没有负责人")).to_be_visible()
    assert "••••" in page.locator("#record").inner_text()
    page.locator(".top").get_by_role("button", name="领取").click()
    page.wait_for_url(re.compile(r"/o/crm\.lead/"))
    expect(page.locator(".head h1")).not_to_contain_text("•")
    expect(page.locator("#panels")).to_contain_text("负责人历史")
    lead = page.url.split("?")[0]
    page.locator("[popovertarget=top-more]").click()
    page.locator("#top-more").get_by_text("退回公海").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=reason]").fill("不在我的负责区域")
    dialog.locator("button.primary").click()
    page.wait_for_url(re.compile(r"/o/crm\.lead(\?|$)"))
    open_pool(page, "华东线索池")
    assert figure(page, "今天已领取")[0] == used + 1
    assert lead.split("/")[-1] in page.content()


def test_several_are_claimed_at_once(open_page):
    page = seller(open_page, "zhou.yutong")
    open_pool(page, "公司线索池")
    before = figure(page, "今天已领取")[0]
    for box in page.locator("#rows input[name=id]").all()[:3]:
        box.check()
    page.locator("[data-bulk]").get_by_role("button", name="领取").click()
    expect(page.locator(".notice.good")).to_contain_text("完成 3 条")
    assert figure(page, "今天已领取")[0] == before + 3


def test_the_quota_of_a_day_ends_claiming(open_page):
    page = seller(open_page, "he.junjie")
    open_pool(page, "客户公海")
    for box in page.locator("#rows input[name=id]").all()[:6]:
        box.check()
    page.locator("[data-bulk]").get_by_role("button", name="领取").click()
    expect(page.locator(".notice.warning")).to_contain_text("完成 5 条，1 条没有成功")
    expect(page.locator(".notice.warning")).to_contain_text("明天再来")


def test_a_manager_hands_out_from_the_pool(open_page):
    page = seller(open_page, "lin.ruoxi")
    open_pool(page, "华东线索池")
    page.locator("#rows input[name=id]").first.check()
    page.locator("[data-bulk]").get_by_role("button", name="分配", exact=True).click()
    expect(page.locator(".dialog-page dialog, dialog[open]").first).to_be_visible()
    expect(page.locator("html[data-ready]")).to_be_attached()  # The form was answered by a page of its own.
    page.locator("#f-owner").press_sequentially("陈思")
    page.get_by_role("option", name=re.compile("陈思远")).first.click()
    page.locator("dialog button.primary").click()
    expect(page.locator(".notice.good")).to_contain_text("完成 1 条")


def test_what_is_masked_is_not_found(open_page):
    page = seller(open_page)
    open_pool(page, "华东线索池")
    page.locator("#pool-words").fill("1990")
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_be_visible()


def test_the_simulator_counts_while_one_types_and_keeps_a_version(open_page):
    page = open_page("/pools")
    page.goto(page.locator("tr", has_text="客户公海").locator("a[href$='/rule']").get_attribute("href"))
    count = page.locator(".simulator-count > b")
    expect(count).to_be_visible()
    page.locator("#f-contact_days").fill("10")
    page.locator("#f-deal_days").fill("20")
    expect(page.locator(".simulator-owners li").first).to_be_visible()
    wide = int(count.inner_text().replace(",", ""))
    page.locator("#f-deal_days").fill("3000")
    page.locator("#f-contact_days").fill("3000")
    expect(count).to_have_text("0")
    assert wide > 0
    page.locator(".simulator-more summary").click()
    page.locator("#f-keep_when").fill("levels = \"key\"")
    expect(page.locator("#forecast .notice.bad")).to_be_visible()
    page.locator("#f-keep_when").fill("level = \"key\"")
    expect(page.locator("#forecast .notice.bad")).to_have_count(0)
    versions = page.locator(".simulator-version")
    before = versions.count()
    page.get_by_role("button", name="保存为新版本并生效").click()
    expect(versions).to_have_count(before + 1)
    expect(versions.first).to_contain_text("3000 天没有跟进")
