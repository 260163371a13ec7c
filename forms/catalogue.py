"""The definitions that come with Palier."""

from importlib.resources import files

from forms.problem import FormProblem

_FOLDER = files("forms") / "definitions"


def shipped() -> list[str]:
    """List the names of the shipped definitions, in alphabetical order."""
    return sorted(file.name.removesuffix(".md") for file in _FOLDER.iterdir() if file.name.endswith(".md"))


def read(name: str) -> str:
    """Read a shipped definition, as Markdown.

    Raises:
        FormProblem: when there is none of that name.
    """
    if name not in shipped():
        raise FormProblem(f"Aucun formulaire livré ne s’appelle « {name} ». Formulaires livrés : {', '.join(shipped())}.")
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
