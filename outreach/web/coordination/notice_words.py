"""An avis de passage in words: one block per language, with days as that language says them. It names no resident and no door."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date, format_skeleton
from markupsafe import Markup, escape

from outreach.services.notice_ground import NoticePlace
from outreach.services.review_phrases import LanguageCard

MOST_LANGUAGES = 4
"""That a quarter of a page holds."""
MOST_SHEETS = 200


@dataclass(frozen=True)
class NoticePlan:
    """What a coordinator asks for. Without `visited_on` the day is written by hand."""

    languages: Sequence[str]
    people: Sequence[str]
    visited_on: date | None
    back_on: date | None
    slot: str | None
    starts_on: date | None
    ends_on: date | None
    enough: bool
    """Whether there are notices for every door; else one sheet per entrance."""
    cut: bool
    hall: bool


@dataclass(frozen=True)
class NoticeBlock:
    """What a notice says in one language. `unread` is for the office: nobody has reviewed these phrases."""

    language: str
    name: str
    french: str
    direction: str
    unread: bool
    title: str
    came: Markup
    hall: Markup
    who: Markup
    free: Markup
    back: Markup
    no_visit: Markup


@dataclass(frozen=True)
class NoticeSheet:
    """A page to print: `per_page` notices to cut out (1: the hall's)."""

    place: NoticePlace
    per_page: int


def blocks(cards: Sequence[LanguageCard], plan: NoticePlan, organisation: str) -> list[NoticeBlock]:
    """The chosen languages, French always and first."""
    return [_block(card, plan, organisation) for card in cards if card.is_reference or card.phrases.language in plan.languages]


def sheets(places: Sequence[NoticePlace], plan: NoticePlan, languages: int) -> list[NoticeSheet]:
    """The pages to print, entrance by entrance. More than four languages need twice the room."""
    per_page = 4 if languages <= MOST_LANGUAGES else 2
    found: list[NoticeSheet] = []
    for place in places:
        if plan.cut:
            count = max(1, -(-place.doors // per_page)) if plan.enough else 1
            found += [NoticeSheet(place, per_page)] * count
        if plan.hall:
            found.append(NoticeSheet(place, 1))
    return found


def _block(card: LanguageCard, plan: NoticePlan, organisation: str) -> NoticeBlock:
    phrases = card.phrases
    day = _days(phrases.language)

    def say(key: str, **values: str | Markup) -> Markup:
        return _filled(phrases.phrases[f"notice.{key}"], values)

    written = day(plan.visited_on) if plan.visited_on else Markup('<span class="notice-blank"></span>')
    back = say("return", date=day(plan.back_on), slot=phrases.phrases[f"slots.{plan.slot}"]) if plan.back_on and plan.slot else say("return_soon")
    hall = say("hall", start=day(plan.starts_on), end=day(plan.ends_on)) if plan.starts_on and plan.ends_on else say("hall_soon")
    return NoticeBlock(
        language=phrases.language,
        name=phrases.name,
        french=phrases.french,
        direction=phrases.direction,
        unread=not (card.is_reference or card.reviewed),
        title=phrases.phrases["notice.title"],
        came=say("came", date=written),
        hall=hall,
        who=say("who", organisation=Markup("<bdi>{}</bdi>").format(organisation)),
        free=say("free"),
        back=back,
        no_visit=say("no_visit"),
    )


def _filled(phrase: str, values: dict[str, str | Markup]) -> Markup:
    said = escape(phrase)
    for name, value in values.items():
        said = Markup(said.replace(f"{{{name}}}", escape(value)))  # noqa: S704 (both parts are escaped)
    return said


def _days(language: str) -> Callable[[date], str]:
    if language == "fr":
        return lambda day: format_date(day, "EEEE d MMMM", locale="fr").replace(" 1 ", " 1er ")
    return lambda day: str(format_skeleton("MMMMd", day, locale=language))
