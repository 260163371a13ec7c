"""Guessing the code that wraps a tablet's key, with every core there is."""

import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Row = dict[str, Any]
OLD_COST = {"memory": 19 * 1024, "passes": 2}
"""Of codes of before there were two; the app's own figures lie beside each key."""
NONCE = 12
AT_ONCE = 8


def opens(row: Row, code: str) -> bytes | None:
    """The tablet's key, if this code unwraps it: just what the app does."""
    cost = row.get("cost", OLD_COST)
    wrapping = hash_secret_raw(
        code.encode(), bytes(row["salt"]), time_cost=cost["passes"], memory_cost=cost["memory"], parallelism=1, hash_len=32, type=Type.ID
    )
    return unlocked(wrapping, f"keys/{row['worker']}", row["wrapped"])


def unlocked(key: bytes, shelf: str, locked: bytes) -> bytes | None:
    """What lies in a row, or None when this is not its key."""
    try:
        return AESGCM(key).decrypt(locked[:NONCE], locked[NONCE:], shelf.encode())
    except InvalidTag:
        return None


def search(row: Row, codes: Iterable[str]) -> tuple[str, bytes] | None:
    """The code among these that opens, and the key that it gives."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(_search, ((row, some) for some in _batches(codes))):
            if found is not None:
                return found
    return None


def rate(row: Row, seconds: float) -> tuple[float, int]:
    """Guesses per second, all cores together, and how many cores that were."""
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(_guess_for, [(row, 0.2)] * cores))
        made = sum(pool.map(_guess_for, [(row, seconds)] * cores))
    return made / seconds, cores


def _batches(codes: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(codes)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _search(given: tuple[Row, list[str]]) -> tuple[str, bytes] | None:
    row, codes = given
    for code in codes:
        key = opens(row, code)
        if key is not None:
            return code, key
    return None


def _guess_for(given: tuple[Row, float]) -> int:
    row, seconds = given
    made, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        opens(row, f"guess {os.getpid()} {made}")
        made += 1
    return made
