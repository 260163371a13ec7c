"""How far long work is, on a terminal."""

import sys

import click


class ProgressLine:
    """Progress on a terminal: one line that changes. Elsewhere nothing."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def step(self, phase: str, done: int, total: int | None = None) -> None:
        """Say how far it is."""
        if self._shown:
            from outreach.imports.report import in_french

            of = f" sur {in_french(total)}" if total else ""
            click.echo(f"\r{phase} : {in_french(done)}{of}\x1b[K", err=True, nl=False)

    def clear(self) -> None:
        """Leave the line empty for what comes."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
