"""Who may open which page: one decorator, and a guard that refuses every page that says nothing."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from outreach.domain.roles import Role
from outreach.domain.scope import Scope

P = ParamSpec("P")
R = TypeVar("R")

OWN_POLICY = ("/api/", "/tablette/")
"""Addresses whose blueprints check their callers themselves: tablets come with a bearer token, not with a session."""


class SignedIn:
    """The person behind a session, as pages see them. `key` changes when they are signed out everywhere."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user_id: UUID, organisation_id: UUID, name: str, role: Role, key: str) -> None:
        self.id = user_id
        self.organisation_id = organisation_id
        self.name = name
        self.role = role
        self.key = key

    def get_id(self) -> str:
        """What the session cookie names: a new key makes every old cookie worthless."""
        return f"{self.id}.{self.key}"

    @property
    def scope(self) -> Scope:
        """The only way into the data of this person's organisation."""
        return Scope(self.organisation_id, self.id)


def person() -> SignedIn:
    """The signed-in person. Only for views that `allow` a role."""
    return cast("SignedIn", current_user._get_current_object())  # noqa: SLF001 (the documented way to unwrap the proxy)


def scope() -> Scope:
    """The scope of the signed-in person."""
    return person().scope


def allow(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say which roles may open this view. Stands nearest to the function, under the route."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Say that anybody may open this view, signed in or not."""
    view.public = True  # type: ignore[attr-defined]
    return view


def roles_of(view: Callable[..., object]) -> frozenset[Role] | None:
    """The roles a view allows, or None when it says nothing."""
    return cast("frozenset[Role] | None", getattr(view, "allowed_roles", None))


def is_public(view: Callable[..., object]) -> bool:
    """Whether a view is open to everybody."""
    return bool(getattr(view, "public", False))


def register(app: Flask) -> None:
    """Put the guard before every request."""
    app.before_request(_guard)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or request.path.startswith(OWN_POLICY):
        return None
    view = current_app.view_functions[request.endpoint]
    if is_public(view):
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if person().role not in (roles_of(view) or frozenset()):
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method != "GET" or request.headers.get("Accept", "").startswith("application/json"):
        abort(401)
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
