"""Kills the real server under load, starts it again and asks what is there.

usage: crash.py PROGRAM ROUNDS [DATABASE-URL]

Each writer makes accounts with a child in one request (the bulk route, all or nothing), so a half-kept write would
show as an account without its contact. After each kill, what was acknowledged must be there, once, with its event.
Prints "N passed, N failed", a line a check.
"""
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

PROGRAM, ROUNDS = sys.argv[1], int(sys.argv[2])
DATABASE = ["--database", sys.argv[3]] if len(sys.argv) > 3 else []
WRITERS = 8
SEED = int(os.environ.get("SANBU_TEST_SEED", random.randrange(2**32)))
RANDOM = random.Random(SEED)


class Server:
    def __init__(self, folder):
        self.folder, self.process, self.base = folder, None, ""

    def start(self):
        command = [PROGRAM, "serve", "--data", self.folder, "--port", "0", "--requests-per-minute", "1000000", *DATABASE]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if found := re.search(r"serves at (\S+)", line):
                self.base = found[1]
                return
        sys.exit("crash: the server did not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def call(self, method, path, body=None, token=None):
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())


def client(folder):
    made = subprocess.run([PROGRAM, "client", "create", "--tenant", "demo", "--data", folder, *DATABASE], capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in made.stdout.split())


def token(server, secret):
    import base64
    pair = base64.b64encode(f"{secret['client_id']}:{secret['client_secret']}".encode()).decode()
    request = urllib.request.Request(
        server.base + "/api/v1/oauth/token", b"grant_type=client_credentials", {"Authorization": f"Basic {pair}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())["access_token"]


class Load:
    """Writers that note what the server acknowledged."""

    def __init__(self, server, bearer, mark):
        self.server, self.bearer, self.mark = server, bearer, mark
        self.acknowledged, self.lock, self.over = set(), threading.Lock(), False

    def write(self, number):
        count = 0
        while not self.over:
            name = f"{self.mark}-{number}-{count}"
            count += 1
            operations = [
                {"op": "create", "object": "crm.account", "values": {"name": name}},
                {"op": "create", "object": "crm.account", "values": {"name": name + "-twin"}},
            ]
            try:
                self.server.call("POST", "/api/v1/bulk", {"mode": "atomic", "operations": operations}, self.bearer)
            except (urllib.error.URLError, OSError, ValueError):
                continue
            with self.lock:
                self.acknowledged.add(name)

    def run(self, seconds):
        threads = [threading.Thread(target=self.write, args=(n,)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self.server.kill()
        self.over = True
        for thread in threads:
            thread.join()


def kept(server, bearer, mark):
    """How often each name is there."""
    names, cursor = {}, None
    while True:
        query = f"filter=starts%20with(name,%22{mark}-%22)&limit=500" + (f"&cursor={cursor}" if cursor else "")
        page = server.call("GET", f"/api/v1/records/crm.account?{query}", token=bearer)
        for record in page["data"]:
            names[record["name"]] = names.get(record["name"], 0) + 1
        cursor = page.get("next")
        if not cursor:
            return names


def logged(server, bearer, after):
    """Names in the log after a place, and the new last place."""
    names = []
    while True:
        page = server.call("GET", f"/api/v1/events?after={after}&limit=500", token=bearer)
        for event in page["data"]:
            if event["type"] == "crm.account.created":
                names.append(event["subject"] if isinstance(event.get("subject"), str) else json.dumps(event.get("subject")))
        if not page["data"]:
            return names, after
        after = page["next"]


def check(results, what, holds):
    results.append(holds)
    if not holds:
        print(f"crash: {what}")


def one_round(server, secret, number, place, results):
    mark = f"c{SEED}r{number}"
    load = Load(server, token(server, secret), mark)
    load.run(RANDOM.uniform(0.3, 1.5))
    server.start()
    bearer = token(server, secret)
    names = kept(server, bearer, mark)
    lost = load.acknowledged - set(names)
    halves = [n for n in names if not n.endswith("-twin") and n + "-twin" not in names]
    halves += [n for n in names if n.endswith("-twin") and n.removesuffix("-twin") not in names]
    events, place = logged(server, bearer, place)
    check(results, f"round {number}: acknowledged and lost: {sorted(lost)[:3]}", not lost)
    check(results, f"round {number}: half a write: {halves[:3]}", not halves)
    check(results, f"round {number}: kept twice", all(count == 1 for count in names.values()))
    check(results, f"round {number}: {len(names)} records and {len(events)} events", len(events) == len(names))
    return len(load.acknowledged), place


def main():
    print(f"crash: seed {SEED}")
    results, total = [], 0
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        server.start()
        secret = client(folder)
        _, place = logged(server, token(server, secret), 0)
        for number in range(ROUNDS):
            count, place = one_round(server, secret, number, place, results)
            total += count
        server.process.terminate()
        server.process.wait()
        verify = subprocess.run([PROGRAM, "audit", "verify", "--tenant", "demo", "--data", folder, *DATABASE], capture_output=True, text=True)
        check(results, f"the audit chain: {verify.stdout}{verify.stderr}", verify.stdout.startswith("whole"))
    check(results, "nothing was acknowledged", total > 0)
    print(f"crash: {ROUNDS} kills, {total} acknowledged writes")
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(0 if all(results) else 1)


main()
