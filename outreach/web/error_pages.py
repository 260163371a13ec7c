"""Errors as pages: what happened, what was kept, what to do. The tablet API answers in JSON by itself."""

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from outreach.errors import Problem

SENTENCES = {
    400: (
        _l("Demande incomplète"),
        _l("Le navigateur a envoyé une demande que le serveur ne comprend pas. Rien n’a été modifié. Revenez en arrière et recommencez."),
    ),
    401: (
        _l("Connexion nécessaire"),
        _l("Vous n’êtes plus connecté. Rien n’a été modifié. Connectez-vous, puis recommencez."),
    ),
    403: (
        _l("Cette page n’est pas pour ce compte"),
        _l("Votre rôle ne donne pas accès à cette page. Si vous en avez besoin, parlez-en à la coordination."),
    ),
    404: (
        _l("Page introuvable"),
        _l("Cette adresse ne mène nulle part, ou ce qu’elle montrait n’appartient pas à votre organisation."),
    ),
    405: (
        _l("Action impossible ici"),
        _l("Cette adresse ne s’ouvre pas ainsi. Rien n’a été modifié. Repartez de l’accueil."),
    ),
    409: (
        _l("Déjà fait entre-temps"),
        _l("Quelqu’un a modifié la même chose avant vous. Rien n’a été écrasé. Rechargez la page pour voir où en sont les choses."),
    ),
    413: (
        _l("Envoi trop volumineux"),
        _l("Ce qui a été envoyé dépasse la taille permise. Rien n’a été modifié."),
    ),
    429: (
        _l("Trop d’essais"),
        _l("Trop de tentatives en peu de temps. Attendez une minute, puis réessayez."),
    ),
    500: (
        _l("Le serveur a rencontré une erreur"),
        _l("Rien n’a été modifié à moitié. Réessayez ; si cela recommence, prévenez la personne qui s’occupe du serveur."),
    ),
}
EXPIRED = _l("Ce formulaire est resté ouvert trop longtemps. Rien n’a été modifié. Rechargez la page et recommencez.")
OTHER_HOST = _l("Ce serveur ne répond pas à ce nom. Vérifiez l’adresse dans la barre du navigateur.")


def register(app: Flask) -> None:
    """Show errors of pages as pages."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Problem, _problem)
    if not app.config.get("PROPAGATE_EXCEPTIONS"):
        app.register_error_handler(500, _http_error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, SecurityError):
        # Somebody asked for another host: no page of ours has an address there.
        return Response(str(OTHER_HOST), status, mimetype="text/plain")
    title, sentence = SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    if isinstance(error, CSRFError):
        sentence = EXPIRED
    return answer(status, str(title), str(sentence), str(status))


def _problem(problem: Problem) -> ResponseReturnValue:
    title, _ = SENTENCES.get(problem.status, SENTENCES[400])
    return answer(problem.status, str(title), problem.sentence, problem.code)


def answer(status: int, title: str, sentence: str, code: str) -> Response:
    """The same error as a page or, for a script that asks for it, as JSON."""
    if request.path.startswith("/api/") or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return make_response(jsonify(code=code, sentence=sentence, details={}), status)
    return make_response(render_template("error.html", title=title, sentence=sentence, status=status), status)
