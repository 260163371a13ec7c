"""The blueprint of the account pages."""

from flask import Blueprint

from outreach.web.transactions import settle

bp = Blueprint("account", __name__)
bp.after_request(settle)
