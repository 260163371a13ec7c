"""The network between one tablet and the server: its own address, its own faults. It also carries what the page tells the harness."""

import contextlib
import http.client
import json
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, list[tuple[str, str]], bytes]
HOP = {"accept-encoding", "connection", "keep-alive", "transfer-encoding", "host", "content-length", "date", "server"}
CACHED = {"if-none-match", "if-modified-since"}
REFUSALS = {"401": 401, "413": 413, "429": 429, "503": 503}
PORTAL = b"<!doctype html><title>Bienvenue sur le Wi-Fi</title>"
KILLS = ("killed before commit", "killed after commit", "killed writing")
FAULTS = [
    *("request lost", "answer lost", "answer late", "request doubled", "request much later", "answer cut", "answer half", "older answer"),
    *("portal page", "portal redirect", "empty json", "forged receipts", *REFUSALS, *KILLS),
]


class Quiet(ThreadingHTTPServer):
    """A page that is killed ends its connections without a word: nothing to tell."""

    def handle_error(self, *_: Any) -> None:
        pass


class Dropped(Exception):
    """The connection ends without an answer."""


@dataclass
class Link:
    """The state of one tablet's network. The harness changes it between steps."""

    host: str
    server_port: int
    faults: deque[tuple[str, int]] = field(default_factory=deque)
    """For the next calls of the API: a fault and a number, each used once."""
    offline: bool = False
    server_clock: int = 0
    version: int = 0
    """Of the app that is served; 0 is what was built."""
    under_way: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    forge: Callable[[bytes], bytes] | None = None
    """A defect for the harness's own test: what is answered when the server is killed before its commit."""
    setup: dict[str, Any] = field(default_factory=dict)
    """What the page is told when it begins."""
    said: "deque[dict[str, Any]]" = field(default_factory=deque)
    heard: threading.Condition = field(default_factory=threading.Condition)

    def start(self) -> None:
        link = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60

            def do_GET(self) -> None:
                self._serve(b"")

            def do_POST(self) -> None:
                self._serve(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

            def log_message(self, *_: Any) -> None:
                pass

            def _serve(self, body: bytes) -> None:
                try:
                    status, headers, content = link.answer(self.command, self.path, dict(self.headers.items()), body)
                    self.send_response_only(status)
                    for name, value in headers:
                        self.send_header(name, value)
                    promised = len(content)
                    if link.cut_next:
                        link.cut_next, content = False, content[: promised // 2]
                        self.close_connection = True
                    self.send_header("Content-Length", str(promised))
                    self.end_headers()
                    self.wfile.write(content)
                except (Dropped, OSError, http.client.HTTPException):
                    self.close_connection = True

        self.cut_next = False
        self.proxy = Quiet((self.host, 0), Handler)
        self.proxy.daemon_threads = True
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.proxy.server_address[1]}"

    # -- what the page says ------------------------------------------------------------------------------------------

    def wait(self, seconds: float) -> dict[str, Any] | None:
        """The next thing the page says."""
        with self.heard:
            self.heard.wait_for(lambda: bool(self.said), seconds)
            return self.said.popleft() if self.said else None

    def _hear(self, path: str, body: bytes) -> Answer:
        if path == "/chaos/blank":
            return 200, [("Content-Type", "text/html")], b"<!doctype html><title>-</title>"
        if path == "/chaos/setup":
            return 200, [("Content-Type", "application/json"), ("Cache-Control", "no-store")], json.dumps(self.setup).encode()
        message = json.loads(body)
        with self.heard:
            self.said.append(message)
            self.heard.notify_all()
        if message.get("frozen"):
            time.sleep(20)  # the page waits for this answer, and is killed meanwhile
        return 200, [], b""

    # -- what happens on the way -------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if path.startswith("/chaos/"):
            return self._hear(path, body)
        if self.offline:
            raise Dropped
        if not path.startswith("/api/") or not self.faults:
            return self.remembered(path, self.renamed(path, self.forward(method, path, headers, body)))
        fault, number = self.faults.popleft()
        self.counts[fault] += 1
        return self._with(fault, number, method, path, headers, body)

    def _with(self, fault: str, number: int, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if fault == "request much later":
            self.under_way.append((method, path, headers, body))
        if fault in {"request lost", "request much later"}:
            raise Dropped
        if fault in REFUSALS:
            return REFUSALS[fault], [("Content-Type", "application/json")], b'{"code":"refused","sentence":"","details":{}}'
        if fault == "portal page":
            return 200, [("Content-Type", "text/html")], PORTAL
        if fault == "portal redirect":
            return 302, [("Location", "/chaos/blank")], b""
        if fault == "empty json":
            return 200, [("Content-Type", "application/json")], b"{}"
        if fault in KILLS:
            return self._killed(fault, number, method, path, headers, body)
        earlier = self.answers.get(path)
        answer = self.forward(method, path, headers, body)
        if fault == "request doubled":
            answer = self.forward(method, path, headers, body)
        return self._spoilt(fault, answer, earlier)

    def _spoilt(self, fault: str, answer: Answer, earlier: Answer | None) -> Answer:
        status, headers, content = answer
        if fault == "answer lost":
            raise Dropped
        if fault == "answer late":
            time.sleep(0.15)
        if fault == "answer cut":
            self.cut_next = True
        if fault == "answer half":
            content = content[: len(content) // 2]
        if fault == "older answer" and earlier is not None:
            return earlier
        if fault == "forged receipts" and b'"receipts"' in content:
            told = json.loads(content)
            told["receipts"] = [receipt | {"digest": "0" * 64} for receipt in told["receipts"]]
            content = json.dumps(told).encode()
        return status, headers, content

    def _killed(self, fault: str, number: int, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        moment = {KILLS[0]: "before_commit", KILLS[1]: "after_commit", KILLS[2]: f"statement {number}"}[fault]
        try:
            answer = self.forward(method, path, headers | {"X-Chaos-Kill-At": moment}, body)
        except (OSError, http.client.HTTPException):
            if self.forge is not None and fault == KILLS[0] and path.endswith("/entries"):
                return 200, [("Content-Type", "application/json")], self.forge(body)
            raise
        return answer

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server_port, timeout=30)
        kept = {name: value for name, value in headers.items() if name.lower() not in HOP | CACHED}
        try:
            connection.request(method, path, body or None, kept | {"X-Chaos-Clock": str(self.server_clock)})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        return answer.status, [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP], content

    def remembered(self, path: str, answer: Answer) -> Answer:
        if path.startswith("/api/"):
            self.answers[path] = answer
        return answer

    def renamed(self, path: str, answer: Answer) -> Answer:
        """A newer version of the app differs, for a browser, in one byte of its service worker."""
        if not path.endswith("/service-worker.js") or self.version == 0:
            return answer
        status, headers, content = answer
        kept = [(name, value) for name, value in headers if name.lower() not in {"etag", "last-modified"}]
        return status, kept, re.sub(rb"palier-[0-9a-f]{16}", rb"\g<0>-newer%d" % self.version, content)

    def deliver_late(self) -> None:
        """What was under way arrives, the last first; nobody waits for the answers any more."""
        late, self.under_way = self.under_way, []
        for method, path, headers, body in reversed(late):
            # The server may die of it.
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.forward(method, path, headers, body)
