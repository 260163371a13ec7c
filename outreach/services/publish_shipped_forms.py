"""The forms that come with Palier are offered to the tablets."""

from sqlalchemy.orm import Session

from forms.catalogue import read, shipped
from forms.compile import compile_form
from forms.reading import read_markdown
from outreach.services.publish_form import Surroundings, publish_form
from outreach.store.tables import FormVersion


def publish_shipped_forms(session: Session) -> list[FormVersion]:
    """Publish the shipped version of every form; a version that is published already stays as it is. Raises `Problem` (`version_taken`)."""
    published = []
    for name in shipped():
        book = read_markdown(read(name))
        form = compile_form(book)
        fields = {field: role.value for field, role in form.fields.items()}
        beside = Surroundings(source=book.to_json(), languages=form.languages)
        published.append(publish_form(session, form.form_id, form.version, form.title, form.xform, fields, form.values, beside))
    return published
