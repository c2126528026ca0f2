"""Capture: a public form behind a channel's code, and handing out what came in by a rule."""
import re
import time

from playwright.sync_api import expect

from places import public_form
from test_pools import open_pool


def number():
    return f"135{int(time.time() * 1000) % 100_000_000:08d}"


def channel(page, name="官网首页"):
    """The figures on a channel's card: scans and entries."""
    page.goto("/channels")
    card = page.locator(".channel", has_text=name)
    return [int(text) for text in card.locator("dd").all_inner_texts()[:2]]


def test_a_code_leads_to_the_form_and_counts_what_came_of_it(open_page):
    page = open_page("/channels")
    scans, entries = channel(page)
    expect(page.locator(".channel-qr svg").first).to_be_visible()
    public_form(page)
    address = page.url + "?c=WEB-HOME"
    visitor = open_page("/sign-in", signed_in=False, expects=[422])
    visitor.goto(address)
    name, phone = f"访客{number()[-6:]}", number()
    visitor.locator("#f-name").fill(name)
    visitor.locator("#f-company").fill(f"留资公司{phone}")
    visitor.locator("#f-phone").fill(phone)
    visitor.locator("[name=agree]").check()
    visitor.wait_for_timeout(2200)  # Nobody fills in a form faster; the server refuses one who does.
    visitor.locator("button.primary").click()
    expect(visitor.locator(".notice.good")).to_be_visible()
    assert channel(page) == [scans + 1, entries + 1]
    open_pool(page, "公司线索池")
    expect(page.locator("#rows")).to_contain_text(f"留资公司{phone}")


def test_a_program_is_refused_without_a_word(open_page):
    page = open_page("/channels")
    public_form(page)
    form = page.url
    visitor = open_page("/sign-in", signed_in=False, expects=[422])
    visitor.goto(form)
    visitor.locator("#f-name").fill("程序")
    visitor.locator("#f-company").fill("程序公司")
    visitor.locator("#f-phone").fill(number())
    visitor.locator("[name=agree]").check()
    visitor.evaluate("document.querySelector('#f-trap').value = 'http://spam.example'")
    visitor.locator("button.primary").click()
    expect(visitor.locator(".notice.good")).to_be_visible()
    open_pool(page, "公司线索池")
    expect(page.locator("#rows")).not_to_contain_text("程序公司")


def test_what_lies_in_a_pool_is_handed_out_by_rule(open_page):
    page = open_page("/pools")
    open_pool(page, "公司线索池")
    for box in page.locator("#rows input[name=id]").all()[:4]:
        box.check()
    page.locator("[data-bulk]").get_by_role("button", name="按规则分配").click()
    expect(page.locator(".notice")).to_contain_text(re.compile("完成 [0-4] 条"))
