"""The fingerprints of the scripts and pages that run in browsers: published with a version, and compared with what a server gives out.

A name typed on a tablet is as safe as the code that seals it, and that opens it again. That code comes from the server: whoever controls it
could change the code. So the fingerprints of a version can be made on any other machine, and a server's files compared with them from there.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

Verdict = Literal["same", "other", "missing"]


@dataclass(frozen=True)
class Fingerprint:
    """A file as browsers ask for it (`/assets/office/office.js`), and the SHA-256 of its bytes, hex."""

    path: str
    digest: str


def fingerprints(folders: Mapping[str, Path]) -> list[Fingerprint]:
    """Of every file of these folders, in the order of their paths.

    Args:
        folders: what an address begins with (`/assets/office/`), and the folder that answers it.
    """
    found = [
        Fingerprint(prefix + file.relative_to(folder).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest())
        for prefix, folder in folders.items()
        for file in folder.rglob("*")
        if file.is_file()
    ]
    return sorted(found, key=lambda one: one.path)


def whole(files: list[Fingerprint]) -> str:
    """One fingerprint of all of them: the SHA-256 of what `sha256sum` would print of each, in order; hex."""
    lines = "".join(f"{one.digest}  {one.path}\n" for one in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def compare(files: list[Fingerprint], fetch: Callable[[str], bytes | None]) -> dict[str, Verdict]:
    """What a server gives out at each of these paths, beside what is expected there.

    Args:
        files: what is expected.
        fetch: the bytes that a server answers at a path, or None where it has nothing.
    """
    return {one.path: _verdict(one, fetch(one.path)) for one in files}


def scripts_of(page: str) -> list[str]:
    """The scripts that a page runs: their addresses; `""` stands for one that is written in the page itself."""
    reader = _Scripts()
    reader.feed(page)
    return reader.found


def _verdict(expected: Fingerprint, given: bytes | None) -> Verdict:
    if given is None:
        return "missing"
    return "same" if hashlib.sha256(given).hexdigest() == expected.digest else "other"


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "script":
            self.found.append(given.get("src") or "")
        self.found += ["" for name in given if name.startswith("on")]
