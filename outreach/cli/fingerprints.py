"""`palier fingerprints`: the code that runs in browsers, to compare with what a server gives out."""

import urllib.error
import urllib.request
from urllib.parse import urlsplit

import click

from outreach.errors import Problem

SIGN_IN = "/connexion"
PATIENCE = 20
"""Seconds that a server may take for a file."""


@click.command()
@click.option("--of", "server", metavar="ADRESSE", help="L’adresse d’un serveur (https://…) : ses fichiers sont comparés à ceux de cette installation.")
def fingerprints(*, server: str | None) -> None:
    """Empreintes (SHA-256) du code qui scelle et ouvre les noms, et comparaison avec celui d’un serveur.

    À faire depuis une autre machine que le serveur, avec la même version de Palier.
    """
    from outreach.services.code_fingerprints import fingerprints as found_in
    from outreach.services.code_fingerprints import whole
    from outreach.web.assets import browser_code

    files = found_in(browser_code())
    if server is None:
        for one in files:
            click.echo(f"{one.digest}  {one.path}")
        click.echo(f"Ensemble : {whole(files)} ({len(files)} fichiers)")
        return
    _compare(_address(server))


def _compare(server: str) -> None:
    from outreach.services.code_fingerprints import compare, scripts_of
    from outreach.services.code_fingerprints import fingerprints as found_in
    from outreach.web.assets import browser_code

    files = found_in(browser_code())
    page = _fetch(server, SIGN_IN)
    if page is None:
        raise Problem("no_palier", f"{server} ne répond pas comme un serveur Palier. Rien n’a été comparé. Vérifiez l’adresse.")
    verdicts = compare(files, lambda path: _fetch(server, path))
    wrong = {path: verdict for path, verdict in verdicts.items() if verdict != "same"}
    foreign = sorted(set(scripts_of(page.decode(errors="replace"))) - {one.path for one in files})
    for path, verdict in wrong.items():
        click.echo(f"{'absent' if verdict == 'missing' else 'AUTRE '}  {path}")
    for script in foreign:
        click.echo(f"AUTRE   script de la page d’entrée : {script or 'écrit dans la page'}")
    if wrong or foreign:
        raise Problem(
            "other_code",
            f"{server} ne donne pas le code de cette version : {len(wrong) + len(foreign)} différences sur {len(files)} fichiers. "
            "Si les deux versions sont les mêmes, n’y tapez aucune phrase de passe et prévenez la coordination.",
        )
    click.echo(f"{server} donne exactement le code de cette version : {len(files)} fichiers, et la page d’entrée n’en charge pas d’autre.")


def _address(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise click.BadParameter("une adresse qui commence par https://", param_hint="--of")
    return f"{parts.scheme}://{parts.netloc}"


def _fetch(server: str, path: str) -> bytes | None:
    try:
        with urllib.request.urlopen(server + path, timeout=PATIENCE) as answer:  # noqa: S310 (the scheme was checked)
            content: bytes = answer.read()
            return content
    except urllib.error.HTTPError:
        return None
    except (urllib.error.URLError, TimeoutError) as error:
        raise Problem(
            "no_answer", f"{server} ne répond pas ({getattr(error, 'reason', error)}). Rien n’a été comparé. Vérifiez l’adresse et le réseau."
        ) from None
