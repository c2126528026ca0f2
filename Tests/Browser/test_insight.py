"""Dashboards, the lists behind their numbers, their files, and the grid of targets."""
import re

import pytest
from playwright.sync_api import expect

from conftest import BASE, context, sign_in
from places import YEAR

SALES = f"/dashboards/crm.sales?period={YEAR}"


def number(text):
    return int(re.search(r"[\d,]+", text).group().replace(",", ""))


def listed(page):
    """How many records a list holds, all its pages taken together."""
    expect(page.locator("#rows")).to_be_attached()
    while page.locator("#rows [hx-get*='cursor=']").count():
        before = page.locator("#rows tr[data-url]").count()
        page.locator("#rows [hx-get*='cursor=']").first.scroll_into_view_if_needed()
        page.wait_for_function("n => document.querySelectorAll('#rows tr[data-url]').length > n", arg=before)
    return page.locator("#rows tr[data-url]").count()


def test_navigation_leads_to_a_dashboard(open_page):
    page = open_page("/")
    page.locator("#side .nav a", has_text="仪表盘").click()
    expect(page).to_have_url(re.compile("/dashboards/crm\\."))
    expect(page.locator(".widget").first).to_be_visible()


def test_a_figure_opens_the_records_that_it_counts(open_page):
    page = open_page(SALES)
    figure = page.locator("#won_count .figure a")
    count = number(figure.inner_text())
    assert count > 0
    page.goto(figure.get_attribute("href"))
    expect(page.locator(".filter", has_text="赢单数")).to_be_visible()
    assert listed(page) == count


@pytest.mark.parametrize("widget", ["lost_reasons", "people", "departments"])
def test_a_bar_opens_its_part(open_page, widget):
    page = open_page(SALES)
    row = page.locator(f"#{widget} tbody tr").first
    shown = row.locator("td.right small")
    count = number(shown.inner_text() if shown.count() else row.locator("td.right").inner_text())
    page.goto(row.locator("th a").get_attribute("href"))
    assert listed(page) == count


def test_a_funnel_opens_what_reached_the_step(open_page):
    page = open_page(f"/dashboards/crm.pipeline?period={YEAR}")
    row = page.locator("#funnel tbody tr").nth(3)
    count = number(row.locator("td.right").evaluate("cell => cell.firstChild.textContent"))
    page.goto(row.locator("th a").get_attribute("href"))
    assert listed(page) == count


def test_changes_of_the_pipeline_add_up(open_page):
    """The file has the whole amounts; the page opens the records of a change."""
    page = open_page(f"/dashboards/crm.pipeline?period={YEAR}")
    lines = page.request.get(page.locator("#changes header a").get_attribute("href")).text().strip().splitlines()[1:]
    amounts = [round(float(line.split(",")[1]) * 100) for line in lines]
    assert len(amounts) == 11 and amounts[0] + sum(amounts[1:8]) == amounts[8] > 0
    won = page.locator("#changes tbody tr").nth(5)
    count = number(won.locator("small").inner_text())
    page.goto(won.locator("th a").get_attribute("href"))
    expect(page.locator(".filter", has_text="管道变化")).to_be_visible()
    assert listed(page) == count > 0


def test_the_list_keeps_where_it_comes_from_until_it_is_taken_away(open_page):
    page = open_page(SALES)
    page.goto(page.locator("#won_count .figure a").get_attribute("href"))
    page.goto(page.locator("thead a[href*='sort=']").first.get_attribute("href"))
    expect(page.locator(".filter", has_text="赢单数")).to_be_visible()
    page.goto(page.locator(".filter", has_text="赢单数").locator("a").get_attribute("href"))
    expect(page.locator("#rows tr[data-url]").first).to_be_attached()
    assert page.locator(".filter", has_text="赢单数").count() == 0


def test_period_and_scope_are_chosen(open_page):
    page = open_page("/dashboards/crm.sales")
    page.locator(".scope-bar .tabs a", has_text="年").click()
    expect(page).to_have_url(re.compile(r"period=\d{4}&"))
    page.get_by_role("button", name=re.compile("范围")).click()
    page.locator("#circle a", has_text="我的团队").click()
    expect(page).to_have_url(re.compile("scope=team"))
    page.get_by_role("button", name="自定义").click()
    page.locator("#custom-period input[name=from]").fill("2026-01-05")
    page.locator("#custom-period input[name=to]").fill("2026-02-03")
    page.locator("#custom-period button.primary").click()
    expect(page.locator(".period b")).to_have_text("2026-01-05 – 2026-02-03")
    assert "scope=team" in page.url


def test_the_file_of_a_widget_has_its_numbers(open_page):
    page = open_page(SALES)
    url = page.locator("#lost_reasons header a").get_attribute("href")
    answer = page.request.get(url)
    assert answer.headers["content-type"].startswith("text/csv")
    lines = answer.text().lstrip("\ufeff").strip().splitlines()
    assert len(lines) == 1 + page.locator("#lost_reasons tbody tr").count()
    assert sum(int(line.split(",")[1]) for line in lines[1:]) == number(page.locator("#lost_reasons .total").inner_text())


def test_a_forecast_goes_down_the_reporting_line(open_page):
    page = open_page(f"/dashboards/crm.pipeline?period={YEAR}")
    person = page.locator("#forecast th a[href*='scope=usr_']").first
    name = person.inner_text()
    page.goto(person.get_attribute("href"))
    expect(page.get_by_role("button", name=re.compile("范围"))).to_contain_text(name)
    expect(page.locator("#forecast table").first).to_be_visible()


def test_targets_are_pasted_kept_and_refused(open_page):
    page = open_page("/grids/crm.targets?year=2031", expects=[422])
    first = page.locator(".month-grid tbody tr").first.locator("input[name^='to.']")
    first.first.focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text/plain', '100\\t200\\n300\\t4,000');
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})) }"""
    )
    expect(first.nth(1)).to_have_value("200")
    second = page.locator(".month-grid tbody tr").nth(1).locator("input[name^='to.']")
    expect(second.nth(1)).to_have_value("4000")
    page.locator(".grid-form button.primary").click()
    expect(page.locator(".notice.good")).to_be_visible()
    expect(page.locator(".month-grid tfoot td").last).to_have_text("4,600")
    first.first.fill("abc")
    page.locator(".grid-form button.primary").click()
    expect(page.locator(".notice.bad")).to_be_visible()
    expect(first.first).to_have_attribute("aria-invalid", "true")
    expect(first.first).to_have_value("abc")
    for cell in (first.nth(0), first.nth(1), second.nth(0), second.nth(1)):
        cell.fill("")
    page.locator(".grid-form button.primary").click()
    expect(page.locator(".notice.good")).to_be_visible()
    expect(first.first).to_have_value("")


def test_a_seller_counts_only_its_own(browser):
    """What one may not see is not counted: the seller's total is less than the whole, and the scope changes nothing."""
    made = context(browser)
    page = made.new_page()
    sign_in(page, "chen.siyuan")
    expect(page.locator("#side")).to_be_visible()
    page.goto(SALES)
    every = page.locator("#won_count .figure").inner_text()
    page.goto(SALES + "&scope=mine")
    assert page.locator("#won_count .figure").inner_text() == every
    assert page.locator("#people tbody tr").count() <= 1
    made.close()
