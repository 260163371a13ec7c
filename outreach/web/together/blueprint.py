"""The blueprint of the pages about joint rounds."""

from flask import Blueprint

from outreach.web.transactions import settle

bp = Blueprint("together", __name__, url_prefix="/tournees-communes")
bp.after_request(settle)
