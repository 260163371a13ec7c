"""The log of accesses in words."""

from collections.abc import Mapping
from uuid import UUID

from flask_babel import lazy_gettext as _l

from outreach.domain.audit import EventKind

EVENT_NAMES = {
    EventKind.SIGNED_IN: _l("Connexion"),
    EventKind.SIGN_IN_FAILED: _l("Connexion refusée"),
    EventKind.SIGN_IN_CLOSED: _l("Connexion refusée : accès fermé"),
    EventKind.SIGNED_OUT: _l("Déconnexion"),
    EventKind.PASSWORD_CHANGED: _l("Mot de passe changé"),
    EventKind.PASSWORD_CHOSEN: _l("Mot de passe choisi par un lien"),
    EventKind.CODE_FAILED: _l("Code refusé"),
    EventKind.FACTOR_ADDED: _l("Double vérification mise en place"),
    EventKind.FACTOR_REMOVED: _l("Double vérification retirée"),
    EventKind.PASSKEY_ADDED: _l("Clé d’accès ajoutée"),
    EventKind.PASSKEY_REMOVED: _l("Clé d’accès retirée"),
    EventKind.PASSKEY_FAILED: _l("Clé d’accès refusée"),
    EventKind.SESSIONS_ENDED: _l("Connexions fermées"),
    EventKind.LINK_MADE: _l("Lien de connexion remis"),
    EventKind.PERSON_ADDED: _l("Personne ajoutée"),
    EventKind.ACCESS_CLOSED: _l("Accès fermé"),
    EventKind.ACCESS_OPENED: _l("Accès rouvert"),
    EventKind.NAMES_OPENED: _l("Parts scellées remises au navigateur"),
    EventKind.NAMES_EXPORTED: _l("Noms exportés par le navigateur"),
    EventKind.NAMES_SEALED: _l("Noms scellés pour des tablettes"),
    EventKind.CASE_OPENED: _l("Suite consultée"),
    EventKind.CASE_NOTED: _l("Suite modifiée"),
    EventKind.REFERRAL_SENT: _l("Orientation transmise"),
    EventKind.REFERRAL_WITHDRAWN: _l("Orientation retirée"),
    EventKind.REFERRAL_OPENED: _l("Orientation reçue ouverte"),
    EventKind.REFERRAL_ANSWERED: _l("Réponse à une orientation"),
    EventKind.CASES_HANDED_OVER: _l("Suites transmises"),
    EventKind.FACADE_OPENED: _l("Façade consultée"),
    EventKind.OPPOSITION_LIFTED: _l("Opposition levée"),
    EventKind.PAPER_TYPED: _l("Feuille saisie"),
    EventKind.PAPER_PRINTED: _l("Feuille imprimée"),
    EventKind.EXPORT_MADE: _l("Export de réponses"),
    EventKind.REPORT_MADE: _l("Bilan ou chiffres sortis en fichier"),
    EventKind.FIGURES_PUBLISHED: _l("Publication faite"),
    EventKind.FIGURES_TAKEN: _l("Publication prise en fichier"),
    EventKind.EXCHANGE_MADE: _l("Fichier d’échange fait"),
    EventKind.EXCHANGE_TAKEN: _l("Fichier d’échange pris"),
    EventKind.SENDER_FORGOTTEN: _l("Clé d’un expéditeur oubliée"),
    EventKind.MINUTES_MADE: _l("Compte rendu sorti en PDF"),
    EventKind.QUARANTINE_OPENED: _l("Saisie à vérifier remise au navigateur"),
    EventKind.QUARANTINE_REPAIRED: _l("Saisie à vérifier réparée"),
    EventKind.QUARANTINE_DISMISSED: _l("Saisie à vérifier écartée"),
    EventKind.HOUSEHOLD_OPENED: _l("Foyer consulté pour une demande"),
    EventKind.ENTRY_ERASED: _l("Saisies effacées"),
    EventKind.KEYS_MADE: _l("Clés créées"),
    EventKind.KEY_FETCHED: _l("Clé verrouillée remise au navigateur"),
    EventKind.OWN_KEY_MADE: _l("Clé personnelle créée"),
    EventKind.PASSPHRASE_CHANGED: _l("Phrase de passe changée"),
    EventKind.KEY_GIVEN: _l("Clé donnée à une personne"),
    EventKind.KEY_ROTATED: _l("Clés renouvelées"),
    EventKind.KEY_COMPARED: _l("Clé d’une autre organisation comparée"),
    EventKind.CALENDAR_RENEWED: _l("Adresse de calendrier renouvelée"),
    EventKind.TABLET_INVITED: _l("Tablette invitée"),
    EventKind.TABLET_CLOSED: _l("Tablette retirée"),
    EventKind.TABLET_LOCKED: _l("Tablette verrouillée à distance"),
    EventKind.TABLET_UNLOCKED: _l("Tablette déverrouillée à distance"),
    EventKind.TABLET_REOPENED: _l("Code perdu : clé rendue à la tablette"),
    EventKind.TABLET_STOLEN: _l("Tablette déclarée volée"),
    EventKind.TABLET_ERASE_ASKED: _l("Effacement de tablette demandé"),
    EventKind.TABLET_ERASE_TAKEN_BACK: _l("Effacement de tablette annulé"),
    EventKind.TABLET_ERASED: _l("Tablette effacée"),
    EventKind.LOG_SHORTENED: _l("Journal raccourci"),
}

SUBJECTS = {
    "answers": _l("réponses"),
    "case": _l("suite"),
    "cases": _l("suites"),
    "door": _l("porte"),
    "entrance": _l("entrée"),
    "holders": _l("personnes"),
    "person": _l("personne"),
    "round": _l("tournée"),
    "tablet": _l("tablette"),
    "tablets": _l("tablettes"),
}
"""What a number or an id of a subject counts or names."""

SHOWN = 8
"""Digits of an id: enough to tell two apart on a page; the whole of it is there on pointing at it."""


def subject_words(subject: str, names: Mapping[UUID, str]) -> str:
    """A subject to read: people of the team by name, all else by count or the beginning of its id."""
    return ", ".join(_one(*part.rpartition(":")[::2], names) for part in subject.split(" ") if part)


def _one(label: str, value: str, names: Mapping[UUID, str]) -> str:
    if label == "person" and len(value) == 36 and UUID(value) in names:
        return names[UUID(value)]
    shown = value if value.isdigit() else f"{value[:SHOWN]}…"
    words = str(SUBJECTS.get(label, label.replace("_", " ")))
    return f"{shown} {words}" if value.isdigit() and label else f"{words} {shown}".strip()
