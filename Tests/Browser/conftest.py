"""The console in a real browser against a real server.

SANBU_URL       where it serves            SANBU_USER, SANBU_PASSWORD   a demo sign-in that may administer
CHROMIUM        the browser's path         SHOTS                        where pictures go
"""
import os
import pathlib

import pytest
from playwright.sync_api import expect, sync_playwright

BASE = os.environ.get("SANBU_URL", "http://127.0.0.1:8080")
USER = os.environ.get("SANBU_USER", "admin")
PASSWORD = os.environ.get("SANBU_PASSWORD", "")
ROOT = pathlib.Path(__file__).resolve().parents[2]
AXE = ROOT / "vendor/axe/axe.min.js"  # bin/assets install --group test
SHOTS = pathlib.Path(os.environ.get("SHOTS", ROOT / ".build/shots"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--font-render-hinting=none"]
DEVICES = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

expect.set_options(timeout=8000)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium driven by PyPI's playwright: no browser is downloaded."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def context(browser, device="desktop", scheme="light", **options):
    common = {"base_url": BASE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    return browser.new_context(color_scheme=scheme, **common, **DEVICES[device], **options)


def sign_in(page, user=USER, password=PASSWORD):
    page.goto("/sign-in")
    page.locator("input[name=account]").fill(user)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=password]) button.primary").click()


@pytest.fixture(scope="session")
def session(browser):
    """The cookies of one sign-in, shared by the tests that do not sign in themselves."""
    made = context(browser)
    page = made.new_page()
    sign_in(page)
    expect(page.locator("#side")).to_be_visible()
    state = made.storage_state()
    made.close()
    return state


class Watch:
    """Everything that went wrong on a page without anybody looking."""

    def __init__(self):
        self.problems, self.expected = [], set()

    def follow(self, page):
        page.on("pageerror", lambda error: self.problems.append(f"pageerror {error}"))
        page.on("console", lambda message: message.type == "error" and self.say(message.text))
        page.on("response", lambda answer: answer.status >= 400 and self.say(f"{answer.status} {answer.url}"))

    def say(self, text):
        if not any(status in text for status in self.expected):
            self.problems.append(text)


def wait_for_islands(page):
    """Makes goto return when the page's keys and buttons answer, not when its bytes are there."""
    go = page.goto

    def goto(*arguments, **options):
        answer = go(*arguments, **options)
        page.locator("html[data-ready]").wait_for(state="attached")
        return answer

    page.goto = goto


@pytest.fixture
def open_page(browser, session):
    """open_page(path, device, scheme) → page. The test fails on any console error, page error or status ≥ 400;
    statuses a test provokes are named in `expects`."""
    made, watch = [], Watch()

    def make(path="/", device="desktop", scheme="light", expects=(), signed_in=True, **options):
        state = session if signed_in else None
        made.append(context(browser, device, scheme, storage_state=state, **options))
        watch.expected |= {str(status) for status in expects}
        page = made[-1].new_page()
        watch.follow(page)
        if options.get("java_script_enabled", True):
            wait_for_islands(page)
        page.goto(path, wait_until="load")
        return page

    yield make
    for one in made:
        one.close()
    assert not watch.problems, watch.problems


@pytest.fixture
def axe():
    """axe(page) → the violations of WCAG 2.2 A and AA, in short."""
    source = AXE.read_text()

    def run(page):
        page.evaluate(source)
        return page.evaluate(
            """async rules => (await axe.run(document, {runOnly: rules})).violations.map(v => ({
                id: v.id, count: v.nodes.length, first: v.nodes[0].html.slice(0, 160),
                why: v.nodes[0].failureSummary.slice(0, 240)}))""",
            RULES,
        )

    return run


@pytest.fixture
def shot():
    SHOTS.mkdir(parents=True, exist_ok=True)
    return lambda page, name: page.screenshot(path=str(SHOTS / f"{name}.png"))
