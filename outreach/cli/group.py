"""A click group whose errors are sentences: what happened, what was kept, what to do. Never a traceback for a known problem."""

import sys
from typing import Any, NoReturn

import click
from sqlalchemy.exc import OperationalError

from outreach.errors import Problem

MISUSED = 2


class Sentences(click.Group):
    """Exit codes: 0 done, 1 not done (a sentence says why), 2 the command was not written as it should be."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run a command line and exit."""
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except click.UsageError as error:
            _fail(f"{_sentence(error)}\nVoyez « {_path(error)} --help ».", MISUSED)
        except (Problem, click.ClickException) as error:
            _fail(error.sentence if isinstance(error, Problem) else error.format_message(), 1)
        except OperationalError as error:
            _fail(f"La base de données ne répond pas comme il faut ({type(error.orig).__name__}). Rien n’a été modifié. Vérifiez PALIER_DATABASE_URL.", 1)
        except OSError as error:
            _fail(f"Un fichier n’a pas pu être lu ou écrit ({error.filename or 'disque'} : {error.strerror}). Rien n’a été modifié dans la base.", 1)
        except (click.Abort, KeyboardInterrupt):
            _fail("Interrompu.", 1)
        sys.exit(code if isinstance(code, int) else 0)


def _fail(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)


def _path(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx else "palier"


def _sentence(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"L’option {error.option_name} n’existe pas."
        case click.MissingParameter():
            return f"Il manque {_name(error)}."
        case click.BadParameter():
            return f"La valeur donnée pour {_name(error)} ne convient pas."
    if error.message.startswith("No such command"):
        return f"Cette commande n’existe pas : {error.message.removeprefix('No such command').strip(' .')}."
    return f"La commande n’est pas écrite comme il faut ({error.message.rstrip('.')})."


def _name(error: click.BadParameter) -> str:
    hint = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param and error.ctx else "un argument")
    return hint if isinstance(hint, str) else " / ".join(hint)
