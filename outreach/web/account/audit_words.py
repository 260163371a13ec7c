"""The log of accesses in words."""

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
    EventKind.SESSIONS_ENDED: _l("Connexions fermées"),
    EventKind.LINK_MADE: _l("Lien de connexion remis"),
    EventKind.PERSON_ADDED: _l("Personne ajoutée"),
    EventKind.ACCESS_CLOSED: _l("Accès fermé"),
    EventKind.ACCESS_OPENED: _l("Accès rouvert"),
    EventKind.NAMES_OPENED: _l("Parts scellées remises au navigateur"),
    EventKind.CASE_OPENED: _l("Suite consultée"),
    EventKind.CASE_NOTED: _l("Suite modifiée"),
    EventKind.CASES_HANDED_OVER: _l("Suites transmises"),
    EventKind.FACADE_OPENED: _l("Façade consultée"),
    EventKind.OPPOSITION_LIFTED: _l("Opposition levée"),
    EventKind.PAPER_TYPED: _l("Feuille saisie"),
    EventKind.PAPER_PRINTED: _l("Feuille imprimée"),
    EventKind.EXPORT_MADE: _l("Export de réponses"),
    EventKind.QUARANTINE_OPENED: _l("Saisie à vérifier remise au navigateur"),
    EventKind.QUARANTINE_REPAIRED: _l("Saisie à vérifier réparée"),
    EventKind.QUARANTINE_DISMISSED: _l("Saisie à vérifier écartée"),
    EventKind.ENTRY_ERASED: _l("Saisies effacées"),
    EventKind.KEYS_MADE: _l("Clés créées"),
    EventKind.KEY_FETCHED: _l("Clé verrouillée remise au navigateur"),
    EventKind.KEY_ROTATED: _l("Clés renouvelées"),
    EventKind.TABLET_INVITED: _l("Tablette invitée"),
    EventKind.TABLET_CLOSED: _l("Tablette fermée"),
    EventKind.TABLET_LOCKED: _l("Tablette verrouillée à distance"),
    EventKind.TABLET_UNLOCKED: _l("Tablette déverrouillée à distance"),
    EventKind.TABLET_ERASED: _l("Effacement de tablette demandé"),
    EventKind.LOG_SHORTENED: _l("Journal raccourci"),
}
