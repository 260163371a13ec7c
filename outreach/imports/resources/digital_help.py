"""Places of digital help: the national schema (lieux de médiation numérique, of 2022 and of today), and the map of the Gironde.

Themes follow the mapping that data.inclusion itself uses for its source `mediation-numerique`; names of the schema of 2022 take the theme of their successor.
Kinds of structures and labels become networks where the list of the standard has them, and nothing where it has not.
"""

import re
from typing import ClassVar

from outreach.imports.resources import cells
from outreach.imports.resources.draft import Draft, Raw
from outreach.imports.resources.layout import Guesses
from outreach.imports.resources.mapped import Mapped

RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
ONLINE, INTERNET = "numerique--acceder-a-des-services-en-ligne", "numerique--acceder-a-une-connexion-internet"
EQUIPMENT, BASICS = "numerique--acquerir-un-equipement", "numerique--maitriser-les-fondamentaux-du-numerique"
WORK, CULTURE = "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi", "remobilisation--activites-sportives-et-culturelles"
PARENTS = "famille--soutien-a-la-parentalite-et-a-leducation"

THEMES = {
    "Accès internet et matériel informatique": (INTERNET, EQUIPMENT),
    "Acquisition de matériel informatique à prix solidaire": (EQUIPMENT,),
    "Aide aux démarches administratives": (RIGHTS, ONLINE),
    "Compréhension du monde numérique": (BASICS,),
    "Insertion professionnelle via le numérique": (WORK, BASICS),
    "Loisirs et créations numériques": (CULTURE, BASICS),
    "Maîtrise des outils numériques du quotidien": (BASICS, ONLINE),
    "Parentalité et éducation avec le numérique": (PARENTS, BASICS),
    "Utilisation sécurisée du numérique": (BASICS,),
    # names of 2022
    "Accéder à une connexion internet": (INTERNET,),
    "Accéder à du matériel": (EQUIPMENT,),
    "S'équiper en matériel informatique": (EQUIPMENT,),
    "Devenir autonome dans les démarches administratives": (RIGHTS, ONLINE),
    "Réaliser des démarches administratives avec un accompagnement": (RIGHTS, ONLINE),
    "Accompagner les démarches de santé": (ONLINE,),
    "Promouvoir la citoyenneté numérique": (BASICS,),
    "Favoriser mon insertion professionnelle": (WORK, BASICS),
    "Créer avec le numérique": (CULTURE, BASICS),
    "Utiliser le numérique au quotidien": (BASICS, ONLINE),
    "Approfondir ma culture numérique": (BASICS,),
    "Prendre en main un smartphone ou une tablette": (BASICS,),
    "Prendre en main un ordinateur": (BASICS,),
    "Soutenir la parentalité et l'éducation avec le numérique": (PARENTS, BASICS),
}
GIRONDE_THEMES = {
    "Accès à Internet en autonomie": (INTERNET,),
    "Etre accompagné dans ses démarches administratives": (RIGHTS,),
    "Etre initié aux outils numériques": (BASICS,),
}
SAME_NAME = (
    *("AI", "ACI", "EI", "EITI", "ETTI", "GEIQ", "CHRS", "CHU", "CAF", "CPAM", "MJC", "PLIE", "CADA", "CIDFF", "AFPA", "SPIP"),
    *("CSAPA", "CAARUD", "ESAT", "EA", "EATT", "CPH", "HUDA", "CAVA", "MDPH", "MSAP", "PJJ", "EPIDE"),
)
NETWORKS: dict[str, tuple[str, ...]] = {
    **{code: (code.lower(),) for code in SAME_NAME},
    "UDAF": ("unaf",),
    "CCAS": ("ccas-cias",),
    "CIAS": ("ccas-cias",),
    "ML": ("mission-locale",),
    "CAP_EMPLOI": ("cap-emploi-reseau-cheops",),
    "PE": ("france-travail",),
    "CD": ("departements",),
    "DEPT": ("departements",),
    "MDS": ("departements", "maisons-des-solidarites"),
    "MUNI": ("communes",),
    "REG": ("regions",),
    "RS_FJT": ("residences-fjt",),
    "PIJ_BIJ": ("reseau-information-jeunesse",),
    "PIMMS": ("pimms-mediation",),
    "MDE": ("maisons-de-l-emploi",),
    "MSA": ("mutualite-sociale-agricole",),
    "EPN": ("espaces-publics-numeriques",),
    "E2C": ("ecoles-de-la-deuxieme-chance",),
    "RESSOURCERIE": ("ressourceries",),
}
LABELS = {
    "CNFS": "conseillers-numeriques",
    "Conseillers numériques": "conseillers-numeriques",
    "France Services": "france-service",
    "France services": "france-service",
    "Aidants Connect": "aidants-connect",
    "La Poste": "la-poste",
    "French Tech": "french-tech",
    "Fabriques de Territoire": "fabrique-de-territoire",
    "Fabrique de Territoire": "fabrique-de-territoire",
    "Campus connecté": "campus-connecte",
    "Emmaüs Connect": "emmaus",
    "Grandes écoles du numérique": "grandes-ecoles-du-numerique",
    "Point numérique CAF": "caf",
    "Point relais CAF": "caf",
}
PUBLICS = {
    "Seniors (+ 65 ans)": "seniors",
    "Seniors": "seniors",
    "Jeunes (16-26 ans)": "jeunes",
    "Jeunes": "jeunes",
    "Familles/enfants": "familles",
    "Familles et/ou enfants": "familles",
    "Femmes": "femmes",
    "Étudiants": "etudiants",
}
GIRONDE_NETWORKS = {"CPAM": "cpam", "MSA": "mutualite-sociale-agricole", "CAF": "caf", "La poste": "la-poste", "Pôle Emploi": "france-travail"}

