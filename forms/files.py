"""The files that a compiled form names: pictures and sounds it shows, lists it chooses from."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from forms.problem import FormProblem

LARGEST_FILE: Final = 7_000_000
LARGEST_TOGETHER: Final = 60_000_000

_ADDRESS: Final = re.compile(r"jr://(images|audio|video|file|file-csv)/([^\"<>&]+)")
_CHOICES: Final = re.compile(r'<instance id="([^"]+)" src="jr://(?:file|file-csv)/([^"]+)"')
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "xml": "text/xml; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
"""What may come with a form, by the name's ending."""


@dataclass(frozen=True)
class NeededFile:
    """A file that the form names."""

    name: str
    required: bool
    """A list of choices: without it the form does not open."""


def digest(content: bytes) -> str:
    """SHA-256, hex: what a file is kept by."""
    return hashlib.sha256(content).hexdigest()


def mime_type(name: str) -> str:
    """What a file of this name is served as."""
    return TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")


def needed_files(xform: str) -> list[NeededFile]:
    """Every file that a form names, in the order in which it does, lists of choices first."""
    choices = {name: instance for instance, name in _CHOICES.findall(xform) if name != "last-saved"}
    shown = [name for _, name in _ADDRESS.findall(xform) if name not in choices and not name.endswith("last-saved")]
    return [*(NeededFile(name, required=True) for name in choices), *(NeededFile(name, required=False) for name in dict.fromkeys(shown))]


def choice_instances(xform: str) -> dict[str, str]:
    """File name by the id of the instance that it fills."""
    return {instance: name for instance, name in _CHOICES.findall(xform) if name != "last-saved"}


def read_codes(name: str, content: bytes, column: str) -> list[str]:
    """The codes of a list of choices in a file.

    Args:
        name: CSV, GeoJSON or XML, by its ending.
        content: its bytes.
        column: the column, property or element that holds the codes.

    Raises:
        FormProblem: when the file cannot be read, or has no such column.
    """
    try:
        text = content.decode("utf-8-sig")
        rows = _READERS[name.rsplit(".", 1)[-1].lower()](text)
    except (UnicodeDecodeError, ValueError, KeyError, csv.Error, ET.ParseError, AttributeError, TypeError) as error:
        raise FormProblem(f"Le fichier de choix « {name} » ne peut pas être lu. Attendu : CSV, GeoJSON ou XML, en UTF-8.", detail=str(error)) from error
    codes = [row[column] for row in rows if row.get(column)]
    if rows and not codes:
        raise FormProblem(f"Le fichier de choix « {name} » n’a pas de colonne « {column} » : c’est elle qui donne le code de chaque choix.")
    return list(dict.fromkeys(codes))


def _rows_of_csv(text: str) -> list[dict[str, str]]:
    return [{str(key).strip(): value.strip() for key, value in row.items() if isinstance(value, str)} for row in csv.DictReader(io.StringIO(text))]


def _rows_of_geojson(text: str) -> list[dict[str, str]]:
    features = json.loads(text)["features"]
    return [{"id": str(one.get("id", "")), **{str(key): str(value) for key, value in (one.get("properties") or {}).items()}} for one in features]


def _rows_of_xml(text: str) -> list[dict[str, str]]:
    from defusedxml.ElementTree import fromstring

    items: list[ET.Element] = list(fromstring(text))
    return [{child.tag: (child.text or "").strip() for child in item} for item in items]


_READERS: Final = {"csv": _rows_of_csv, "geojson": _rows_of_geojson, "xml": _rows_of_xml}


def take_archive(content: bytes) -> dict[str, bytes]:
    """The files of a .zip by their last name, folders left aside; what computers add by themselves is not kept.

    Raises:
        FormProblem: when it cannot be read, or holds too much.
    """
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not _is_noise(one.filename)]
            if sum(one.file_size for one in members) > LARGEST_TOGETHER or len(members) > 500:
                raise FormProblem("Cette archive contient plus de 60 Mo ou 500 fichiers. Rien n’a été gardé. N’y laissez que le formulaire et ses médias.")
            return {one.filename.replace("\\", "/").rsplit("/", 1)[-1]: archive.read(one) for one in members}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise FormProblem("Cette archive ne peut pas être lue. Rien n’a été gardé. Refaites le fichier .zip, sans mot de passe.", detail=str(error)) from error


def _is_noise(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith(("._", ".")) or parts[-1] in ("Thumbs.db", "desktop.ini")


def check_sizes(files: Mapping[str, bytes]) -> None:
    """Refuse what a tablet should not have to fetch.

    Raises:
        FormProblem: for a file of more than 7 MB, or more than 60 MB together.
    """
    for name, content in files.items():
        if len(content) > LARGEST_FILE:
            raise FormProblem(f"Le fichier « {name} » dépasse 7 Mo. Rien n’a été gardé. Réduisez-le : chaque tablette doit le recevoir.")
    if sum(map(len, files.values())) > LARGEST_TOGETHER:
        raise FormProblem("Les fichiers de ce formulaire dépassent 60 Mo ensemble. Rien n’a été gardé. Réduisez-les : chaque tablette doit les recevoir.")
