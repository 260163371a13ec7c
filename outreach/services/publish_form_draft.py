"""A draft that the tablet's screens have opened becomes a version, and is offered to the organisation's tablets."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_form_draft import find_form_draft
from outreach.services.look_at_form_draft import DraftLook, look_at_form_draft
from outreach.services.publish_form import Surroundings, publish_form
from outreach.store.tables import FormVersion


def publish_form_draft(session: Session, today: date, scope: Scope, draft_id: UUID) -> FormVersion:
    """Publish a draft; the draft is gone then.

    Raises:
        Problem: `draft_not_ready`: something is wrong or missing, said in its sentence; `version_taken` (409); `unknown_draft` (404).
    """
    draft = find_form_draft(session, scope, draft_id)
    look = look_at_form_draft(session, scope, draft)
    form = look.compiled
    if form is None or not look.ready:
        raise Problem("draft_not_ready", f"{_missing(look)} Rien n’a été publié.", 409)
    beside = Surroundings(scope.organisation_id, look.book.to_json(), look.media, form.languages, today)
    fields = {name: role.value for name, role in form.fields.items()}
    version = publish_form(session, form.form_id, form.version, form.title, form.xform, fields, form.values, beside)
    session.delete(draft)
    session.flush()
    return version


def _missing(look: DraftLook) -> str:
    if look.problems:
        return str(look.problems[0])
    if look.taken:
        return f"La version « {look.book.settings.get('version')} » est déjà publiée avec un autre contenu : donnez-lui un autre numéro."
    if not look.can_open:
        return f"Il manque le fichier de choix « {next(one.name for one in look.files if one.required and one.size is None)} »."
    if not look.draft.roles_seen:
        return "Confirmez d’abord qui peut connaître chaque réponse."
    return "Ouvrez d’abord l’aperçu : seuls les écrans de la tablette vérifient toutes les formules."
