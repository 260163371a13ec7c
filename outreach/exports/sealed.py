"""Sealed parts as they are kept, in an archive that `age` alone opens: see SEALED.md. Nothing is opened here, and nothing could be."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.key_holders import list_keys
from outreach.services.sealed_people import sealed_people

HOW = Path(__file__).with_name("SEALED.md")


def write_sealed(session: Session, scope: Scope, output: IO[bytes]) -> int:
    """Write the live sealed parts of an organisation, and the keys that lead to earlier ones. Returns how many parts."""
    index: list[Sequence[object]] = []
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        archive.write(HOW, "SEALED.md")
        after, more = None, True
        while more:
            page = sealed_people(session, scope, after)
            for one in page.people:
                archive.writestr(f"sealed/{one.entry}.age", one.sealed)
                index.append((one.entry, one.kind, one.case or "", one.entrance, one.day.isoformat()))
            after, more = (page.people[-1].entry if page.people else None), page.more
        archive.writestr("index.csv", _table(("id", "kind", "case", "entrance", "day"), index))
        keys = list_keys(session, scope)
        for number, key in enumerate(keys, start=1):
            if key.sealed_before is not None:
                archive.writestr(f"keys/{number}.age", key.sealed_before)
        archive.writestr("keys/keys.csv", _table(("number", "recipient"), [(number, key.recipient) for number, key in enumerate(keys)]))
    return len(index)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
