"""Walks that were worked out, kept beside the streets' file: a restart finds them again, and they go with the streets.

Only a cache: what cannot be read or kept is worked out again.
"""

import contextlib
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

MOST_KEPT = 120
"""Files: the themes of a directory, for some states of the territory. Of 8,000 entrances, 136 kB each."""
SUFFIX = ".walks"
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def walks_folder(streets: Path) -> Path:
    """Where the walks along the streets of this file are kept."""
    return streets.with_suffix(SUFFIX)


def read_walks(streets: Path, key: str) -> dict[str, npt.NDArray[np.generic]] | None:
    """The arrays that were kept under a key; None where there are none, or no whole ones."""
    try:
        with np.load(walks_folder(streets) / f"{key}.npz", allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except UNREADABLE:
        return None


def keep_walks(streets: Path, key: str, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
    """Keep arrays under a key (hexadecimal): whole or not at all, and at most `MOST_KEPT`, the oldest going first."""
    folder = walks_folder(streets)
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=folder, suffix=".new")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]  # the stub takes the names for its own arguments
        Path(fresh).replace(folder / f"{key}.npz")
        kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in kept[:-MOST_KEPT]:
            path.unlink(missing_ok=True)
