"""`python -m tests.chaos.nursery`: a process that has loaded everything and forks a server when it is told to, in a few milliseconds instead of seconds.

Told on standard input, line by line: `serve PORT` answers the pid of the new server, `renew-epoch` answers when that command is done.
A server serves the real app behind `Doomed`, which reads what the proxy in front asks of it.
"""

import os
import signal
import sys
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.orm import Session
from waitress import serve

from outreach.app import create_app
from outreach.cli import main as palier
from outreach.settings import Settings
from outreach.web.tablet import guard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KILL_AT, CLOCK = "HTTP_X_CHAOS_KILL_AT", "HTTP_X_CHAOS_CLOCK"


class Doomed:
    """Kills its own process where a request's header says: `before_commit`, `after_commit`, or `statement N`. Another header moves its clock."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app
        self.skew = timedelta()
        guard.now = lambda: datetime.now(UTC) + self.skew

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.skew = timedelta(seconds=int(environ.get(CLOCK, "0")))
        with killed_at(environ.get(KILL_AT)):
            return list(self.app(environ, start_response))


@contextmanager
def killed_at(moment: str | None) -> "Iterator[None]":
    if moment is None:
        yield
        return
    name, _, number = moment.partition(" ")
    left = int(number or 1)

    def kill(_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    what = "do_orm_execute" if name == "statement" else name
    event.listen(Session, what, kill)
    try:
        yield
    finally:
        event.remove(Session, what, kill)


def main() -> None:
    """Until the input ends."""
    app = create_app(Settings.from_environment())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        told = line.split()
        pid = os.fork()
        if pid == 0:
            sys.stdin.close()
            os.dup2(2, 1)
            if told[0] == "serve":
                serve(Doomed(app), host="127.0.0.1", port=int(told[1]), threads=4, _quiet=True)
            else:
                palier([told[0]], standalone_mode=False)
            os._exit(0)
        if told[0] != "serve":
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
