"""`palier serve`: the embedded server."""

import errno
import signal
import socket
from contextlib import suppress
from importlib import import_module
from threading import Thread
from time import sleep
from types import FrameType
from typing import NoReturn

import click
from flask import Flask

from outreach.cli.opened import at_work, open_app
from outreach.errors import Problem
from outreach.settings import Settings

THREADS = 8
BEFORE_STATISTICS = 4.0
"""Seconds."""
LARGEST_REQUEST = 10 * 1024 * 1024
"""Bytes; the app itself allows less."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port d’écoute.")
@click.option("--threads", default=THREADS, show_default=True, type=click.IntRange(1, 64), help="Requêtes traitées en même temps.")
def serve(host: str, port: int, threads: int) -> None:
    """Sert Palier. Ctrl-C l’arrête."""
    settings = Settings.from_environment()
    app = open_app(settings)
    with at_work(app):
        _check_history()
    run(app, settings, host, port, threads, [f"Palier répond sur http://{host}:{port} (adresse publique : {settings.public_url}). Ctrl-C l’arrête."])


def run(app: Flask, settings: Settings, host: str, port: int, threads: int, greeting: list[str]) -> None:
    """Serve until Ctrl-C or SIGTERM. The greeting is said once the port is ours. Raises `Problem` `port_taken`, `bad_host`."""
    from waitress.server import create_server

    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_body_size=LARGEST_REQUEST,
            # Only a declared proxy is believed: then the app itself reads what it says (ProxyFix).
            clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
        )
    except OSError as error:
        raise _not_ours(error, host, port) from None
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)  # also where a shell started us in the background, with Ctrl-C ignored
    with suppress(KeyboardInterrupt, SystemExit):  # the server's loop catches them too; here they come between two lines
        for line in greeting:
            click.echo(line)
        Thread(target=_load, daemon=True).start()
        server.run()
    server.close()
    click.echo("\nArrêté. Tout ce qui a été reçu est enregistré.")


def _load() -> None:
    """What takes seconds to import: not those of the first who opens the map, or asks for hot spots. The second waits until somebody can have signed in."""
    import_module("maps")
    sleep(BEFORE_STATISTICS)
    import_module("esda")


def _check_history() -> None:
    """Raise `Problem` `older_database` now rather than at the first request."""
    from outreach.services.check_destruction import check_nothing_comes_back
    from outreach.store.database import db
    from outreach.store.ledger import ledger_of
    from outreach.store.sessions import read_transaction

    with read_transaction() as session:
        check_nothing_comes_back(session)
    ledger_of(db.engine).make_up(db.engine)


def check_port(host: str, port: int) -> None:
    """Raise `Problem` (`port_taken`, `bad_host`) now rather than after long work."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise _not_ours(error, host, port) from None


def _not_ours(error: OSError, host: str, port: int) -> Problem:
    if error.errno in (errno.EADDRINUSE, errno.EACCES):
        return Problem(
            "port_taken", f"Le port {port} est déjà pris, ou n’est pas permis. Rien n’a été lancé. Choisissez-en un autre avec --port (ou PORT= avec make)."
        )
    return Problem("bad_host", f"Palier ne peut pas écouter sur {host}. Rien n’a été lancé. Vérifiez --host.")


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
