"""What a person chose about a file, read from the form of the preview."""

from collections.abc import Mapping
from typing import Any

from outreach.imports.kind import Choices, Kind, Look


def read_choices(form: Mapping[str, str], kind: Kind[Any], look: Look | None, before: Choices) -> Choices:
    """The choices of a form.

    Only what differs from a guess is a choice: what was guessed may be guessed anew once something else changes. Another layer or sheet has other columns,
    so columns chosen for the one before are forgotten.

    Args:
        form: `layer`, `crs`, `field-<key>` and `option-<key>`, as the page names them; anything else is passed over.
        kind: the kind of the file.
        look: what the page showed; None if the file could not be looked at.
        before: what was chosen until now.
    """
    layer = _layer(form, look, before)
    same_layer = look is not None and layer in (None, look.layer)
    return Choices(
        _mapping(form, kind, look, before) if look is not None and same_layer else {},
        layer,
        form.get("crs", "").strip()[:40] or None,
        _options(form, kind, look, before),
    )


def _layer(form: Mapping[str, str], look: Look | None, before: Choices) -> str | None:
    asked = form.get("layer")
    if look is None or not asked:
        return before.layer
    if asked not in look.layers or (asked == look.layer and before.layer is None):
        return None
    return asked


def _mapping(form: Mapping[str, str], kind: Kind[Any], look: Look, before: Choices) -> dict[str, str]:
    columns = {"", *(column.name for column in look.columns if not column.personal)}
    asked = {field.key: form[f"field-{field.key}"] for field in kind.fields if form.get(f"field-{field.key}") in columns}
    return {key: column for key, column in asked.items() if column != look.mapping.get(key, "") or before.mapping.get(key) == column}


def _options(form: Mapping[str, str], kind: Kind[Any], look: Look | None, before: Choices) -> dict[str, str]:
    guessed = look.options if look else {}
    asked = {option.key: form.get(f"option-{option.key}", "").strip() for option in kind.options}
    known = {option.key: {value for value, _ in option.values} for option in kind.options}
    fitting = {key: value for key, value in asked.items() if not known[key] or value in known[key]}
    return {key: value for key, value in fitting.items() if value != guessed.get(key, "") or before.options.get(key) == value}
