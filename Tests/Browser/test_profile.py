"""The person's own settings: name, language, password, and one-time passwords."""
import base64
import hashlib
import hmac
import re
import struct
import time

from playwright.sync_api import expect

from conftest import PASSWORD, sign_in
from test_work import fresh


def code(secret, step):
    """RFC 6238 once more, by another hand."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[19] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def person(page, name):
    """A new colleague with a password of its own."""
    page.goto("/settings/people/new")
    page.locator("#f-name").fill(name)
    page.locator("#f-login").fill(name)
    page.locator("#f-password").fill(PASSWORD)
    page.locator("button.primary").last.click()
    expect(page.locator("h2", has_text=name)).to_be_visible()


def test_change_the_password_and_set_up_a_second_factor(open_page, axe):
    admin = open_page("/")
    name = fresh("factor")
    person(admin, name)
    reset = admin.url
    page = open_page("/sign-in", signed_in=False, expects=[422])
    sign_in(page, name, PASSWORD)
    expect(page.locator("#side")).to_be_visible()
    page.goto("/settings/profile")
    assert axe(page) == []
    page.locator("#f-name").fill("新名字" + name)
    page.locator("form[action$='/person'] button.primary").click()
    expect(page.locator(".who")).to_contain_text("新名字")
    page.locator("input[name=old]").fill(PASSWORD)
    page.locator("input[name=new]").fill("12345678")
    page.locator("form[action$='/password'] button.primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("input[name=old]").fill(PASSWORD)
    page.locator("input[name=new]").fill("three steps further")
    page.locator("form[action$='/password'] button.primary").click()
    expect(page.locator(".notice.good")).to_be_visible()
    page.locator("form[action$='/factor'] button").click()
    expect(page.locator("svg.qr")).to_be_visible()
    assert axe(page) == []
    secret = page.locator(".factor code").inner_text().replace(" ", "")
    step = int(time.time()) // 30
    page.locator("input[name=code]").fill(code(secret, step))
    page.locator(".factor button.primary").click()
    expect(page.locator(".codes code")).to_have_count(10)
    recovery = page.locator(".codes code").all_inner_texts()
    assert len(recovery) == 10 and all(re.fullmatch(r"[a-z0-9]{5}-[a-z0-9]{5}", one) for one in recovery)
    page.context.clear_cookies()
    page.goto("/sign-in")
    sign_in(page, name, "three steps further")
    expect(page.locator("input[name=code]")).to_be_visible()
    assert axe(page) == []
    page.locator("input[name=code]").fill("000000")
    page.locator("button.primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("input[name=code]").fill(code(secret, step + 1))
    page.locator("button.primary").click()
    expect(page.locator("#side")).to_be_visible()
    admin.goto(reset)
    admin.locator(".extra-actions button").click()
    with admin.expect_response(lambda answer: answer.request.method == "POST"):
        admin.locator("dialog[open] .bad").click()
    page.context.clear_cookies()
    page.goto("/sign-in")
    sign_in(page, name, "three steps further")
    expect(page.locator("#side")).to_be_visible()
