"""Numbers that forms send. What is no number, or no possible one, asks for nothing: it never breaks a page."""

from flask import request

MOST = 1_000_000
"""Nothing here is counted that often."""


def whole(text: str) -> int | None:
    """A whole number from 0 to `MOST`; None for anything else."""
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 10 else None


def seen_revision() -> int:
    """Which revision of the plan the form was filled in on; 0, which no plan has, if it does not say: then the plan has moved."""
    return whole(request.form.get("seen", "")) or 0
