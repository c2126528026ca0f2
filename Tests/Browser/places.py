"""How a person gets to each screen: by the links that are there, not by addresses we remember."""
import datetime

from playwright.sync_api import expect

# The demo company's last twelve months.
TODAY = datetime.date.today()
YEAR = f"{TODAY - datetime.timedelta(days=364)}..{TODAY}"


def navigation(page, label):
    """The address of an entry of the navigation."""
    return page.locator("#side .nav a", has=page.get_by_text(label, exact=True)).first.get_attribute("href")


def view(page, label, kind):
    """Opens an object's list and then its first view of a kind, told by the tab's icon."""
    page.goto(navigation(page, label))
    tab = page.locator(f".top .tabs a:has(use[href$='#{kind}'])").first
    if tab.get_attribute("aria-current") is None:
        page.goto(tab.get_attribute("href"))


def listed(page, label):
    view(page, label, "list")
    expect(page.locator("#rows tr[data-url]").first).to_be_attached()


def board(page, label="商机"):
    view(page, label, "kanban")
    expect(page.locator(".opp").first).to_be_attached()


def record(page, label="商机", tab=None):
    listed(page, label)
    page.goto(page.locator("#rows tr[data-url]").first.get_attribute("data-url"))
    if tab:
        page.goto(page.locator(".rtabs a", has_text=tab).first.get_attribute("href"))


def create(page, label="线索"):
    page.goto(navigation(page, label).split("?")[0] + "/new")


def setting(section):
    return lambda page: page.goto(f"/settings/{section}")


def matrix(page):
    page.goto("/settings/roles")
    page.goto(page.locator(".cards-list a").last.get_attribute("href"))


def designer(page):
    page.goto("/settings/objects")
    page.goto(page.locator(".settings-body tbody th a").first.get_attribute("href"))


def merge(page):
    listed(page, "客户")
    rows = page.locator("#rows input[name=id]")
    ids = "&".join(f"id={rows.nth(n).get_attribute('value')}" for n in (0, 1))
    page.goto(navigation(page, "客户").split("?")[0] + "/merge?" + ids)


def palette(page):
    page.goto("/palette?q=%E5%8C%BB%E9%99%A2")


def request(page):
    """A discount that somebody has to approve, begun by whoever is signed in."""
    listed(page, "商机")
    identity = page.locator("#rows tr[data-url]").first.get_attribute("data-url").split("?")[0].split("/")[-1]
    page.goto(f"/processes/discount-approval/start?object=crm.opportunity&id={identity}")


def instance(page):
    request(page)
    page.locator(".task-form .primary").click()
    expect(page.locator(".diagram img")).to_be_visible()


def drawn(path):
    """A designer or editor, once its island has filled it."""

    def go(page):
        page.goto(path)
        expect(page.locator(".desk[data-opened]")).to_be_visible(timeout=20000)

    return go


def pool(page, name="客户公海"):
    page.goto("/pools")
    page.goto(page.locator("tbody th a", has_text=name).first.get_attribute("href"))
    expect(page.locator("#rows tr[data-url]").first).to_be_attached()


def pool_record(page):
    pool(page)
    page.goto(page.locator("#rows th a").first.get_attribute("href"))


def simulator(page):
    page.goto("/pools")
    page.goto(page.locator("tbody a[href$='/rule']").first.get_attribute("href"))
    expect(page.locator(".simulator-count")).to_be_visible()


def public_form(page):
    page.goto("/channels")
    page.goto(page.locator(".channel-form p a").first.get_attribute("href"))


SCREENS = {
    "process-new": lambda page: page.goto("/processes/new"),
    "process-steps": drawn("/processes/discount-approval/steps"),
    "process-diagram": drawn("/processes/discount-approval/design"),
    "process-compare": lambda page: page.goto("/processes/discount-approval/compare"),
    "decisions": lambda page: page.goto("/decisions"),
    "decision": lambda page: page.goto("/decisions/discount-level-model"),
    "decision-edit": drawn("/decisions/discount-level-model/edit"),
    "channels": lambda page: page.goto("/channels"),
    "public-form": public_form,
    "forecast": lambda page: page.goto("/forecast/crm.opportunity?period=year"),
    "relations": lambda page: record(page, "客户", "关系图"),
    "check-in": lambda page: (record(page, "客户"), page.goto(page.url.split("?")[0] + "/check-in")),
    "gate": lambda page: (record(page, "商机"), page.goto(page.url.split("?")[0] + "/gate?command=move&to=contract")),
    "pools": lambda page: page.goto("/pools"),
    "pool": pool,
    "pool-record": pool_record,
    "pool-simulator": simulator,
    "inbox": lambda page: page.goto("/tasks"),
    "inbox-started": lambda page: page.goto("/tasks?box=started"),
    "processes": lambda page: page.goto("/processes"),
    "process": lambda page: page.goto("/processes/discount-approval"),
    "process-start": request,
    "instance": instance,
    "home": lambda page: page.goto("/"),
    "leads": lambda page: listed(page, "线索"),
    "accounts": lambda page: listed(page, "客户"),
    "opportunities": lambda page: listed(page, "商机"),
    "board": board,
    "calendar": lambda page: view(page, "商机", "calendar"),
    "record": record,
    "record-details": lambda page: record(page, "商机", "详情"),
    "record-history": lambda page: record(page, "商机", "变更记录"),
    "record-files": lambda page: record(page, "商机", "文件"),
    "lead": lambda page: record(page, "线索"),
    "new-lead": create,
    "new-opportunity": lambda page: create(page, "商机"),
    "recycle-bin": lambda page: page.goto("/recycle-bin"),
    "notifications": lambda page: page.goto("/notifications"),
    "import": lambda page: page.goto("/import"),
    "palette": palette,
    "settings-people": setting("people"),
    "settings-departments": setting("departments"),
    "settings-roles": setting("roles"),
    "settings-matrix": matrix,
    "settings-explain": setting("explain"),
    "settings-objects": setting("objects"),
    "settings-audit": setting("audit"),
    "settings-clients": setting("clients"),
    "settings-sessions": setting("sessions"),
    "settings-profile": setting("profile"),
    "settings-security": setting("security"),
    "merge": merge,
    "copy": lambda page: (record(page, "客户"), page.goto(page.url.split("?")[0] + "/copy")),
    "merges": lambda page: (record(page, "客户"), page.goto(page.url.split("?")[0] + "/merges")),
    "settings-designer": designer,
    "dashboard-sales": lambda page: page.goto("/dashboards/crm.sales?period=" + YEAR),
    "dashboard-pipeline": lambda page: page.goto("/dashboards/crm.pipeline?period=" + YEAR),
    "dashboard-activity": lambda page: page.goto("/dashboards/crm.activity"),
    "grid": lambda page: page.goto("/grids/crm.targets"),
    "grid-departments": lambda page: page.goto("/grids/crm.targets?rows=departments"),
}
