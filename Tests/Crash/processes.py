"""Kills the real server while processes begin and workers answer, and asks whether anything was lost or doubled.

usage: processes.py PROGRAM ROUNDS [DATABASE-URL]

Each instance goes through a job, a parallel fork with two jobs, and a join. What was acknowledged must be as it was
said; every instance must come to its end when the jobs are done, each element completed exactly once.
"""
import os
import random
import sys
import tempfile
import threading
import time
import urllib.error

from server import Server, check, client, token

ROUNDS = int(sys.argv[2])
SEED = int(os.environ.get("SANBU_TEST_SEED", random.randrange(2**32)))
RANDOM = random.Random(SEED)
LOST = (urllib.error.URLError, OSError, ValueError)


def job(name):
    return (
        f'<serviceTask id="{name}"><extensionElements><sanbu:execution><sanbu:job type="&quot;crash&quot;"/></sanbu:execution>'
        "</extensionElements></serviceTask>"
    )


def flow(a, b):
    return f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>'


MODEL = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">'
    '<process id="crash" isExecutable="true"><startEvent id="s"/>' + job("a") + '<parallelGateway id="f"/>' + job("b") + job("c")
    + '<parallelGateway id="j"/><endEvent id="e"/>' + flow("s", "a") + flow("a", "f") + flow("f", "b") + flow("f", "c") + flow("b", "j")
    + flow("c", "j") + flow("j", "e") + "</process></definitions>"
)


class Load:
    def __init__(self, server, bearer):
        self.server, self.bearer, self.over, self.lock = server, bearer, False, threading.Lock()
        self.started, self.done = set(), set()

    def call(self, method, path, body=None):
        return self.server.call(method, "/api/v1" + path, body, self.bearer)

    def begin(self):
        while not self.over:
            try:
                made = self.call("POST", "/processes/crash/instances", {})
            except LOST:
                continue
            with self.lock:
                self.started.add(made["id"])

    def work(self, number):
        while not self.over:
            try:
                leased = self.call("POST", "/jobs/lease", {"types": ["crash"], "worker": f"w{number}", "limit": 5, "seconds": 1})["data"]
                for one in leased:
                    self.call("POST", f"/jobs/{one['id']}/commands/complete", {})
                    with self.lock:
                        self.done.add((one["instance"], one["element"]))
            except LOST:
                continue

    def run(self, seconds):
        threads = [threading.Thread(target=self.begin) for _ in range(3)] + [threading.Thread(target=self.work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.server.kill()
        self.over = True
        for thread in threads:
            thread.join()


def everything(call):
    """All instances, with what each element's completions are."""
    found, before = {}, ""
    while True:
        page = call("GET", "/process-instances?process=crash&limit=200" + before)["data"]
        for one in page:
            found[one["id"]] = one["status"]
        if len(page) < 200:
            return found
        before = "&before=" + page[-1]["id"]


def completions(call, instance):
    entries = call("GET", f"/process-instances/{instance}/history")["data"]
    names = [entry["event"].get("element") for entry in entries if entry["event"]["kind"] == "completed"]
    return {name: names.count(name) for name in names}


def drain(call):
    """Does every job that is left, also those whose workers died with the server."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        leased = call("POST", "/jobs/lease", {"types": ["crash"], "worker": "drain", "limit": 200, "seconds": 60})["data"]
        for one in leased:
            call("POST", f"/jobs/{one['id']}/commands/complete", {})
        if not leased and all(status == "completed" for status in everything(call).values()):
            return
        time.sleep(0.1)


def main():
    print(f"crash: processes, seed {SEED}")
    results, kills = [], 0
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.start()
        secret = client(folder)
        server.call("POST", "/api/v1/deployments", {"resources": [{"name": "crash.bpmn", "text": MODEL}]}, token(server, secret))
        started, done = set(), set()
        for _ in range(ROUNDS):
            load = Load(server, token(server, secret))
            load.run(RANDOM.uniform(0.3, 1.2))
            kills += 1
            server.start()
            started, done = started | load.started, done | load.done
        bearer = token(server, secret)
        call = lambda method, path, body=None: server.call(method, "/api/v1" + path, body, bearer)  # noqa: E731
        found = everything(call)
        check(results, f"started and lost: {sorted(started - set(found))[:3]}", started <= set(found))
        sample = RANDOM.sample(sorted({instance for instance, _ in done}), min(100, len({i for i, _ in done})))
        for instance in sample:
            kept = completions(call, instance)
            wanted = {element for i, element in done if i == instance}
            check(results, f"{instance}: done and lost: {wanted - set(kept)}", wanted <= set(kept))
        drain(call)
        found = everything(call)
        check(results, "some never ended: " + str([i for i, s in found.items() if s != "completed"][:3]), all(s == "completed" for s in found.values()))
        for instance in RANDOM.sample(sorted(found), min(200, len(found))):
            kept = completions(call, instance)
            check(results, f"{instance}: {kept}", all(kept.get(element) == 1 for element in "sabcje" if element != "f") and kept.get("f") == 1)
        server.process.terminate()
        server.process.wait()
    check(results, "nothing was done", len(done) > 0)
    print(f"crash: {kills} kills, {len(found)} instances, {len(done)} acknowledged jobs")
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(0 if all(results) else 1)


main()
