"""What is wrong with a form definition, said so that its author can repair it."""

from dataclasses import dataclass


@dataclass
class FormProblem(Exception):
    """A definition that cannot be compiled.

    Attributes:
        sentence: what is wrong and what to do, in French.
        sheet: `settings`, `survey` or `choices`, where known.
        row: row in that sheet as a spreadsheet counts it (the header is row 1), where known.
        detail: pyxform's own message (English), where it is the one that complains.
    """

    sentence: str
    sheet: str | None = None
    row: int | None = None
    detail: str | None = None

    def __str__(self) -> str:
        place = ""
        if self.sheet is not None:
            place = f"Feuille « {self.sheet} »" + (f", ligne {self.row}" if self.row is not None else "") + " : "
        return place + self.sentence
