"""Long work on a workspace, in a process of its own (`palier work`), and what is told when that process ends without a word."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Literal
from uuid import UUID, uuid4

from outreach.errors import Problem
from outreach.imports.workspace import BUSY, Draft, Standing, Workspace
from outreach.settings import Settings

SILENCE = 60.0
"""Seconds without a sign of life after which nobody is at work any more: the server, or the whole machine, was stopped."""
MOST_AT_ONCE = 2
"""Processes at work at the same time: each may take much memory."""

ENDED = (
    "Le travail s’est arrêté de lui-même : le serveur a redémarré, la mémoire a manqué, ou ce fichier l’a fait échouer. Rien n’a été importé. "
    "Recommencez ; si cela se reproduit, découpez le fichier, ou prévenez la personne qui s’occupe du serveur."
)

Step = Literal["read", "apply"]
STATES: dict[Step, Literal["reading", "applying"]] = {"read": "reading", "apply": "applying"}


def start(workspace: Workspace, settings: Settings, step: Step, *options: str) -> None:
    """Begin a long step and return at once.

    Raises:
        Problem: `import_busy` (409), `server_busy` (429).
    """
    with _alone(workspace):
        if how_far(workspace).state in BUSY:
            raise Problem("import_busy", "Ce fichier est déjà en cours de traitement. Rien n’a été changé.", 409)
        if _at_work(settings.home) >= MOST_AT_ONCE:
            raise Problem("server_busy", "Deux autres fichiers sont en cours de traitement. Le vôtre est gardé : réessayez dans un moment.", 429)
        (workspace.folder / "cancel").unlink(missing_ok=True)
        run = str(uuid4())
        workspace.write("run", {"id": run})
        workspace.beat()
        workspace.stand(Standing(STATES[step]))
        process = _process(workspace, settings, [step, str(workspace.id), *options])
    Thread(target=_watch, args=(workspace, process, run), daemon=True).start()


def how_far(workspace: Workspace) -> Standing:
    """Where the work stands. Work that gave no sign of life for long has failed."""
    standing = workspace.standing
    if standing.state in BUSY and workspace.silence > SILENCE:
        standing = Standing("failed", sentence=ENDED)
        workspace.stand(standing)
    return standing


def own_workspaces(home: Path, organisation: str, person: str) -> list[tuple[Workspace, Draft]]:
    """Those that this person began and that still exist, the latest first."""
    found = []
    for path in (home / "imports").glob("*/draft.json"):
        one = Workspace(home, UUID(path.parent.name))
        with suppress(FileNotFoundError):  # forgotten while we look
            draft = one.draft
            if (draft.organisation, draft.person) == (organisation, person):
                found.append((one, draft))
    return sorted(found, key=lambda pair: pair[1].made_at, reverse=True)


def _process(workspace: Workspace, settings: Settings, arguments: list[str]) -> subprocess.Popen[bytes]:
    ours = {"PALIER_HOME": str(settings.home), "PALIER_DATABASE_URL": settings.database_url, "PALIER_PUBLIC_URL": settings.public_url}
    with (workspace.folder / "work.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "outreach", "work", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **ours},
            start_new_session=True,
        )


def _watch(workspace: Workspace, process: "subprocess.Popen[bytes]", run: str) -> None:
    """Wait for the process; if it ended without saying how, say so."""
    process.wait()
    try:
        if workspace.read("run")["id"] == run and workspace.standing.state in BUSY:
            workspace.stand(Standing("failed", sentence=ENDED))
    except FileNotFoundError:  # given up meanwhile
        return


def _at_work(home: Path) -> int:
    count = 0
    for path in (home / "imports").glob("*/alive"):
        with suppress(FileNotFoundError):  # forgotten while we look
            count += how_far(Workspace(home, UUID(path.parent.name))).state in BUSY
    return count


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Two clicks start one process."""
    mark = workspace.folder / "starting"
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        raise Problem("import_busy", "Ce fichier est déjà en cours de traitement. Rien n’a été changé.", 409) from None
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)
