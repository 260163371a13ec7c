"""`palier work` and `palier job`: a long step of an import, or another long work, started by the server in a process of its own. Not for people."""

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
from outreach.errors import Problem
from outreach.settings import Settings

if TYPE_CHECKING:
    from outreach.jobs.folder import WorkFolder

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

    workspace = Workspace.open(Settings.from_environment().home, workspace_id)
    _settle_down(workspace)
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


@click.command(hidden=True)
@click.argument("job_id", type=click.UUID)
def job(job_id: UUID) -> None:
    """Do the long work that a page has asked for."""
    from outreach.domain.progress import Cancelled
    from outreach.jobs.job import Job, Standing
    from outreach.web.tasks import run

    found = Job.open(Settings.from_environment().home, job_id)
    _settle_down(found)
    try:
        with at_work() as app:
            result = run(app, found)
        found.stand(Standing("done", result=result))
    except Cancelled:
        found.give_up(None)
    except Problem as problem:
        found.give_up(problem.sentence)
    except MemoryError:
        found.give_up("Ce travail demande plus de mémoire que le serveur n’en donne. Rien n’a été gardé. Choisissez une période plus courte.")
    except Exception as error:
        found.give_up(f"Ce travail n’a pas abouti ({type(error).__name__}). Rien n’a été gardé. Réessayez, puis transmettez cette phrase.")
        raise


def _settle_down(folder: "WorkFolder") -> None:
    """People at their pages and tablets come first; whoever wishes an end gets it; what is unpacked on the way goes with the folder."""
    _limit_memory()
    folder.beat()
    tempfile.tempdir = str(folder.folder)
    Thread(target=_stop_when_asked, args=(folder,), daemon=True).start()


def _limit_memory() -> None:
    with suppress(AttributeError, OSError):
        os.nice(4)
    with suppress(ImportError, ValueError, OSError):  # not on Windows, nor below a stricter limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))


def _stop_when_asked(folder: "WorkFolder") -> None:
    """A library may be busy for long in one call: whoever cancels does not wait for it. The open transaction, if any, dies with the process."""
    while True:
        sleep(0.3)
        try:
            folder.beat()
        except FileNotFoundError:  # given up meanwhile
            os._exit(1)
        if folder.cancelled:
            sleep(1.5)  # time for the work to stop by itself
            if folder.busy:
                folder.give_up(None)
                sys.stderr.flush()
                os._exit(1)
