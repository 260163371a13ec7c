"""A process of `palier` at work on a folder, and what is told when it ends without a word."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Thread
from uuid import uuid4

from outreach.jobs.folder import WorkFolder
from outreach.settings import Settings

SILENCE = 60.0
"""Seconds without a sign of life after which nobody is at work any more: the server, or the whole machine, was stopped."""
MOST_AT_ONCE = 2
"""Processes at work at the same time: each may take much memory."""


def launch(folder: WorkFolder, settings: Settings, arguments: Sequence[str], ended: str) -> None:
    """Run `palier ARGUMENTS…` and return at once. `ended`: the sentence that is left where the process ends without saying how."""
    (folder.folder / "cancel").unlink(missing_ok=True)
    run = str(uuid4())
    folder.write("run", {"id": run})
    folder.beat()
    process = _process(folder, settings, arguments)
    Thread(target=_watch, args=(folder, process, run, ended), daemon=True).start()


def check_alive(folder: WorkFolder, ended: str) -> None:
    """Work that gave no sign of life for long has failed."""
    if folder.busy and folder.silence > SILENCE:
        folder.give_up(ended)


def _process(folder: WorkFolder, settings: Settings, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    ours = {"PALIER_HOME": str(settings.home), "PALIER_DATABASE_URL": settings.database_url, "PALIER_PUBLIC_URL": settings.public_url}
    with (folder.folder / "work.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "outreach", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **ours},
            start_new_session=True,
        )


def _watch(folder: WorkFolder, process: "subprocess.Popen[bytes]", run: str, ended: str) -> None:
    process.wait()
    with suppress(FileNotFoundError):  # given up meanwhile
        if folder.read("run")["id"] == run and folder.busy:
            folder.give_up(ended)
