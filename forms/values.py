"""What may be answered to a coded question: read from the compiled form, so that a server can hold answers against it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NotRequired, TypedDict
from xml.etree import ElementTree as ET

from forms.files import choice_instances, read_codes
from forms.roles import Role

_XF: Final = "{http://www.w3.org/2002/xforms}"
_ODK: Final = "{http://www.opendatakit.org/xforms}"
_SELECTS: Final = {f"{_XF}select1": "one", f"{_XF}select": "many", f"{_ODK}rank": "rank"}
_NUMBERS: Final = {"int": "integer", "decimal": "decimal"}
_INSTANCE: Final = re.compile(r"instance\('([^']+)'\)")
TRIGGERED: Final = "OK"
"""What an acknowledgement leaves."""


class Values(TypedDict):
    """What a coded question takes.

    `kind`: `one`, `many` or, in order, `rank` of `codes`; `integer`, `decimal`, or `calculated` by the form itself, all three with empty `codes`.
    `repeated` is there, and true, for a question inside a repeat: its answer is a list with one text per instance.
    """

    kind: str
    codes: list[str]
    repeated: NotRequired[bool]


def read_values(xform: str, roles: Mapping[str, Role], files: Mapping[str, bytes] | None = None) -> dict[str, Values]:
    """What each question of role `answer` takes.

    Args:
        xform: a form that `compile_form` made.
        roles: the role of every question, by name.
        files: the lists of choices that come with it, by name; the codes of one that is not there are not known, and none is accepted.

    Raises:
        FormProblem: when a list of choices cannot be read.
    """
    tree = ET.fromstring(xform)  # noqa: S314 -- our own output
    lists = _Lists(tree, choice_instances(xform), files or {})
    found: dict[str, Values] = {}
    for one in tree.iter():
        if one.tag in _SELECTS:
            found[_name(str(one.get("ref")))] = Values(kind=_SELECTS[one.tag], codes=list(dict.fromkeys(lists.codes_of(one))))
        elif one.tag == f"{_XF}trigger":
            found[_name(str(one.get("ref")))] = Values(kind="one", codes=[TRIGGERED])
    types = {_name(str(bind.get("nodeset"))): str(bind.get("type")) for bind in tree.iter(f"{_XF}bind") if bind.get("type")}
    repeats = tuple(f"{one.get('nodeset')}/" for one in tree.iter(f"{_XF}repeat"))
    repeated = {_name(path) for bind in tree.iter(f"{_XF}bind") if (path := str(bind.get("nodeset"))).startswith(repeats)} if repeats else set()
    return {
        name: _with_repeat(found.get(name) or Values(kind=_NUMBERS.get(types.get(name, ""), "calculated"), codes=[]), repeated=name in repeated)
        for name, role in roles.items()
        if role is Role.ANSWER
    }


def _with_repeat(values: Values, *, repeated: bool) -> Values:
    return Values(kind=values["kind"], codes=values["codes"], repeated=True) if repeated else values


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


class _Lists:
    """The lists of choices of a form, in it and beside it."""

    def __init__(self, tree: ET.Element, beside: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        self._within = {str(one.get("id")): one for one in tree.iter(f"{_XF}instance") if one.get("id")}
        self._beside = beside
        self._files = files

    def codes_of(self, select: ET.Element) -> Iterator[str]:
        for itemset in select.iter(f"{_XF}itemset"):
            value = itemset.find(f"{_XF}value")
            if found := _INSTANCE.search(str(itemset.get("nodeset"))):
                yield from self._codes(found[1], str(value.get("ref")) if value is not None else "name")
        for item in select.iter(f"{_XF}item"):
            yield str(item.findtext(f"{_XF}value"))

    def _codes(self, instance: str, column: str) -> Iterator[str]:
        if name := self._beside.get(instance):
            if name in self._files:
                yield from read_codes(name, self._files[name], column)
            return
        for code in self._within[instance].iter(f"{_XF}{column}"):
            yield str(code.text)
