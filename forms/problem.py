"""What is wrong with a form definition, said so that its author can repair it."""

from dataclasses import dataclass


@dataclass
class FormProblem(Exception):
    """One thing that is wrong in a definition.

    Attributes:
        sentence: what is wrong and what to do, in French.
        sheet: `settings`, `survey`, `choices`…, where known.
        row: row in that sheet as a spreadsheet counts it (the header is row 1), where known.
        detail: pyxform's own message (English), where it is the one that complains.
        column: the header of the column as its author wrote it, where known.
    """

    sentence: str
    sheet: str | None = None
    row: int | None = None
    detail: str | None = None
    column: str | None = None

    @property
    def place(self) -> str:
        """Where it is, in words; empty where nobody knows."""
        if self.sheet is None:
            return ""
        row = f", ligne {self.row}" if self.row is not None else ""
        return f"Feuille « {self.sheet} »{row}" + (f", colonne « {self.column} »" if self.column is not None else "")

    def __str__(self) -> str:
        return (f"{self.place} : " if self.place else "") + self.sentence
