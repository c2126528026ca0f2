"""The real server, started, killed and asked."""
import atexit
import base64
import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

PROGRAM = sys.argv[1]
DATABASE = ["--database", sys.argv[3]] if len(sys.argv) > 3 else []


class Server:
    def __init__(self, folder):
        self.folder, self.process, self.base = folder, None, ""
        atexit.register(self.end)

    def end(self):
        """No server outlives its test."""
        if self.process and self.process.poll() is None:
            self.kill()

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
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            raise Refused(f"{method} {path}: {refusal.read().decode()}") from refusal


class Refused(ValueError):
    """The server said no."""


def client(folder):
    made = subprocess.run([PROGRAM, "client", "create", "--tenant", "demo", "--data", folder, *DATABASE], capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in made.stdout.split())


def token(server, secret):
    pair = base64.b64encode(f"{secret['client_id']}:{secret['client_secret']}".encode()).decode()
    request = urllib.request.Request(
        server.base + "/api/v1/oauth/token", b"grant_type=client_credentials", {"Authorization": f"Basic {pair}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())["access_token"]


def check(results, what, holds):
    results.append(holds)
    if not holds:
        print(f"crash: {what}")
