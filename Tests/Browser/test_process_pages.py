"""The pages of processes: preview before submitting, replay afterwards, decisions together, what nobody may see."""
import pytest
from playwright.sync_api import expect

from conftest import DEVICES

MODEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">
<process id="purchase-pages" name="采购申请" isExecutable="true">
<extensionElements><sanbu:execution><sanbu:property name="title" value="&quot;采购 &quot; + string(amount)"/></sanbu:execution></extensionElements>
<startEvent id="s" name="提交"><extensionElements><sanbu:execution><sanbu:property name="form.amount" value="金额"/>\
<sanbu:property name="form.floor" value="底价"/></sanbu:execution></extensionElements></startEvent>
<exclusiveGateway id="x" default="x-y"/>
<userTask id="check" name="复核"><extensionElements><sanbu:approval mode="any" opinion="true" repeated="keep">\
<sanbu:approver kind="user" value="admin"/><sanbu:field name="floor" right="hidden"/></sanbu:approval></extensionElements></userTask>
<exclusiveGateway id="y"/><endEvent id="e" name="通过"/>
<sequenceFlow id="s-x" sourceRef="s" targetRef="x"/>
<sequenceFlow id="x-check" sourceRef="x" targetRef="check"><conditionExpression>= amount &gt; 1000</conditionExpression></sequenceFlow>
<sequenceFlow id="x-y" sourceRef="x" targetRef="y"/><sequenceFlow id="check-y" sourceRef="check" targetRef="y"/>
<sequenceFlow id="y-e" sourceRef="y" targetRef="e"/>
</process></definitions>"""


@pytest.fixture
def deployed(open_page, tmp_path):
    model = tmp_path / "purchase-pages.bpmn"
    model.write_text(MODEL, encoding="utf-8")
    page = open_page("/processes", expects=(409,))
    page.locator("input[type=file]").set_input_files(str(model))
    page.get_by_role("button", name="部署").click()
    expect(page.locator("table")).to_contain_text("采购申请")
    return page


def begin(page, amount):
    page.goto("/processes/purchase-pages/start")
    page.locator("input[name='field.amount']").fill(str(amount))
    page.locator("input[name='field.floor']").fill("777123")
    page.locator(".task-form .primary").click()
    expect(page.locator(".task-head h1")).to_have_text(f"采购 {amount}")
    return page.url


def test_the_way_follows_what_is_filled_in(deployed):
    deployed.goto("/processes/purchase-pages/start")
    deployed.locator("input[name='field.amount']").fill("5000")
    deployed.get_by_role("button", name="预览流转").click()
    expect(deployed.locator(".way")).to_contain_text("复核")
    expect(deployed.locator("input[name='field.amount']")).to_have_value("5000")
    deployed.locator("input[name='field.amount']").fill("10")
    deployed.get_by_role("button", name="预览流转").click()
    expect(deployed.locator("input[name='field.amount']")).to_have_value("10")
    expect(deployed.locator(".way", has_text="复核")).to_have_count(0)


def test_decisions_together_say_what_was_refused(deployed):
    begin(deployed, 6001)
    deployed.goto("/tasks")
    row = deployed.locator(".work li", has_text="采购 6001")
    row.locator("input[name=id]").check()
    deployed.get_by_role("button", name="同意所选").click()
    expect(deployed.get_by_role("alert")).to_contain_text("采购 6001")
    expect(row).to_have_count(1)
    row.locator("input[name=id]").check()
    deployed.locator(".together input[name=opinion]").fill("可以")
    deployed.get_by_role("button", name="同意所选").click()
    expect(row).to_have_count(0)
    expect(deployed.get_by_role("alert")).to_have_count(0)


def test_a_hidden_field_is_not_shown_to_who_decides(deployed):
    begin(deployed, 6002)
    deployed.goto("/tasks")
    deployed.locator("[data-work]", has_text="采购 6002").click()
    expect(deployed.locator(".task")).to_contain_text("6002")
    assert "777123" not in deployed.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", list(DEVICES))
def test_the_history_can_be_replayed_by_keyboard(deployed, open_page, axe, shot, device, scheme):
    path = begin(deployed, 6003)
    deployed.goto("/tasks")
    deployed.locator("[data-work]", has_text="采购 6003").first.click()
    deployed.locator("textarea[name=opinion]").fill("金额无误")
    deployed.locator(".decide .ok").click()
    deployed.wait_for_url("**/tasks")
    page = open_page(path, device, scheme)
    expect(page.locator(".history")).to_contain_text("同意：金额无误")
    slider = page.locator(".replay input")
    slider.press("Home")
    expect(page.locator("#diagram")).to_have_attribute("src", page.locator("#diagram").get_attribute("data-url") + "?step=1")
    expect(page.locator(".history [data-now]").first).to_be_visible()
    assert page.locator("#diagram").evaluate("async i => { await i.decode(); return i.naturalWidth }") > 0
    assert not axe(page)
    shot(page, f"replay-{device}-{scheme}")
    slider.press("End")
    expect(page.locator("#diagram")).not_to_have_attribute("src", "?step=")
    page.locator(".replay button").evaluate("b => b.hidden") or pytest.fail("the button is for those without JavaScript")


def test_without_javascript_the_replay_is_a_form(deployed, open_page):
    path = begin(deployed, 6004)
    deployed.goto("/tasks")
    deployed.locator("[data-work]", has_text="采购 6004").first.click()
    deployed.locator("textarea[name=opinion]").fill("可以")
    deployed.locator(".decide .ok").click()
    deployed.wait_for_url("**/tasks")
    page = open_page(path + "?step=1", java_script_enabled=False)
    expect(page.locator("#diagram")).to_have_attribute("src", page.locator("#diagram").get_attribute("data-url") + "?step=1")
    page.locator(".replay button").click()
    expect(page.locator(".replay output")).to_contain_text("1 /")
