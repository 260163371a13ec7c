"""What every answer of the server has in common: strict headers, sessions, CSRF, hosts, language, French error pages.

A page that needs more than the strict policy asks for it in its view:

    extend_csp(script_src=[f"'sha256-{digest}'"])

which holds for that one answer. Styles set by script (Leaflet does) go through CSSOM, which the policy allows.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from outreach.settings import Settings
from outreach.web import access, error_pages
from outreach.web.limits import limiter

STRICT_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
IDLE = timedelta(hours=1)
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

csrf = CSRFProtect()
babel = Babel()


def extend_csp(**sources: Iterable[str]) -> None:
    """Allow more sources for the answer of this request: `script_src=[…]`, `style_src_attr=[…]`."""
    extra = cast("dict[str, list[str]]", g.setdefault("csp", {}))
    for directive, allowed in sources.items():
        extra.setdefault(directive.replace("_", "-"), []).extend(allowed)


def register(app: Flask) -> None:
    """Make an app safe. Comes before the pages register; reads `app.extensions["settings"]`."""
    settings: Settings = app.extensions["settings"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-palier" if settings.behind_https else "palier",
        SESSION_COOKIE_SECURE=settings.behind_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=IDLE,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # the Referer it reads is one that our own policy suppresses; cookies are SameSite
        TRUSTED_HOSTS=trusted_hosts(settings),
        BABEL_DEFAULT_LOCALE="fr",
        BABEL_DEFAULT_TIMEZONE="Europe/Paris",
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    babel.init_app(app)
    limiter.init_app(app)
    app.before_request(_check_csrf)
    access.register(app)
    error_pages.register(app)
    app.after_request(lambda response: _headers(response, settings))


def trusted_hosts(settings: Settings) -> list[str]:
    """The only hosts this server answers to; on one computer without HTTPS also its local names."""
    host = urlsplit(settings.public_url).hostname or "localhost"
    return [host] if settings.behind_https else [host, *LOCAL_HOSTS]


def _check_csrf() -> None:
    # Tablets bring a bearer token and no cookie: there is nothing to forge.
    if not request.path.startswith("/api/"):
        csrf.protect()


def _headers(response: Response, settings: Settings) -> Response:
    extra = cast("dict[str, list[str]]", g.get("csp", {}))
    policy = {name: [*STRICT_CSP.get(name, []), *extra.get(name, [])] for name in [*STRICT_CSP, *(n for n in extra if n not in STRICT_CSP)]}
    response.headers.setdefault("Content-Security-Policy", "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items()))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.behind_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    # Files say themselves how long they hold; nothing else may stay in a browser: pages, the locked key, sealed entries.
    response.headers.setdefault("Cache-Control", "no-store")
    return response
