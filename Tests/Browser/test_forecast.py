"""The forecast: from the whole team down to the records behind a figure."""
import re

from playwright.sync_api import expect

from conftest import PASSWORD, sign_in


def amount(text):
    return int(re.sub(r"[^0-9]", "", text) or "0")


def test_a_manager_drills_down_to_the_records(open_page):
    page = open_page("/sign-in", signed_in=False)
    sign_in(page, "shen.zhiwei", PASSWORD)
    expect(page.locator("#side")).to_be_visible()
    page.goto("/forecast/crm.opportunity?period=year")
    rows = page.locator(".forecast tbody tr")
    expect(rows.first).to_be_visible()
    open_column = rows.locator("td:nth-last-child(2)")
    figures = [amount(text) for text in open_column.all_inner_texts()]
    assert abs(sum(figures[:-1]) - figures[-1]) <= len(figures), "the last line is the sum"
    team = rows.filter(has_text="林若溪")
    expected = amount(team.locator("td:nth-last-child(2)").inner_text())
    page.goto(team.locator("th a").get_attribute("href"))
    expect(page.locator(".crumb b")).to_have_text("林若溪")
    below = [amount(text) for text in page.locator(".forecast tbody tr").locator("td:nth-last-child(2)").all_inner_texts()]
    assert abs(below[-1] - expected) <= len(below)
    figure = page.locator(".forecast td a").first
    page.goto(figure.get_attribute("href"))
    expect(page.locator("#rows tr[data-url]").first).to_be_attached()
