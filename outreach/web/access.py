"""Each page names the capability that it asks for; a guard asks the policy, and refuses every page that names none."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from outreach.domain.policy import Capability, Party, may
from outreach.domain.roles import Role
from outreach.domain.scope import Scope

P = ParamSpec("P")
R = TypeVar("R")

TABLET_API = "/api/"
"""Where tablets come with a bearer token instead of a session: the guard of `web/tablet` finds out who asks, and asks the same policy."""


class SignedIn:
    """The person behind a session, as pages see them. `key` changes when they are signed out everywhere."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user_id: UUID, organisation_id: UUID, name: str, role: Role, key: str, session_id: UUID) -> None:
        self.id = user_id
        self.organisation_id = organisation_id
        self.name = name
        self.role = role
        self.key = key
        self.session_id = session_id

    def get_id(self) -> str:
        """What the session cookie names: without the session's row, or with another key, it is worthless."""
        return f"{self.session_id}.{self.key}"

    def can(self, capability: Capability) -> bool:
        """Whether this person may do something."""
        return may(Party(self.role), capability)

    @property
    def scope(self) -> Scope:
        """The only way into the data of this person's organisation."""
        return Scope(self.organisation_id, self.id)


def person() -> SignedIn:
    """The signed-in person. Only for views that `allow` something."""
    return cast("SignedIn", current_user._get_current_object())  # noqa: SLF001 (the documented way to unwrap the proxy)


def scope() -> Scope:
    """The scope of the signed-in person."""
    return person().scope


def allow(capability: Capability) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say what this view asks for; `domain/policy.py` says who has it. Stands nearest to the function, under the route."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.capability = capability  # type: ignore[attr-defined]
        return view

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Say that anybody may open this view, signed in or not."""
    view.public = True  # type: ignore[attr-defined]
    return view


def capability_of(view: Callable[..., object]) -> Capability | None:
    """What a view asks for, or None when it says nothing."""
    return cast("Capability | None", getattr(view, "capability", None))


def can(capability: Capability) -> bool:
    """Whether the signed-in person may do this."""
    return person().can(capability)


def is_public(view: Callable[..., object]) -> bool:
    """Whether a view is open to everybody."""
    return bool(getattr(view, "public", False))


def register(app: Flask) -> None:
    """Put the guard before every request, and what somebody may do into every template."""
    app.before_request(_guard)
    app.jinja_env.globals.update(can=can, Capability=Capability)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or request.path.startswith(TABLET_API):
        return None
    view = current_app.view_functions[request.endpoint]
    if is_public(view):
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    asked = capability_of(view)
    if asked is None or not can(asked):
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method != "GET" or request.headers.get("Accept", "").startswith("application/json"):
        abort(401)
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
