"""The definitions that come with Palier: those that every team gets, and a library to choose from."""

from importlib.resources import files

from forms.problem import FormProblem

_FOLDER = files("forms") / "definitions"


def shipped() -> list[str]:
    """List the names of the definitions that every team gets, in alphabetical order."""
    return _names("")


def library() -> list[str]:
    """List the names of the definitions that a coordinator may take from the library, in alphabetical order."""
    return _names("library")


def read(name: str) -> str:
    """Read a definition that comes with Palier, as Markdown.

    Raises:
        FormProblem: when there is none of that name.
    """
    for folder in ("", "library"):
        if name in _names(folder):
            return (_FOLDER / folder / f"{name}.md").read_text(encoding="utf-8")
    raise FormProblem(f"Aucun formulaire livré ne s’appelle « {name} ». Formulaires livrés : {', '.join([*shipped(), *library()])}.")


def _names(folder: str) -> list[str]:
    return sorted(file.name.removesuffix(".md") for file in (_FOLDER / folder).iterdir() if file.name.endswith(".md"))
