"""Decision tables: made, checked, tried out, deployed; and the process that asks them behaves differently."""
import time

from playwright.sync_api import expect

from test_designer import opened, upload

MODEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">
<process id="{process}" name="按表审批" isExecutable="true"><startEvent id="s" name="提交"><extensionElements><sanbu:execution>\
<sanbu:property name="form.amount" value="金额"/><sanbu:property name="form-type.amount" value="number"/></sanbu:execution></extensionElements></startEvent>
<businessRuleTask id="ask"><extensionElements><sanbu:execution calledDecision="&quot;{decision}&quot;" resultVariable="verdict"/></extensionElements></businessRuleTask>
<exclusiveGateway id="x" default="x-e"/><userTask id="check" name="人工复核"><extensionElements><sanbu:approval mode="any"><sanbu:approver kind="user" value="admin"/>\
</sanbu:approval></extensionElements></userTask><exclusiveGateway id="y"/><endEvent id="e"/>
<sequenceFlow id="1" sourceRef="s" targetRef="ask"/><sequenceFlow id="2" sourceRef="ask" targetRef="x"/>
<sequenceFlow id="x-check" sourceRef="x" targetRef="check"><conditionExpression>= verdict = "check"</conditionExpression></sequenceFlow>
<sequenceFlow id="x-e" sourceRef="x" targetRef="y"/><sequenceFlow id="3" sourceRef="check" targetRef="y"/><sequenceFlow id="4" sourceRef="y" targetRef="e"/>
</process></definitions>"""


def fresh(word):
    return f"{word}{int(time.time() * 1000) % 100_000_000}"


def cell(page, row, column):
    return page.locator(f"[data-cell='{row}/{column}']")


def write(page, row, column, text):
    """Types over a cell, as in a spreadsheet."""
    cell(page, row, column).click()
    page.keyboard.press("F2")
    page.locator(".cell-input").fill(text)
    page.keyboard.press("Enter")
    expect(cell(page, row, column)).to_have_text(text)


def deploy(page, key):
    page.get_by_role("button", name="发布").click()
    page.wait_for_url(f"**/decisions/{key}")
    expect(page.locator("table.decision")).to_be_visible()


def test_a_table_that_is_edited_changes_what_the_process_does(open_page, tmp_path):
    page = open_page("/")
    decision, process = fresh("verdict"), fresh("asks")
    page.goto("/decisions/new")
    page.locator("input[name=name]").fill("复核规则")
    page.locator("input[name=key]").fill(decision)
    page.get_by_role("button", name="开始设计").click()
    page.wait_for_url("**/edit")
    expect(page.locator(".desk[data-opened]")).to_be_visible()
    write(page, 0, 0, "< 100")
    write(page, 0, 1, '"pass"')
    expect(page.locator(".design-problems")).to_contain_text("有缺口")
    page.get_by_role("button", name="添加规则").click()
    write(page, 1, 0, ">= 100")
    write(page, 1, 1, '"check"')
    expect(page.locator(".design-problems")).to_be_hidden()
    deploy(page, decision + "-model")

    upload(page, tmp_path, process, MODEL.replace("{process}", process).replace("{decision}", decision))
    begin(page, process, 50)
    expect(page.locator(".task-head")).to_contain_text("已完成")

    opened(page, f"/decisions/{decision}-model/edit")
    write(page, 0, 0, "< 10")
    write(page, 1, 0, ">= 10")
    deploy(page, decision + "-model")
    begin(page, process, 50)
    expect(page.locator(".way [data-status=current]")).to_contain_text("人工复核")

    page.goto(f"/decisions/{decision}-model")
    page.get_by_role("link", name="与当前版本比较").click()
    expect(page.locator("table.changes")).to_contain_text("规则 1")
    expect(page.locator("table.changes ins").first).to_contain_text("< 10")


def begin(page, process, amount):
    page.goto(f"/processes/{process}/start")
    page.locator("input[name='field.amount']").fill(str(amount))
    page.locator(".task-form .primary").click()
    expect(page.locator(".task-head h1")).to_be_visible()


def test_the_grid_goes_by_keyboard(open_page):
    page = open_page("/")
    opened(page, "/decisions/discount-level-model/edit")
    cell(page, 0, 0).click()
    page.keyboard.press("Tab")
    expect(cell(page, 0, 1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, 1, 1)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".dmn tbody tr")).to_have_count(5)
    expect(cell(page, 2, 1)).to_be_focused()
    page.keyboard.press("7")
    expect(page.locator(".cell-input")).to_have_value("7")
    page.keyboard.press("Tab")
    expect(cell(page, 2, 1)).to_have_text("7")
    expect(cell(page, 2, 2)).to_be_focused()
    page.keyboard.press("Control+-")
    expect(page.locator(".dmn tbody tr")).to_have_count(4)
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(page.locator(".dmn tbody tr")).to_have_count(4)
    expect(cell(page, 2, 0)).to_have_text("<= 15")
    page.keyboard.press("F2")
    page.keyboard.press("Escape")
    expect(page.locator(".cell-input")).to_have_count(0)


def test_cells_of_a_spreadsheet_are_pasted(open_page):
    page = open_page("/")
    opened(page, "/decisions/discount-level-model/edit")
    cell(page, 3, 0).click()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text/plain', '<= 20\\t-\\t3\\n> 20\\t"a""b"\\t4\\n');
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""")
    expect(page.locator(".dmn tbody tr")).to_have_count(5)
    expect(cell(page, 4, 0)).to_have_text("> 20")
    expect(cell(page, 4, 2)).to_have_text("4")
    expect(page.locator("#toast")).to_contain_text("已粘贴 2 行")
    page.locator("#toast button").click()
    expect(page.locator(".dmn tbody tr")).to_have_count(4)


def test_a_wrong_cell_is_marked_and_cannot_be_deployed(open_page):
    page = open_page("/")
    opened(page, "/decisions/discount-level-model/edit")
    write(page, 1, 0, "<= =")
    expect(cell(page, 1, 0)).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="发布").click()
    expect(page.locator("#toast[data-bad]")).to_contain_text("没有发布")
    cell(page, 3, 1).click()
    page.locator(".design-problems li button.bad").first.click()
    expect(cell(page, 1, 0)).to_be_focused()
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("button", name="放弃草稿").click()
    page.locator("dialog[open] .bad").click()
    page.wait_for_url("**/decisions/discount-level-model")
    expect(page.locator("table.decision")).to_contain_text("<= 10")


def test_values_are_tried_out_and_the_rule_is_marked(open_page, axe):
    page = open_page("/")
    opened(page, "/decisions/discount-level-model/edit")
    page.locator("[data-at='try-discount']").fill("8")
    page.locator("[data-at='try-amount']").fill("1000")
    page.get_by_role("button", name="试算").click()
    expect(page.locator(".outcome code")).to_have_text("1")
    expect(page.locator(".dmn tr.matched").first).to_contain_text("<= 10")
    assert axe(page) == []
