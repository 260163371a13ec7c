"""The structures named in the project's founding document, with what their names make evident, and nothing else of theirs.

Contacts are the two service addresses and the two sites that the document gives. Positions and opening hours are invented, for the demo, and each record says
so. Where a name tells nothing of what is offered there, no theme is invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"
PAPERS = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
BUDGET = "difficultes-financieres--ameliorer-sa-gestion-budgetaire"
FOOD, HOME_HELP = "equipement-et-alimentation--alimentation", "equipement-et-alimentation--aide-menagere"
PARENTS, CARERS = "famille--soutien-a-la-parentalite-et-a-leducation", "famille--soutien-aidants"
DEPENDENT = "famille--prise-en-charge-personne-dependante"
STAY_HOUSED = "logement-hebergement--se-maintenir-dans-le-logement"
ONLINE, BASICS = "numerique--acceder-a-des-services-en-ligne", "numerique--maitriser-les-fondamentaux-du-numerique"
DEVICE = "numerique--acquerir-un-equipement"
TOGETHER, LEISURE = "remobilisation--lien-social", "remobilisation--activites-sportives-et-culturelles"
CONFIDENCE, VOLUNTEERS = "remobilisation--bien-etre-confiance-en-soi", "remobilisation--benevolat-action-citoyenne"
CARE, ADDICTIONS, MIND, DISABILITY = "sante--acces-aux-soins", "sante--addictions", "sante--sante-mentale", "sante--constituer-un-dossier-mdph-invalidite"
STUDY = "se-former--trouver-sa-formation"
MONEY, DEBTS = "difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere", "difficultes-financieres--situation-dendettement-surendettement"
RENT, FRENCH = "logement-hebergement--reduire-les-impayes-de-loyer", "lecture-ecriture-calcul--maitriser-le-francais"
MOVING = "mobilite--mobilite-douce-partagee-collective"

OFFICE = "Mo-Th 09:00-12:30,13:30-17:30; Fr 09:00-12:30; PH off"
COUNTER = "Mo-Fr 08:30-16:30; PH off"
MORNINGS = "Mo,Tu,Th,Fr 09:00-12:30; PH off"
AFTERNOONS = "Tu-Fr 14:00-18:00; Sa 10:00-12:30; PH off"
CLUB = "Mo,We,Fr 17:00-20:30; Sa 10:00-12:00; PH off"
SHOP = "Tu,Th 10:00-12:30,14:00-17:00; PH off"
APPOINTMENT = 'Mo-Fr 09:00-17:00 "sur rendez-vous"; PH off'
THURSDAY = "Th[1],Th[3] 14:00-17:00; PH off"


@dataclass(frozen=True)
class Offer:
    """A service. `publics`: as in data.inclusion; empty if the name tells nothing of them. `more`: fields of the standard, of invented services alone."""

    name: str
    themes: tuple[str, ...]
    publics: tuple[str, ...] = ()
    mail: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StructurePlan:
    """A structure. `hours`: invented; empty for those that shall have none in the demo."""

    name: str
    what: str = ""
    hours: str = OFFICE
    aliases: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    mail: str = ""
    site: str = ""
    phone: str = ""
    invented: bool = False
    """The whole of it, not only its position and hours."""


DISABLED, FAMILIES, WOMEN, SENIORS, STUDENTS = ("personnes-en-situation-de-handicap",), ("familles",), ("femmes",), ("seniors",), ("etudiants",)
CULTURE = Offer("Activités", (LEISURE, TOGETHER))

PLANS = (
    StructurePlan("AFAD Gironde", "Aide à domicile.", offers=(Offer("Aide à domicile", (HOME_HELP, DEPENDENT)),)),
    StructurePlan("AFP France Handicap", hours=APPOINTMENT, offers=(Offer("Accueil des personnes en situation de handicap", (RIGHTS, DISABILITY), DISABLED),)),
    StructurePlan("AMCSB", hours=""),
    StructurePlan("ANPAA 33", "Prévention et soin des addictions.", APPOINTMENT, networks=("csapa",), offers=(Offer("Consultations", (ADDICTIONS,)),)),
    StructurePlan("APAJH", hours=APPOINTMENT, offers=(Offer("Accompagnement", (RIGHTS,), DISABLED),)),
    StructurePlan("AS Charles Martin", "Association sportive.", CLUB, offers=(Offer("Sport", (LEISURE,)),)),
    StructurePlan("Bordeaux métropole", "Intercommunalité.", COUNTER, networks=("communes",), offers=(Offer("Accueil", (PAPERS,)),)),
    StructurePlan("Boxing Club Alamele", "Club de boxe.", CLUB, offers=(Offer("Boxe", (LEISURE, CONFIDENCE)),)),
    StructurePlan(
        "CAF 33",
        "Caisse d’allocations familiales de la Gironde.",
        COUNTER,
        networks=("caf",),
        offers=(Offer("Aides et prestations", (RIGHTS, PAPERS), FAMILIES), Offer("Point numérique", (ONLINE,))),
    ),
    StructurePlan("Centre Ressources Trisomie 21 Nouvelle-Aquitaine", hours=APPOINTMENT, offers=(Offer("Information et ressources", (RIGHTS,), DISABLED),)),
    StructurePlan(
        "Centre Social Foyer Fraternel",
        "Centre social.",
        networks=("fcsf",),
        offers=(Offer("Accueil et accès aux droits", (RIGHTS, PAPERS)), Offer("Activités pour tous", (TOGETHER, LEISURE))),
    ),
    StructurePlan(
        "CPAM de la Gironde",
        "Caisse primaire d’assurance maladie.",
        COUNTER,
        networks=("cpam",),
        offers=(Offer("Accès aux soins et aux droits", (CARE, RIGHTS)),),
    ),
    StructurePlan("CPCT Aquitaine", "Consultations.", APPOINTMENT, offers=(Offer("Consultations", (MIND,)),)),
    StructurePlan("e-graine Nouvelle-Aquitaine", "Éducation à la citoyenneté.", hours="", offers=(Offer("Ateliers", (VOLUNTEERS,)),)),
    StructurePlan(
        "Emmaüs Connect Bordeaux",
        "Équipement et accompagnement numériques.",
        SHOP,
        networks=("emmaus",),
        offers=(Offer("Équipement à prix solidaire", (DEVICE,)), Offer("Initiation au numérique", (BASICS, ONLINE))),
    ),
    StructurePlan("Épicerie solidaire des Capucins", "Épicerie solidaire.", SHOP, offers=(Offer("Épicerie", (FOOD,)),)),
    StructurePlan("GIHP Aquitaine", hours=APPOINTMENT, offers=(Offer("Accompagnement", (RIGHTS,), DISABLED),)),
    StructurePlan("Gironde Tourisme", hours=COUNTER),
    StructurePlan(
        "GP IntenCité",
        "Centre social et culturel du Grand Parc.",
        "Mo-Fr 09:00-12:30,14:00-18:00; Sa 10:00-12:30; PH off",
        ("GP Intensité", "GP Inten6t", "Centre social et culturel du Grand Parc"),
        ("fcsf",),
        (
            Offer("Accueil et accès aux droits", (RIGHTS, PAPERS)),
            Offer("Accompagnement numérique", (ONLINE, BASICS)),
            Offer("Rencontres et sorties", (TOGETHER, LEISURE)),
            Offer("Soutien aux familles", (PARENTS,), FAMILIES),
        ),
        "direction@gpinten6t.fr",
    ),
    StructurePlan("Interlude", hours=""),
    StructurePlan(
        "La Cloche Nouvelle-Aquitaine", "Lien social avec les personnes sans domicile.", AFTERNOONS, offers=(Offer("Rencontres", (TOGETHER, VOLUNTEERS)),)
    ),
    StructurePlan("La Maison des familles de Bordeaux", hours=AFTERNOONS, offers=(Offer("Soutien aux parents", (PARENTS, TOGETHER), FAMILIES),)),
    StructurePlan("L’Épicerie", hours=SHOP, offers=(Offer("Épicerie", (FOOD,)),)),
    StructurePlan("Mairie de Bordeaux", "Mairie.", COUNTER, networks=("communes",), offers=(Offer("Accueil et démarches", (PAPERS,)),)),
    StructurePlan("Mairie de Mérignac", "Mairie.", COUNTER, networks=("communes",), offers=(Offer("Accueil et démarches", (PAPERS,)),)),
    StructurePlan("Oxygène", hours=""),
    StructurePlan("Place aux jardins", "Jardins partagés.", "We,Sa 14:00-18:00", offers=(Offer("Jardiner ensemble", (TOGETHER, LEISURE)),)),
    StructurePlan("Planète terre", hours=""),
    StructurePlan("Promofemmes Saint-Michel", hours=MORNINGS, offers=(Offer("Accueil des femmes", (TOGETHER, CONFIDENCE), WOMEN),)),
    StructurePlan(
        "Régie de quartier Habiter Bacalan",
        "Régie de quartier.",
        MORNINGS,
        offers=(Offer("Courses solidaires", (FOOD, DEPENDENT), mail="courses@rqhb.fr"),),
    ),
    StructurePlan("Ricochet Sonore", "Musique pour tous.", CLUB, offers=(CULTURE,)),
    StructurePlan("Ruelle", hours=""),
    StructurePlan(
        "UDAF Gironde",
        "Union départementale des associations familiales.",
        networks=("unaf",),
        offers=(Offer("Conseil budget", (BUDGET,)), Offer("Soutien aux familles", (PARENTS,), FAMILIES)),
    ),
    StructurePlan("UDCCAS/CIAS", "Union départementale des centres d’action sociale.", networks=("ccas-cias",), offers=(Offer("Action sociale", (RIGHTS,)),)),
    StructurePlan("Unisphères", hours=""),
    StructurePlan("Université de Bordeaux", "Université.", COUNTER, offers=(Offer("Orientation et formation", (STUDY,), STUDENTS),)),
    StructurePlan("Vivre Avec", hours=""),
    StructurePlan("ZEKI", hours=""),
    StructurePlan(
        "Maison des solidarités du Grand Parc",
        "Département de la Gironde.",
        COUNTER,
        networks=("departements", "maisons-des-solidarites"),
        offers=(Offer("Accès aux droits", (RIGHTS, STAY_HOUSED, BUDGET)), Offer("Soutien à la parentalité", (PARENTS,), FAMILIES)),
    ),
    StructurePlan(
        "CEID", "Addictions : écoute, soin, réduction des risques.", AFTERNOONS, networks=("caarud", "csapa"), offers=(Offer("Accueil", (ADDICTIONS,)),)
    ),
    StructurePlan("Bordeaux métropole médiation", "Médiation dans l’espace public.", AFTERNOONS, offers=(Offer("Médiation", (TOGETHER,)),)),
    StructurePlan("Afev", "Quartier de la Benauge.", THURSDAY, ("KAPS",), offers=(Offer("Engagement d’étudiants dans le quartier", (VOLUNTEERS, TOGETHER)),)),
    StructurePlan("UNAFAM", hours=APPOINTMENT, offers=(Offer("Écoute des familles", (MIND, CARERS), FAMILIES),), site="https://www.unafam.org/"),
    StructurePlan(
        "ARI accompagnement, Un chez-soi d’abord",
        hours=APPOINTMENT,
        aliases=("Un chez-soi d’abord",),
        offers=(Offer("Logement accompagné", (STAY_HOUSED, MIND)),),
        site="https://ari-accompagnement.fr/etablissement/un-chez-soi-dabord/",
    ),
)

FREE: Mapping[str, Any] = {"frais": "gratuit"}
IN_PERSON: Mapping[str, Any] = {**FREE, "modes_accueil": ["en-presentiel"], "modes_mobilisation": ["se-presenter"], "mobilisable_par": ["usagers"]}
BY_TELEPHONE: Mapping[str, Any] = {
    **FREE,
    "modes_accueil": ["a-distance", "en-presentiel"],
    "modes_mobilisation": ["telephoner"],
    "mobilisable_par": ["professionnels", "usagers"],
}
REFERRED: Mapping[str, Any] = {**FREE, "modes_accueil": ["en-presentiel"], "modes_mobilisation": ["telephoner"], "mobilisable_par": ["professionnels"]}
PAID: Mapping[str, Any] = {**IN_PERSON, "frais": "payant", "frais_precisions": "Selon le quotient familial."}
EVENINGS = "Mo,Th 18:00-20:00; PH off"
MARKET = "We[2],We[4] 09:00-12:00; PH off"

INVENTED = (
    StructurePlan(
        "Point conseil budget de l’Exemple",
        hours=APPOINTMENT,
        phone="05 36 49 00 11",
        invented=True,
        offers=(Offer("Budget et dettes", (MONEY, DEBTS), more=BY_TELEPHONE),),
    ),
    StructurePlan(
        "Permanence logement de l’Exemple",
        hours=MORNINGS,
        phone="05 36 49 00 12",
        invented=True,
        offers=(
            Offer("Loyers en retard, risque d’expulsion", (RENT, STAY_HOUSED), more=IN_PERSON),
            Offer("Dossier d’aide au logement", (RENT, RIGHTS), more=REFERRED),
        ),
    ),
    StructurePlan(
        "Atelier des langues de l’Exemple",
        hours=EVENINGS,
        phone="05 36 49 00 13",
        invented=True,
        offers=(
            Offer("Cours de français pour débuter", (FRENCH,), ("tous-publics",), more=PAID),
            Offer("Conversation du jeudi", (FRENCH, TOGETHER), more=IN_PERSON),
        ),
    ),
    StructurePlan(
        "Garage solidaire de l’Exemple",
        hours=AFTERNOONS,
        phone="05 36 49 00 14",
        invented=True,
        offers=(Offer("Vélos et trajets partagés", (MOVING,), more=PAID), Offer("Accompagnement aux rendez-vous", (MOVING,), SENIORS, more=BY_TELEPHONE)),
    ),
    StructurePlan(
        "Café des aidants de l’Exemple",
        hours=MARKET,
        phone="05 36 49 00 15",
        invented=True,
        offers=(Offer("Rencontres pour ceux qui aident un proche", (CARERS, TOGETHER), more=IN_PERSON),),
    ),
    StructurePlan(
        "Marché solidaire de l’Exemple",
        hours=MARKET,
        phone="05 36 49 00 16",
        invented=True,
        offers=(Offer("Fruits et légumes à prix réduit", (FOOD,), FAMILIES, more=PAID),),
    ),
    StructurePlan(
        "Bus santé de l’Exemple",
        hours="Tu 09:00-12:00; Fr 14:00-17:00; PH off",
        phone="05 36 49 00 17",
        invented=True,
        offers=(Offer("Bilan de santé sans rendez-vous", (CARE,), more=IN_PERSON),),
    ),
)
"""Whole structures that nobody will find outside of the demo, so that each need of the contact form has an answer with hours, a price and a way in.
Their telephones are numbers that the numbering plan keeps for fiction."""
