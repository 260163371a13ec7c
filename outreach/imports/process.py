"""Long work on a workspace, in a process of its own (`palier work`), and what is told when that process ends without a word."""

from contextlib import suppress
from pathlib import Path
from typing import Literal
from uuid import UUID

from outreach.errors import Problem
from outreach.imports.workspace import BUSY, Draft, Standing, Workspace
from outreach.jobs.process import MOST_AT_ONCE, check_alive, launch
from outreach.settings import Settings

ALREADY = "Ce fichier est déjà en cours de traitement. Rien n’a été changé."
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
    try:
        with workspace.alone():
            if how_far(workspace).state in BUSY:
                raise Problem("import_busy", ALREADY, 409)
            if _at_work(settings.home) >= MOST_AT_ONCE:
                raise Problem("server_busy", "Deux autres fichiers sont en cours de traitement. Le vôtre est gardé : réessayez dans un moment.", 429)
            workspace.beat()
            workspace.stand(Standing(STATES[step]))
            launch(workspace, settings, ["work", step, str(workspace.id), *options], ENDED)
    except FileExistsError:
        raise Problem("import_busy", ALREADY, 409) from None


def how_far(workspace: Workspace) -> Standing:
    """Where the work stands. Work that gave no sign of life for long has failed."""
    check_alive(workspace, ENDED)
    return workspace.standing


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


def _at_work(home: Path) -> int:
    count = 0
    for path in (home / "imports").glob("*/alive"):
        with suppress(FileNotFoundError):  # forgotten while we look
            count += how_far(Workspace(home, UUID(path.parent.name))).state in BUSY
    return count
