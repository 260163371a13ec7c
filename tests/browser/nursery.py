"""A process that has loaded everything and forks a server when it is told to, in milliseconds instead of seconds: `python -m tests.browser.nursery`.

Told on standard input, a line of JSON each time (`Birth`), it answers a pid. A server is the same code, environment and folder as one started by hand; a page's
template that one server has compiled, the next ones take as it is.
"""

import atexit
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import psutil
from flask import Flask
from jinja2 import FileSystemBytecodeCache

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Birth:
    """A module and its arguments, and where it runs."""

    module: str
    arguments: list[str]
    environment: dict[str, str]
    folder: str
    log: str


class Nursery:
    """The process, as the tests of one pytest process share it."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.browser.nursery"]
        self._process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        atexit.register(self._close)

    def start(self, birth: Birth) -> psutil.Process:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(birth)) + "\n")
        self._process.stdin.flush()
        return psutil.Process(int(self._process.stdout.readline()))

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@cache
def nursery() -> Nursery:
    return Nursery()


def main() -> None:
    """Until the input ends."""
    import esda  # noqa: F401 (what hot spots need, and GeoPandas, take longest)

    import maps  # noqa: F401
    import outreach.app
    import outreach.cli  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with tempfile.TemporaryDirectory(prefix="palier-templates-") as compiled:
        Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(compiled)}
        for line in sys.stdin:
            pid = os.fork()
            if pid == 0:
                live(Birth(**json.loads(line)))
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()


def live(birth: Birth) -> None:
    """What the new process does, to its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(birth.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for there, here in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(there, here)
    os.environ.clear()
    os.environ.update(birth.environment)
    os.chdir(birth.folder)
    sys.argv = [birth.module, *birth.arguments]
    code = 1
    try:
        runpy.run_module(birth.module, run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
