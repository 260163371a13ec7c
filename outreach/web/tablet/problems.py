"""Errors of the tablet API: always `{"code", "sentence", "details"}`, whatever went wrong. They never repeat what was sent."""

from flask import Blueprint, Response, jsonify, make_response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from outreach.errors import Problem

KEPT = "Rien n’est perdu : la tablette garde tout ce qui a été saisi et réessaiera."
SENTENCES = {
    400: ("bad_request", "Le serveur n’a pas compris cette demande."),
    401: ("unknown_device", "Cette tablette n’est pas, ou plus, reliée au serveur. Prévenez la coordination."),
    404: ("not_found", "Le serveur ne connaît pas cette adresse."),
    405: ("method_not_allowed", "Le serveur ne connaît pas cette action."),
    413: ("too_large", "L’envoi est trop volumineux pour être reçu en une fois."),
    429: ("too_many_requests", "Cette tablette a envoyé beaucoup de demandes en peu de temps."),
    500: ("server_error", "Le serveur a rencontré une erreur. Si cela dure, prévenez la coordination."),
}


def answer(status: int) -> Response:
    """The error for an HTTP status."""
    code, sentence = SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    return problem_answer(Problem(code, f"{sentence} {KEPT}", status))


def problem_answer(problem: Problem) -> Response:
    """A problem as JSON."""
    return make_response(jsonify(code=problem.code, sentence=problem.sentence, details=problem.details), problem.status)


def http_answer(error: HTTPException) -> Response:
    """An error that Flask found."""
    if error.response is not None:
        return make_response(error.response)
    response = answer(error.code or 500)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def invalid_body(error: ValidationError) -> Response:
    """A body that is not what the call takes: which fields, and why, but not their values."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    fields = [{"field": ".".join(map(str, one["loc"])), "problem": one["type"]} for one in found[:20]]
    return problem_answer(Problem("bad_request", f"{SENTENCES[400][1]} {KEPT}", 400, {"fields": fields}))


def hang_on(blueprint: Blueprint) -> None:
    """Answer every error of a blueprint this way."""
    blueprint.register_error_handler(Problem, problem_answer)
    blueprint.register_error_handler(HTTPException, http_answer)
    blueprint.register_error_handler(RecursionError, lambda _: answer(400))
