"""What may be answered to a coded question: read from the compiled form, so that a server can hold answers against it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypedDict
from xml.etree import ElementTree as ET

from forms.roles import Role

_XF: Final = "{http://www.w3.org/2002/xforms}"
_SELECTS: Final = {f"{_XF}select1": "one", f"{_XF}select": "many"}
_NUMBERS: Final = {"int": "integer", "decimal": "decimal"}
_INSTANCE: Final = re.compile(r"instance\('([^']+)'\)")


class Values(TypedDict):
    """`kind`: `one` or `many` of `codes`, `integer`, `decimal`, or `calculated` by the form itself; `codes` is empty for the last three."""

    kind: str
    codes: list[str]


def read_values(xform: str, roles: Mapping[str, Role]) -> dict[str, Values]:
    """What each question of role `answer` takes.

    Args:
        xform: a form that `compile_form` made.
        roles: the role of every question, by name.
    """
    tree = ET.fromstring(xform)  # noqa: S314 -- our own output
    lists = {str(one.get("id")): [str(name.text) for name in one.iter(f"{_XF}name")] for one in tree.iter(f"{_XF}instance") if one.get("id")}
    selects = {_name(str(one.get("ref"))): Values(kind=_SELECTS[one.tag], codes=list(_codes(one, lists))) for one in tree.iter() if one.tag in _SELECTS}
    types = {_name(str(bind.get("nodeset"))): str(bind.get("type")) for bind in tree.iter(f"{_XF}bind")}
    return {
        name: selects.get(name) or Values(kind=_NUMBERS.get(types.get(name, ""), "calculated"), codes=[]) for name, role in roles.items() if role is Role.ANSWER
    }


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _codes(select: ET.Element, lists: Mapping[str, list[str]]) -> Iterator[str]:
    for itemset in select.iter(f"{_XF}itemset"):
        if found := _INSTANCE.search(str(itemset.get("nodeset"))):
            yield from lists[found[1]]
    for item in select.iter(f"{_XF}item"):
        yield str(item.findtext(f"{_XF}value"))
