"""The activity report: what it says of a hand-made territory, on screen, in its PDF and in its workbook; and what it must never say."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from openpyxl import load_workbook

from maps import Released
from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.exports import pdf
from outreach.exports.workbook import Sheet, as_csv, workbook
from outreach.reporting.bilan import CHAPTERS, Bilan
from outreach.reporting.bilan_figures import activity_figures
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from outreach.web.tasks import TASKS, Wish
from tests.server.figures import some_figures
from tests.server.passages import add_doors, add_visits
from tests.territory import Territory

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def released() -> Released:
    return some_figures()


@pytest.fixture
def report(app: Flask, territory: Territory, released: Released) -> Callable[..., str]:
    """The document's HTML for a territory with eight doors visited."""
    from outreach.web.coordination import bilan_words
    from outreach.web.coordination.bilan_asked import Asked
    from outreach.web.coordination.bilan_view import chapters_of, heads_of

    with app.app_context(), write_transaction() as session:
        for door in add_doors(session, territory.entrances[0], 8):
            add_visits(session, territory.centre, territory.entrances[0], door, "exchange", first=date(2025, 3, 3))

    def made(published: Released | None = released) -> str:
        with app.test_request_context("/bilan"):
            figures = activity_figures(db.session(), Scope(territory.centre.id), YEAR)
            bilan = Bilan("Centre des Essais", YEAR, "quartier", figures, published, CHAPTERS)
            words: dict[str, Any] = {"bilan": bilan, "words": bilan_words, "heads": heads_of(bilan), "chapters": chapters_of(bilan)}
            rest = {"asked": Asked("2025", YEAR, "quartier", CHAPTERS), "title": "Bilan d’activité", "rule": "Règle.", "made_on": date(2026, 2, 1)}
            return render_template("coordination/bilan_document.html", **words, **rest)

    return made


def read(content: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def test_the_pdf_is_tagged_and_says_its_title_and_language(report: Callable[..., str]) -> None:
    reader, text = read(pdf.to_pdf(report()))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "fr"
    assert reader.metadata is not None
    assert reader.metadata.title == "Bilan d’activité, Centre des Essais"
    assert 2 <= len(reader.pages) <= 9
    assert "Passages aux portes" in text
    assert "Vivent seuls" in text


def test_no_small_count_is_in_the_document(report: Callable[..., str], released: Released) -> None:
    row = released.table("alone").frame.set_index("code").loc["B"]
    assert row["status"] != "shown"
    html = report()
    _, text = read(pdf.to_pdf(html))
    assert "3 sur 37" not in text
    assert "3 sur 37" not in html
    assert "masqué" in text
    # With the total hidden or a sibling hidden beside it, nothing gives the three back.
    shown = released.table("alone").frame
    assert (shown["status"] != "shown").sum() >= 2 or released.table("alone").whole[1] is None


def test_without_a_publication_nothing_is_said_of_households(report: Callable[..., str]) -> None:
    html = report(None)
    assert "Rien n’est publié pour cette période" in html
    assert "Vivent seuls" not in html


def test_a_report_takes_nothing_but_what_was_released(app: Flask, territory: Territory) -> None:
    with pytest.raises(TypeError, match="what was released"):
        Bilan("Centre", YEAR, "quartier", [], pd.DataFrame(), CHAPTERS)  # type: ignore[arg-type]


def test_the_pages_and_files(browser: Callable[[str], FlaskClient], territory: Territory) -> None:
    client = browser("coordinator")
    page = client.get("/bilan?periode=2025-s1&chapitres=team,annex").get_data(as_text=True)
    assert "du 1 janvier 2025 au 30 juin 2025" in page.lower()
    assert 'style="' not in page
    assert "<style" not in page
    assert "Les foyers rencontrés</h2>" not in page
    wrong = client.get("/bilan?periode=autre&du=2025-05-01&au=2025-02-01").get_data(as_text=True)
    assert "La période finit avant d’avoir commencé" in wrong


@pytest.mark.parametrize("name", ["bilan-pdf", "bilan-xlsx"])
def test_the_files_are_made_step_by_step(app: Flask, territory: Territory, tmp_path: Path, name: str) -> None:
    steps: list[str] = []

    class Steps:
        def step(self, phase: str, done: int, total: int | None = None) -> None:
            steps.append(phase)

    with app.test_request_context(), write_transaction():
        task, asked = TASKS[name], {"periode": "2025", "chapitres": "team"}
        result = task.work(Wish(Scope(territory.centre.id), asked, tmp_path / "result", Steps()))
        assert list(dict.fromkeys(steps)) == [str(step) for step in task.steps]
    content = (tmp_path / "result").read_bytes()
    if name == "bilan-pdf":
        assert (result.name, result.mimetype) == ("bilan-2025-01-01-2025-12-31.pdf", "application/pdf")
        assert read(content)[0].pages
        return
    rows = list(load_workbook(BytesIO(content))["Bilan"].iter_rows(values_only=True))
    assert [row for row in rows if row[0] == "Chiffre"]
    assert any(row[0] == "Séances" and row[1] == 0 for row in rows)


def test_a_missing_library_is_a_sentence(report: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without_pango(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    html = report()
    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(Problem, match="Pango"):
        pdf.to_pdf(html)


def test_a_document_asks_nobody_for_anything(tmp_path: Any) -> None:
    (tmp_path / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    html = f'<html lang="fr"><title>t</title><p>avant<img src="file://{tmp_path}/secret.svg" alt="x"><img src="http://127.0.0.1:9/x.png" alt="y"></p></html>'
    _, text = read(pdf.to_pdf(html))
    assert "avant" in text


def test_what_was_typed_is_never_a_formula() -> None:
    sheet = Sheet("Feuille", ["Nom", "Nombre"], [["=1+1", 2], ["@x", -3.5], [None, None]], ["+note"])
    rows = list(load_workbook(BytesIO(workbook([sheet], "t"))).active.iter_rows(values_only=True))
    assert rows == [("'+note", None), ("Nom", "Nombre"), ("'=1+1", 2), ("'@x", -3.5), (None, None)]
    assert as_csv(sheet).decode("utf-8-sig").splitlines() == ["'+note", "Nom;Nombre", "'=1+1;2", "'@x;-3,5", ";"]
