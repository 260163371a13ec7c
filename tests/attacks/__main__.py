"""`python -m tests.attacks PROFILE`: attack a browser profile that was copied from a tablet, and say what the codes are worth.

The profile is a Chromium `--user-data-dir` on which the app was used. Nothing on it is changed.
"""

import shutil
import tempfile
import zlib
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from tests.attacks.guess import OLD_COST, Row, rate
from tests.attacks.profile import Stolen, steal

CENTS_PER_CORE_HOUR = 1.0
"""About what rented cores cost, in euro cents."""
SPACES = {
    "6 digits (a code of before there were two)": 10**6,
    "10 digits drawn by lot": 10**10,
    "4 words drawn by lot from a list of 2,048": 2048**4,
    "4 words drawn by lot from a list of 7,776": 7776**4,
}


@click.command()
@click.argument("profile", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seconds", default=10.0, show_default=True, help="How long to guess, for each strength of a code.")
@click.option("--chromium", default=lambda: shutil.which("chromium") or "chromium", help="The browser that reads the profile.")
def attack(profile: Path, seconds: float, chromium: str) -> None:
    """Read the rows, look whether they are ciphertext, and guess."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as workplace:
        stolen = steal(playwright, chromium, profile, Path(workplace))
    _show_rows(stolen)
    for row in stolen.tables["keys"]:
        if row.get("opens") == "passkey":
            click.echo(f"\n{row['worker']}: wrapped by a secret of 256 bits in the device's own lock: nothing to guess here.")
            continue
        _show_rate(f"{row['worker']}, {row.get('opens', 'old')}", row, seconds)
    if stolen.tables["keys"]:
        _show_rate("the same, if it were a code of before there were two", stolen.tables["keys"][0] | {"cost": OLD_COST}, seconds)


def _show_rows(stolen: Stolen) -> None:
    click.echo("table.column          rows     bytes   after compression (100 % and more: nothing to be seen in them)")
    for table, columns in stolen.columns().items():
        for column, values in columns.items():
            whole = b"".join(values)
            click.echo(f"{f'{table}.{column}':20} {len(values):5} {len(whole):9}   {len(zlib.compress(whole, 9)) / len(whole):.1%}")


def _show_rate(what: str, row: Row, seconds: float) -> None:
    per_second, cores = rate(row, seconds)
    cost = row.get("cost", OLD_COST)
    click.echo(f"\n{what}: argon2id {cost['memory'] // 1024} MiB × {cost['passes']}: {per_second:.1f} guesses per second on {cores} cores")
    for name, space in SPACES.items():
        hours = space / 2 / (per_second / cores) / 3600
        click.echo(f"  {name:44} {hours:16,.1f} core hours, about {hours * CENTS_PER_CORE_HOUR / 100:16,.2f} € to find on average")


if __name__ == "__main__":
    attack()
