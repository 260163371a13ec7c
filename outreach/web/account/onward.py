"""Where to go after signing in."""

from urllib.parse import urlsplit

from flask import url_for


def safe_next(target: str | None) -> str:
    """An address of ours, or the home page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(c) < 32 for c in target) or "\\" in target:
        return url_for("coordination.home")
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else url_for("coordination.home")
