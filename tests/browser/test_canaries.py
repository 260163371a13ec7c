"""What a resident says that nobody else may know is typed on a tablet, and then looked for in every place where bytes come to rest or pass."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
from click.testing import CliRunner
from playwright.sync_api import Request, expect
from sqlalchemy import select

from outreach.app import create_app
from outreach.cli import main
from outreach.domain.scope import Scope
from outreach.exports.answers import write_csv, write_xlsx
from outreach.store.database import db
from outreach.store.tables import Household
from tests.browser.chromium import Chromium
from tests.browser.interview_page import InterviewPage
from tests.browser.seed import seed_link
from tests.browser.server import ServerProcess
from tests.browser.tablet_app import TabletApp

NAME, TELEPHONE, COMMENT = "Zorglube Canarinette", "0690417382", "Sonner deux fois, sourdine mandoline"
CANARIES = [NAME, "Canarinette", TELEPHONE, "06 90 41 73 82", "sourdine mandoline"]
ALLOWED = {"CacheStorage", "Code Cache", "Cache", "ScriptCache"}
"""The app's own files, with the words of its screens."""


def found_in(content: bytes, texts: list[str] = CANARIES) -> list[str]:
    spelled = {text: {text.encode(encoding) for encoding in ("utf-8", "utf-16-le")} | {text.encode("unicode_escape")} for text in texts}
    return [text for text, ways in spelled.items() if any(way in content for way in ways)]


def files_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not ALLOWED & set(path.parts):
            yield path, path.read_bytes()


def say_it_all(tablet: TabletApp) -> None:
    """The contact form, to its end, with everything that identifies."""
    form = InterviewPage(tablet.page)
    form.expect_group("Avant de commencer")
    form.choose("informed", "aloud_leaflet")
    form.choose("consent", "contact")
    following = tablet.page.get_by_role("heading", level=2, name="Et la suite", exact=True)
    for _ in range(12):
        if following.is_visible():
            break
        form.next()
        tablet.page.wait_for_timeout(150)
    form.choose("wants_call_back", "yes")
    tablet.page.get_by_label("À quel nom ?").fill(NAME)
    tablet.page.get_by_label("À quel numéro ?").fill(TELEPHONE)
    tablet.page.get_by_label("Un mot pour la suite ?").fill(COMMENT)
    form.next()
    form.expect_group("Ce qui sera gardé")
    form.finish()


def exports(server: ServerProcess) -> bytes:
    """Everything the office lets out about answers, unpacked."""
    app, written = create_app(server.settings), io.BytesIO()
    with app.app_context():
        scope = Scope(db.session.scalars(select(Household.organisation_id)).one())
        write_csv(db.session(), scope, "contact", written)
        workbook = io.BytesIO()
        write_xlsx(db.session(), scope, "contact", workbook)
        db.engine.dispose()
    with zipfile.ZipFile(workbook) as parts:
        return written.getvalue() + b"".join(parts.read(name) for name in parts.namelist())


def test_a_resident_is_nowhere_in_clear(server: ServerProcess, chromium: Callable[..., Chromium], tmp_path: Path) -> None:
    link, _ = seed_link(server.settings, server.url)
    browser = chromium("canary")
    passed: list[bytes] = []

    def note(request: Request) -> None:
        passed.append(request.url.encode() + b" " + (request.post_data_buffer or b""))

    browser.context.on("request", note)
    tablet = TabletApp(browser)
    tablet.enrol(link)
    tablet.choose_codes("Passeuse")
    tablet.start()
    tablet.open_entrance("Entrée 1")
    tablet.fill_empty_entrance(2, 2)
    tablet.note(0, "exchange")
    say_it_all(tablet)
    if (later := tablet.button(re.compile("Plus tard|Fermer"))).count():
        later.first.click()
    tablet.back_to_round()
    tablet.lock()
    while_waiting = [(path, found) for path, content in files_in(browser.profile) if (found := found_in(content))]
    tablet.reopen()
    tablet.exchange()
    tablet.lock()
    expect(tablet.page.get_by_role("group", name="Votre code court")).to_be_visible()
    browser.close()

    assert while_waiting == []
    assert [path for path, content in files_in(browser.profile) if found_in(content)] == []
    assert sum(b"/api/v1/entries" in request for request in passed) >= 1
    assert [request[:80] for request in passed if found_in(request)] == []

    key = pyrage.x25519.Identity.generate()
    copy = tmp_path / "copy.age"
    environment = {"PALIER_HOME": str(server.home), "PALIER_DATABASE_URL": server.database_url}
    assert CliRunner().invoke(main, ["backup", str(copy), "--to", str(key.to_public())], env=environment, catch_exceptions=False).exit_code == 0
    let_out = {"backup": copy.read_bytes(), "backup, opened": pyrage.decrypt(copy.read_bytes(), [key]), "exports": exports(server)}
    kept = dict(files_in(server.home)) | let_out
    assert [where for where, content in kept.items() if found_in(content)] == []
    # Coded answers are meant to be clear, and are found: the search looks in the right places.
    clear = ["aloud_leaflet"]
    assert {where for where in ("backup, opened", "exports") if found_in(let_out[where], clear)} == {"backup, opened", "exports"}
    assert any(found_in(content, clear) for path, content in files_in(server.home) if "sqlite" in path.name)
