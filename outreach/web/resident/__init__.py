"""What a resident may do alone: take everything back by the code of a receipt. No account, and no cookie but the form's own."""

from datetime import UTC, datetime

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from outreach.domain.receipt_codes import read_code
from outreach.errors import Problem
from outreach.services.withdraw_by_code import withdraw_by_code
from outreach.store.database import db
from outreach.web.access import public
from outreach.web.limits import limiter
from outreach.web.transactions import settle

bp = Blueprint("resident", __name__)
bp.after_request(settle)


def register(app: Flask) -> None:
    """Give the app the residents' page."""
    app.register_blueprint(bp)


@bp.route("/retrait", methods=["GET", "POST"])
@limiter.limit("20 per 10 minutes", methods=["POST"], key_func=get_remote_address)
@public
def withdraw() -> ResponseReturnValue:
    """The answer is the same whether or not there was something: a receipt that somebody finds tells nothing, not even whether it was one."""
    if request.method == "GET":
        return render_template("resident/withdraw.html", typed="")
    typed = request.form.get("code", "")[:2000]
    try:
        code = read_code(typed)
    except Problem as problem:
        return render_template("resident/withdraw.html", typed=typed, problem=problem.sentence), 422
    withdraw_by_code(db.session(), datetime.now(UTC), code, None)
    return render_template("resident/withdrawn.html")
