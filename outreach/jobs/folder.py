"""The folder of long work: whoever works writes in it, other processes read. Every text is replaced as a whole."""

import json
import os
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class WorkFolder(ABC):
    """A private folder, with a sign of life and a way to ask for an end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> dict[str, Any]:
        """A JSON file of the folder."""
        content: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        return content

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Replace a JSON file as a whole."""
        path = self.folder / f"{name}.json"
        fresh = path.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)

    @property
    @abstractmethod
    def busy(self) -> bool:
        """Whether the folder says that somebody is at work."""

    @abstractmethod
    def give_up(self, sentence: str | None) -> None:
        """Say that the work has ended without a result: for this reason, or because somebody wished it (None)."""

    def cancel(self) -> None:
        """Ask whoever works on it to stop."""
        (self.folder / "cancel").touch()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return (self.folder / "cancel").exists()

    def beat(self) -> None:
        """Show that somebody is at work here."""
        (self.folder / "alive").touch()

    @property
    def silence(self) -> float:
        """Seconds since somebody showed to be at work."""
        alive = self.folder / "alive"
        return time.time() - alive.stat().st_mtime if alive.exists() else float("inf")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Two clicks start one process.

        Raises:
            FileExistsError: if somebody else is just starting it.
        """
        mark = self.folder / "starting"
        mark.touch(exist_ok=False)
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)

    def forget(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.folder, ignore_errors=True)
