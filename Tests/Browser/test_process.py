"""A request on its way: submitted, returned across a parallel gateway, submitted again, approved."""
import pytest
from playwright.sync_api import expect

from conftest import PASSWORD, context, sign_in, wait_for_islands

MODEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">
<process id="big-contract" name="大额合同" isExecutable="true">
<extensionElements><sanbu:execution><sanbu:property name="title" value="&quot;合同 &quot; + string(amount)"/></sanbu:execution></extensionElements>
<startEvent id="s" name="提交"><extensionElements><sanbu:execution><sanbu:property name="form.amount" value="金额"/></sanbu:execution></extensionElements></startEvent>
<exclusiveGateway id="x" default="x-e"/>
<userTask id="line" name="逐级主管"><extensionElements><sanbu:approval mode="sequential" repeated="keep"><sanbu:approver kind="managers" levels="2"/></sanbu:approval></extensionElements></userTask>
<parallelGateway id="f"/>
<userTask id="legal" name="会签"><extensionElements><sanbu:approval mode="all"><sanbu:approver kind="user" value="{a},{b}"/></sanbu:approval></extensionElements></userTask>
<userTask id="finance" name="财务"><extensionElements><sanbu:approval mode="any"><sanbu:approver kind="user" value="{a}"/></sanbu:approval></extensionElements></userTask>
<parallelGateway id="j"/><exclusiveGateway id="y"/><endEvent id="e" name="通过"/>
<sequenceFlow id="s-x" sourceRef="s" targetRef="x"/>
<sequenceFlow id="x-line" sourceRef="x" targetRef="line"><conditionExpression>= amount &gt; 1000</conditionExpression></sequenceFlow>
<sequenceFlow id="x-e" sourceRef="x" targetRef="y"/><sequenceFlow id="line-f" sourceRef="line" targetRef="f"/>
<sequenceFlow id="f-legal" sourceRef="f" targetRef="legal"/><sequenceFlow id="f-finance" sourceRef="f" targetRef="finance"/>
<sequenceFlow id="legal-j" sourceRef="legal" targetRef="j"/><sequenceFlow id="finance-j" sourceRef="finance" targetRef="j"/>
<sequenceFlow id="j-y" sourceRef="j" targetRef="y"/><sequenceFlow id="y-e" sourceRef="y" targetRef="e"/>
</process></definitions>"""


@pytest.fixture
def person(browser):
    """person(login) → a page on which that person is signed in."""
    made = []

    def make(login):
        made.append(context(browser))
        page = made[-1].new_page()
        wait_for_islands(page)
        sign_in(page, login, PASSWORD)
        expect(page.locator("#side")).to_be_attached()
        return page

    yield make
    for one in made:
        one.close()


def decide(page, title, action, step=None):
    """Opens the request from the inbox and decides."""
    page.goto("/tasks")
    rows = page.locator("[data-work]", has_text=title)
    (rows.filter(has_text=step) if step else rows).first.click()
    expect(page.locator(".task-head h1")).to_contain_text(title)
    action(page)
    page.wait_for_url("**/tasks")


def approve(page):
    page.locator("textarea[name=opinion]").fill("同意")
    page.locator(".decide .ok").click()


def give_back(page):
    page.locator("textarea[name=opinion]").fill("金额请复核")
    page.locator(".further summary").click()
    page.locator("select[name=to]").select_option("line")
    page.get_by_role("button", name="退回", exact=True).click()


def test_a_request_is_returned_across_a_fork_and_approved(person, tmp_path):
    admin, rep, manager = person("admin"), person("chen.siyuan"), person("lin.ruoxi")
    model = tmp_path / "big-contract.bpmn"
    model.write_text(MODEL.format(a="lin.ruoxi", b="admin"), encoding="utf-8")
    admin.goto("/processes")
    admin.locator("input[type=file]").set_input_files(str(model))
    admin.get_by_role("button", name="部署").click()
    expect(admin.locator("table")).to_contain_text("大额合同")

    rep.goto("/processes/big-contract/start")
    rep.locator("input[name='field.amount']").fill("5000")
    rep.locator(".task-form .primary").click()
    expect(rep.locator(".task-head h1")).to_have_text("合同 5000")
    instance = rep.url
    expect(rep.locator(".way")).to_contain_text("林若溪")

    decide(manager, "合同 5000", approve, "逐级主管")
    second = rep.locator(".way [data-status=current] small")
    rep.reload()
    expect(second).to_contain_text("沈知微")
    director = person("shen.zhiwei")
    decide(director, "合同 5000", approve)

    decide(manager, "合同 5000", approve, "财务")
    decide(admin, "合同 5000", give_back, "会签")
    rep.goto(instance)
    expect(rep.locator(".way [data-status=current]")).to_have_count(1)
    expect(rep.locator(".way [data-status=current]")).to_contain_text("逐级主管")
    expect(rep.locator(".history")).to_contain_text("退回")

    decide(manager, "合同 5000", approve, "逐级主管")
    decide(director, "合同 5000", approve)
    decide(manager, "合同 5000", approve, "会签")
    decide(manager, "合同 5000", approve, "财务")
    decide(admin, "合同 5000", approve, "会签")
    rep.goto(instance)
    expect(rep.locator(".task-head")).to_contain_text("已完成")
    expect(rep.locator(".history")).to_contain_text("流程结束")
    manager.goto("/tasks")
    expect(manager.locator("[data-work]", has_text="合同 5000")).to_have_count(0)


def test_a_broken_model_is_refused_with_its_line(person, tmp_path):
    admin = person("admin")
    model = tmp_path / "broken.bpmn"
    model.write_text(MODEL.replace('targetRef="y"/><sequenceFlow id="line-f"', 'targetRef="nowhere"/><sequenceFlow id="line-f"'), encoding="utf-8")
    admin.goto("/processes")
    admin.locator("input[type=file]").set_input_files(str(model))
    admin.get_by_role("button", name="部署").click()
    expect(admin.get_by_role("alert")).to_contain_text("broken.bpmn:")
    expect(admin.get_by_role("alert")).to_contain_text("没有部署")
