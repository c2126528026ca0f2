"""The inbox: the task beside the list, by keyboard; discussion, taking back, moving tokens, fields of every kind."""
import time

import pytest
from playwright.sync_api import expect

from conftest import PASSWORD, context, sign_in, wait_for_islands
from test_designer import upload

MODEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">
<process id="{key}" name="{name}" isExecutable="true">
<extensionElements><sanbu:execution><sanbu:property name="title" value="&quot;{name} &quot; + string(amount)"/></sanbu:execution></extensionElements>
<startEvent id="s" name="提交"><extensionElements><sanbu:execution>
<sanbu:property name="form.amount" value="金额"/><sanbu:property name="form-type.amount" value="money"/><sanbu:property name="form-required.amount" value="true"/>
<sanbu:property name="form.day" value="日期"/><sanbu:property name="form-type.day" value="date"/>
<sanbu:property name="form.urgent" value="加急"/><sanbu:property name="form-type.urgent" value="boolean"/>
<sanbu:property name="form.kind" value="类别"/><sanbu:property name="form-type.kind" value="picklist"/><sanbu:property name="form-options.kind" value="办公,差旅"/>
<sanbu:property name="form.owner" value="经办人"/><sanbu:property name="form-type.owner" value="user"/>
<sanbu:property name="form.code" value="编码"/><sanbu:property name="form-type.code" value="text"/>
</sanbu:execution></extensionElements></startEvent>
<userTask id="one" name="初审"><extensionElements><sanbu:approval mode="any"><sanbu:approver kind="user" value="admin"/><sanbu:button action="approve" label="准予"/><sanbu:button action="reject"/></sanbu:approval></extensionElements></userTask>
<userTask id="two" name="复审"><extensionElements><sanbu:approval mode="any"><sanbu:approver kind="field" value="owner"/></sanbu:approval></extensionElements></userTask>
<userTask id="three" name="终审"><extensionElements><sanbu:approval mode="any"><sanbu:approver kind="initiatorPick"/></sanbu:approval></extensionElements></userTask>
<endEvent id="e" name="通过"/>
<sequenceFlow id="1" sourceRef="s" targetRef="one"/><sequenceFlow id="2" sourceRef="one" targetRef="two"/><sequenceFlow id="3" sourceRef="two" targetRef="three"/><sequenceFlow id="4" sourceRef="three" targetRef="e"/>
</process></definitions>"""


def fresh(word):
    return f"{word}{int(time.time() * 1000) % 100_000_000}"


@pytest.fixture
def process(open_page, tmp_path):
    """(page, key, name) of a process with a form of every kind and two approvals."""
    page = open_page("/")
    key, name = fresh("inbox-"), fresh("请购")
    upload(page, tmp_path, key, MODEL.replace("{key}", key).replace("{name}", name))
    return page, key, name


def begin(page, key, amount, owner="林若溪"):
    page.goto(f"/processes/{key}/start")
    page.locator("input[name='field.amount']").fill(str(amount))
    page.locator("input[name='field.day']").fill("2026-12-01")
    page.locator("select[name='field.urgent']").select_option("true")
    page.locator("select[name='field.kind']").select_option("差旅")
    page.locator("select[name='field.owner']").select_option(label=owner)
    page.locator("input[name='field.code']").fill("007")
    page.locator("select[name='pick.three']").select_option(label="沈知微")
    page.locator(".task-form .primary").click()
    expect(page.locator(".task-head h1")).to_contain_text(str(amount))
    return page.url


def test_fields_have_their_kinds(process):
    page, key, name = process
    page.goto(f"/processes/{key}/start")
    assert page.locator("input[name='field.amount']").get_attribute("type") == "number"
    assert page.locator("input[name='field.day']").get_attribute("type") == "date"
    begin(page, key, 120.5)
    expect(page.locator(".way li", has_text="终审")).to_contain_text("沈知微")
    facts = page.locator(".facts-list")
    for text in ["120.5", "2026-12-01", "差旅", "林若溪", "007"]:
        expect(facts).to_contain_text(text)


def test_the_task_is_read_beside_the_list_and_decided_by_keys(process):
    page, key, name = process
    begin(page, key, 31)
    begin(page, key, 32)
    page.goto(f"/tasks?box=mine&process={key}")
    rows = page.locator("[data-work]")
    expect(rows).to_have_count(2)
    page.keyboard.press("j")
    expect(rows.first).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    pane = page.locator(".inbox-task")
    expect(pane.locator(".task-head h1")).to_have_text(f"{name} 31")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(rows.nth(1).evaluate("a => a.href"))
    page.go_back()
    expect(pane.locator(".task-head")).to_have_count(0)
    rows.nth(1).click()
    expect(pane.locator(".task-head h1")).to_have_text(f"{name} 31")
    expect(pane.locator(".decide .ok")).to_contain_text("准予")
    expect(pane.get_by_role("button", name="转办")).to_have_count(0)
    rows.nth(1).focus()
    page.keyboard.press("a")
    page.wait_for_url("**/tasks")
    page.goto(f"/tasks?box=mine&process={key}")
    expect(rows).to_have_count(1)


def test_the_list_is_narrowed_by_process(process):
    page, key, name = process
    begin(page, key, 41)
    page.goto("/tasks")
    page.locator("select[name=process]").select_option(key)
    page.wait_for_url(f"**process={key}**")
    expect(page.locator("[data-work]")).to_have_count(1)


def test_what_is_said_and_added_is_there_for_both(process, browser, tmp_path):
    page, key, name = process
    url = begin(page, key, 51)
    note = tmp_path / "报价.txt"
    note.write_text("三家报价", encoding="utf-8")
    page.locator(".discussion textarea").fill("请看附件 @林若溪")
    page.keyboard.press("Escape")
    page.locator(".discussion input[type=file]").set_input_files(str(note))
    page.locator(".discussion button.btn").last.click()
    expect(page.locator(".discussion")).to_contain_text("请看附件")
    with page.expect_download() as kept:
        page.locator(".discussion .kept a").click()
    assert kept.value.path().read_text(encoding="utf-8") == "三家报价"
    page.goto(f"/tasks?box=mine&process={key}")
    page.locator("[data-work]").first.click()
    expect(page.locator(".inbox-task .discussion")).to_contain_text("请看附件")
    file = page.locator(".inbox-task .kept a").get_attribute("href")

    stranger = context(browser)
    other = stranger.new_page()
    wait_for_islands(other)
    sign_in(other, "chen.siyuan", PASSWORD)
    expect(other.locator("#side")).to_be_attached()
    assert other.request.get(file).status == 404
    assert other.request.get(url).status == 404
    stranger.close()


def test_a_decision_is_taken_back(process):
    page, key, name = process
    begin(page, key, 61)
    page.goto(f"/tasks?box=mine&process={key}")
    page.locator("[data-work]").first.click()
    page.locator(".decide .ok").click()
    page.wait_for_url("**/tasks")
    page.goto(f"/tasks?box=done&process={key}")
    page.locator("[data-work]").first.click()
    page.get_by_role("button", name="取回").click()
    page.locator("dialog[open] .bad").click()
    page.wait_for_url("**/tasks")
    page.goto(f"/tasks?box=mine&process={key}")
    expect(page.locator("[data-work]", has_text="初审")).to_have_count(1)


def test_an_administrator_moves_a_token(process):
    page, key, name = process
    url = begin(page, key, 71)
    page.goto(url)
    page.locator(".move summary").click()
    page.locator(".move select[name=to]").select_option("two")
    page.locator(".move button").click()
    page.locator("dialog[open] .bad").click()
    expect(page.locator(".way [data-status=current]")).to_contain_text("复审")
    expect(page.locator("[data-print]")).to_be_visible()
