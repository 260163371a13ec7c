"""How long « Bonnes heures » takes at a million visits in 200 neighbourhoods, step by step."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from outreach.app import create_app
from outreach.domain.scope import Scope
from outreach.planning.hours import answering
from outreach.services.past_passages import past_of
from outreach.store.database import db
from tests.benchmarks.many_visits import DAYS, FIRST_DAY, fill
from tests.conftest import make_settings, migrate

Made = TypeVar("Made")
VISITS = 1_000_000


def run(folder: Path) -> None:
    settings = make_settings(folder / "home", f"sqlite:///{folder / 'hours.sqlite'}")
    migrate(settings)
    with create_app(settings).app_context():
        centre = fill(db.session(), VISITS).centre
        db.session().commit()
        today = FIRST_DAY + timedelta(days=DAYS)
        past = timed("read and counted", lambda: past_of(db.session(), Scope(centre.id), today))
        timed("read and counted again", lambda: past_of(db.session(), Scope(centre.id), today))
        learnt = timed("learnt", lambda: answering(past.recent))
        print(timed("evaluated", past.how_well_foretold))
        print(learnt.doors, len(past.recent), len(past.since))


def timed(what: str, work: Callable[[], Made]) -> Made:
    """Do it, and print how long it took."""
    start = perf_counter()
    done = work()
    print(f"  {what:24} {perf_counter() - start:6.2f} s")
    return done
