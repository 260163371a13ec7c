"""CPU seconds of « Bonnes heures » at a million visits in 200 neighbourhoods. Their hours are drawn by lot: nearly each visit is an hour of its own."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import TypeVar

from outreach.app import create_app
from outreach.domain.scope import Scope
from outreach.planning.hours import Season, answering
from outreach.services.best_hours import BestHours, best_hours, keep_hours
from outreach.services.past_passages import past_of
from outreach.store.database import db
from outreach.web.coordination.hours_view import hours_view
from tests.benchmarks.many_visits import DAYS, FIRST_DAY, fill
from tests.conftest import make_settings, migrate

Made = TypeVar("Made")
VISITS = 1_000_000


def run(folder: Path) -> None:
    settings = make_settings(folder / "home", f"sqlite:///{folder / 'hours.sqlite'}")
    migrate(settings)
    app = create_app(settings)
    with app.app_context():
        centre = fill(db.session(), VISITS).centre
        db.session().commit()
        today = FIRST_DAY + timedelta(days=DAYS)
        scope = Scope(centre.id)
        past = timed("visits read and counted", lambda: past_of(db.session(), scope, today))
        learnt = timed("hours learnt", lambda: answering(past.recent))
        evaluation = timed("three months foretold", past.how_well_foretold)
        keep_hours(db.session(), scope, BestHours(learnt, evaluation, today))
        db.session().commit()
        kept = timed("kept hours read", lambda: best_hours(db.session(), scope, today))
        area = past.recent[0].neighbourhood
        with app.test_request_context():
            timed("a week drawn", lambda: hours_view(kept.learnt, area, "", Season.AUTUMN) if kept else None)
        print(f"  {learnt.doors} doors, {len(learnt.packed()) / 1000:.0f} kB kept", flush=True)


def timed(what: str, work: Callable[[], Made]) -> Made:
    """Do it, and print how long it took."""
    start = process_time()
    done = work()
    print(f"  {what:24} {process_time() - start:6.2f} s", flush=True)
    return done
