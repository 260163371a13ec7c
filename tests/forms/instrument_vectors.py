"""Patterns of answers with the scores that the library gives: `python -m tests.forms.instrument_vectors` writes them for the tablet's tests.

The tablet's test answers each pattern in the real form engine and compares what the form worked out.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from forms.catalogue import read
from forms.compile import compile_form
from forms.instruments.all import INSTRUMENTS
from forms.instruments.circles import circles
from forms.instruments.epices import EPICES, precarity
from forms.instruments.insee import isolated
from forms.instruments.instrument import Instrument
from forms.instruments.lsns6 import risk

FOLDER = Path(__file__).parent.parent / "vectors" / "instruments"
SOME = 400
Answers = Mapping[str, object]


@dataclass(frozen=True)
class Computed:
    """What a form of the library works out: the names of its fields, and its verdict if it gives one."""

    prefix: str
    state: Callable[[Answers], str] | None = None


COMPUTED = {
    "circles": Computed("circles", circles),
    "elsa": Computed("elsa"),
    "epices": Computed("epices", precarity),
    "insee": Computed("insee", isolated),
    "lsns6": Computed("lsns", risk),
    "ucla3": Computed("ucla"),
}
BY_KEY = {instrument.key: instrument for instrument in INSTRUMENTS}


def patterns(instrument: Instrument) -> Iterator[tuple[str, ...]]:
    """Every complete pattern of EPICES and of what is short; of the others some; and some with missing answers (`""`) and `unknown`."""
    codes = [tuple(item.points) for item in instrument.items]
    chance = random.Random(instrument.key)
    complete = list(product(*codes))
    yield from complete if len(complete) <= 2048 else chance.sample(complete, SOME)
    yield ("",) * len(codes)
    for _ in range(SOME):
        yield tuple(chance.choice((*of_item, "unknown", "")) for of_item in codes)


def vectors(key: str) -> dict[str, object]:
    """`cases`: the code of every item, then lowest and highest score, then the verdict or null."""
    instrument, computed = BY_KEY[key], COMPUTED[key]
    cases = []
    for pattern in patterns(instrument):
        answers = {item.field: code for item, code in zip(instrument.items, pattern, strict=True) if code}
        score = instrument.score(answers)
        cases.append([*pattern, score.low, score.high, computed.state(answers) if computed.state else None])
    return {"fields": list(instrument.fields), "prefix": computed.prefix, "cases": cases}


def as_text(key: str) -> str:
    """One case a line, so that a difference can be read."""
    found = vectors(key)
    cases = found.pop("cases")
    assert isinstance(cases, list)
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    return json.dumps(found)[:-1] + ', "cases": [\n' + lines + "\n]}\n"


def write() -> None:
    """Write vectors and compiled forms."""
    FOLDER.mkdir(exist_ok=True)
    for key in COMPUTED:
        (FOLDER / f"{key}.json").write_text(as_text(key), encoding="utf-8")
        (FOLDER / f"{key}.xml").write_text(compile_form(read(key)).xform, encoding="utf-8")


if __name__ == "__main__":
    assert len(list(patterns(EPICES))) == 2048 + 1 + SOME
    write()
