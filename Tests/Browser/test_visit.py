"""A visit on a phone: where one is, a photo, a few words."""
import re

from playwright.sync_api import expect

from places import record

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f0005000"
    "1ff89993d1d0000000049454e44ae426082")


def test_check_in_with_place_and_photo(open_page):
    page = open_page("/", "phone", geolocation={"latitude": 30.27, "longitude": 120.15, "accuracy": 12}, permissions=["geolocation"])
    record(page, "客户")
    account = page.url.split("?")[0]
    page.locator(".act a[href$='/check-in']").click()
    page.wait_for_url(re.compile(r"/check-in$"))
    page.locator("[data-locate]").click()
    expect(page.locator("[data-place-state]")).to_contain_text("已定位，误差 12 米")
    page.locator("input[name=photo]").set_input_files({"name": "门头.png", "mimeType": "image/png", "buffer": PIXEL})
    page.locator("#f-text").fill("拜访院长，确认演示时间")
    page.locator(".check-in button.primary").click()
    page.wait_for_url(account)
    expect(page.locator("#timeline")).to_contain_text("拜访院长，确认演示时间")
    expect(page.locator("#timeline")).to_contain_text("门头.png")


def test_without_a_place_one_goes_on(open_page):
    page = open_page("/", "phone")
    record(page, "客户")
    account = page.url.split("?")[0]
    page.goto(account + "/check-in")
    page.locator("#f-text").fill("楼里没有信号")
    page.locator(".check-in button.primary").click()
    page.wait_for_url(account)
    expect(page.locator("#timeline")).to_contain_text("楼里没有信号")


def test_a_visit_without_words_is_asked_for_them(open_page):
    page = open_page("/", "phone", expects=[422])
    record(page, "线索")
    page.goto(page.url.split("?")[0] + "/check-in")
    page.evaluate("document.querySelectorAll('[required]').forEach(e => e.removeAttribute('required'))")
    page.locator(".check-in button.primary").click()
    expect(page.locator("#f-text-problem")).to_be_visible()
