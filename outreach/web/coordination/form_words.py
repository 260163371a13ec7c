"""Forms in words: types of question, roles, where an instrument may be asked."""

from flask_babel import lazy_gettext as _l

from forms.instruments.instrument import French, Place
from forms.roles import Role as FieldRole
from outreach.web.coordination.blueprint import bp

KIND_WORDS = {
    "text": _l("texte"),
    "integer": _l("nombre entier"),
    "decimal": _l("nombre"),
    "range": _l("curseur"),
    "select_one": _l("un choix"),
    "select_multiple": _l("plusieurs choix"),
    "select_multiple_from_file": _l("plusieurs choix"),
    "rank": _l("classement"),
    "trigger": _l("case à cocher"),
    "calculate": _l("calcul"),
    "date": _l("date"),
    "time": _l("heure"),
    "dateTime": _l("date et heure"),
    "geopoint": _l("position"),
    "barcode": _l("code-barres"),
    "image": _l("photo ou dessin"),
    "audio": _l("enregistrement"),
    "video": _l("vidéo"),
    "file": _l("fichier"),
    "hidden": _l("champ caché"),
    "note": _l("texte affiché"),
}
ROLE_WORDS = {
    FieldRole.ANSWER: _l("En clair"),
    FieldRole.IDENTITY: _l("Scellée"),
    FieldRole.META: _l("Pas gardée"),
}
PLACE_WORDS = {
    Place.DOOR: (_l("à la porte"), "good"),
    Place.SECOND_TALK: (_l("second entretien, avec accord"), "waiting"),
    Place.EVALUATION: (_l("évaluation d’un groupe seulement"), "waiting"),
    Place.OFF_DOOR: (_l("jamais à la porte"), "off"),
}
FRENCH_WORDS = {
    French.PUBLISHED: _l("Formulation française publiée"),
    French.NOT_VALIDATED: _l("Traduction française non validée"),
    French.OWN: _l("Questions formulées par Palier"),
}


@bp.app_template_global()
def kind_words(kind: str) -> str:
    """A type of question in words; one that is only noted by the machine says so."""
    return str(KIND_WORDS.get(kind, _l("noté par la tablette")))


@bp.app_template_global()
def field_role_words(role: str) -> str:
    """Who may know an answer, in words."""
    return str(ROLE_WORDS[FieldRole(role)])
