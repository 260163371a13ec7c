"""What every layout has in common: the fields that a mapping finds, read and repaired; and the layout that has nothing else."""

import re
from collections.abc import Collection
from hashlib import blake2b
from typing import ClassVar

from data_inclusion.schema import v1

from outreach.domain.folding import fold
from outreach.domain.opening_hours import is_opening_hours
from outreach.imports.resources import cells
from outreach.imports.resources.draft import Context, Draft, Raw
from outreach.imports.resources.hours import read_text
from outreach.imports.resources.layout import Guesses, Layout
from outreach.imports.resources.places import place

TEXTS = ("adresse", "complement_adresse", "commune")
GUESSES: Guesses = {
    "nom": (
        *("nom", "nom de la structure", "nom structure", "structure", "name", "raison sociale", "denomination", "organisme", "association"),
        *("intitule", "libelle", "lieu"),
    ),
    "id": ("id", "identifiant", "@id", "osm_id", "code", "uid", "ref"),
    "source": ("source",),
    "autres_noms": ("autres noms", "aliases", "alias", "sigle", "nom court", "alt_name"),
    "description": ("description", "presentation", "presentation detail", "presentation resume", "missions", "activites", "objet"),
    "adresse": ("adresse", "adresse postale", "adresse complete", "rue", "voie", "address", "position.address"),
    "complement_adresse": ("complement adresse", "complement d'adresse", "complement"),
    "code_postal": ("code postal", "cp", "postcode", "codepostal", "position.postalcode"),
    "commune": ("commune", "ville", "nom commune", "libelle commune", "localite", "city", "position.city"),
    "code_insee": ("code insee", "insee", "code commune", "citycode", "code commune insee", "insee com"),
    "longitude": ("longitude", "lon", "lng", "long", "x", "coord x", "coordonnee x", "longitude du point", "position.lng", "position.lon"),
    "latitude": ("latitude", "lat", "y", "coord y", "coordonnee y", "latitude du point", "position.lat"),
    "telephone": ("telephone", "tel", "telephones", "phone", "numero de telephone", "contact telephone", "telephone accueil"),
    "courriel": ("courriel", "courriels", "email", "e mail", "mail", "adresse mail", "courriel accueil", "adresse electronique"),
    "site_web": ("site web", "site", "site internet", "url", "website", "web", "lien"),
    "horaires_accueil": ("horaires accueil", "horaires", "horaires d'ouverture", "opening hours", "ouverture", "horaire"),
    "siret": ("siret", "numero siret", "n siret", "pivot"),
    "thematiques": ("thematiques", "thematique", "themes", "theme", "services"),
    "date_maj": ("date maj", "date de mise a jour", "derniere mise a jour", "derniere maj", "mise a jour", "maj", "updated at", "date modification"),
}
PERSONAL_ADDRESS = re.compile(r"[a-zà-ÿ]+(-[a-zà-ÿ]+)?[._][a-zà-ÿ]+(-[a-zà-ÿ]+)?@|[a-z]\.[a-z]{3,}@", re.IGNORECASE)
OFFICES = {
    *("accueil", "accompagnement", "action", "agence", "aide", "antenne", "asso", "association", "bureau", "centre", "ccas", "contact", "coordination"),
    *("departement", "direction", "emploi", "enfance", "espace", "famille", "familles", "france", "gestion", "info", "infos", "insertion", "jeunes"),
    *("jeunesse", "mairie", "maison", "mediation", "mds", "mission", "numerique", "point", "pole", "president", "presidence", "projet", "quartier"),
    *("reseau", "residence", "secretariat", "service", "services", "siege", "social", "sociale", "solidarite", "sport", "vie", "ville"),
}
"""Words that stand in addresses of offices."""
THEMES = {**{theme.value: theme.value for theme in v1.Thematique}, **{fold(theme.label): theme.value for theme in v1.Thematique}}
SHORTEST = 3
BROKEN_CODE = re.compile(r"\d{4}")


class Mapped(Layout):
    """Columns that a person names."""

    name: ClassVar[str] = "mapped"
    profile: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset()
    guesses: ClassVar[Guesses] = GUESSES
    published: ClassVar[bool] = False

    def fits(self, columns: Collection[str]) -> bool:
        """A layout with columns of its own is told by them; whatever has a column for names may be mapped."""
        return super().fits(columns) if self.needs else "nom" in self.mapping(columns)

    def convert(self, row: int, raw: Raw, context: Context) -> Draft:
        """The fields of the mapping, then what `complete` adds."""
        draft = begin(row, raw, context)
        self.complete(raw, draft)
        return draft

    def complete(self, raw: Raw, draft: Draft) -> None:  # noqa: ARG002 (other layouts read it)
        """Add what the layout says beyond the mapping. Here: themes make a service of the structure's own name."""
        written = draft.record.pop("thematiques")
        known, lost = themes_of(written)
        for one in lost:
            draft.remark("thematiques", f"« {one[:60]} » : absent de la liste de data.inclusion", "champ laissé de côté")
        if known:
            description = draft.record.get("description") or f"Thèmes : {', '.join(written)}."
            draft.offer(str(draft.record["nom"]), description, thematiques=known)


