"""Every kind of file that can come in, by name. Modules are loaded on request: GeoPandas takes a second."""

from importlib import import_module
from typing import Any

from outreach.errors import Problem
from outreach.imports.kind import Kind

NAMES = ("neighbourhoods", "entrances", "doors", "figures", "resources")
"""In the order in which a territory is built."""


def kind_named(name: str) -> Kind[Any]:
    """The kind of this name: `outreach.imports.<name>.KIND`.

    Raises:
        Problem: `no_such_kind` (404).
    """
    if name not in NAMES:
        raise Problem("no_such_kind", "Palier ne sait pas importer cette sorte de fichier. Rien n’a été importé.", 404)
    kind: Kind[Any] = import_module(f"outreach.imports.{name}").KIND
    return kind
