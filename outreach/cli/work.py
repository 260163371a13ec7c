"""`palier work`: a long step of an import, started by the server in a process of its own. Not for people."""

import os
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING
from uuid import UUID

import click

from outreach.cli.opened import at_work
from outreach.settings import Settings

if TYPE_CHECKING:
    from outreach.imports.workspace import Workspace

LARGEST_MEMORY = 3 << 30
"""Bytes of address space: the last defence against a file that blows up."""


@click.command(hidden=True)
@click.argument("step", type=click.Choice(["read", "apply"]))
@click.argument("workspace_id", type=click.UUID)
@click.option("--skip-refused", is_flag=True)
def work(step: str, workspace_id: UUID, *, skip_refused: bool) -> None:
    """Do one long step of an import."""
    from outreach.imports.run import apply_upload, read_upload
    from outreach.imports.workspace import Standing, Workspace

    _limit_memory()
    workspace = Workspace.open(Settings.from_environment().home, workspace_id)
    workspace.beat()
    tempfile.tempdir = str(workspace.folder)  # what is unpacked on the way goes with the workspace, however this process ends
    Thread(target=_stop_when_asked, args=(workspace,), daemon=True).start()
    try:
        with at_work():
            if step == "read":
                read_upload(workspace, datetime.now(UTC))
            else:
                apply_upload(workspace, datetime.now(UTC), skip_refused=skip_refused)
    except MemoryError:
        sentence = "Ce fichier demande plus de mémoire que le serveur n’en donne. Rien n’a été importé. Découpez-le, ou ne gardez que votre commune."
        workspace.stand(Standing("failed", sentence=sentence))
    except Exception as error:
        sentence = f"Ce fichier n’a pas pu être traité ({type(error).__name__}). Rien n’a été importé. Réessayez, puis transmettez cette phrase."
        workspace.stand(Standing("failed", sentence=sentence))
        raise


def _limit_memory() -> None:
    with suppress(AttributeError, OSError):  # people at their pages and tablets come first
        os.nice(4)
    with suppress(ImportError, ValueError, OSError):  # not on Windows, nor below a stricter limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))


def _stop_when_asked(workspace: "Workspace") -> None:
    """A library may be busy for long in one call: whoever cancels does not wait for it. The open transaction, if any, dies with the process."""
    from outreach.imports.workspace import Standing

    while True:
        sleep(0.3)
        try:
            workspace.beat()
        except FileNotFoundError:  # given up meanwhile
            os._exit(1)
        if workspace.cancelled:
            sleep(1.5)  # time for the work to stop by itself
            if workspace.standing.state in ("reading", "applying"):
                workspace.stand(Standing("cancelled"))
                sys.stderr.flush()
                os._exit(1)
