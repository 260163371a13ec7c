"""What was published, for everybody who plans together: the own organisation's publications and those of partners."""

from flask import render_template

from outreach.domain.policy import Capability
from outreach.services.partner_publications import readable_publications
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.clock import today
from outreach.web.coordination.publications import AUDIENCE_NAMES, days_of
from outreach.web.together.blueprint import bp


@bp.get("/publications")
@allow(Capability.SEE_RELEASED)
def released() -> str:
    """List them."""
    return render_template("together/released.html", made=readable_publications(db.session(), scope(), today()), audiences=AUDIENCE_NAMES, days=days_of)
