"""Pictures and lists of choices: kept once, by their bytes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.files import digest
from outreach.store.tables import FormFile

Media = dict[str, dict[str, Any]]
"""`{"hash", "bytes"}` by name."""


def keep_files(session: Session, files: Mapping[str, bytes]) -> Media:
    """Keep these files; those that are here already are left alone."""
    media: Media = {name: {"hash": digest(content), "bytes": len(content)} for name, content in files.items()}
    here = set(session.scalars(select(FormFile.hash).where(FormFile.hash.in_({known["hash"] for known in media.values()}))))
    new = {media[name]["hash"]: content for name, content in files.items() if media[name]["hash"] not in here}
    session.add_all([FormFile(hash=hash_, content=content) for hash_, content in new.items()])
    session.flush()
    return media


def read_files(session: Session, media: Media, *, endings: tuple[str, ...] = ("",)) -> dict[str, bytes]:
    """The content of these files, by name; of those with these endings only."""
    wanted = {name: known["hash"] for name, known in media.items() if name.lower().endswith(endings)}
    query = select(FormFile.hash, FormFile.content).where(FormFile.hash.in_(set(wanted.values())))
    found = {row.hash: row.content for row in session.execute(query)}
    return {name: found[hash_] for name, hash_ in wanted.items() if hash_ in found}