SERVICE = "Accompagnement au numérique"
POSTAL = re.compile(r"^(?P<street>.*?)[\s,-]*\b(?P<code>\d{5})\s+(?P<commune>\S.*)$")


class DigitalHelp(Mapped):
    """The national schema of places of digital help."""

    name: ClassVar[str] = "mediation-numerique"
    profile: ClassVar[str] = "lieux de médiation numérique"
    needs: ClassVar[frozenset[str]] = frozenset({"id", "nom", "pivot", "services", "adresse"})
    guesses: ClassVar[Guesses] = {
        **{name: (name,) for name in ("nom", "id", "source", "adresse", "complement_adresse", "code_postal", "commune", "code_insee")},
        **{name: (name,) for name in ("longitude", "latitude", "telephone", "site_web", "date_maj")},
        "siret": ("pivot",),
        "horaires_accueil": ("horaires",),
        "courriel": ("courriels", "courriel"),
        "description": ("presentation_detail", "presentation_resume"),
    }
    published: ClassVar[bool] = True
    source: ClassVar[str] = "mediation-numerique"

    def complete(self, raw: Raw, draft: Draft) -> None:
        """Networks, and one service with themes, publics, fee and ways in."""
        if not draft.record.get("description"):
            draft.record["description"] = cells.text(raw.get("presentation_resume"))
        labels = [*cells.texts(raw.get("labels_nationaux")), *cells.texts(raw.get("dispositif_programmes_nationaux"))]
        draft.record["reseaux_porteurs"] = sorted({network for word in [*cells.texts(raw.get("typologie")), *labels] for network in networks_of(word)})
        if access := cells.web_address(raw.get("fiche_acces_libre") or raw.get("accessibilite")):
            draft.record["accessibilite_lieu"] = access
        if offered := cells.texts(raw.get("services")):
            self._offer(raw, draft, offered)

    def _offer(self, raw: Raw, draft: Draft, offered: list[str]) -> None:
        how = cells.texts(raw.get("modalites_accompagnement"))
        fees = " ; ".join([*cells.texts(raw.get("conditions_acces")), *cells.texts(raw.get("frais_a_charge"))])
        whom = [*cells.texts(raw.get("publics_accueillis")), *cells.texts(raw.get("publics_specifiquement_adresses"))]
        draft.offer(
            SERVICE,
            " ; ".join(offered) + ".",
            thematiques=sorted({theme for one in offered for theme in THEMES.get(one.replace("’", "'"), ())}),
            publics=sorted({PUBLICS[one] for one in whom if one in PUBLICS}),
            publics_precisions=" ; ".join(whom),
            frais=_fee(fees),
            frais_precisions=fees,
            modes_accueil=["a-distance", "en-presentiel"] if "À distance" in how else ["en-presentiel"],
            mobilisation_precisions=" ; ".join(how),
            lien_mobilisation=cells.web_address(raw.get("prise_rdv")),
        )


class GirondeDigitalHelp(Mapped):
    """The map of digital help of the Département de la Gironde, in which X is the latitude."""

    name: ClassVar[str] = "mediation-gironde"
    profile: ClassVar[str] = "médiation numérique de la Gironde"
    needs: ClassVar[frozenset[str]] = frozenset({"lieu", "adresse postale", "coord. x", "coord. y"})
    guesses: ClassVar[Guesses] = {
        "nom": ("lieu",),
        "adresse": ("adresse postale",),
        "commune": ("commune",),
        "description": ("description",),
        "site_web": ("site internet",),
        "longitude": ("coord. x",),
        "latitude": ("coord. y",),
        "date_maj": ("dernière maj",),
        "autres_noms": ("libellé 1",),
    }
    published: ClassVar[bool] = True
    source: ClassVar[str] = "mediation-numerique-gironde"

    def complete(self, raw: Raw, draft: Draft) -> None:
        """The address taken apart, the network, and one service."""
        record = draft.record
        if found := POSTAL.match(str(record["adresse"])):
            record["adresse"], record["code_postal"] = found["street"].strip(" ,-"), found["code"]
        kind = cells.line(raw.get("type structure"))
        record["reseaux_porteurs"] = [GIRONDE_NETWORKS[kind]] if kind in GIRONDE_NETWORKS else []
        offered = [one.strip() for one in cells.line(raw.get("services")).split(" / ") if one.strip()]
        equipment = cells.line(raw.get("equipements")).replace(" / ", ", ")
        if not offered:
            return
        said = [" ; ".join(offered) + ".", f"Équipements : {equipment}." if equipment else ""]
        themes = sorted({theme for one in offered for theme in GIRONDE_THEMES.get(one, ())})
        draft.offer(SERVICE, " ".join(filter(None, said)), thematiques=themes, modes_accueil=["en-presentiel"])


def networks_of(word: str) -> tuple[str, ...]:
    """The standard's networks for a kind of structure (« CCAS ») or a label (« France Services »); none where its list has none."""
    return (LABELS[word],) if word in LABELS else NETWORKS.get(word.upper(), ())


def _fee(written: str) -> str | None:
    """Free or paid, only where the source says one of them and nothing else."""
    words = written.lower()
    free, paid = "gratuit" in words, "payant" in words or "adhésion" in words or "sous condition" in words
    return None if free == paid else "gratuit" if free else "payant"
