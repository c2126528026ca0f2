"""Every screen, in both themes and both widths: it opens without an error, fits, and axe finds nothing."""
import re

import pytest
from playwright.sync_api import expect

from places import SCREENS

LOOKS = [(device, scheme) for device in ("desktop", "phone") for scheme in ("light", "dark")]


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("device,scheme", LOOKS)
def test_screen(open_page, axe, shot, name, device, scheme):
    page = open_page("/", device, scheme)
    SCREENS[name](page)
    shot(page, f"{name}-{device}-{scheme}")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


@pytest.mark.parametrize("device,scheme", LOOKS)
def test_sign_in_screen(open_page, axe, shot, device, scheme):
    page = open_page("/sign-in", device, scheme, signed_in=False)
    shot(page, f"sign-in-{device}-{scheme}")
    assert axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_missing_page(open_page, axe, shot, scheme):
    page = open_page("/nowhere", scheme=scheme, expects=[404])
    shot(page, f"missing-{scheme}")
    assert axe(page) == []


def test_english_is_complete(open_page, shot):
    """In the other language no text shows its key, and the navigation speaks English."""
    page = open_page("/")
    paths = {}
    for name in ["home", "leads", "board", "record", "new-lead", "settings-matrix"]:
        SCREENS[name](page)
        paths[name] = page.url
    switch_language(page, "English", "en")
    try:
        for name, url in paths.items():
            page.goto(url)
            shot(page, f"{name}-en")
            assert page.locator("html").get_attribute("lang") == "en"
            words = page.locator("body").inner_text()
            keys = re.findall(r"\b(?:list|common|shell|record|board|form|field|home|timeline|matrix)\.[a-z-]+\b", words)
            assert keys == [], name
    finally:
        switch_language(page, "简体中文", "zh-CN")


def switch_language(page, language, tag):
    page.goto("/")
    page.locator(".who").click()
    page.get_by_role("button", name=language).click()
    expect(page.locator("html")).to_have_attribute("lang", tag)


def test_policy_and_headers(open_page):
    page = open_page("/")
    headers = page.request.get("/").headers
    policy = headers["content-security-policy"]
    for part in ["script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]:
        assert part in policy, policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_page_weight(open_page):
    """A list with everything it loads stays below 600 kB and does not jump."""
    page = open_page("/")
    SCREENS["leads"](page)
    page.wait_for_function("document.fonts.ready.then(() => true)")
    entries = "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
    total = page.evaluate(f"{entries}.reduce((sum, e) => sum + e.encodedBodySize, 0)")
    shift = page.evaluate(
        """new Promise(ok => { let sum = 0;
        new PerformanceObserver(l => { for (const e of l.getEntries()) sum += e.value })
            .observe({type: 'layout-shift', buffered: true});
        setTimeout(() => ok(sum), 200) })"""
    )
    assert total < 600_000 and shift < 0.05, (total, shift)
