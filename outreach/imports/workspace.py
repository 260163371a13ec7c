"""The private folder in which a file waits between upload and import: `<home>/imports/<id>/`.

It holds the uploaded files (`files/`), who brought them (`draft.json`), how far the work is (`progress.json`), what the file seems to be (`look.json`), the
checked rows (`rows.spool`) and the report. Other processes read it while one writes, so every text is replaced as a whole. It is deleted after the
import, on request, and after a day: a landlord's list names people.
"""

import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Self
from uuid import UUID, uuid4

from outreach.domain.progress import Cancelled
from outreach.errors import Problem
from outreach.imports.kind import Choices
from outreach.jobs.folder import WorkFolder

LARGEST_UPLOAD = 1 << 30
"""Bytes of all the files of one import."""
MOST_FILES = 8
"""A shapefile has up to seven parts."""
KEPT = timedelta(days=1)
TOLD_EVERY = 0.2
"""Seconds between two lines of progress on disk."""
GONE = "Cet import n’existe plus : il a été terminé, abandonné, ou laissé plus d’un jour. Déposez le fichier à nouveau."

State = Literal["uploading", "reading", "ready", "applying", "done", "failed", "cancelled"]
BUSY: tuple[State, ...] = ("reading", "applying")


@dataclass(frozen=True)
class Draft:
    """Who brought which file."""

    kind: str
    organisation: str
    person: str
    made_at: str
    choices: Mapping[str, Any] = field(default_factory=dict)
    """The fields of `Choices`."""


@dataclass(frozen=True)
class Standing:
    """How far an import is. `sentence` says what went wrong, or what became of it; `import_id` is set once it is done."""

    state: State
    phase: str = ""
    done: int = 0
    total: int | None = None
    sentence: str = ""
    import_id: str | None = None


class Workspace(WorkFolder):
    """One import's folder."""

    def __init__(self, home: Path, id_: UUID) -> None:
        super().__init__(home / "imports" / str(id_))
        self.id = id_

    @classmethod
    def create(cls, home: Path, draft: Draft) -> Self:
        """Make a new, private folder."""
        made = cls(home, uuid4())
        made.folder.mkdir(mode=0o700, parents=True)
        (made.folder / "files").mkdir(mode=0o700)
        made.write("draft", asdict(draft))
        made.stand(Standing("uploading"))
        return made

    @classmethod
    def open(cls, home: Path, id_: UUID) -> Self:
        """An existing folder.

        Raises:
            Problem: `import_gone` (404).
        """
        found = cls(home, id_)
        if not (found.folder / "draft.json").is_file():
            raise Problem("import_gone", GONE, 404)
        return found

    @property
    def draft(self) -> Draft:
        """Who brought it."""
        return Draft(**self.read("draft"))

    @property
    def choices(self) -> Choices:
        """What was decided so far."""
        return Choices(**self.draft.choices)

    def choose(self, choices: Choices) -> None:
        """Keep what was decided."""
        self.write("draft", {**asdict(self.draft), "choices": asdict(choices)})

    @property
    def files(self) -> list[Path]:
        """The uploaded files, by name."""
        return sorted((self.folder / "files").iterdir())

    def file(self, name: str) -> Path:
        """Where a file of this name goes.

        Raises:
            Problem: `file_name`, for a name that is no plain file name.
        """
        plain = name.replace("\\", "/").rpartition("/")[2].strip()
        if not plain or plain.startswith(".") or len(plain.encode()) > 200 or not plain.isprintable():
            raise Problem(
                "file_name", "Le nom de ce fichier ne peut pas être gardé. Rien n’a été importé. Renommez-le simplement, par exemple « quartiers.geojson »."
            )
        return self.folder / "files" / plain

    @property
    def spool(self) -> Path:
        """Where checked rows wait."""
        return self.folder / "rows.spool"

    @property
    def report(self) -> Path:
        """The report of every row, CSV."""
        return self.folder / "report.csv"

    @property
    def standing(self) -> Standing:
        """How far it is."""
        return Standing(**self.read("progress"))

    def stand(self, standing: Standing) -> None:
        """Say how far it is."""
        self.write("progress", asdict(standing))

    @property
    def busy(self) -> bool:
        """Whether the folder says that somebody is at work."""
        return self.standing.state in BUSY

    def give_up(self, sentence: str | None) -> None:
        """Say that a step ended without a result."""
        self.stand(Standing("cancelled") if sentence is None else Standing("failed", sentence=sentence))

    def clear(self) -> None:
        """Delete what was uploaded and what was read from it; what tells about the import stays until it is forgotten."""
        shutil.rmtree(self.folder / "files", ignore_errors=True)
        for name in ("rows.spool", "rows.geojson", "rows.count", "look.json", "work.log"):
            (self.folder / name).unlink(missing_ok=True)


class Watched:
    """Progress told through a workspace's folder."""

    def __init__(self, workspace: Workspace, state: State) -> None:
        self._workspace = workspace
        self._state: State = state
        self._told = 0.0

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        """Tell now and then, and stop when asked to."""
        now = time.monotonic()
        if now - self._told < TOLD_EVERY:
            return
        self._told = now
        if self._workspace.cancelled:
            raise Cancelled
        self._workspace.stand(Standing(self._state, phase, done, total))


def sweep(home: Path, now: datetime) -> int:
    """Delete the folders that were left for more than a day. Returns how many."""
    swept = 0
    for folder in (home / "imports").glob("*/"):
        if folder.stat().st_mtime < (now - KEPT).timestamp():
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept
