"""usage: compare.py SANBU POCKETBASE [ROWS] [SECONDS]

Loads the same accounts into both, signs the same manager in, and runs get, list and create against each in turn,
several rounds, so that both see the same noise. Medians of requests per processor second of the server.
"""
import base64
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

SANBU, POCKETBASE = sys.argv[1], sys.argv[2]
ROWS = int(sys.argv[3]) if len(sys.argv) > 3 else 20_000
SECONDS = int(sys.argv[4]) if len(sys.argv) > 4 else 5
ROUNDS = 3
CITIES = ["杭州", "宁波", "温州", "绍兴", "嘉兴", "湖州", "金华", "台州"]
TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_megabytes(process):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]) / 1024


def call(base, method, path, body=None, headers=None, form=False):
    data = None if body is None else (urllib.parse.urlencode(body) if form else json.dumps(body)).encode()
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    request = urllib.request.Request(base + path, data, {"Content-Type": kind} | (headers or {}), method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def rows():
    draw = random.Random(1)
    for number in range(ROWS):
        yield {
            "name": f"{draw.choice(CITIES)}医药{number}", "city": draw.choice(CITIES),
            "phone": f"139{number:08d}", "address": f"解放路{number % 999}号", "owner": draw.randrange(40),
        }


class Sanbu:
    """A manager with reps below; the demo company's own people."""

    name = "sanbu"

    def __init__(self, folder):
        command = [SANBU, "serve", "--data", folder, "--port", "0", "--requests-per-minute", "100000000"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.base = next(found[1] for line in self.process.stdout if (found := re.search(r"serves at (\S+)", line)))
        made = subprocess.run([SANBU, "client", "create", "--tenant", "demo", "--data", folder], capture_output=True, text=True, check=True)
        secret = dict(line.split("=", 1) for line in made.stdout.split())
        pair = base64.b64encode(f"{secret['client_id']}:{secret['client_secret']}".encode()).decode()
        token = call(self.base, "POST", "/api/v1/oauth/token", {"grant_type": "client_credentials"}, {"Authorization": f"Basic {pair}"}, form=True)
        self.admin = {"Authorization": f"Bearer {token['access_token']}"}
        signs = json.loads(pathlib.Path(folder, "demo-sign-ins.json").read_text())
        self.sign_in(next(s for s in signs if "经理" in s["role"]))
        self.load()

    def sign_in(self, person):
        """A session's cookie, and its token against forged requests."""
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None
        body = urllib.parse.urlencode({"account": person["account"], "password": person["password"]}).encode()
        try:
            urllib.request.build_opener(Stay).open(self.base + "/sign-in", body)
        except urllib.error.HTTPError as answer:
            cookie = answer.headers["Set-Cookie"].split(";")[0]
        page = urllib.request.urlopen(urllib.request.Request(self.base + "/", headers={"Cookie": cookie})).read().decode()
        self.headers = {"Cookie": cookie, "X-CSRF-Token": re.search(r'name="csrf" content="([^"]+)"', page)[1]}
        self.me = call(self.base, "GET", "/api/v1/me", headers=self.headers)["id"]

    def load(self):
        people, cursor = [], ""
        page = call(self.base, "GET", "/api/v1/records/core.user?limit=500", headers=self.admin)["data"]
        below = [p["id"] for p in page if p.get("manager") == self.me]
        others = [p["id"] for p in page if p["id"] not in below and p["id"] != self.me]
        owners = ([self.me] + below * 20)[:20] + (others * 20)[:20]
        batch = []
        for row in rows():
            batch.append({"op": "create", "object": "crm.account", "accept_duplicates": True, "values": row | {"owner": owners[row["owner"]]}})
            if len(batch) == 500:
                call(self.base, "POST", "/api/v1/bulk", {"operations": batch}, self.admin)
                batch = []
        if batch:
            call(self.base, "POST", "/api/v1/bulk", {"operations": batch}, self.admin)
        self.ids = self.page_ids()

    def page_ids(self):
        ids, cursor = [], ""
        while len(ids) < 2000:
            page = call(self.base, "GET", f"/api/v1/records/crm.account?limit=500{cursor}", headers=self.headers)
            ids += [r["id"] for r in page["data"]]
            if not page.get("next"):
                break
            cursor = "&cursor=" + page["next"]
        return ids

    get = "/api/v1/records/crm.account/{}"

    def list(self, city):
        return "/api/v1/records/crm.account?limit=20&sort=-updated_at&filter=" + urllib.parse.quote(f'city = "{city}"')

    create = "/api/v1/records/crm.account"
    extra = {"accept_duplicates": "1"}


class PocketBase:
    name = "pocketbase"

    def __init__(self, folder):
        subprocess.run([POCKETBASE, "superuser", "upsert", "a@example.com", "password1234", "--dir", folder], check=True, capture_output=True)
        port = 20000 + os.getpid() % 20000
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([POCKETBASE, "serve", "--dir", folder, "--http", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                call(self.base, "GET", "/api/health")
                break
            except OSError:
                time.sleep(0.1)
        root = call(self.base, "POST", "/api/collections/_superusers/auth-with-password", {"identity": "a@example.com", "password": "password1234"})
        self.admin = {"Authorization": root["token"]}
        call(self.base, "PATCH", "/api/settings", {"logs": {"maxDays": 0}, "batch": {"enabled": True, "maxRequests": 500, "timeout": 60}}, self.admin)
        self.schema()
        self.load()

    def schema(self):
        users = call(self.base, "GET", "/api/collections/users", headers=self.admin)
        relation = {"name": "manager", "type": "relation", "collectionId": users["id"], "maxSelect": 1}
        call(self.base, "PATCH", "/api/collections/users", {"fields": users["fields"] + [relation]}, self.admin)
        rule = "owner = @request.auth.id || owner.manager = @request.auth.id"
        text = [{"name": n, "type": "text", "required": n == "name"} for n in ["name", "city", "phone", "address"]]
        stamps = [{"name": "created", "type": "autodate", "onCreate": True}, {"name": "updated", "type": "autodate", "onCreate": True, "onUpdate": True}]
        call(self.base, "POST", "/api/collections", {
            "name": "accounts", "type": "base", "listRule": rule, "viewRule": rule, "createRule": "@request.auth.id != ''",
            "fields": text + [{"name": "owner", "type": "relation", "collectionId": users["id"], "maxSelect": 1}] + stamps,
            "indexes": ["CREATE INDEX a_owner ON accounts (owner, updated)", "CREATE INDEX a_city ON accounts (city, updated)",
                        "CREATE INDEX a_updated ON accounts (updated)"]}, self.admin)

    def load(self):
        def person(number, manager=None):
            return call(self.base, "POST", "/api/collections/users/records", {
                "email": f"p{number}@example.com", "password": "password1234", "passwordConfirm": "password1234", "manager": manager}, self.admin)["id"]
        me = person(0)
        owners = [me] + [person(n, me) for n in range(1, 20)] + [person(n) for n in range(20, 40)]
        batch = []
        for row in rows():
            batch.append({"method": "POST", "url": "/api/collections/accounts/records", "body": row | {"owner": owners[row["owner"]]}})
            if len(batch) == 500:
                call(self.base, "POST", "/api/batch", {"requests": batch}, self.admin)
                batch = []
        if batch:
            call(self.base, "POST", "/api/batch", {"requests": batch}, self.admin)
        signed = call(self.base, "POST", "/api/collections/users/auth-with-password", {"identity": "p0@example.com", "password": "password1234"})
        self.headers = {"Authorization": signed["token"]}
        self.ids = [r["id"] for page in range(1, 5) for r in call(
            self.base, "GET", f"/api/collections/accounts/records?perPage=500&page={page}&skipTotal=1", headers=self.headers)["items"]]

    get = "/api/collections/accounts/records/{}"

    def list(self, city):
        return "/api/collections/accounts/records?perPage=20&skipTotal=1&sort=-updated&filter=" + urllib.parse.quote(f'city = "{city}"')

    create = "/api/collections/accounts/records"
    extra = {}


LUA = """
local paths = {{}}
for line in io.lines("{paths}") do paths[#paths + 1] = line end
local headers = {{{headers}}}
local method, isWrite, n = "{method}", {write}, 0
math.randomseed(os.time() + {salt})
local stamp = os.time() * 1000 + {salt}
request = function()
  n = n + 1
  local body = isWrite and string.format('{{"name":"新客户 %d-%d","city":"杭州","phone":"1%010d"}}', stamp, n, (stamp * 7919 + n) % 10000000000) or nil
  return wrk.format(method, paths[math.random(#paths)], headers, body)
end
done = function(summary) io.write(string.format("requests %d errors %d\\n", summary.requests, summary.errors.status + summary.errors.timeout + summary.errors.read)) end
"""


def drive(server, folder, method, paths, salt):
    """Requests and the processor seconds that the server spent on them."""
    file = pathlib.Path(folder, "paths.txt")
    file.write_text("\n".join(paths) + "\n")
    headers = dict(server.headers) | ({"Content-Type": "application/json"} if method == "POST" else {})
    table = ", ".join(f'["{k}"] = "{v}"' for k, v in headers.items())
    script = pathlib.Path(folder, "load.lua")
    script.write_text(LUA.format(paths=file, headers=table, method=method, write="true" if method == "POST" else "false", salt=salt))
    before = processor_seconds(server.process)
    out = subprocess.run(["wrk", "-t1", "-c16", f"-d{SECONDS}s", "-s", str(script), server.base], capture_output=True, text=True, check=True).stdout
    spent = processor_seconds(server.process) - before
    found = re.search(r"requests (\d+) errors (\d+)", out)
    if int(found[2]) > int(found[1]) / 100:
        sys.exit(f"{server.name}: {found[2]} of {found[1]} requests failed")
    return int(found[1]) / spent


def main():
    with tempfile.TemporaryDirectory() as folder:
        servers = [Sanbu(folder + "/s"), PocketBase(folder + "/p")]
        results = {}
        for number in range(ROUNDS):
            for what, wanted in [("get by id", 3), ("list of 20, filtered and sorted", 4), ("create", 2)]:
                for server in servers:
                    paths = {"g": [server.get.format(i) for i in server.ids], "l": [server.list(c) for c in CITIES], "c": [server.create]}[what[0]]
                    figure = drive(server, folder, "POST" if what[0] == "c" else "GET", paths, number * 2 + 1)
                    results.setdefault((what, wanted), {}).setdefault(server.name, []).append(figure)
        print(f"{ROWS} rows, {ROUNDS} rounds of {SECONDS} s each; requests per processor second of the server")
        for (what, wanted), by in results.items():
            ours, peers = statistics.median(by["sanbu"]), statistics.median(by["pocketbase"])
            print(f"{what}: sanbu {ours:,.0f}, pocketbase {peers:,.0f}: {ours / peers:.1f}x (wanted {wanted}x)")
        print("memory: " + ", ".join(f"{s.name} {memory_megabytes(s.process):.0f} MB" for s in servers))
        for server in servers:
            server.process.terminate()
            server.process.wait()


main()
