"""Where a demo lives: a folder of its own, made whole under another name first, so that an interrupted one leaves nothing."""

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from outreach.errors import Problem
from outreach.imports.demo.accounts import Accounts

MARK = "demo"
"""The file that tells a demo from an installation. It holds the invented people's passwords."""


def find(home: Path) -> Accounts | None:
    """The accounts of the demo in this folder, or None if there is none yet. Raises `Problem` (`not_a_demo`) if something else is there."""
    try:
        kept = json.loads((home / MARK).read_text(encoding="utf-8"))
        return Accounts(**kept | {"partners": tuple(tuple(one) for one in kept.get("partners", ()))})
    except FileNotFoundError:
        if home.exists() and any(home.iterdir()):
            raise Problem(
                "not_a_demo", f"Le dossier {home} contient autre chose qu’une démonstration. Rien n’y a été touché. Choisissez-en un autre avec PALIER_HOME."
            ) from None
        return None
    except (ValueError, TypeError):
        raise Problem("not_a_demo", f"La démonstration de {home} est abîmée. Rien n’y a été touché. Recommencez avec « palier demo --fresh ».") from None


def begin(home: Path) -> Path:
    """An empty folder beside `home`, to make the demo in."""
    making = _making(home)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700, parents=True)
    return making


def finish(home: Path, accounts: Accounts) -> None:
    """The demo is whole: write its mark and give it its name."""
    making = _making(home)
    descriptor = os.open(making / MARK, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(accounts), file, ensure_ascii=False, indent=1)
    if home.exists():
        home.rmdir()
    making.rename(home)


def give_up(home: Path) -> None:
    """Leave nothing of a demo that was not finished."""
    shutil.rmtree(_making(home), ignore_errors=True)


def forget(home: Path) -> None:
    """Delete a demo; anything that does not bear its mark stays."""
    if (home / MARK).is_file():
        shutil.rmtree(home)


def _making(home: Path) -> Path:
    return home.with_name(f"{home.name}.inachevee")