def begin(row: int, raw: Raw, context: Context) -> Draft:
    """The draft of a structure with the fields of the mapping."""

    def cell(field: str) -> object:
        return raw.get(context.mapping.get(field, ""))

    draft = Draft(row, {"nom": cells.line(cell("nom"))})
    record = draft.record
    record["source"] = cells.slug(cells.line(cell("source"))) or context.source
    record.update({name: cells.line(cell(name)) for name in TEXTS})
    record["description"] = cells.text(cell("description"))
    _name(draft)
    _dates(draft, cell("date_maj"), context)
    _codes(draft, cell("code_postal"), cell("code_insee"), cell("siret"))
    _id(draft, cells.line(cell("id")))
    _contacts(draft, cell("telephone"), cell("courriel"), cell("site_web"), context)
    _place(draft, cell("longitude"), cell("latitude"), context)
    read_hours(draft, cells.text(cell("horaires_accueil")))
    draft.aliases += cells.texts(cell("autres_noms"))
    record["thematiques"] = cells.texts(cell("thematiques"))
    return draft


def read_hours(draft: Draft, written: str) -> None:
    """Opening hours of a structure: kept if they are OSM's, translated if every word is understood, else kept as text."""
    if not written:
        return
    if is_opening_hours(written):
        draft.record["horaires_accueil"] = written
    elif (translated := read_text(written)) is not None:
        draft.record["horaires_accueil"] = translated
        draft.remark("horaires_accueil", f"« {written[:120]} »", f"traduits : {translated}", repaired=True)
    else:
        draft.hours_text.append(written)
        draft.remark("horaires_accueil", "horaires qui ne se laissent pas calculer", "gardés comme texte")


def themes_of(written: list[str]) -> tuple[list[str], list[str]]:
    """Themes by code or by label, and what is neither."""
    known = {THEMES.get(one) or THEMES.get(fold(one)) or "" for one in written}
    return sorted(known - {""}), [one for one in written if one not in THEMES and fold(one) not in THEMES]


def _name(draft: Draft) -> None:
    """The standard wants three characters at least: « 3R » is told by its commune too."""
    name, commune = draft.record["nom"], draft.record["commune"]
    if 0 < len(name) < SHORTEST and commune:
        draft.record["nom"] = f"{name} ({commune})"
        draft.remark("nom", f"« {name} » : de 3 à 150 caractères attendus", f"complété par la commune : {draft.record['nom']}", repaired=True)


def _dates(draft: Draft, value: object, context: Context) -> None:
    found = cells.day(value)
    if found is None and cells.line(value):
        draft.remark("date_maj", f"« {cells.line(value)[:40]} » n’est pas une date", "date laissée de côté")
    if when := found or context.file_date:
        draft.record["date_maj"] = when.isoformat()


def _codes(draft: Draft, postal: object, insee: object, siret: object) -> None:
    for name, value in (("code_postal", postal), ("code_insee", insee)):
        code = cells.line(value).upper()
        if BROKEN_CODE.fullmatch(code):
            draft.remark(name, f"« {code} » : zéro initial perdu", f"rétabli : 0{code}", repaired=True)
            code = f"0{code}"
        draft.record[name] = code
    draft.record["siret"] = re.sub(r"[\s.\u202f-]", "", cells.line(siret))


def _id(draft: Draft, at_source: str) -> None:
    """`<source>--<id>`. Without an id of its own, a structure is known by its name and address."""
    record = draft.record
    if not at_source:
        told = "|".join(fold(str(record[name])) for name in ("nom", "adresse", "code_postal", "commune"))
        at_source = f"{cells.slug(str(record['nom']))[:60]}-{blake2b(told.encode(), digest_size=4).hexdigest()}"
    record["id"] = f"{record['source']}--{at_source}"


def _contacts(draft: Draft, telephone: object, courriel: object, site: object, context: Context) -> None:
    numbers, addresses = cells.texts(telephone), cells.texts(courriel)
    if numbers:
        draft.record["telephone"] = re.split(r"\s+(?:/|ou|et|,)\s+|,\s*|/(?=\s*[0+])", numbers[0])[0]
    if addresses:
        address = re.split(r"[\s,/]+", addresses[0])[0]
        if not context.published and looks_personal(address):
            draft.remark("courriel", "semble être l’adresse d’une personne", "n’est pas gardée ; la fiche peut recevoir celle de l’accueil")
        else:
            draft.record["courriel"] = address
    if address := cells.web_address(site):
        draft.record["site_web"] = address


def looks_personal(address: str) -> bool:
    """Whether an address is of the form `first.last@`, and no word of it names an office."""
    local = re.split(r"[._-]", address.partition("@")[0].lower())
    return bool(PERSONAL_ADDRESS.match(address)) and not OFFICES & {fold(word) for word in local}


def _place(draft: Draft, lon: object, lat: object, context: Context) -> None:
    record = draft.record
    placed = place(cells.number(lon), cells.number(lat), context.order, str(record["code_insee"] or record["code_postal"]))
    if placed.at is not None:
        record["longitude"], record["latitude"] = placed.at
    if placed.problem:
        draft.remark("position", placed.problem, placed.done, repaired=placed.repaired)
