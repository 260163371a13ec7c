"""Everything that is wrong with a definition, told at once: what pyxform would stop at one by one, and what it lets through."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from forms.book import Book, Line
from forms.kinds import BEGINS, ENDS, EXTERNAL, FROM_FILE, METADATA, SELECTS, STRUCTURE, SUPPORTED, kind_of, list_of
from forms.problem import FormProblem
from forms.roles import REFERENCE, problem_at, questions, read_roles

FORM_ID: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
VERSION: Final = re.compile(r"[0-9A-Za-z._-]{1,40}")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,119}")
_SHOWN: Final = ("label", "hint", "guidance_hint", "image", "big-image", "audio", "video")
_FORMULAS: Final = ("relevant", "constraint", "calculation", "choice_filter", "required", "read_only", "readonly", "repeat_count", "default", "trigger")


def find_problems(book: Book) -> list[FormProblem]:
    """Everything that can be told without compiling, in the order of the sheets."""
    for sheet in ("settings", "survey"):
        if not any(book.sheet(sheet).lines()):
            return [FormProblem(f"La feuille « {sheet} » manque ou elle est vide.", sheet)]
    missing = [column for column in ("type", "name") if column not in book.sheet("survey").headers]
    if missing:
        return [FormProblem(f"La colonne « {missing[0]} » manque.", "survey", 1)]
    _, of_roles = read_roles(book)
    found = [*_of_settings(book), *_of_structure(book), *_of_survey(book), *_of_references(book), *of_roles, *_of_choices(book)]
    order = {"settings": 0, "survey": 1}
    return sorted(found, key=lambda problem: (order.get(problem.sheet or "", 2), problem.row or 0))


def switched_on(book: Book) -> Iterator[Line]:
    """The survey rows that count."""
    for line in book.sheet("survey").lines():
        if line.get("disabled").lower() not in ("yes", "true", "true()"):
            yield line


def unsupported(book: Book) -> list[Line]:
    """The questions that the tablet has no screen for."""
    return [line for line in switched_on(book) if (kind := kind_of(line.get("type"))) and kind not in SUPPORTED and not kind.startswith(("begin", "end"))]


def without_unsupported(book: Book) -> Book:
    """This definition without the questions that the tablet has no screen for. Formulas that use one of them then cite a question that does not exist."""
    return book.with_sheet("survey", book.sheet("survey").without({line.number for line in unsupported(book)}))


def _of_settings(book: Book) -> Iterator[FormProblem]:
    settings = book.settings
    expected = (
        ("form_id", FORM_ID.fullmatch, "des lettres sans accent, des chiffres, des points, des tirets et des tirets bas"),
        ("version", VERSION.fullmatch, "des chiffres et des lettres sans espace, par exemple 1"),
        ("form_title", bool, "le titre que l’équipe verra"),
        ("identity", {"none", "sealed"}.__contains__, "none (aucun champ qui identifie) ou sealed (des champs scellés)"),
    )
    for name, accept, words in expected:
        if not accept(settings.get(name)):
            yield FormProblem(f"Le réglage « {name} » manque ou n’est pas valable. Attendu : {words}.", "settings", 2, column=settings.headers.get(name))


def _of_structure(book: Book) -> Iterator[FormProblem]:
    opened: list[tuple[str, Line]] = []
    words = {"group": "un groupe", "repeat": "un groupe répété"}
    for line in switched_on(book):
        kind = kind_of(line.get("type"))
        if kind in BEGINS:
            opened.append((kind.removeprefix("begin_"), line))
        elif kind in ENDS:
            closed = kind.removeprefix("end_")
            if not opened:
                yield problem_at(line, "type", f"ceci ferme {words[closed]} qui n’est pas ouvert. Retirez cette ligne.")
            elif opened[-1][0] != closed:
                first = opened.pop()[1]
                sentence = f"« {line.get('type')} » ne ferme pas « {first.get('type')} » (ligne {first.number}). Fermez d’abord ce qui est ouvert en dernier."
                yield problem_at(line, "type", sentence)
            else:
                opened.pop()
    for kind, line in opened:
        yield problem_at(line, "type", f"le groupe « {line.get('name')} » n’est pas fermé. Ajoutez end_{kind} après sa dernière question.")


def _of_survey(book: Book) -> Iterator[FormProblem]:
    lists = {line.get("list_name") for line in book.sheet("choices").lines()}
    seen: dict[str, int] = {}
    for line in switched_on(book):
        written, name = line.get("type"), line.get("name")
        kind = kind_of(written)
        if not kind:
            if name:
                yield problem_at(line, "type", f"« {name} » n’a pas de type de question.")
            continue
        if kind in ENDS:
            continue
        if kind not in SUPPORTED:
            yield problem_at(line, "type", f"le type « {written} » n’est pas pris en charge par la tablette. Choisissez un autre type de question.")
        yield from _of_name(line, name, kind, seen)
        yield from _of_list(line, kind, list_of(written), lists)
        if kind == "calculate" and not line.get("calculation") and not line.get("default"):
            yield problem_at(line, "calculation", f"« {name} » ne calcule rien. Écrivez la formule dans la colonne calculation.")
        if kind not in STRUCTURE | METADATA | EXTERNAL | {"calculate", "hidden", "audit"} and kind in SUPPORTED and not _has_words(line):
            yield problem_at(line, "label", f"la question « {name} » n’a pas de libellé.")


def _of_name(line: Line, name: str, kind: str, seen: dict[str, int]) -> Iterator[FormProblem]:
    if not _NAME.fullmatch(name):
        sentence = "un nom manque ou n’est pas valable : une lettre d’abord, puis lettres, chiffres et tirets bas, sans espace ni accent."
        if name or kind not in METADATA:
            yield problem_at(line, "name", sentence)
    elif kind not in STRUCTURE | EXTERNAL:
        if name in seen:
            sentence = f"le nom « {name} » sert déjà à une autre question (ligne {seen[name]}). Donnez à chaque question son propre nom."
            yield problem_at(line, "name", sentence)
        seen.setdefault(name, line.number)


def _of_list(line: Line, kind: str, listed: str, lists: set[str]) -> Iterator[FormProblem]:
    if kind not in SELECTS | FROM_FILE:
        return
    if not listed:
        yield problem_at(line, "type", "cette question ne dit pas quelle liste de choix elle propose. Écrivez son nom après le type.")
    elif kind in SELECTS and listed not in lists and not listed.startswith("${"):
        yield problem_at(line, "type", f"la liste de choix « {listed} » n’existe pas dans la feuille choices.")
    elif kind in FROM_FILE and not listed.lower().endswith((".csv", ".geojson", ".xml")) and not listed.startswith("${"):
        yield problem_at(line, "type", f"« {listed} » n’est pas un fichier de choix. Attendu : .csv, .geojson ou .xml.")


def _has_words(line: Line) -> bool:
    return any(text.strip() and column.split("::")[0].split(":")[0].strip().lower() in (*_SHOWN, "media", "caption") for column, text in line.cells.items())


def _of_references(book: Book) -> Iterator[FormProblem]:
    names = {line.get("name") for line in switched_on(book)} | {f"{line.get('name')}_other" for line in questions(book)}
    for line in switched_on(book):
        for column, text in line.cells.items():
            if column.split("::")[0].lower() in ("note", "notes"):
                continue
            for name in REFERENCE.findall(text):
                if name not in names:
                    sentence = f"« ${{{name}}} » cite une question qui n’existe pas. Vérifiez le nom écrit entre ${{ et }}."
                    yield FormProblem(sentence, "survey", line.number, column=column)


def _of_choices(book: Book) -> Iterator[FormProblem]:
    used = _uses(book)
    may_repeat = book.settings.get("allow_choice_duplicates").lower() in ("yes", "true")
    seen: dict[tuple[str, str], int] = {}
    for line in book.sheet("choices").lines():
        listed, name = line.get("list_name"), line.get("name")
        if listed not in used:
            continue
        if not name:
            yield problem_at(line, "name", f"un choix de la liste « {listed} » n’a pas de nom.", "choices")
            continue
        if "many" in used[listed] and " " in name:
            sentence = f"le nom « {name} » contient un espace : dans « {listed} », qui permet plusieurs réponses, il en ferait deux. Retirez-le."
            yield problem_at(line, "name", sentence, "choices")
        if (listed, name) in seen and not may_repeat:
            sentence = f"le nom « {name} » est déjà dans la liste « {listed} » (ligne {seen[listed, name]}). Donnez à chaque choix son propre nom."
            yield problem_at(line, "name", sentence, "choices")
        seen.setdefault((listed, name), line.number)


def _uses(book: Book) -> Mapping[str, set[str]]:
    used: dict[str, set[str]] = {}
    for line in questions(book):
        kind = kind_of(line.get("type"))
        if kind in SELECTS:
            used.setdefault(list_of(line.get("type")), set()).add("one" if kind == "select_one" else "many")
    return used
