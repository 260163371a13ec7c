"""Cells that a spreadsheet opens: a text that came from somebody is a text, never a formula."""

import re

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that Excel, LibreOffice or Google Sheets may work out, in any locale."""
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def harmless(text: str) -> str:
    """A text as a cell: with an apostrophe in front where it would be worked out. Numbers stay numbers."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
