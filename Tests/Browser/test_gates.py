"""Gates: a stage says what it wants, and it can be brought there and then."""
import re
import time

from playwright.sync_api import expect

from places import create


def fresh(word):
    return f"{word}{int(time.time() * 1000) % 10_000_000}"


def new_deal(page):
    """An opportunity of a new account, with nothing to show yet. Its address comes back."""
    create(page, "客户")
    page.locator("#f-name").fill(fresh("阶段门客户"))
    page.locator(".form-foot .primary").click()
    page.wait_for_url(re.compile(r"/o/crm\.account/acc_"))
    account = page.url.split("?")[0].split("/")[-1]
    page.goto(f"/o/crm.opportunity/new?account={account}")
    page.locator("#f-name").fill(fresh("阶段门商机"))
    page.locator("#f-expected_amount").fill("800000")
    page.locator(".form-foot .primary").click()
    page.wait_for_url(re.compile(r"/o/crm\.opportunity/opp_"))
    return page.url.split("?")[0]


def stage(page, name):
    return page.locator(".path").get_by_text(name, exact=True)


def test_a_stage_asks_for_proof_and_takes_it_in_the_same_window(open_page):
    page = open_page("/", expects=[422])
    deal = new_deal(page)
    panel = page.locator("#panels .gate")
    expect(panel).to_contain_text("至少一条跟进记录")
    stage(page, "合同审批").click()
    dialog = page.locator(".dialog:has(.gate)")
    expect(dialog).to_contain_text("决策人确认过方案和价格")
    expect(dialog.locator("li.met")).to_have_count(0)
    for box in dialog.locator("[name=check]").all():
        box.check()
    dialog.locator("#f-close_date").fill("2027-01-31")
    dialog.locator("button.primary").click()
    expect(page.locator(".dialog .notice.bad")).to_contain_text("还有缺少的")
    expect(page.locator(".dialog li.met")).to_have_count(3)
    page.goto(deal)
    expect(page.locator("#timeline")).to_contain_text("尝试推进，凭证不全")
    expect(page.locator(".path [aria-current]")).not_to_contain_text("合同审批")


def test_what_is_added_elsewhere_counts(open_page):
    page = open_page("/")
    deal = new_deal(page)
    page.locator("#panels").get_by_text("补齐并推进").click()
    page.locator("dialog[open] .gate a").click()
    page.wait_for_url(re.compile(r"/o/crm\.activity/new"))
    page.locator("#f-text").fill("当面介绍方案")
    page.locator(".form-foot .primary").click()
    page.wait_for_url(re.compile(r"/o/crm\.activity/act_"))
    page.goto(deal)
    stage(page, "需求确认").click()
    expect(page.locator(".path [aria-current]")).to_contain_text("需求确认")
