"""Drawing processes: as steps, as a diagram, kept as drafts, checked, deployed and walked through."""
import re
import time

import pytest
from playwright.sync_api import expect

from conftest import DEVICES

VENDOR = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" xmlns:other="urn:other:vendor" id="d" targetNamespace="t">
<bpmn:process id="{key}" name="带扩展的流程" isExecutable="true">
<bpmn:startEvent id="s" name="提交"/>
<bpmn:userTask id="check" name="复核" other:colour="blue"><bpmn:extensionElements><other:note level="3"><other:line>kept</other:line></other:note>
<sanbu:approval mode="any"><sanbu:approver kind="user" value="admin"/></sanbu:approval></bpmn:extensionElements></bpmn:userTask>
<bpmn:endEvent id="e" name="结束"/>
<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="check"/><bpmn:sequenceFlow id="f2" sourceRef="check" targetRef="e"/>
</bpmn:process></bpmn:definitions>"""


def fresh(word):
    return f"{word}-{int(time.time() * 1000) % 100_000_000}"


def opened(page, path):
    page.goto(path)
    expect(page.locator(".desk[data-opened]")).to_be_visible(timeout=20000)


def begin(page, key, name, view="steps"):
    page.goto("/processes/new")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=key]").fill(key)
    page.locator(f"input[name=with][value={view}]").check()
    page.get_by_role("button", name="开始设计").click()
    page.wait_for_url(f"**/processes/{key}/*")
    expect(page.locator(".desk[data-opened]")).to_be_visible(timeout=20000)


def add(page, plus, kind):
    """Puts a step at one of the + signs, counted from the top."""
    page.locator(".step-plus").nth(plus).click()
    page.locator(f".step-menu:popover-open [data-kind={kind}]").click()


def set_at(page, at, value):
    """Fills an input of the panel and leaves it, as a writer does."""
    field = page.locator(f"[data-at='{at}']")
    field.fill(value)
    field.blur()


def approver(page, name):
    page.locator("[data-at='approver-0-kind']").select_option("user")
    page.locator("[data-at='approver-0-value']").fill(name)
    page.locator("[data-at='approver-0-value']").press("Enter")
    expect(page.locator(".design-panel .chips")).to_contain_text(name)


def upload(page, tmp_path, key, text):
    model = tmp_path / f"{key}.bpmn"
    model.write_text(text, encoding="utf-8")
    page.goto("/processes")
    page.locator("input[type=file]").set_input_files(str(model))
    page.get_by_role("button", name="部署").click()
    expect(page.locator(f"a[href='/processes/{key}']")).to_be_visible()


def save(page):
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".desk")).to_have_attribute("data-state", "clean")
    expect(page.locator("#toast")).to_contain_text("草稿已保存")


def request(page, key, amount):
    page.goto(f"/processes/{key}/start")
    page.locator("input[name='field.amount']").fill(str(amount))
    page.locator(".task-form .primary").click()
    expect(page.locator(".task-head h1")).to_be_visible()
    return page.url


def test_an_approval_is_drawn_as_steps_deployed_and_walked(open_page):
    page = open_page("/")
    key = fresh("steps")
    begin(page, key, "步骤采购")

    page.locator(".step-card[data-id=start]").click()
    page.get_by_role("button", name="添加字段").click()
    set_at(page, "form-label-0", "金额")
    set_at(page, "form-name-0", "amount")
    page.locator("[data-at='form-type-0']").select_option("money")
    page.locator("[data-at='form-required-0']").check()
    expect(page.locator(".step-card[data-id=start]")).to_contain_text("金额")

    add(page, 0, "exclusive")
    condition = page.locator("textarea.feel[data-at='条件']")
    condition.fill("amoun > 1000")
    expect(page.locator(".feel-says")).to_contain_text("amoun")
    page.locator(".feel-says .btn").click()
    expect(page.locator(".branch-card").first).to_contain_text("amount > 1000")
    add(page, 1, "approval")
    set_at(page, "名称", "大额审批")
    approver(page, "系统管理员")
    page.locator("[data-at='审批方式']").select_option("any")
    expect(page.locator(".step-card", has_text="大额审批")).to_contain_text("系统管理员")
    expect(page.locator(".step-card[aria-pressed=true]")).to_have_count(1)

    page.get_by_role("button", name="发布").click()
    page.wait_for_url(f"**/processes/{key}")
    expect(page.locator(".diagram img")).to_be_visible()

    small = request(page, key, 10)
    expect(page.locator(".task-head")).to_contain_text("已完成")
    large = request(page, key, 5000)
    assert large != small
    expect(page.locator(".way [data-status=current]")).to_contain_text("大额审批")
    page.goto("/tasks")
    page.locator("[data-work]", has_text="步骤采购").first.click()
    expect(page.locator(".facts-list")).to_contain_text("5000")
    page.locator(".decide .ok").click()
    page.wait_for_url("**/tasks")
    page.goto(large)
    expect(page.locator(".task-head")).to_contain_text("已完成")
    expect(page.locator(".history")).to_contain_text("同意")

    opened(page, f"/processes/{key}/steps")
    expect(page.locator(".step-card", has_text="大额审批")).to_be_visible()


def test_steps_go_by_keyboard_and_can_be_taken_back(open_page):
    page = open_page("/")
    begin(page, fresh("keys"), "键盘流程")
    add(page, 0, "approval")
    add(page, 1, "delay")
    cards = page.locator(".step-card")
    expect(cards).to_have_count(3)
    expect(cards.nth(2)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(cards.nth(1)).to_contain_text("P1D")
    page.keyboard.press("Delete")
    expect(cards).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(cards).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(cards.nth(2)).to_contain_text("P1D")
    page.keyboard.press("Control+Shift+z")
    expect(cards.nth(1)).to_contain_text("P1D")
    cards.first.focus()
    page.keyboard.press("ArrowDown")
    expect(cards.nth(1)).to_be_focused()
    save(page)


def test_two_who_draw_at_once_do_not_overwrite_each_other(open_page):
    one = open_page("/", expects=(409,))
    key = fresh("twice")
    begin(one, key, "两人")
    two = open_page("/", expects=(409,))
    opened(two, f"/processes/{key}/steps")
    add(one, 0, "approval")
    save(one)
    add(two, 0, "delay")
    two.get_by_role("button", name="保存草稿").click()
    expect(two.locator("#toast[data-bad]")).to_contain_text("更新版本")
    expect(two.locator(".desk")).to_have_attribute("data-state", "dirty")
    save_again = one.locator(".step-card")
    add(one, 0, "copy")
    expect(save_again).to_have_count(3)
    save(one)


def test_the_diagram_keeps_what_other_vendors_say(open_page, tmp_path):
    page = open_page("/")
    key = fresh("vendor")
    upload(page, tmp_path, key, VENDOR.replace("{key}", key))
    opened(page, f"/processes/{key}/design")
    page.locator("[data-element-id=check]").first.click()
    expect(page.locator(".design-panel h2")).to_have_text("用户任务")
    mode = page.locator("[data-at='审批方式']")
    expect(mode).to_have_value("any")
    mode.select_option("all")
    expect(page.locator(".desk")).to_have_attribute("data-state", "dirty")
    page.get_by_role("button", name="撤销").click()
    expect(mode).to_have_value("any")
    page.get_by_role("button", name="重做").click()
    expect(mode).to_have_value("all")
    set_at(page, "名称", "财务复核")
    expect(page.locator("[data-element-id=check] text")).to_contain_text("财务复核")
    page.get_by_role("button", name="发布").click()
    page.wait_for_url(f"**/processes/{key}")
    text = page.request.get(f"/processes/{key}/source").text()
    for kept in ['mode="all"', "<other:note", 'level="3"', ">kept<", 'colour="blue"', 'name="财务复核"', "BPMNShape"]:
        assert kept in text, kept

    page.get_by_role("link", name="与当前版本比较").click()
    table = page.locator("table.changes")
    expect(table).to_contain_text("财务复核")
    expect(table).to_contain_text("审批方式")
    expect(table.locator("ins", has_text="会签：所有人同意")).to_be_visible()
    for picture in page.locator(".compare img").all():
        assert picture.evaluate("async i => { await i.decode(); return i.naturalWidth }") > 0


def test_a_problem_leads_to_its_element(open_page, tmp_path):
    page = open_page("/")
    key = fresh("wrong")
    begin(page, key, "有错的流程", "diagram")
    page.locator("[data-element-id=start]").first.click()
    page.locator("[data-action='append.append-task']").click()
    expect(page.locator(".djs-direct-editing-content")).to_be_visible()
    page.locator(".djs-direct-editing-content").fill("审核")
    page.keyboard.press("Escape")
    page.locator("[data-action='replace']").click()
    page.locator(".djs-popup .entry", has_text="用户任务").click()
    expect(page.locator(".design-panel h2")).to_have_text("用户任务")
    page.locator("[data-at='任务类型']").select_option("approval")
    page.locator("[data-at='approver-0-kind']").select_option("expression")
    set_at(page, "approver-0-value", "1 +")
    page.get_by_role("button", name="发布").click()
    expect(page.locator("#toast[data-bad]")).to_contain_text("没有发布")
    listed = page.locator(".design-problems li button.bad").first
    expect(listed).to_be_visible()
    page.locator("[data-element-id=end]").first.click()
    expect(page.locator(".design-panel h2")).to_have_text("结束事件")
    listed.click()
    expect(page.locator(".design-panel h2")).to_have_text("用户任务")
    expect(page.locator(".has-error")).to_have_count(1)


def test_what_is_no_tree_opens_as_a_diagram(open_page, tmp_path):
    page = open_page("/")
    key = fresh("circle")
    model = VENDOR.replace("{key}", key).replace("<bpmn:endEvent", '<bpmn:boundaryEvent id="b" attachedToRef="check"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="e"/><bpmn:endEvent')
    upload(page, tmp_path, key, model)
    opened(page, f"/processes/{key}/steps")
    expect(page.locator(".empty")).to_contain_text("不能用步骤显示")
    page.get_by_role("link", name="用流程图打开").click()
    page.wait_for_url("**/design")
    expect(page.locator("[data-element-id=b]").first).to_be_visible()


def test_the_other_designer_opens_what_this_one_holds(open_page):
    page = open_page("/")
    key = fresh("both")
    begin(page, key, "两种画法")
    add(page, 0, "approval")
    set_at(page, "名称", "两边都有")
    page.locator(".top .tabs a", has_text="流程图").click()
    page.wait_for_url("**/design")
    expect(page.locator("[data-element-id=approval1] text").first).to_contain_text("两边都有")
    page.locator("[data-element-id=approval1]").first.click()
    set_at(page, "名称", "改过了")
    page.locator(".top .tabs a", has_text="步骤").click()
    page.wait_for_url("**/steps")
    expect(page.locator(".step-card[data-id=approval1]")).to_contain_text("改过了")


def test_layout_export_and_zoom(open_page):
    page = open_page("/")
    opened(page, "/processes/discount-approval/design")
    with page.expect_download() as bpmn:
        page.get_by_role("button", name="导出 BPMN").click()
    assert "sanbu:approval" in bpmn.value.path().read_text(encoding="utf-8")
    with page.expect_download() as svg:
        page.get_by_role("button", name="导出图片").click()
    assert "<svg" in svg.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="自动布局").click()
    expect(page.locator("#toast")).to_contain_text("已自动布局")
    expect(page.locator(".desk")).to_have_attribute("data-state", "dirty")
    before = page.locator(".djs-container .viewport").get_attribute("transform")
    page.get_by_role("button", name="放大").click()
    expect(page.locator(".djs-container .viewport")).not_to_have_attribute("transform", before)
    page.once("dialog", lambda dialog: dialog.accept())


def test_names_are_completed(open_page):
    page = open_page("/")
    opened(page, "/processes/discount-approval/steps")
    page.locator(".branch-card").nth(1).click()
    condition = page.locator("textarea.feel[data-at='条件']")
    condition.fill("")
    condition.press_sequentially("record.disc")
    option = page.locator(".feel-box [role=option]", has_text=re.compile("^discount"))
    expect(option).to_be_visible()
    page.keyboard.press("Enter")
    expect(condition).to_have_value("record.discount")
    page.once("dialog", lambda dialog: dialog.accept())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", list(DEVICES))
def test_a_step_is_edited_in_every_look(open_page, axe, shot, device, scheme):
    page = open_page("/", device, scheme)
    opened(page, "/processes/discount-approval/steps")
    page.locator(".step-card", has_text="销售运营会签").click()
    expect(page.locator(".design-panel")).to_be_visible()
    expect(page.locator("[data-at='approver-0-kind']")).to_have_value("role")
    shot(page, f"steps-panel-{device}-{scheme}")
    assert axe(page) == []


def test_a_phone_reads_the_diagram(open_page):
    page = open_page("/", "phone")
    opened(page, "/processes/discount-approval/design")
    assert page.locator(".bpmn-read img").evaluate("async i => { await i.decode(); return i.naturalWidth }") > 0
    expect(page.locator(".djs-palette")).to_have_count(0)
