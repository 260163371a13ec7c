"""What a person may map and choose for a directory, and what its fields are called."""

from outreach.imports.kind import Field, Option
from outreach.imports.resources.layouts import LAYOUTS

FIELDS = (
    Field("nom", "Nom de la structure", required=True),
    Field("id", "Identifiant à la source", hint="Stable d’un envoi à l’autre. Sans lui, le nom et l’adresse en tiennent lieu."),
    Field("source", "Source de la ligne"),
    Field("autres_noms", "Autres noms", hint="Sigle, ancien nom : séparés par des points-virgules."),
    Field("description", "Description"),
    Field("adresse", "Adresse"),
    Field("complement_adresse", "Complément d’adresse"),
    Field("code_postal", "Code postal"),
    Field("commune", "Commune"),
    Field("code_insee", "Code INSEE de la commune"),
    Field("longitude", "Longitude (ou X)"),
    Field("latitude", "Latitude (ou Y)"),
    Field("telephone", "Téléphone d’accueil"),
    Field("courriel", "Courriel d’accueil", hint="L’adresse d’une personne n’est pas gardée."),
    Field("site_web", "Site"),
    Field("horaires_accueil", "Horaires", hint="Au format d’OpenStreetMap, ou en toutes lettres : « du lundi au jeudi 9h-12h »."),
    Field("siret", "SIRET"),
    Field("thematiques", "Thèmes de data.inclusion", hint="Codes ou intitulés, séparés par des points-virgules."),
    Field("date_maj", "Date de mise à jour"),
)
LABELS = {
    **{field.key: field.label for field in FIELDS},
    "position": "Position",
    "horaires": "Horaires",
    "structure_id": "Structure",
    "ligne": "Ligne",
    "publics": "Publics",
    "zone_eligibilite": "Zone",
    "reseaux_porteurs": "Réseaux",
    "lien_source": "Lien vers la source",
    "lien_mobilisation": "Lien",
    "accessibilite_lieu": "Accessibilité",
    "modes_accueil": "Modes d’accueil",
    "modes_mobilisation": "Façons d’y aller",
    "mobilisable_par": "Ouvert à",
    "frais": "Frais",
    "type": "Type",
}
"""What fields are called in remarks."""
OPTIONS = (
    Option("layout", "Disposition du fichier", tuple((layout.name, layout.profile or "Autre : les colonnes choisies ci-dessous") for layout in LAYOUTS)),
    Option("source", "Nom de la source", hint="Par exemple « annuaire-du-quartier ». Le même nom d’un envoi à l’autre met les fiches à jour."),
    Option("date", "Date du fichier", hint="AAAA-MM-JJ, pour les lignes qui n’ont pas de date. Vide : le jour où une fiche change."),
)
