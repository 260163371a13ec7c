"""Every language says everything that French says, and puts the same things in the same sentences."""

import re
import unicodedata

import pytest

from forms import phrases
from forms.catalogue import read
from forms.compile import compile_form

FRENCH = phrases.read(phrases.REFERENCE)
OTHERS = [one for one in phrases.languages() if one.language != phrases.REFERENCE]
PLACE = re.compile(r"\{\w+\}")
SCRIPTS = {"ar": "ARABIC", "bg": "CYRILLIC", "uk": "CYRILLIC"}


def test_there_are_eight_languages() -> None:
    assert [one.language for one in phrases.languages()] == ["fr", "en", "ar", "tr", "pt", "ro", "bg", "uk"]
    assert {one.language for one in phrases.languages() if one.direction == "rtl"} == {"ar"}


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.language)
def test_nothing_is_missing(language: phrases.Phrases) -> None:
    assert list(language.phrases) == list(FRENCH.phrases)
    for key, text in language.phrases.items():
        assert text == text.strip() != "", key
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(FRENCH.phrases[key])), key


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.language)
def test_it_is_written_in_its_own_script(language: phrases.Phrases) -> None:
    letters = [one for text in language.phrases.values() for one in PLACE.sub("", text) if one.isalpha()]
    script = SCRIPTS.get(language.language, "LATIN")
    own = sum(unicodedata.name(one).startswith(script) for one in letters)
    assert own / len(letters) > 0.98


def test_a_hash_is_of_the_phrases_alone() -> None:
    assert len({one.hash for one in phrases.languages()}) == 8


def test_every_need_of_the_contact_form_has_a_heading() -> None:
    xform = compile_form(read("contact")).xform
    themes = set(re.findall(r"<name>([a-z-]+--[a-z-]+)</name>", xform))
    assert themes
    assert {f"needs.{theme}" for theme in themes} == {key for key in FRENCH.phrases if key.startswith("needs.")}
