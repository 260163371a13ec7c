"""Long work beside the server: begun by a click, followed, stopped, taken, and gone in an hour."""

import json
import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from outreach.domain.progress import Cancelled
from outreach.errors import Problem
from outreach.jobs import job as jobs
from outreach.jobs import process
from outreach.jobs.folder import WorkFolder
from outreach.jobs.job import ENDED, Job, Order, Result, Standing, Told, begin, sweep
from outreach.settings import Settings
from tests.territory import Territory

Browser = Callable[[str], FlaskClient]
YEAR = {"periode": "2025", "chapitres": "team", "format": "xlsx"}


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The processes that would have been started."""
    started: list[list[str]] = []
    monkeypatch.setattr(jobs, "launch", lambda _job, _settings, arguments, _ended: started.append(arguments))
    return started


def order(**asked: str) -> Order:
    return Order("bilan-pdf", "an organisation", "a person", asked)


def settled(client: FlaskClient, page: str) -> str:
    """How it stands once nobody works on it."""
    for _ in range(600):
        told = client.get(f"{page}/avancement").get_json()
        if not told["busy"]:
            return str(told["state"])
        time.sleep(0.1)
    raise AssertionError("it goes on for ever")


def test_a_report_is_made_taken_and_stopped(browser: Browser, territory: Territory, settings: Settings) -> None:
    client = browser("coordinator")
    first, second = (client.post("/bilan/document", data=YEAR) for _ in range(2))
    page = first.location
    assert (first.status_code, second.location) == (303, page)
    run = json.loads((settings.home / "jobs" / page.rpartition("/")[2] / "run.json").read_text())
    shown = client.get(page).text
    assert "Arrêter" in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    assert settled(client, page) == "done"
    assert json.loads((settings.home / "jobs" / page.rpartition("/")[2] / "run.json").read_text()) == run
    assert "Télécharger" in client.get(page).text
    taken = client.get(f"{page}/fichier")
    assert taken.data.startswith(b"PK")
    assert "bilan-2025-01-01-2025-12-31.xlsx" in taken.headers["Content-Disposition"]
    assert taken.headers["Cache-Control"] == "no-store"
    assert browser("administrator").get(page).status_code == 404
    assert client.post(f"{page}/recommencer").location == page
    assert client.post(f"{page}/arreter").location == page
    assert settled(client, page) == "cancelled"
    assert "Recommencer" in client.get(page).text
    assert client.get(f"{page}/fichier").status_code == 404


def test_the_same_wish_is_the_same_job_and_another_is_another(settings: Settings, launched: list[list[str]]) -> None:
    one, again, other = begin(settings, order(periode="2025")), begin(settings, order(periode="2025")), begin(settings, order(periode="2024"))
    assert one.id == again.id != other.id
    assert launched == [["job", str(one.id)], ["job", str(other.id)]]
    with pytest.raises(Problem) as refused:
        begin(settings, order(periode="2023"))
    assert refused.value.status == 429
    one.stand(Standing("done", result=Result(name="bilan.pdf", mimetype="application/pdf")))
    one.file.write_bytes(b"old")
    assert begin(settings, order(periode="2025")).standing == Standing("working")
    assert not one.file.exists()


def test_whoever_works_hears_of_the_wish_to_stop(settings: Settings, launched: list[list[str]]) -> None:
    job = begin(settings, order())
    told = Told(job)
    told.step("Compter", 0)
    assert job.standing.phase == "Compter"
    job.cancel()
    with pytest.raises(Cancelled):
        told.step("Composer", 0)


def test_silence_is_a_failure(settings: Settings, launched: list[list[str]]) -> None:
    job = begin(settings, order())
    job.file.write_bytes(b"half")
    long_ago = time.time() - 3600
    os.utime(job.folder / "alive", (long_ago, long_ago))
    assert job.standing == Standing("failed", sentence=ENDED)
    assert not job.file.exists()


def test_a_process_that_dies_is_noticed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = process._process

    def killed(folder: WorkFolder, its: Settings, arguments: Sequence[str]) -> Any:
        found = real(folder, its, arguments)
        found.kill()
        return found

    monkeypatch.setattr(process, "_process", killed)
    job = begin(settings, order())
    for _ in range(600):
        if job.standing.state != "working":
            break
        time.sleep(0.05)
    assert job.standing == Standing("failed", sentence=ENDED)


def test_folders_go_after_an_hour(settings: Settings, launched: list[list[str]]) -> None:
    job = begin(settings, order())
    assert sweep(settings.home, datetime.now(UTC)) == 0
    assert sweep(settings.home, datetime.now(UTC) + timedelta(hours=2)) == 1
    assert not job.folder.exists()
    with pytest.raises(Problem) as gone:
        Job.open(settings.home, job.id)
    assert gone.value.status == 404


def test_the_folder_is_private(settings: Settings, launched: list[list[str]]) -> None:
    folder: Path = begin(settings, order()).folder
    assert folder.stat().st_mode & 0o077 == 0
