"""What every answer has in common: headers, hosts, CSRF, cookies, error pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.domain.policy import Capability
from outreach.web.access import allow, public
from outreach.web.security import extend_csp
from tests.server.test_web_access import rules
from tests.server.web import Office, csrf_token, sign_in

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("who", ["anonymous", "coordinator"])
def test_headers_on_every_answer(app: Flask, office: Office, browser: Callable[[str], FlaskClient], who: str) -> None:
    for endpoint, method, address in rules(app):
        if endpoint == "account.sign_out" or address.startswith("/tablette"):  # the tablet app has a policy of its own
            continue
        headers = browser(who).open(address, method=method).headers
        policy = set(headers["Content-Security-Policy"].split("; "))
        if endpoint == "coordination.keys" and "'wasm-unsafe-eval'" in headers["Content-Security-Policy"]:
            assert policy == POLICY - {"script-src 'self'"} | {"script-src 'self' 'wasm-unsafe-eval'"}  # argon2id, for the numbers of keys
        elif endpoint not in ("coordination.map_page", "delivery.map_file"):
            assert policy == POLICY, endpoint
        assert "'unsafe-inline'" not in headers["Content-Security-Policy"], endpoint
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in headers
        if headers["Content-Type"].startswith("text/html") or endpoint in ("coordination.wrapped_key", "coordination.sealed", "health.healthz"):
            assert headers["Cache-Control"] == "no-store", endpoint


def test_a_view_may_ask_for_more(app: Flask) -> None:
    @app.get("/plus")
    @public
    def more() -> str:
        extend_csp(script_src=["'sha256-abc='"], worker_src=["'self'"])
        return "x"

    policy = app.test_client().get("/plus").headers["Content-Security-Policy"].split("; ")
    assert set(policy) == (POLICY - {"script-src 'self'"}) | {"script-src 'self' 'sha256-abc='", "worker-src 'self'"}
    assert set(app.test_client().get("/connexion").headers["Content-Security-Policy"].split("; ")) == POLICY


def test_behind_https(make_app: Callable[..., Flask]) -> None:
    client = make_app(public_url="https://palier.example", behind_https=True).test_client()
    response = client.get("/connexion", base_url="https://palier.example")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-palier=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert client.get("/connexion", base_url="https://autre.example").status_code == 400
    assert client.get("/connexion", base_url="https://127.0.0.1").status_code == 400


def test_only_our_hosts(client: FlaskClient) -> None:
    assert client.get("/connexion", base_url="http://127.0.0.1:8000").status_code == 200
    assert client.get("/connexion", base_url="http://ailleurs.example").status_code == 400


@pytest.mark.parametrize("address", ["/tournees/nouvelle", "/tablettes/nouvelle", "/comptes/nouveau", "/cles", "/mot-de-passe", "/deconnexion"])
def test_no_token_no_change(app: Flask, office: Office, address: str) -> None:
    client = sign_in(app.test_client(), "coordination")
    response = client.post(address, data={"name": "x"})
    assert response.status_code == 400
    assert "Rien n’a été modifié" in response.text
    other = csrf_token(app.test_client())
    assert client.post(address, data={"name": "x", "csrf_token": other}).status_code == 400


def test_errors_are_pages_in_french(app: Flask, browser: Callable[[str], FlaskClient]) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/panne")
    @allow(Capability.EXCHANGE)
    def broken() -> str:
        return ""

    @app.get("/erreur")
    @public
    def failing() -> str:
        raise RuntimeError

    coordinator = browser("coordinator")
    assert "Page introuvable" in coordinator.get("/nulle-part").text
    assert coordinator.get("/panne").status_code == 403
    assert "Cette page n’est pas pour ce compte" in coordinator.get("/panne").text
    assert coordinator.get("/deconnexion").status_code == 405
    failed = coordinator.get("/erreur")
    assert failed.status_code == 500
    assert "Le serveur a rencontré une erreur" in failed.text
    assert "RuntimeError" not in failed.text
    assert coordinator.post("/cles", data=b"x" * (9 * 1024 * 1024), content_type="application/json").status_code in (400, 413)


def test_scripts_get_errors_as_json(browser: Callable[[str], FlaskClient]) -> None:
    answer = browser("coordinator").post("/cles/la-mienne", json={}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["code"] == "bad_request"
    assert browser("anonymous").get("/cles/verrouillee", headers={"Accept": "application/json"}).status_code == 401


def test_pages_name_no_other_host(browser: Callable[[str], FlaskClient]) -> None:
    for address in ("/connexion", "/", "/tournees", "/tournees/nouvelle", "/tablettes", "/tablettes/nouvelle", "/a-verifier", "/comptes", "/cles"):
        page = browser("coordinator").get(address).text
        assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in page
        assert " style=" not in page
        assert "<script>" not in page
